"""What follows from a posting that counts from a past day: interest, fees, buckets, the line.

Each affected interest charge is reversed and the right one posted, a penalty fee that wouldn't have
been charged is reversed, one reallocation moves the buckets, and the line goes on from the past as
it should have been.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from servicing.accounts import postings
from servicing.accounts.model import Aside, Line
from servicing.backposts.history import CORRECTS_FOR, History, mark
from servicing.backposts.replay import FEES, Twin
from servicing.corrections.reversal import mirrored
from servicing.ledger.model import BUCKETS, Bucket, JournalTransaction
from servicing.money import ZERO, Money, total


class BooksDiverge(Exception):
    """The past lived again doesn't add up to the corrected books; a defect, nothing is kept."""


@dataclass
class Work:
    """A correction in the making."""

    line: Line
    history: History
    day: date
    corrected: Twin
    baseline: Twin
    because: str = ""
    interest: Money = field(default=ZERO)
    fees: Money = field(default=ZERO)
    not_raised: list[tuple[date, Money, Money]] = field(default_factory=list)


def follow(work: Work, reason: str) -> None:
    """Post what follows from `work.because` and let its line go on from the corrected past.

    Raises `BooksDiverge` where the balance isn't what that past comes to.
    """
    _correct_interest(work, reason)
    _correct_fees(work, reason)
    _reallocate(work)
    _take_over(work)


def standing_interest(history: History) -> dict[tuple[date, Bucket], JournalTransaction]:
    """Return the interest charge that stands for each closing and balance.

    One that somebody reversed by hand stands all the same: living the past again reverses it too.
    """
    found: dict[tuple[date, Bucket], JournalTransaction] = {}
    for one in history.transactions:
        if one.kind == "interest":
            found[one.posted_on, Bucket(one.detail["bucket"])] = one
        elif one.kind == "interest_correction" and "closing_on" in one.detail:
            closing = date.fromisoformat(one.detail["closing_on"])
            found[closing, Bucket(one.detail["bucket"])] = one
        elif one.kind == "reversal" and CORRECTS_FOR in one.detail:
            found = {key: t for key, t in found.items() if t.transaction_id != one.reverses}
    return found


def standing_fees(history: History, line: Line) -> Iterator[JournalTransaction]:
    """Return the penalty fees that stand, each as it was last corrected."""
    for one in history.transactions:
        if one.kind in FEES | {"fee_correction"} and one.transaction_id not in line.state.reversed:
            yield one


def _correct_interest(work: Work, reason: str) -> None:
    real, line = standing_interest(work.history), work.line
    closings = sorted(real.keys() | work.corrected.interest.keys())
    for key in closings:
        before, after = real.get(key), work.corrected.interest.get(key)
        charged = before.amount if before else ZERO
        right = after.amount if after else ZERO
        if charged == right or (before and before.transaction_id in line.state.reversed):
            continue
        because = mark(work.because, closing_on=key[0].isoformat())
        if before is not None:
            mirrored(line, before, work.day, reason, **because)
        if right:
            corrects = before.transaction_id if before else None
            detail = {**(after.detail if after else {}), **because, "corrects": corrects}
            postings.post(
                line,
                "interest_correction",
                {Bucket.INTEREST: right},
                work.day,
                f"Interest of the cycle to {key[0]}, corrected",
                effective_on=key[0],
                detail={**detail, "reason": reason},
            )
        work.interest = work.interest + right - charged


def _correct_fees(work: Work, reason: str) -> None:
    line = work.line
    for fee in list(standing_fees(work.history, line)):
        root = fee.detail.get("root", fee.transaction_id)
        after = work.corrected.posted.get(root)
        right = min(after.amount, fee.amount) if after else ZERO
        if right == fee.amount:
            continue
        mirrored(line, fee, work.day, reason, **mark(work.because))
        if right:
            detail = {**fee.detail, **mark(work.because), "root": root, "reason": reason}
            postings.post(
                line,
                "fee_correction",
                {Bucket.FEES: right},
                work.day,
                fee.description,
                effective_on=fee.posted_on,
                detail=detail,
            )
        else:
            _forget(line, fee)
        work.fees = work.fees + right - fee.amount


def _forget(line: Line, fee: JournalTransaction) -> None:
    """Let a fee that was unfounded make no later one a repeat (12 CFR 1026.52(b)(1)(ii)(B)).

    One that was lowered before is known by the event that it was first charged for.
    """
    kind, day = str(fee.kind), fee.posted_on
    if fee.kind == "fee_correction":
        kind = "late_fee" if fee.detail["rule"] == "late_payment" else "returned_fee"
        day = date.fromisoformat(fee.detail["event_on"])
    days = line.state.fee_days.get(kind, [])
    line.state.fee_days[kind] = [one for one in days if one != day]


def _reallocate(work: Work) -> None:
    """Move the buckets to where they would be; the balance must be that already."""
    here, there = work.line.state.buckets, work.corrected.line.state.buckets
    parts = {bucket: there[bucket] - here[bucket] for bucket in BUCKETS}
    if total(parts.values()):
        raise BooksDiverge(work.line.account_id)
    if any(parts.values()):
        postings.post(
            work.line,
            "reallocation",
            parts,
            work.day,
            "Amounts moved to where they would have been",
            detail=mark(work.because),
        )


def _take_over(work: Work) -> None:
    """Let the line go on from the past as it should have been."""
    here, there = work.line.state, work.corrected.line.state
    here.cycle.opening, here.cycle.moves = there.cycle.opening, there.cycle.moves
    asked = {due.due_on: due.remaining for due in there.dues}
    for due in here.dues:
        right = asked.get(due.due_on, due.remaining)
        if right > due.remaining:
            work.not_raised.append((due.due_on, due.remaining, right))
        due.remaining = min(due.remaining, right)
    if here.last is not None and there.last is not None:
        here.last.remaining = min(here.last.remaining, there.last.remaining)
        here.last.came_with_grace = here.last.came_with_grace or there.last.came_with_grace
        met = [day for day in (here.last.paid_in_full_on, there.last.paid_in_full_on) if day]
        here.last.paid_in_full_on = min(met) if met else None
    if there.last_draw is not None:
        here.last_draw = there.last_draw
    real = {made.transaction_id: name for name, made in work.corrected.posted.items()}
    aside = {real.get(name, name): one for name, one in there.aside.items()}
    # A claim to what had been paid already moved nothing, so the past lived again knows none of it.
    paid_only = {
        name: one
        for name, one in here.aside.items()
        if not one.amount and name not in here.reversed
    }
    worth = {name: made.amount for name, made in work.corrected.posted.items()}
    here.aside = paid_only | {
        name: _kept(here.aside.get(name), one, worth.get(name)) for name, one in aside.items()
    }
    for payment in work.history.payments:
        lived = work.corrected.line.payments.get(payment.payment_id)
        if lived is None or (lived.allocation, lived.met) == (payment.allocation, payment.met):
            continue
        kept = work.line.payments.get(payment.payment_id, payment)
        kept.allocation, kept.met = dict(lived.allocation), dict(lived.met)
        work.line.changes.payments[kept.payment_id] = kept


def _kept(before: Aside | None, after: Aside, worth: Money | None) -> Aside:
    """Keep how much of a charge is disputed, however much of it is owed by now.

    No more than the charge comes to (`worth`; None: it is from before this past, and unchanged).
    """
    if before is None:
        return after
    whole = before.amount + before.paid
    whole = whole if worth is None else min(whole, worth)
    return replace(after, paid=max(whole - after.amount, ZERO))
