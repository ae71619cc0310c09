"""A line's day: what happens on its own, in order.

Pure over the aggregate. `morning` opens a day, `evening` ends it; a line that was taken through
every day's morning and evening once is up to date.
"""

from datetime import date

from servicing.accounts import cycle, draws, postings, stolen, subscription
from servicing.accounts.model import STOPS_DEBITS, Line, Payment
from servicing.calendar import BusinessDays
from servicing.cards import authorisations
from servicing.payments import answers, autopay, delinquency, lateness, receipts
from servicing.plans import keeping, relief


def morning(line: Line, day: date, days: BusinessDays) -> None:
    """Open a day: what is overdue since yesterday, authorisations, payments due today.

    What the bank settled or sent back overnight comes before it (see `payments.answers`).
    """
    line.state.morning_of = day
    relief.shelter(line, day)
    subscription.charge_at_opening(line, day)
    lateness.assess_late(line, day)
    _charge_off(line, day)
    delinquency.roll(line, day)
    keeping.mark(line, day)
    for hold in [one for one in line.holds if one.posts_on is not None and one.posts_on <= day]:
        authorisations.capture(line, hold, hold.amount, day)
    authorisations.expire(line, day)
    stolen.sweep(line, day)
    for payment in line.received:
        if payment.source == "check" and payment.settles_on <= day and days.is_open(day):
            receipts.settle(line, payment, day)
    for payment in line.waiting:
        if payment.status == "scheduled" and payment.on <= day:
            _take(line, payment, days)
    if autopay.run_date(line) == day and line.bank is not None:
        amount = autopay.amount_to_take(line)
        if amount:
            receipts.receive(line, receipts.schedule(line, amount, day, "autopay", days))


def evening(line: Line, day: date) -> None:
    """End a day, once: the draws of its bank file, then the cycle if it ends today.

    A charged-off line has no more cycles; a closed one has them while something is owed.
    """
    if line.state.evening_of is not None and line.state.evening_of >= day:
        return
    line.state.evening_of = day
    draws.send(line, day)
    if line.runs and day == line.next_closing(day):
        cycle.close_cycle(line, day)
        line.changes.touched = True


def _take(line: Line, payment: Payment, days: BusinessDays) -> None:
    """Receive a scheduled payment whose day has come, unless debits stopped or a retry lapsed.

    Nor is one taken on a line that somebody else is said to have opened: nothing of it is owed now.
    """
    lapsed = payment.retry_of is not None and answers.retry_lapses(line, payment, days)
    stopped = STOPS_DEBITS & line.flags.keys() or line.state.stolen is not None
    if lapsed or stopped:
        receipts.cancel(line, payment)
    else:
        receipts.receive(line, payment)


def _charge_off(line: Line, day: date) -> None:
    if line.relieved(day) or not line.runs:
        return
    if line.days_past_due(day) >= line.product.charge_off.days_past_due:
        postings.charge_off(line, day)
