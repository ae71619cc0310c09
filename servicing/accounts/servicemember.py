"""Putting the 6 % cap of 50 USC 3937 on a line, from the day its holder's service began.

The arithmetic is `billing.scra`; here it meets the journal and the aggregate. A verified
`active_duty` flag keeps the cap from then on (`Line.aprs`, no fees); what was charged before it
was known is worked out again and credited.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from servicing.accounts.model import Line
from servicing.accounts.postings import (
    cap_minimums,
    count_towards_last_statement,
    move_principal,
    post,
)
from servicing.billing import scra
from servicing.billing.allocation import allocate
from servicing.billing.interest import Span
from servicing.ledger.model import BUCKETS, Bucket, JournalTransaction
from servicing.money import ZERO, Money, total

RULE = "servicemember_cap"
_FEES = frozenset({"late_fee", "returned_fee", "fee_correction", "subscription_fee", "draw_fee"})
_INTEREST = frozenset({"interest", "interest_correction"})
_CREDITING = frozenset({"payment", "refund", "adjustment", "dispute_credit"})
_CHARGES = (Bucket.INTEREST, Bucket.FEES)
_LONGEST_CYCLE = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Applied:
    """What the cap came to, and the credit posted for it; None if it was all credited before."""

    relief: scra.Relief
    credited_before: Money
    posted: JournalTransaction | None


def apply_scra(
    line: Line,
    history: Sequence[JournalTransaction],
    service_from: date,
    day: date,
    service_to: date | None = None,
) -> Applied:
    """Credit what was charged above 6 % since service began, and lower the payments due by it.

    `history` is the line's whole journal in its order. Doing it again credits only what has
    come since, and payments due fall once: by the interest forgiven for their cycle (a)(3), less
    what they fell by before. The credit is an adjustment whose detail holds the computation,
    cycle by cycle. The flag that keeps the cap is the caller's to verify.
    """
    relief = relief_of(line, history, service_from, service_to)
    before = total(-one.amount for one in _credits(history, service_from))
    amount = relief.forgiven - before
    if amount <= ZERO:
        return Applied(relief, before, None)
    lowered = _lowered_before(history)
    parts = _parts(line, relief, amount)
    move_principal(line, parts, day)
    count_towards_last_statement(line, amount, day)
    posted = post(
        line,
        "adjustment",
        parts,
        day,
        "Interest and fees above 6%, forgiven for military service",
        detail=_detail(relief, service_from, service_to, before),
    )
    _lower_minimums(line, relief, lowered)
    cap_minimums(line)
    return Applied(relief, before, posted)


def relief_of(
    line: Line,
    history: Sequence[JournalTransaction],
    service_from: date,
    service_to: date | None = None,
) -> scra.Relief:
    """Return what the cap forgives since service began, from the journal alone.

    A fee that was waived counts as credited before; interest that was reversed, and payments
    that came back, don't count at all.
    """
    standing = _standing(history)
    credits_ = _credits(history, service_from)
    return scra.recalculate(
        _cycles(line, standing, service_from),
        _paid(standing, service_from),
        service_from,
        service_to,
        charges_owed_before=_owed_before(history, service_from),
        outside=_reversed_interest(history, service_from),
        credited=[(one.posted_on, -_on_charges(one)) for one in credits_],
    )


def _standing(history: Sequence[JournalTransaction]) -> list[JournalTransaction]:
    """Return the transactions that neither were taken back nor take another back.

    Fees stand even if they were waived.
    """
    gone = {one.reverses for one in history if one.reverses is not None}
    return [
        one
        for one in history
        if one.reverses is None
        and (one.transaction_id not in gone or one.kind in _FEES)
        and one.detail.get("rule") != RULE
    ]


def _credits(history: Sequence[JournalTransaction], since: date) -> list[JournalTransaction]:
    """Return what was credited for the cap before: fees taken back, and earlier relief."""
    fees = {one.transaction_id for one in history if one.kind in _FEES and one.posted_on >= since}
    return [one for one in history if one.reverses in fees or one.detail.get("rule") == RULE]


def _reversed_interest(
    history: Sequence[JournalTransaction], since: date
) -> list[tuple[date, Money]]:
    """Return interest that was reversed, and what its reversal took off charges."""
    by_id = {one.transaction_id: one for one in history}
    found = []
    for one in history:
        charge = by_id.get(one.reverses or "")
        if charge is not None and charge.kind in _INTEREST:
            both = [part for part in (charge, one) if part.posted_on >= since]
            found += [(part.posted_on, _on_charges(part)) for part in both]
    return found


def _on_charges(one: JournalTransaction) -> Money:
    return total(entry.amount for entry in one.entries if entry.account in _CHARGES)


def _cycles(
    line: Line, standing: Sequence[JournalTransaction], service_from: date
) -> list[scra.ChargedCycle]:
    """Return the cycles that service touches, each with its interest and fees."""
    interest: dict[date, list[scra.Accrual]] = {}
    for one in standing:
        if one.kind in _INTEREST and one.effective_on >= service_from:
            interest.setdefault(one.effective_on, []).append(_accrual(one))
    fees: dict[date, list[tuple[date, Money]]] = {}
    for one in standing:
        if one.kind in _FEES and one.posted_on >= service_from:
            closing = _closing(line, one.posted_on, interest)
            fees.setdefault(closing, []).append((one.posted_on, one.amount))
    return [
        scra.ChargedCycle(closing, tuple(interest.get(closing, ())), tuple(fees.get(closing, ())))
        for closing in sorted(interest.keys() | fees.keys())
    ]


def _closing(line: Line, day: date, known: Iterable[date]) -> date:
    """Return the end of the cycle that holds a day: where interest was posted, if it was."""
    after = [closing for closing in known if day <= closing < day + _LONGEST_CYCLE]
    return min(after) if after else line.next_closing(day)


def _accrual(one: JournalTransaction) -> scra.Accrual:
    over = tuple(
        Span(date.fromisoformat(first), date.fromisoformat(last), Money(minor))
        for first, last, minor in one.detail["spans"]
    )
    return scra.Accrual(Decimal(one.detail["apr"]), over, one.amount)


def _paid(standing: Iterable[JournalTransaction], since: date) -> list[scra.Paid]:
    """Return what payments and credits took off interest and fees, by the day they count from."""
    return [
        scra.Paid(one.effective_on, -_on_charges(one))
        for one in standing
        if one.kind in _CREDITING and one.effective_on >= since and _on_charges(one) < ZERO
    ]


def _owed_before(history: Sequence[JournalTransaction], service_from: date) -> Money:
    """Return the interest and fees unpaid when service began."""
    earlier = [one for one in history if one.posted_on < service_from]
    if not earlier:
        return ZERO
    left = dict(zip(BUCKETS, earlier[-1].balances, strict=True))
    return total(left[bucket] for bucket in _CHARGES)


def _parts(line: Line, relief: scra.Relief, amount: Money) -> dict[Bucket, Money]:
    """Spread the credit: forgiven charges still owed first, the rest on the dearest balance."""
    owed, left = line.owed(), min(relief.to_charges, amount)
    parts = dict.fromkeys(_CHARGES, ZERO)
    wanted = ((Bucket.FEES, relief.forgiven_fees), (Bucket.INTEREST, left), (Bucket.FEES, left))
    for bucket, most in wanted:
        part = max(min(left, most, owed[bucket]), ZERO)
        parts[bucket], left, owed[bucket] = parts[bucket] - part, left - part, owed[bucket] - part
    rest = amount + total(parts.values())
    for bucket, part in allocate(rest, ZERO, owed, line.aprs()).items():
        parts[bucket] = parts.get(bucket, ZERO) - part
    return parts


def _lowered_before(history: Sequence[JournalTransaction]) -> dict[date, Money]:
    """Return by what earlier credits for the cap lowered the payment of each cycle, by its end."""
    most: dict[date, Money] = {}
    for one in history:
        if one.detail.get("rule") == RULE:
            for cycle in one.detail["cycles"]:
                closing = date.fromisoformat(cycle["closing_on"])
                forgiven = Money(cycle["forgiven_minor"])
                most[closing] = max(most.get(closing, ZERO), forgiven)
    return most


def _lower_minimums(line: Line, relief: scra.Relief, before: Mapping[date, Money]) -> None:
    """Lower each payment due by the interest forgiven for its cycle (50 USC 3937(a)(3)).

    `before` is what was taken off for a cycle when less of its interest was known to be forgiven.
    """
    forgiven = {
        line.cycles.due(one.closing_on): max(one.forgiven - before.get(one.closing_on, ZERO), ZERO)
        for one in relief.cycles
    }
    for due in line.state.dues:
        off = forgiven.get(due.due_on, ZERO)
        due.minimum = scra.reduced_payment(due.minimum, off)
        due.remaining = scra.reduced_payment(due.remaining, off)


def _detail(
    relief: scra.Relief, service_from: date, service_to: date | None, before: Money
) -> dict[str, object]:
    return {
        "rule": RULE,
        "cite": "50 USC 3937(a)(2)",
        "cap_percent": str(scra.CAP_PERCENT),
        "service_from": service_from.isoformat(),
        "service_to": service_to.isoformat() if service_to else None,
        "credited_before_minor": before.minor,
        "cycles": [
            {
                "closing_on": one.closing_on.isoformat(),
                "charged_minor": one.charged.minor,
                "allowed_minor": one.allowed.minor,
                "forgiven_minor": one.forgiven.minor,
            }
            for one in relief.cycles
        ],
    }
