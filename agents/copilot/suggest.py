"""Up to three replies that passed every rail, and all that goes with them.

The first answers the borrower's last message; the others are about what else is open on the line.
What can't be said without a write, or claims a record or a hand-off that isn't there, is withheld
and says why. Where somebody may be in danger or may not be asked to pay, only the first is given.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from agents.borrower.run import Services
from agents.copilot.books import NotOnRecord, WouldWrite
from agents.copilot.facts import facts_of
from agents.copilot.model import Advice, Reply, Withheld
from agents.copilot.rehearse import Rehearsal, Rehearsed
from agents.copilot.signals import ANSWER_ONLY, signals_of
from agents.copilot.talk import Record, last_message, open_card, talk_of, told_before
from agents.memory import Memory
from agents.understanding import Hints
from tools.ports import BorrowerId, ConversationId, lender_today
from tools.views import AccountSnapshot

LAST_MESSAGE = "last_message"
REPLIES_MAX = 3
TOPICS_FROM_MESSAGES_MAX = 8
# Acts that say nothing of what a talk is about.
SMALL_TALK = frozenset(
    "affirm deny answer submit correct repeat greeting thanks goodbye out_of_scope "
    "injection_like".split()
)
Language = Literal["en", "es"]
Case = Literal["open_dispute", "plan_asked_or_running", "past_due", "autopay_on", "always"]


class NothingSaid(Exception):
    """The borrower hasn't written anything yet that an answer could be suggested to."""


@dataclass(frozen=True)
class _At:
    """Where the line stands, and whether a plan was asked for."""

    line: AccountSnapshot
    plan_asked: bool


CASES: Mapping[Case, Callable[[_At], bool]] = {
    "open_dispute": lambda at: any(claim.state != "decided" for claim in at.line.claims),
    "plan_asked_or_running": lambda at: at.plan_asked or at.line.plan is not None,
    "past_due": lambda at: at.line.past_due > 0,
    "autopay_on": lambda at: at.line.autopay is not None and at.line.autopay.next_date is not None,
    "always": lambda at: True,
}


