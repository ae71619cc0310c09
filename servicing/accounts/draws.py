"""Cash draws: whether one may be taken, taking it, and when an open one is due.

Pure over the aggregate; what the product's definition says decides.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from servicing.accounts import flags
from servicing.accounts.model import STOPS_DEBITS, Line, PendingDraw
from servicing.accounts.postings import charge
from servicing.calendar import NEW_YORK, BusinessDays
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money, percent_of, total
from servicing.refusal import Refusal

POLICY = "cash-draws"


@dataclass(frozen=True, slots=True)
class OpenDraw:
    """A draw that is repaid whole by a due date.

    `amount` is what of it is posted as unpaid, `left` what remains once the payments received
    have settled.
    """

    amount: Money
    left: Money
    taken_on: date
    due_on: date


def open_draw(line: Line) -> OpenDraw | None:
    """Return the open draw of a line that has one draw at a time, or None.

    It is due with the statement that closes on or first after the day it was taken.
    """
    if line.product.draws.open_at_once is None or line.state.last_draw is None:
        return None
    amount = line.state.buckets[Bucket.DRAW]
    if not amount:
        return None
    taken_on, _ = line.state.last_draw
    due_on = line.cycles.due(line.next_closing(taken_on))
    return OpenDraw(amount, max(line.owed()[Bucket.DRAW], ZERO), taken_on, due_on)


def blocked(line: Line, today: date) -> Refusal | None:
    """Return why no draw of any size can be taken today, or None."""
    rules = line.product.draws
    if line.status != "open" or STOPS_DEBITS & line.flags.keys():
        return Refusal("draw_not_open", "No draws can be taken on this line.", policy=POLICY)
    if line.locked:
        return flags.locked("draw_locked")
    if "past_due" in rules.blocked_by and line.past_due(today):
        owed = line.past_due(today)
        message = f"{owed} is past due, and no draw can be taken until that is paid."
        return Refusal("draw_past_due", message, limit=owed, policy=POLICY)
    if line.draws_open():
        owed = line.state.buckets[Bucket.DRAW] or total(draw.amount for draw in line.draws)
        message = f"There is an open draw of {owed}. You can draw again once it is paid in full."
        return Refusal("draw_open", message, limit=owed, policy=POLICY)
    if "plan" in rules.blocked_by and line.plan is not None:
        message = "No draws can be taken while a payment plan is running."
        return Refusal("draw_plan", message, policy=POLICY)
    if "recent_return" in rules.blocked_by:
        return _after_return(line, today) or _settling(line, today)
    return _settling(line, today)


def check_draw(line: Line, amount: Money, today: date) -> Refusal | None:
    """Return why a draw of an amount can't be taken today, or None."""
    rules, refusal = line.product.draws, blocked(line, today)
    if refusal is not None:
        return refusal
    if line.bank is None:
        return Refusal(
            "no_bank_linked", "No bank account is linked to your line yet.", policy=POLICY
        )
    if amount < rules.minimum:
        message = f"The smallest draw is {rules.minimum}."
        return Refusal("draw_too_small", message, limit=rules.minimum, policy=POLICY)
    if amount.minor % rules.step.minor:
        message = f"A draw goes in steps of {rules.step}."
        return Refusal("draw_step", message, limit=rules.step, policy=POLICY)
    most = line.available(today)
    if amount + fee_of(line, amount) > most:
        message = f"That is more than is available. You can draw up to {most}."
        return Refusal("draw_above_available", message, limit=most, policy=POLICY)
    return None


def fee_of(line: Line, amount: Money) -> Money:
    """Return the fee of a draw, rounded up to the cent; 0.00 where the product has none."""
    rules = line.product.draws.fee
    return (
        ZERO
        if rules is None or line.capped
        else max(percent_of(amount, rules.percent), rules.minimum)
    )


def ask(line: Line, amount: Money, today: date, goes_out_on: date) -> PendingDraw:
    """Hold the credit of a draw that `check_draw` allows; nothing is owed until it goes out."""
    line.state.draws += 1
    draw = PendingDraw(
        draw_id=f"d-{line.account_id}-{line.state.draws:04d}",
        amount=amount,
        fee=fee_of(line, amount),
        asked_on=today,
        goes_out_on=goes_out_on,
    )
    line.draws.append(draw)
    line.changes.draws[draw.draw_id] = (draw, "pending")
    line.changes.touched = True
    return draw


def send(line: Line, day: date) -> None:
    """Post the draws whose bank file goes out by the end of a day, each once.

    On a line that is locked for identity theft they are taken back instead.
    """
    if line.locked:
        void(line, day)
    for draw in [draw for draw in line.draws if draw.goes_out_on <= day]:
        line.draws.remove(draw)
        line.changes.draws[draw.draw_id] = (draw, "sent")
        take(line, draw.amount, day)


def void(line: Line, until: date = date.max) -> None:
    """Take back the draws that would go out by a day: nothing of them was lent, or is owed."""
    for draw in [draw for draw in line.draws if draw.goes_out_on <= until]:
        line.draws.remove(draw)
        line.changes.draws[draw.draw_id] = (draw, "voided")
        line.changes.touched = True


def goes_out_on(line: Line, now: datetime, days: BusinessDays) -> date:
    """Return the day on which a draw asked for now goes out.

    The same business day until the product's cut-off, else the next one.
    """
    local = now.astimezone(NEW_YORK)
    in_time = days.is_open(local.date()) and local.time() <= line.product.draws.cut_off
    return local.date() if in_time else days.add(local.date(), 1)


def take(line: Line, amount: Money, day: date) -> JournalTransaction:
    """Post a draw that `check_draw` allows, and its fee if the product has one."""
    if line.bank is None:
        raise ValueError(f"{line.account_id} has no linked bank")
    drawn = charge(line, "draw", Bucket.DRAW, amount, day, f"Cash draw to {line.bank.label}")
    line.state.last_draw = (day, amount)
    fee = fee_of(line, amount)
    if fee:
        detail = {
            "rule": "draw_fee",
            "event_on": day.isoformat(),
            "draw_amount_minor": amount.minor,
            "percent": str(line.product.draws.fee.percent) if line.product.draws.fee else None,
        }
        charge(line, "draw_fee", Bucket.FEES, fee, day, "Cash draw fee", detail=detail)
    return drawn


def _after_return(line: Line, today: date) -> Refusal | None:
    """Refuse a draw for some days after a payment came back."""
    days = timedelta(days=line.product.draws.blocked_days_after_return)
    back = [p.returned_on + days for p in line.payments.values() if p.returned_on is not None]
    if not back or max(back) < today:
        return None
    message = f"A payment came back, so the next draw can be taken after {_spell(max(back))}."
    return Refusal("draw_recent_return", message, on=max(back), policy=POLICY)


def _settling(line: Line, today: date) -> Refusal | None:
    """Refuse a second draw until the payment of the first has settled and its hold is over."""
    if line.product.draws.open_at_once is None:
        return None
    free = [
        payment.releases_on
        for payment in line.payments.values()
        if payment.status == "posted"
        and payment.releases_on > today
        and payment.allocation.get(Bucket.DRAW, ZERO)
    ]
    if not free:
        return None
    message = f"Your repayment is still settling. You can draw again on {_spell(max(free))}."
    return Refusal("draw_settling", message, on=max(free), policy=POLICY)


def _spell(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
