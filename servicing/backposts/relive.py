"""Living a line's past again, with or without something that should have been in it.

The rules that made the past make it again: receipts are allocated, closings compute interest and
minimums, in the order in which things happened. What people and banks did is taken as it was;
what follows from it (interest, allocation, what a minimum asked for) is worked out anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from servicing.accounts import cycle
from servicing.accounts.copies import copied_state
from servicing.accounts.missing import CLAIM
from servicing.accounts.model import (
    Changes,
    Line,
    OpenCycle,
    Payment,
    PaymentStatus,
    Snapshot,
    State,
)
from servicing.backposts.history import BACK_POSTED, History, references, superseded
from servicing.backposts.replay import Happening, Twin, again, ended, replay
from servicing.ledger.model import Bucket
from servicing.payments import receipts


@dataclass(frozen=True, slots=True)
class Insertion:
    """Something that should have happened at the end of a past day.

    `found`: the claim that said so, where it is a payment that was missing. `instead_of`: the
    posting of a payment that this one takes the place of.
    """

    on: date
    happen: Happening
    found: str | None = None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    order: tuple[int, date, int]
    live: Callable[[Twin], object]
    closes: bool = False
    refers: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        return self.order[1]


def relive(line: Line, history: History, insertion: Insertion | None = None) -> Twin:
    """Live the history again on a line of its own, up to the present."""
    twin = Twin(_start(line, history), found=_found(history, insertion))
    gone = superseded(history.transactions)
    if insertion is not None and insertion.instead_of is not None:
        gone = gone | {insertion.instead_of}
    steps = _steps(line, history, gone)
    if insertion is not None:
        steps = _with(steps, insertion.on, lambda twin: _insert(twin, insertion))
    terms = [snapshot.terms for snapshot in history.closings]
    closed = 0
    for step in steps:
        if closed < len(terms):
            now = terms[closed]
            twin.line.rates, twin.line.plan = now.aprs, now.plan
            twin.line.flags, twin.line.autopay = now.flags, now.autopay
            twin.line.credit_limit = now.credit_limit
        else:
            twin.line.rates, twin.line.plan, twin.line.flags = line.aprs(), line.plan, line.flags
            twin.line.autopay, twin.line.credit_limit = line.autopay, line.credit_limit
        step.live(twin)
        closed += step.closes
    return twin


def _found(history: History, insertion: Insertion | None) -> frozenset[str]:
    """Return the claims whose missing payment is in this past."""
    before = {
        one.detail[CLAIM]
        for one in history.transactions
        if one.kind == "payment" and CLAIM in one.detail
    }
    now = {insertion.found} if insertion is not None and insertion.found is not None else set()
    return frozenset(before | now)


def _start(line: Line, history: History) -> Line:
    anchor = history.anchor
    state = (
        State(OpenCycle(line.opened_on), line.opened_on, cycle_openings=[line.opened_on])
        if anchor is None
        else copied_state(anchor.state)
    )
    under_way = {} if anchor is None else anchor.under_way
    payments = {
        one.payment_id: replace(
            one,
            status=_status_at(one, history),
            allocation=dict(under_way.get(one.payment_id, one.allocation)),
            met=dict(one.met),
        )
        for one in history.payments
        if _was_received(one, history)
    }
    return replace(line, state=state, status="open", payments=payments, holds=[], changes=Changes())


def _was_received(payment: Payment, history: History) -> bool:
    """Whether a payment had been received at the anchor; its place in the order tells."""
    after = payment.received_after
    return after is not None and _before(after, payment.on, history)


def _before(after: int, day: date, history: History) -> bool:
    """Whether something that was posted nowhere happened before the anchor."""
    anchor = history.anchor
    if anchor is None:
        return False
    return after < anchor.sequence or (after == anchor.sequence and day <= anchor.closing_on)


def _status_at(payment: Payment, history: History) -> PaymentStatus:
    posted = {one.transaction_id for one in history.transactions}
    waiting = payment.posted_transaction is None or payment.posted_transaction in posted
    return "pending" if waiting else "posted"


def _steps(line: Line, history: History, gone: frozenset[str]) -> list[_Step]:
    """Return what happened, in its order; the payments whose postings are `gone` never did."""
    inserted = {one.payment_id for one in history.transactions if BACK_POSTED in one.detail}
    steps = [
        _Step((one.sequence, one.posted_on, 0), live, refers=frozenset(references([one])))
        for one in history.transactions
        if one.transaction_id not in gone and (live := replay(one, history)) is not None
    ]
    steps += [
        _Step((one.sequence, one.closing_on, 2), _closing(one, history), closes=True)
        for one in history.closings
    ]
    steps += [
        _Step((one.received_after or 0, one.on, 1), _receipt(one))
        for one in history.payments
        if not _was_received(one, history)
        and one.payment_id not in inserted
        and one.posted_transaction not in gone
    ]
    steps += [
        _Step((one.after, one.on, 1), ended(one, history))
        for one in line.state.quiet_ends
        if not _before(one.after, one.on, history)
    ]
    # What counts from the day on which it was posted came in its turn, like anything else.
    late = [
        one
        for one in history.transactions
        if BACK_POSTED in one.detail and one.transaction_id not in gone
    ]
    steps += [
        _Step(
            (one.sequence, one.posted_on, 0),
            again(one, history),
            refers=frozenset(references([one])),
        )
        for one in late
        if one.effective_on == one.posted_on
    ]
    steps.sort(key=lambda step: step.order)
    for one in late:
        if one.effective_on < one.posted_on:
            steps = _with(steps, one.effective_on, again(one, history), one.transaction_id)
    return steps


def _with(
    steps: list[_Step], on: date, live: Callable[[Twin], object], named: str = ""
) -> list[_Step]:
    """Put a happening at the end of its day: before that day's closing, and what refers to it."""
    later = (
        n
        for n, step in enumerate(steps)
        if step.day > on or (step.closes and step.day == on) or named in step.refers
    )
    place = next(later, len(steps))
    order = (steps[place - 1].order[0] if place else 0, on, 1)
    return [*steps[:place], _Step(order, live), *steps[place:]]


def _insert(twin: Twin, insertion: Insertion) -> None:
    twin.inserted = insertion.happen(twin)


def _receipt(payment: Payment) -> Callable[[Twin], None]:
    def live(twin: Twin) -> None:
        fresh = replace(payment, status="scheduled", allocation={}, met={}, posted_transaction=None)
        twin.line.payments[payment.payment_id] = fresh
        receipts.receive(twin.line, fresh)

    return live


def _closing(snapshot: Snapshot, history: History) -> Callable[[Twin], None]:
    """Close the cycle on the day it closed, with the due date that its statement named."""
    closing = snapshot.closing_on
    real = [
        one
        for one in history.transactions
        if one.posted_on == closing and one.kind in {"interest", "subscription_fee"}
    ]

    def live(twin: Twin) -> None:
        before = len(twin.line.changes.transactions)
        cycle.close_cycle(twin.line, closing)
        state, told = twin.line.state, snapshot.state.last
        if state.last is not None and told is not None:
            state.last.due_on = state.dues[-1].due_on = told.due_on
        for made in twin.line.changes.transactions[before:]:
            if made.kind == "interest":
                twin.interest[closing, Bucket(made.detail["bucket"])] = made
            for one in real:
                if (one.kind, one.detail.get("bucket")) == (made.kind, made.detail.get("bucket")):
                    twin.posted[one.transaction_id] = made

    return live
