"""Posting something today that counts from a past day, with all that follows from it.

A payment that was received and missed has to be credited as of its receipt, and the charges that
the miss caused credited in the next cycle (12 CFR 1026.10(a), (c)). The same goes for a charge, a
refund or a credit that belongs to a past day. Nothing that was posted is touched: each affected
interest charge is reversed and the right one posted, a penalty fee that wouldn't have been charged
is reversed, and one reallocation moves the buckets to where they would be.

How much that is comes from living the past again twice (`relive`), once as it was and once with the
posting in its place. The first must give today's books to the cent; where it doesn't, something is
in that past that these rules can't live again, and a person has to see to it.

What the borrower was told is never turned against them: a minimum or a statement balance that was
asked for isn't raised afterwards, a due date that was met stays met, and no penalty fee is added or
raised.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from servicing.accounts import postings
from servicing.accounts.missing import CLAIM
from servicing.accounts.model import Line, Payment, State
from servicing.accounts.servicemember import RULE as FORGIVEN
from servicing.backposts.following import (
    Work,
    follow,
    standing_fees,
    standing_interest,
)
from servicing.backposts.history import BACK_POSTED, POSTED_AGAIN, History, mark
from servicing.backposts.relive import Insertion, relive
from servicing.backposts.replay import Happening, Twin, set_aside
from servicing.calendar import BusinessDays
from servicing.corrections.reversal import mirrored
from servicing.ledger.model import BUCKETS, PRINCIPAL, Bucket, JournalTransaction, Merchant
from servicing.money import ZERO, Money
from servicing.payments import receipts
from servicing.refusal import Refusal

CITE = "12 CFR 1026.10(c)"
_UNCLEAR = Refusal(
    "history_unclear", "That day can't be worked out again by itself; a person has to look at it."
)


@dataclass(frozen=True, slots=True)
class BackDated:
    """What should have been posted on a past day.

    `first` is where an adjustment goes first, `charge` what was set aside too late: a disputed
    amount that turned out not to be owed should have borne no interest from the charge's own day.
    `claim`: whose missing payment it is; what was set aside for it meanwhile never was.
    `instead_of`: the posting of the same payment that counted from too late a day; it is reversed.
    What the bank says of the payment from then on is said of the new one (`Payment.counted_as`).
    """

    kind: Literal["payment", "purchase", "draw", "refund", "adjustment", "set_aside"]
    amount: Money
    effective_on: date
    description: str
    reason: str
    merchant: Merchant | None = None
    first: Bucket | None = None
    charge: str | None = None
    claim: str | None = None
    instead_of: str | None = None
    cite: str = CITE


@dataclass(frozen=True, slots=True)
class Correction:
    """What was posted: the back-dated transaction first, then what follows from it.

    `not_raised` are minimums that would have asked for more: their due dates, what is left to pay
    of each, and what would be.
    """

    transaction: JournalTransaction
    followed_by: tuple[JournalTransaction, ...]
    interest: Money
    fees: Money
    payment: Payment | None = None
    not_raised: tuple[tuple[date, Money, Money], ...] = ()


def back_post(line: Line, history: History, what: BackDated, day: date) -> Correction | Refusal:
    """Post something today that counts from a past day, or say why not; then nothing changed.

    `history` reaches back before that day (`servicing.backposts.repository.history`).
    """
    payment = _payment(line, history, what, day) if what.kind == "payment" else None
    lived = _twins(line, history, what, payment, day)
    if isinstance(lived, Refusal):
        return lived
    baseline, corrected = lived
    if corrected.inserted is None:
        return _UNCLEAR
    first = len(line.changes.transactions)
    work = Work(line, history, day, corrected, baseline)
    posted = _post(line, what, corrected.inserted, payment, day)
    work.because = posted.transaction_id
    wrong = _take_back(line, history, what, posted, day)
    follow(work, what.reason)
    if payment is not None:
        _keep(line, payment, corrected.line.payments[payment.payment_id], posted)
        if wrong is not None:
            _take_the_place(payment, wrong, work)
    postings.cap_minimums(line)
    return Correction(
        posted,
        tuple(line.changes.transactions[first + 1 :]),
        work.interest,
        work.fees,
        payment,
        tuple(work.not_raised),
    )


def as_if(line: Line, history: History, what: BackDated, day: date) -> State | Refusal:
    """Return the line as it would stand today had a payment come on its day; nothing changes."""
    lived = _twins(line, history, what, _payment(line, history, what, day), day)
    return lived if isinstance(lived, Refusal) else lived[1].line.state


def _twins(
    line: Line, history: History, what: BackDated, payment: Payment | None, day: date
) -> tuple[Twin, Twin] | Refusal:
    """Return the past lived again as it was, and with the posting in its place."""
    refusal = _check(line, history, what, day)
    if refusal is not None:
        return refusal
    baseline = relive(line, history)
    if not _is_today(baseline, line, history):
        return _UNCLEAR
    happening = _happening(what, payment, history)
    put_in = Insertion(what.effective_on, happening, what.claim, what.instead_of)
    return baseline, relive(line, history, put_in)


def _check(line: Line, history: History, what: BackDated, day: date) -> Refusal | None:
    if what.amount <= ZERO:
        return Refusal("amount_too_small", "The amount has to be more than $0.00.", limit=ZERO)
    if what.effective_on > day:
        return Refusal("date_in_future", "That day hasn't come yet.", on=day)
    if what.effective_on < line.opened_on:
        return Refusal("before_opening", "The line wasn't open on that day.", on=line.opened_on)
    if line.status != "open" or not line.accrues:
        return Refusal("line_not_open", "Nothing is worked out again on a line like this.")
    if what.instead_of is not None and not _counted_late(line, history, what):
        return Refusal("not_counted_late", "That payment doesn't count from a later day.")
    anchor = history.anchor
    if anchor is not None and anchor.closing_on >= what.effective_on:
        return _UNCLEAR
    if _plan_changed(line, history) or _rests_on_what_was_asked(line, history):
        return _UNCLEAR
    return None


def _counted_late(line: Line, history: History, what: BackDated) -> bool:
    """Whether a posting is of that payment, stands, and counts from a later day."""
    return any(
        one.kind == "payment"
        and one.transaction_id == what.instead_of
        and one.transaction_id not in line.state.reversed
        and -one.amount == what.amount
        and one.effective_on > what.effective_on
        for one in history.transactions
    )


def _plan_changed(line: Line, history: History) -> bool:
    """Whether a plan began or ended since: what it set aside, and when, isn't lived again."""
    first = None if history.anchor is None else history.anchor.terms.plan
    plans = [first, *(closing.terms.plan for closing in history.closings), line.plan]
    return len({None if plan is None else plan.plan_id for plan in plans}) > 1