class _Question(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    when: Case
    en: str
    es: str


@cache
def _questions() -> Mapping[str, _Question]:
    text = files("agents.copilot").joinpath("questions.yaml").read_text("utf-8")
    return TypeAdapter(dict[str, _Question]).validate_python(yaml.safe_load(text))


@dataclass(frozen=True)
class _Tried:
    """A reply or why there is none; `found` is the turn it came from, if it came to one."""

    reply: Reply | None
    withheld: Withheld | None
    found: Rehearsed | None = None


class Copilot:
    """Advice on conversations. It writes nothing and asks no provider; one serves everybody."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def advise(
        self,
        borrower: BorrowerId,
        conversation: ConversationId,
        records: Sequence[Record],
        queues: frozenset[str],
    ) -> Advice:
        """Return the advice on a conversation of the borrower's, as of now.

        `records` are its turn records, oldest first; `queues` those that it was ever handed to.
        Raises `NothingSaid`, and `BooksUnavailable` where the books don't answer.
        """
        last = last_message(records)
        if last is None or "memory" not in last["inputs"]:
            raise NothingSaid
        books = self._services.books_of(borrower)
        line, rights = await books.snapshot(), await books.rights()
        card = open_card(records, self._services.clock.now())
        quote = card[1] if card is not None else None
        told = told_before(last)
        rehearsal = Rehearsal(self._services, borrower, conversation, quote, told)
        memory = Memory.model_validate(last["inputs"]["memory"])
        first = await _try(rehearsal, LAST_MESSAGE, last["user_text"], memory, queues)
        unrecorded = first.withheld is not None and first.withheld.code == "not_on_record"
        signals = signals_of(records, line.flags, rights, unrecorded)
        language, about = self._about(records, memory.language)
        tried = [first]
        if not ANSWER_ONLY & {signal.kind for signal in signals}:
            asked = "hardship" in line.flags and await books.plan_request() is not None
            at = _At(line, asked)
            tried += await self._others(rehearsal, at, first, memory, language, queues)
        after = first.found.run.memory if first.found is not None else None
        return Advice(
            turn_id=last["turn_id"],
            talk=talk_of(records, about, language, after),
            facts=facts_of(line),
            rights=rights,
            cards=(card[0],) if card is not None else (),
            replies=tuple(one.reply for one in tried if one.reply is not None),
            withheld=tuple(one.withheld for one in tried if one.withheld is not None),
            signals=signals,
        )

    def _about(
        self, records: Sequence[Record], language: Language
    ) -> tuple[Language, tuple[str, ...]]:
        """Return the language of the last message, and what the last few ask for."""
        acts: dict[str, None] = {}
        written = [one["user_text"] for one in records if one["kind"] == "message"]
        today = lender_today(self._services.clock)
        for text in written[-TOPICS_FROM_MESSAGES_MAX:]:
            read = self._services.reader.read(text, today=today, hints=Hints(language=language))
            language = read.language
            acts |= dict.fromkeys(act for act in read.acts if act not in SMALL_TALK)
        return language, tuple(acts)

    async def _others(
        self,
        rehearsal: Rehearsal,
        at: _At,
        first: _Tried,
        memory: Memory,
        language: Language,
        queues: frozenset[str],
    ) -> list[_Tried]:
        """Return replies about what else is open on the line, none that says the same again."""
        aside = Memory(
            language=language,
            turns=memory.turns,
            acknowledged=memory.acknowledged,
            shown_disclosures=memory.shown_disclosures,
            handoffs=memory.handoffs,
            told_requests=memory.told_requests,
        )
        given = [first.reply] if first.reply is not None else []
        answered = _acts(first)
        kept: list[_Tried] = []
        for about, question in _questions().items():
            if len(given) == REPLIES_MAX:
                break
            if not CASES[question.when](at):
                continue
            text = question.es if language == "es" else question.en
            one = await _try(rehearsal, about, text, aside, queues)
            asked = _acts(one)
            if one.reply is not None and not asked <= answered and _new(one.reply, given):
                given.append(one.reply)
                answered |= asked
                kept.append(one)
            elif one.withheld is not None:
                kept.append(one)
        return kept


def _acts(tried: _Tried) -> set[str]:
    reading = tried.found.run.reading if tried.found is not None else None
    return set(reading.acts) if reading is not None else set()


def _new(reply: Reply, given: Sequence[Reply]) -> bool:
    """Tell whether a reply says something that the ones before it don't."""
    shown = {figure.value for other in given for figure in other.figures}
    if reply.figures:
        return not {figure.value for figure in reply.figures} <= shown
    return all(reply.text != other.text for other in given)


async def _try(
    rehearsal: Rehearsal, about: str, text: str, memory: Memory, queues: frozenset[str]
) -> _Tried:
    try:
        found = await rehearsal.turn(text, memory.model_dump(mode="json"))
    except WouldWrite as error:
        return _Tried(None, Withheld(about=about, code="would_write", detail=str(error)))
    except NotOnRecord as error:
        return _Tried(None, Withheld(about=about, code="not_on_record", detail=str(error)))
    faults = tuple(_faults(found, queues))
    if faults:
        code, detail = faults[0]
        return _Tried(None, Withheld(about=about, code=code, detail=detail), found)
    turn = found.turn
    reply = Reply(
        about=about,
        text=turn.reply,
        language=found.run.memory.language,
        figures=turn.figures,
        citations=turn.citations,
        disclosures=turn.disclosures,
        verdicts=turn.verdicts,
    )
    return _Tried(reply, None, found)


def _faults(
    found: Rehearsed, queues: frozenset[str]
) -> Iterator[tuple[Literal["blocked", "opens"], str]]:
    """Yield why a turn's words may not be used: a rail said no, or they claim a hand-off."""
    for verdict in found.turn.verdicts:
        if verdict.outcome == "blocked":
            yield "blocked", verdict.rail
    verified = found.run.verified
    if verified is None or verified.blocked or not found.turn.reply.strip():
        yield "blocked", "reply"
    for queue in sorted(found.opens - queues):
        yield "opens", queue
