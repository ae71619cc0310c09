"""The agent that carries gold out, at the books' own door."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agents.assistant import Principal
from agents.ports import WorkItems
from agents.turn import Confirmation, Disclosure, Turn
from evals.cases import Case
from evals.gold.acts import Act, Acts, GoldError, fault, gold_of
from evals.mutations import ANOTHER, YET_ANOTHER
from evals.run.assembly import Assembly, assistant
from evals.run.standin import StandIn
from evals.run.world import Cast
from evals.scorers.values import at
from tools.ports import ActionRequest, BorrowerId, ConversationId
from tools.views import Detail, QuoteView

GOLD = "gold"


def is_gold(name: str) -> bool:
    """Tell whether an agent's name is gold's, or that of gold with a fault (`gold: NAME`)."""
    return name == GOLD or name.startswith(f"{GOLD}: ")


def gold_cast(name: str, suite: str, case: Case) -> Cast:
    """Return who plays a case by its gold. Raises `KeyError` for a fault that isn't known."""
    acts = fault(name.removeprefix(GOLD).removeprefix(": "), gold_of(suite, case))
    if acts is None:
        raise KeyError(f"{name} says nothing of {suite}/{case.id}")
    return Cast(lambda assembly: _Gold.over(assembly, acts))


@dataclass(kw_only=True)
class _Gold(StandIn):
    """Carries out acts; says nothing of its own. Files are no part of the books' end state."""

    books_of: Callable[[BorrowerId], Any]
    work: WorkItems
    acts: Acts
    messages: int = 0
    cards: dict[str, Act] = field(default_factory=dict)

    @classmethod
    def over(cls, assembly: Assembly, acts: Acts) -> "_Gold":
        """Return gold over a case's books."""
        made = assistant(assembly)
        books_of, work = assembly.parts["books_of"], made.services.work
        return cls(made, GOLD, "Done.", books_of=books_of, work=work, acts=acts)

    async def message(
        self,
        who: Principal,
        conversation_id: ConversationId,
        text: str,
        client_message_id: str | None = None,
    ) -> Turn:
        """Do what is due at this message, whatever it says; the last card is shown."""
        self.messages += 1
        card = None
        for act in (act for act in self.acts if act.at == self.messages):
            card = await self._done(act, who, conversation_id, text) or card
        return self.turn(conversation_id, card)

    async def confirm(
        self, who: Principal, conversation_id: ConversationId, token: str, decision: Any
    ) -> Turn:
        """Carry out what the card shows; a card that was pressed before moves nothing."""
        act = self.cards[token]
        books = self._books(act, who)
        if decision != "confirm":
            await books.cancel(token, conversation_id)
        elif not act.early:
            outcome = await books.confirm(token, conversation_id)
            if act.twice and outcome.status == "ok" and not outcome.repeated:
                again = await self._quoted(act, who, conversation_id)
                await books.confirm(again.token, conversation_id)
        return self.turn(conversation_id)

    async def _done(
        self, act: Act, who: Principal, conversation: ConversationId, said: str
    ) -> Confirmation | None:
        if act.how == "right":
            detail = Detail(span=said, extra={"said": said} | act.values)
            await self._books(act, who).record_right(act.does, detail, conversation)
            return None
        if act.how == "desk":
            mine = BorrowerId(who.borrower_id)
            await self.work.open(mine, conversation, act.does, GOLD, "A person is wanted.")
            return None
        quoted = await self._quoted(act, who, conversation)
        if act.how == "now" or act.early:
            await self._books(act, who).confirm(quoted.token, conversation)
        if act.how == "now":
            return None
        self.cards[quoted.token] = act
        return _card(quoted)

    async def _quoted(self, act: Act, who: Principal, conversation: ConversationId) -> QuoteView:
        books = self._books(act, who)
        found = {}
        if act.places:
            plan = await books.plan_request()
            view = (await books.snapshot()).model_dump(mode="json")
            view["payments"] = (await books.payments(20)).model_dump(mode="json")["payments"]
            view["plan"] = plan.model_dump(mode="json") if plan is not None else None
            found = {name: at(view, place) for name, place in act.places.items()}
        quoted = await books.quote(ActionRequest(act.does, act.values | found), conversation)
        if not isinstance(quoted, QuoteView):
            raise GoldError(f"{act.does}: {quoted.message}")
        return quoted

    def _books(self, act: Act, who: Principal) -> Any:
        mine = BorrowerId(who.borrower_id)
        if not act.elsewhere:
            return self.books_of(mine)
        return self.books_of(ANOTHER if mine != ANOTHER else YET_ANOTHER)


def _card(quoted: QuoteView) -> Confirmation:
    return Confirmation(
        token=quoted.token,
        action=quoted.action,
        summary=quoted.action,
        fields=quoted.fields,
        disclosures=tuple(Disclosure(id=d, version="", text="") for d in quoted.disclosure_ids),
        expires_at=quoted.expires_at,
    )