def _rests_on_what_was_asked(line: Line, history: History) -> bool:
    """Whether since then the line was brought back to current, or interest above 6 % forgiven.

    The one dropped minimums that the past lived again would still ask for; the other gave back
    part of charges that a correction would now take back whole.
    """
    since = None if history.anchor is None else history.anchor.closing_on
    reaged = any(since is None or day > since for day in line.state.reaged)
    return reaged or any(one.detail.get("rule") == FORGIVEN for one in history.transactions)


def _is_today(twin: Twin, line: Line, history: History) -> bool:
    """Whether the past lived again came out as it did: buckets, accrual, interest, fees."""
    there, here, real = twin.line.state, line.state, standing_interest(history)
    interest = {key: one.amount for key, one in real.items()}
    fees = [one.detail.get("root", one.transaction_id) for one in standing_fees(history, line)]
    return (
        there.buckets == here.buckets
        and _accrual(there) == _accrual(here)
        and interest == {key: one.amount for key, one in twin.interest.items()}
        and all(fee in twin.posted for fee in fees)
    )


def _accrual(state: State) -> dict[Bucket, tuple[Money, dict[date, int]]]:
    found = {}
    for bucket in PRINCIPAL:
        by_day: dict[date, int] = {}
        for move in state.cycle.moves[bucket]:
            by_day[move.day] = by_day.get(move.day, 0) + move.amount.minor
        found[bucket] = (
            state.cycle.opening[bucket],
            {day: minor for day, minor in by_day.items() if minor},
        )
    return found


