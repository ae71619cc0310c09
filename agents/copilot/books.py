"""A borrower's books in which nothing can be written, whatever asks."""

from typing import Any, cast

from tools.evidence_views import EvidenceKept, FileRead, Suspicion
from tools.plan_views import HardshipIntake
from tools.ports import ActionRequest, Books, ConversationId
from tools.views import Detail, Outcome, QuoteView, Refusal, RightRecord


class WouldWrite(Exception):
    """A rehearsed turn asks for something that only the borrower's own turn may do."""


class NotOnRecord(Exception):
    """A right is heard that the books don't hold: a person has to look, not a machine to write."""


READS = frozenset(
    {
        "snapshot",
        "transactions",
        "statement",
        "explain_charge",
        "daily_interest",
        "payoff",
        "pay_down",
        "payments",
        "rights",
        "plan_options",
        "plan_request",
        "evidence",
    }
)


class ReadingBooks:
    """`tools.ports.Books` whose reads are the books' and whose writes don't reach them.

    `card` is the one that is open in the conversation: a quote of its action is that card again.
    `told` is what an intake had been told before the message, which by now the books may hold too.
    Every other quote, press or file raises `WouldWrite`; a right that isn't on record,
    `NotOnRecord`. A method that is added to the port is refused until it is named a read.
    """

    def __init__(
        self, books: Books, card: QuoteView | None, told: HardshipIntake | None = None
    ) -> None:
        self._books = books
        self._card = card
        self._told = told

    def __getattr__(self, method: str) -> Any:
        if method not in READS:
            raise WouldWrite(method)
        return getattr(self._books, method)

    async def record_right(
        self, kind: str, detail: Detail, conversation: ConversationId
    ) -> RightRecord:
        """Return the newest record of this kind as it stands; raise `NotOnRecord` without one."""
        for right in await self._books.rights():
            if right.kind == kind:
                return right.model_copy(update={"status": "known"})
        raise NotOnRecord(kind)

    async def quote(
        self, request: ActionRequest, conversation: ConversationId
    ) -> QuoteView | Refusal:
        """Return the open card of this action, or raise `WouldWrite`."""
        if self._card is not None and self._card.action == request.action:
            return self._card
        raise WouldWrite(request.action)

    async def confirm(self, token: str, conversation: ConversationId) -> Outcome:
        """Press nothing."""
        raise WouldWrite("confirm")

    async def cancel(self, token: str, conversation: ConversationId) -> Outcome:
        """Put nothing away."""
        raise WouldWrite("cancel")

    async def hardship_intake(self) -> HardshipIntake | None:
        """Return what had been told before the message."""
        return self._told

    async def keep_hardship_intake(
        self, intake: HardshipIntake, conversation: ConversationId
    ) -> HardshipIntake:
        """Return what was said; nothing is kept, and no word of the reply depends on it."""
        return intake

    async def keep_evidence(
        self,
        file: FileRead,
        suspicion: Suspicion,
        conversation: ConversationId,
        about: str | None = None,
    ) -> EvidenceKept:
        """Take no file in."""
        raise WouldWrite("keep_evidence")


def reading_books(
    books: Books, card: QuoteView | None, told: HardshipIntake | None = None
) -> Books:
    """Return the books for a turn that must leave no trace."""
    return cast(Books, ReadingBooks(books, card, told))
