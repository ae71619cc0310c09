"""A stretch of a line's past, complete enough to be lived again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from servicing.accounts.model import Line, Payment, Snapshot
from servicing.ledger.model import JournalTransaction

BACK_POSTED, CORRECTS_FOR = "back_posted", "corrects_for"
"""Keys of a transaction's detail: it counts from a past day; another one made it necessary."""
POSTED_AGAIN = "posted_again"
"""Key of a reversed payment's mirror: the posting that counts in its place, from its own day."""


@dataclass(frozen=True, slots=True)
class History:
    """What happened after `anchor` (None: since the line was opened).

    `transactions` in their order; `closings` the later closings, oldest first; `payments` those
    that were received, or settled, or came back, in that time. `earlier` are transactions from
    before that later ones refer to, by id.
    """

    anchor: Snapshot | None
    transactions: tuple[JournalTransaction, ...]
    earlier: Mapping[str, JournalTransaction]
    closings: tuple[Snapshot, ...]
    payments: tuple[Payment, ...]

    @property
    def since_sequence(self) -> int:
        """The number of postings there were at the anchor."""
        return 0 if self.anchor is None else self.anchor.sequence


def history_since(
    line: Line,
    day: date,
    snapshots: Sequence[Snapshot],
    transactions: Iterable[JournalTransaction],
    payments: Iterable[Payment],
) -> History:
    """Cut a line's past so that it starts before a day, from all there is of it.

    It starts earlier where something that was posted since counts from before that.
    """
    posted = list(transactions)
    anchor = anchor_before(day, snapshots, posted)
    first = 0 if anchor is None else anchor.sequence
    since = tuple(one for one in posted if one.sequence > first)
    touched, named = {one.payment_id for one in since}, set(named_in(line, since))
    return History(
        anchor,
        since,
        {
            one.transaction_id: one
            for one in posted
            if one.transaction_id in named and one.sequence <= first
        },
        tuple(one for one in snapshots if anchor is None or one.closing_on > anchor.closing_on),
        tuple(
            payment
            for payment in payments
            if payment.status == "pending" or payment.payment_id in touched
        ),
    )


def anchor_before(
    day: date, snapshots: Sequence[Snapshot], transactions: Iterable[JournalTransaction]
) -> Snapshot | None:
    """Return the last closing before a day that nothing posted later reaches behind."""
    late = [one for one in transactions if BACK_POSTED in one.detail]
    earliest = day
    for snapshot in sorted(snapshots, key=lambda one: one.closing_on, reverse=True):
        reached = [t.effective_on for t in late if t.sequence > snapshot.sequence]
        earliest = min([day, *reached])
        if snapshot.closing_on < earliest:
            return snapshot
    return None


def superseded(transactions: Iterable[JournalTransaction]) -> frozenset[str]:
    """Return the postings of payments that were posted again from another day."""
    return frozenset(one.reverses or "" for one in transactions if POSTED_AGAIN in one.detail)


def references(transactions: Iterable[JournalTransaction]) -> list[str]:
    """Return the ids of the transactions that these refer to."""
    named = [one.reverses or one.detail.get("charge") for one in transactions]
    return [one for one in named if one is not None]


def named_in(line: Line, transactions: Iterable[JournalTransaction]) -> list[str]:
    """Return the ids of the transactions that these, and claims without a posting, refer to."""
    return [*references(transactions), *(one.charge_id for one in line.state.quiet_ends)]


def mark(transaction_id: str, **more: Any) -> dict[str, Any]:
    """Return the detail of a posting that another one makes necessary."""
    return {CORRECTS_FOR: transaction_id, **more}
