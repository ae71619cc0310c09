"""The assistant as channels see it: open, message, press, hand over."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakValueDictionary

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command

from agents.assistant import Attached, Attachments, Event, Opening, Principal
from agents.borrower.attachments import open_disputes
from agents.borrower.disclose import proof
from agents.borrower.graph import State, build
from agents.borrower.record import text_hash
from agents.borrower.run import Services, TurnRun
from agents.borrower.settle import Decision
from agents.borrower.streaming import events
from agents.embedded.phrases import phrase
from agents.embedded.skills.social import CHOICES
from agents.errors import (
    BadMessage,
    BooksMoved,
    ConfirmationGone,
    FileRefused,
    Unavailable,
    UnknownConversation,
    UnknownToken,
)
from agents.ports import ConversationRecord
from agents.turn import Disclosure, Turn
from guardrails.disclosures import Act, DisclosureContext, Due
from guardrails.intake import Admitted, Rejected, admit
from guardrails.redaction import KnownIdentity
from tools.evidence_views import TOO_LARGE, Evidence, EvidenceKept, FileRead, Suspicion
from tools.ports import BooksUnavailable, BorrowerId, ConversationId, lender_today
from tools.views import Refusal

HANDOFF_TEXT = {"en": "I'd like to talk to a person.", "es": "Quiero hablar con una persona."}


class Assistant:
    """The borrower assistant. One instance serves every borrower; nothing of one is kept in it.

    Within a process, messages of one conversation are answered one after the other.
    """

    def __init__(self, services: Services, checkpointer: BaseCheckpointSaver[Any] | None) -> None:
        self.services = services
        self._graph = build(checkpointer)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open(self, who: Principal, channel: str) -> tuple[ConversationId, Opening]:
        """Open a conversation with the words and disclosures that begin it."""
        services, borrower = self.services, BorrowerId(who.borrower_id)
        id_ = ConversationId(services.ids("conversation"))
        record = ConversationRecord(id_, borrower, channel, services.clock.now())
        await services.conversations.create(record)
        name = who.name.split(" ", 1)[0]
        today = lender_today(services.clock)
        acts = [Act.FIRST_AUTOMATED_MESSAGE]
        if services.collector == "debt_collector":
            acts.append(Act.COLLECTOR_FIRST_MESSAGE)
        due = services.disclosures.due(
            acts, DisclosureContext(on=today, channel="app", collector=services.collector)
        )
        shown = tuple(Disclosure(id=d.id, version=d.version, text=d.text) for d in due)
        opening = Opening(
            text=phrase("greeting", "en", name=name), quick_replies=CHOICES["en"], disclosures=shown
        )
        await services.turns.append(self._opening_record(id_, borrower, opening, due))
        return id_, opening

    def _opening_record(
        self, id_: ConversationId, borrower: BorrowerId, opening: Opening, due: tuple[Due, ...]
    ) -> dict[str, Any]:
        turn = Turn(
            turn_id=self.services.ids("turn"),
            conversation_id=id_,
            reply=opening.text,
            engine="embedded",
            model_calls=0,
            disclosures=opening.disclosures,
            quick_replies=opening.quick_replies,
        )
        return {
            "turn_id": turn.turn_id,
            "conversation_id": id_,
            "borrower_id": borrower,
            "kind": "opening",
            "at": self.services.clock.now().isoformat(),
            "client_message_id": None,
            "text_hash": None,
            "user_text": "",
            "turn": turn.model_dump(mode="json"),
            "inputs": {"disclosures": proof(due)},
        }

    async def message(
        self,
        who: Principal,
        conversation_id: ConversationId,
        text: str,
        client_message_id: str | None = None,
    ) -> Turn:
        """Answer a message.

        Raises `BadMessage`, `UnknownConversation`, `MessageConflict` or `Unavailable`
        (see `agents.errors`); nothing is stored then.
        """
        admitted = _admitted(text)
        borrower = await self._owner(who, conversation_id)
        async with self._turn(conversation_id):
            if client_message_id is not None:
                fingerprint = text_hash(self.services.token_key, admitted.text)
                stored = await self.services.conversations.answered(
                    borrower, conversation_id, client_message_id, fingerprint
                )
                if stored is not None:
                    return Turn.model_validate(stored)
            run = self._run(who, conversation_id)
            run.text = admitted.text
            run.identity = KnownIdentity(names=(who.name,))
            entry = {"kind": "message", "client_message_id": client_message_id}
            return await self._go(run, {"input": entry})

    async def stream(
        self,
        who: Principal,
        conversation_id: ConversationId,
        text: str,
        client_message_id: str | None = None,
    ) -> AsyncIterator[Event]:
        """Answer a message as events. Sentences are released once the whole reply has passed.

        What `message` would refuse is refused before the first event.
        """
        _admitted(text)
        await self._owner(who, conversation_id)
        yield Event("status", {"text": "thinking"})
        turn = await self.message(who, conversation_id, text, client_message_id)
        for event in events(turn):
            yield event

    async def confirm(
        self, who: Principal, conversation_id: ConversationId, token: str, decision: Decision
    ) -> Turn:
        """Press a card's button. Pressing again returns the stored outcome, and moves nothing.

        Raises `UnknownToken` for a token that isn't this conversation's, `ConfirmationGone`
        or `BooksMoved` with the turn that says so and offers a fresh card.
        """
        await self._owner(who, conversation_id)
        async with self._turn(conversation_id):
            run = self._run(who, conversation_id)
            press = {"kind": "confirmation", "token": token, "decision": decision}
            config = self._config(conversation_id)
            waiting = await self._graph.aget_state(config)
            card = (waiting.values.get("memory") or {}).get("card")
            paused = bool(waiting.next) and card is not None and card["token"] == token
            turn = await self._go(run, Command(resume=press) if paused else {"input": press})
        refusal = run.outcome.refusal if run.outcome else None
        if refusal is not None and refusal.code == "unknown_quote":
            raise UnknownToken
        if refusal is not None and refusal.code == "quote_expired":
            raise ConfirmationGone(turn)
        if refusal is not None and refusal.code == "books_moved":
            raise BooksMoved(turn)
        return turn

    async def handoff(self, who: Principal, conversation_id: ConversationId) -> Turn:
        """Ask for a person: the same as writing so."""
        return await self.message(who, conversation_id, HANDOFF_TEXT["en"])

    async def attach(
        self,
        who: Principal,
        conversation_id: ConversationId,
        name: str,
        content: bytes | None,
        about: str | None = None,
    ) -> Attached:
        """Take in a file about a dispute; None where it was too large to be read to its end.

        `about` is the dispute's reference, where there are several. The very same file again
        returns the same turn. Raises `FileRefused` with the turn that says why,
        `UnknownConversation` or `Unavailable`.
        """
        borrower = await self._owner(who, conversation_id)
        sha256 = hashlib.sha256(content or b"").hexdigest()
        # The same file about another dispute is something else to do.
        asked = (
            sha256 if about is None else hashlib.sha256(f"{sha256} {about}".encode()).hexdigest()
        )
        message_id = f"file-{asked[:48]}"
        async with self._turn(conversation_id):
            fingerprint = text_hash(self.services.token_key, sha256)
            stored = await self.services.conversations.answered(
                borrower, conversation_id, message_id, fingerprint
            )
            if stored is not None:
                turn = Turn.model_validate(stored)
                return Attached(await self._file(borrower, sha256), turn, new=False)
            said = (name, content, about)
            return await self._attach(who, conversation_id, said, sha256, message_id)

    async def _attach(
        self,
        who: Principal,
        conversation_id: ConversationId,
        said: tuple[str, bytes | None, str | None],
        sha256: str,
        message_id: str,
    ) -> Attached:
        name, content, about = said
        run = self._run(who, conversation_id)
        run.identity = KnownIdentity(names=(who.name,))
        read = TOO_LARGE if content is None else await self.services.files.read(name, content)
        kept: EvidenceKept | Refusal
        suspicion = Suspicion(score=0, flag=False)
        if isinstance(read, FileRead):
            run.attachment = read
            score = self.services.injection.score(read.text, "document")
            suspicion = Suspicion(score=score.score, flag=score.flag)
            kept = await self._keep(run, read, suspicion, about)
        else:
            kept = read
        refused = isinstance(kept, Refusal)
        entry = {
            "kind": "attachment",
            "client_message_id": None if refused else message_id,
            "sha256": sha256,
            "suspicion": suspicion.model_dump(mode="json"),
            "evidence": None if refused else kept.model_dump(mode="json"),
            "refusal": kept.model_dump(mode="json") if refused else None,
        }
        turn = await self._go(run, {"input": entry})
        if isinstance(kept, Refusal):
            raise FileRefused(kept.code, turn)
        return Attached(await self._file(run.borrower, sha256), turn, new=kept.status == "new")

    async def attachments(self, who: Principal, conversation_id: ConversationId) -> Attachments:
        """Return the borrower's files. Raises `UnknownConversation` or `Unavailable`."""
        borrower = await self._owner(who, conversation_id)
        books = self.services.books_of(borrower)
        try:
            files, rights = await books.evidence(), await books.rights()
            snapshot = await books.snapshot()
        except BooksUnavailable as error:
            raise Unavailable from error
        disputes = open_disputes(rights, snapshot.claims)
        return Attachments(bool(disputes), files, disputes)

    async def _keep(
        self, run: TurnRun, file: FileRead, suspicion: Suspicion, about: str | None
    ) -> EvidenceKept | Refusal:
        try:
            return await self.services.books_of(run.borrower).keep_evidence(
                file, suspicion, run.conversation, about
            )
        except BooksUnavailable as error:
            raise Unavailable from error

    async def _file(self, borrower: BorrowerId, sha256: str) -> Evidence:
        try:
            files = await self.services.books_of(borrower).evidence()
        except BooksUnavailable as error:
            raise Unavailable from error
        return [one for one in files if one.sha256 == sha256][-1]

    async def _owner(self, who: Principal, conversation_id: ConversationId) -> BorrowerId:
        borrower = BorrowerId(who.borrower_id)
        if await self.services.conversations.get(borrower, conversation_id) is None:
            raise UnknownConversation
        return borrower

    def _turn(self, conversation_id: str) -> asyncio.Lock:
        return self._turns.setdefault(conversation_id, asyncio.Lock())

    def _run(self, who: Principal, conversation_id: ConversationId) -> TurnRun:
        services, borrower = self.services, BorrowerId(who.borrower_id)
        return TurnRun(
            services=services,
            books=services.books_of(borrower),
            borrower=borrower,
            conversation=conversation_id,
            scopes=who.scopes,
            turn_id=services.ids("turn"),
            today=lender_today(services.clock),
        )

    async def _go(self, run: TurnRun, entry: State | Command[Any]) -> Turn:
        try:
            state = await self._graph.ainvoke(
                entry, self._config(run.conversation), context=run, durability="exit"
            )
        except BooksUnavailable as error:
            raise Unavailable from error
        turn = Turn.model_validate(state["turn"])
        if run.verified is None:
            return turn
        # Only who asked sees what they said put back; what is kept words it.
        shown = run.tokens.restore(run.verified.text, run.memory.language)
        return turn.model_copy(update={"reply": shown})

    def _config(self, conversation_id: str) -> RunnableConfig:
        return {"configurable": {"thread_id": conversation_id}}


def _admitted(text: str) -> Admitted:
    """Return the text as it is worked with, or raise `BadMessage`."""
    admitted = admit(text)
    if isinstance(admitted, Rejected):
        raise BadMessage(admitted.code, admitted.message)
    return admitted