def _payment(line: Line, history: History, what: BackDated, day: date) -> Payment:
    """Return the payment to post: one of its own, or the one that it takes the place of.

    The latter comes from where the first came from, at the same try, and what it pays for may be
    used no earlier; it settles as it would have, had it counted from its day.
    """
    bank, payment_id = line.bank, f"p-{line.account_id}-{line.state.payments + 1:04d}"
    wrong = _wrong(history, what)
    if wrong is not None:
        return replace(
            wrong,
            payment_id=payment_id,
            on=what.effective_on,
            status="scheduled",
            settles_on=BusinessDays().add(what.effective_on, 1),
            allocation={},
            met={},
            received_after=None,
            posted_transaction=None,
        )
    return Payment(
        payment_id=payment_id,
        amount=what.amount,
        on=what.effective_on,
        source="one_off",
        bank_label=bank.label if bank else "",
        bank_last4=bank.last4 if bank else "0000",
        status="scheduled",
        settles_on=day,
        releases_on=day,
    )


def _happening(what: BackDated, payment: Payment | None, history: History) -> Happening:
    def happen(twin: Twin) -> JournalTransaction | None:
        line, on = twin.line, what.effective_on
        if what.kind == "set_aside":
            charge = twin.its(what.charge or "", history)
            return charge and set_aside(twin, charge, what.amount, on)
        if payment is not None:
            there = replace(payment, allocation={}, met={})
            line.payments[there.payment_id] = there
            receipts.receive(line, there)
            receipts.settle(line, there, on)
            return line.changes.transactions[-1]
        if what.kind == "refund":
            merchant = what.merchant or Merchant("", "", "", "")
            return postings.refund(line, what.amount, on, what.description, merchant)
        if what.kind == "adjustment":
            return postings.credit(
                line, "adjustment", what.amount, on, what.description, first=what.first
            )
        bucket = Bucket.PURCHASE if what.kind == "purchase" else Bucket.DRAW
        return postings.charge(line, what.kind, bucket, what.amount, on, what.description)

    return happen


def _post(
    line: Line, what: BackDated, there: JournalTransaction, payment: Payment | None, day: date
) -> JournalTransaction:
    detail = {BACK_POSTED: True, "reason": what.reason, "cite": what.cite}
    if what.charge is not None:
        detail |= {"charge": what.charge, "bucket": there.detail["bucket"]}
    if what.claim is not None:
        detail[CLAIM] = what.claim
    if what.first is not None:
        detail["first"] = what.first.value
    parts = {Bucket(e.account): e.amount for e in there.entries if e.account in BUCKETS}
    return postings.post(
        line,
        what.kind,
        parts,
        day,
        what.description,
        effective_on=what.effective_on,
        merchant=what.merchant,
        payment_id=payment.payment_id if payment else None,
        detail=detail,
    )


def _take_back(
    line: Line, history: History, what: BackDated, posted: JournalTransaction, day: date
) -> Payment | None:
    """Reverse the posting that counted from the wrong day, and let its payment stand no more.

    Return that payment; None where nothing takes the place of anything.
    """
    payment = _wrong(history, what)
    if payment is None:
        return None
    wrong = next(one for one in history.transactions if one.transaction_id == what.instead_of)
    marks = mark(posted.transaction_id, **{POSTED_AGAIN: posted.transaction_id})
    mirrored(line, wrong, day, what.reason, **marks)
    gone = line.payments.get(payment.payment_id, payment)
    gone.status, gone.counted_as = "cancelled", posted.payment_id
    line.changes.payments[gone.payment_id] = gone
    return gone


def _wrong(history: History, what: BackDated) -> Payment | None:
    """Return the payment that this one takes the place of; None if it takes nobody's."""
    if what.instead_of is None:
        return None
    found = (one for one in history.payments if one.posted_transaction == what.instead_of)
    return next(found, None)


def _take_the_place(payment: Payment, wrong: Payment, work: Work) -> None:
    """Let a payment stand for all that the one in its place had met.

    A minimum that the wrong day had met stays met (`Work.not_raised`), as long as the money is
    there: it is asked for again if the bank takes it back.
    """
    for due_on, left, right in work.not_raised:
        part = min(right - left, wrong.met.get(due_on, ZERO))
        if part:
            payment.met[due_on] = payment.met.get(due_on, ZERO) + part


def _keep(line: Line, payment: Payment, lived: Payment, posted: JournalTransaction) -> None:
    line.state.payments += 1
    payment.status = "posted"
    payment.allocation, payment.met = dict(lived.allocation), dict(lived.met)
    payment.received_after = posted.sequence
    payment.posted_transaction = posted.transaction_id
    line.payments[payment.payment_id] = payment
    line.changes.payments[payment.payment_id] = payment
