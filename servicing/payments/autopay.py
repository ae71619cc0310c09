"""What autopay takes and when; setting it, changing it, and when it can still be stopped.

An instruction counts from three business days ahead, in both directions: one that is set, changed
or stopped later than that leaves the run that is already on its way as it was (12 CFR
1005.10(c)(1) gives the bank the same time for a stop-payment order).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from servicing.accounts.model import STOPS_DEBITS, Autopay, AutopayKind, Line
from servicing.calendar import DAY, BusinessDays
from servicing.ledger.model import Bucket
from servicing.money import ZERO, Money
from servicing.refusal import Refusal

POLICY = "autopay"
_OFF_ALREADY = Refusal("autopay_is_off", "Autopay is off already, so nothing runs.", policy=POLICY)
_FEE_ONLY = Refusal(
    "autopay_fee_only",
    "Autopay pays the monthly fee already. It never pays a draw.",
    policy=POLICY,
)
_SAME = Refusal("autopay_is_so", "Autopay is set that way already.", policy=POLICY)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of autopay: the day, and what it would take as things stand."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Change:
    """What a change comes to: the instruction to keep, and the run that it comes too late for."""

    order: Autopay | None
    still_runs: Run | None


def run_date(line: Line) -> date | None:
    """Return the day on which autopay takes the latest statement's payment, or None."""
    order = in_force(line)
    if order is None or line.state.last is None:
        return None
    return line.state.last.due_on - timedelta(days=order.days_before_due)


def in_force(line: Line) -> Autopay | None:
    """Return the instruction that serves the latest statement's due date, or None.

    None serves while debits are stopped, or the line is said to be somebody else's doing.
    """
    order, last = line.autopay, line.state.last
    if order is None or last is None or not line.runs or STOPS_DEBITS & line.flags.keys():
        return None
    if line.state.stolen is not None:
        return None
    return serving(order, last.due_on)


def serving(order: Autopay, due_on: date) -> Autopay | None:
    """Return which instruction of a succession runs for a due date, or None."""
    run = due_on - timedelta(days=order.days_before_due)
    if order.ends_after is not None and run > order.ends_after:
        return serving(order.then, due_on) if order.then is not None else None
    return None if order.starts_on is not None and run < order.starts_on else order


def amount_to_take(line: Line) -> Money:
    """Return what autopay takes if it ran now.

    Payments already received lower it. A fixed amount is lifted to the minimum. It never takes
    more than is owed, nor a disputed amount (12 CFR 1026.13(d)(1)).
    """
    order = in_force(line)
    return ZERO if order is None else _taking(line, order)


def next_run(line: Line, today: date) -> Run | None:
    """Return the next run that takes something, or None if nothing is set to be taken."""
    on, amount = run_date(line), amount_to_take(line)
    return Run(on, amount) if on is not None and on >= today and amount > ZERO else None


def last_day_to_stop(line: Line, run_on: date, days: BusinessDays) -> date:
    """Return the last day on which the run of `run_on` can be stopped.

    Three business days before, as for a stop-payment order (12 CFR 1005.10(c)(1)).
    """
    return days.add(run_on, -line.product.autopay.lead_business_days)


def check(line: Line, kind: AutopayKind, amount: Money | None, days_before: int) -> Refusal | None:
    """Return why autopay can't be set like this, or None."""
    rules = line.product.autopay
    if line.bank is None:
        return Refusal(
            "no_bank_linked", "No bank account is linked to your line yet.", policy="payments"
        )
    if kind not in rules.covers:
        only = rules.covers == ("fee",)
        what = "the monthly fee only, never a draw" if only else ", ".join(rules.covers)
        return Refusal("autopay_not_covered", f"Autopay here covers {what}.", policy=POLICY)
    if not 0 <= days_before <= rules.most_days_before_due:
        return Refusal(
            "autopay_day",
            "Autopay can run on your due date or on a day up to"
            f" {rules.most_days_before_due} days before it.",
            policy=POLICY,
        )
    if (kind == "fixed") != (amount is not None):
        return Refusal("autopay_amount", "A fixed autopay needs its amount.", policy=POLICY)
    if amount is not None and amount < line.product.payments.minimum:
        least = line.product.payments.minimum
        return Refusal(
            "amount_too_small", f"The smallest payment is {least}.", limit=least, policy=POLICY
        )
    return None


def turn_on(line: Line, order: Autopay, today: date, days: BusinessDays) -> Change | Refusal:
    """Work out a new instruction, or a change: from when it counts, and what still runs before.

    Where the change comes too late for this due date's run, or would leave the due date without
    one, the run goes on as it was and the new instruction follows it.
    """
    starts = days.add(today, line.product.autopay.lead_business_days)
    fresh = replace(order, starts_on=starts)
    before, run = line.autopay, next_run(line, today)
    if before is not None and before.ends_after is None and _alike(before, order):
        return _FEE_ONLY if line.product.autopay.covers == ("fee",) else _SAME
    if before is None or run is None:
        return Change(fresh, None)
    if _in_time(line, run, today, days) and serving(fresh, _due(line)) is not None:
        return Change(fresh, None)
    # The new instruction must not take the same due date's payment a second time.
    after = max(starts, _due(line) - timedelta(days=order.days_before_due) + DAY)
    return Change(replace(before, ends_after=run.on, then=replace(fresh, starts_on=after)), run)


def turn_off(line: Line, today: date, days: BusinessDays) -> Change | Refusal:
    """Work out the end of the instruction: at once, or after the run that can't be stopped."""
    before = line.autopay
    if before is None or (before.ends_after is not None and before.then is None):
        return _OFF_ALREADY
    run = next_run(line, today)
    if run is None or _in_time(line, run, today, days):
        return Change(None, None)
    return Change(replace(before, ends_after=run.on, then=None), run)


def first_run(line: Line, order: Autopay, today: date) -> date:
    """Return the first day on which an instruction will run: for this due date or a later one."""
    due = _due(line)
    while True:
        run = due - timedelta(days=order.days_before_due)
        if run >= today and serving(order, due) is order and not _met(line, order, due):
            return run
        closing = line.next_closing(due - timedelta(days=line.product.cycle.days_to_due) + DAY)
        due = line.cycles.due(closing)


def _met(line: Line, order: Autopay, due: date) -> bool:
    """Whether the present due date leaves nothing for this instruction to take."""
    last = line.state.last
    return last is not None and last.due_on == due and not _taking(line, order)


def _due(line: Line) -> date:
    last = line.state.last
    if last is not None:
        return last.due_on
    return line.cycles.due(line.next_closing(line.state.cycle.opened_on))


def _in_time(line: Line, run: Run, today: date, days: BusinessDays) -> bool:
    """Whether a coming run can still be stopped."""
    return today <= last_day_to_stop(line, run.on, days)


def _taking(line: Line, order: Autopay) -> Money:
    if line.state.last is None:
        return ZERO
    owed = line.owed()
    undisputed = Money(sum(amount.minor for amount in owed.values())) - owed[Bucket.DISPUTED]
    minimum = line.minimum_left()
    wanted = {
        "minimum": minimum,
        "statement": max(line.state.last.remaining, minimum),
        "current": undisputed,
        "fixed": max(order.amount or ZERO, minimum),
        "fee": owed[Bucket.FEES],
    }[order.kind]
    return max(min(wanted, undisputed), ZERO)


def _alike(one: Autopay, other: Autopay) -> bool:
    return (one.kind, one.amount, one.days_before_due) == (
        other.kind,
        other.amount,
        other.days_before_due,
    )
