"""What a person can put right on a line: a posting of a past day, its age, the 6 % cap.

Each works on a line that is loaded; whether it is kept is for `corrections` to say.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from servicing.accounts import flags
from servicing.accounts.model import STOPS_DEBITS, Line
from servicing.accounts.servicemember import apply_scra
from servicing.backposts import repository as past
from servicing.backposts.backpost import BackDated, back_post
from servicing.backposts.history import History
from servicing.billing.scra import NOTICE_DAYS_AFTER_SERVICE, in_time
from servicing.calendar import add_months, lender_date
from servicing.contacts import rights
from servicing.desk.corrected import Capped, Found
from servicing.ledger import repository as ledger
from servicing.payments import reaging
from servicing.refusal import Refusal, spell

SERVICE = "active_duty"
_MONTHS_LOOKED_AT = 7
_NOT_OPEN = Refusal("line_not_open", "This line isn't open any more.")


@dataclass(frozen=True, slots=True)
class Service:
    """Military service: its first day, its last if it is over, and the orders looked at."""

    began: date
    ended: date | None = None
    orders: str | None = None


def post_back(
    connection: psycopg.Connection[Any], line: Line, what: BackDated, day: date
) -> Found | Refusal:
    """Post what counts from a past day, with all that follows (12 CFR 1026.10(a), (c))."""
    if what.effective_on == day:
        return Refusal("not_past", "A posting of today is no correction of the past.", on=day)
    done = back_post(line, past.history(connection, line, what.effective_on), what, day)
    if isinstance(done, Refusal):
        return done
    return Found(interest=done.interest, fees=done.fees, not_raised=done.not_raised)


def bring_back(connection: psycopg.Connection[Any], line: Line, day: date) -> Found | Refusal:
    """Count a past due line as current again, if it passes the policy's tests (`reaging`)."""
    if line.status != "open":
        return _NOT_OPEN
    if STOPS_DEBITS & line.flags.keys():
        return Refusal("line_protected", "A line in bankruptcy or an estate isn't brought back.")
    if line.plan is not None:
        return Refusal("plan_runs", "Its payment plan brings this line back by itself.")
    if not line.past_due(day):
        return Refusal("nothing_past_due", "Nothing on this line is past due.")
    since = add_months(day, -_MONTHS_LOOKED_AT)
    in_a_row = _paid_in_a_row(past.history(connection, line, since), day)
    failed = reaging.obstacles(line, day, in_a_row)
    if failed:
        return Refusal("not_reaged", _why_not(line, failed, in_a_row))
    reaging.reage(line, day)
    return Found(payments_in_a_row=in_a_row)


def cap_interest(
    connection: psycopg.Connection[Any], line: Line, service: Service, day: date
) -> Found | Refusal:
    """Credit what was charged above 6 % in service (50 USC 3937), and cap what is to come.

    The service has to be verified, by the line's flag or by the orders named. While it lasts the
    flag keeps the cap; where it is over only the past is credited. Whether the request came in
    time goes by the day on which the books first recorded it. The flag is written by `verify`.
    """
    refusal = _service_refused(connection, line, service, day)
    if refusal is not None:
        return refusal
    history = ledger.transactions(connection, line.account_id)
    applied = apply_scra(line, history, service.began, day, service.ended)
    cycles = (
        Capped(one.closing_on, one.charged, one.allowed, one.forgiven)
        for one in applied.relief.cycles
    )
    return Found(
        cycles=tuple(one for one in cycles if one.forgiven),
        credited_before=applied.credited_before,
    )


def verify(
    connection: psycopg.Connection[Any], line: Line, service: Service, now: datetime
) -> None:
    """Keep that service was verified, as long as it lasts: from now on the cap holds by itself."""
    over = service.ended is not None and service.ended < lender_date(now)
    if not over and not line.flags.get(SERVICE, False):
        flags.verify_flag(connection, line, SERVICE, now)


def _service_refused(
    connection: psycopg.Connection[Any], line: Line, service: Service, day: date
) -> Refusal | None:
    if not line.runs:
        return _NOT_OPEN
    if service.began > day:
        return Refusal("date_in_future", "That day hasn't come yet.", on=day)
    if service.ended is not None and service.ended < service.began:
        return Refusal("service_dates", "Service can't end before it begins.", on=service.began)
    if service.began <= line.opened_on:
        return Refusal(
            "debt_after_service",
            f"The cap is for debt from before service; this line was opened on"
            f" {spell(line.opened_on)}.",
            on=line.opened_on,
        )
    if not line.flags.get(SERVICE, False) and not (service.orders or "").strip():
        return Refusal(
            "service_unverified", "Service isn't verified: name the orders that were looked at."
        )
    asked = [
        lender_date(one.received_at)
        for one in rights.records(connection, line.account_id)
        if one.kind == SERVICE
    ]
    if not in_time(min(asked, default=day), service.ended):
        return Refusal(
            "asked_too_late",
            f"Orders have to come within {NOTICE_DAYS_AFTER_SERVICE} days after service ended.",
            on=service.ended,
        )
    return None


def _paid_in_a_row(history: History, day: date) -> int:
    asked = []
    for closing in history.closings:
        dues = closing.state.dues
        if dues and dues[-1].due_on > closing.closing_on:
            asked.append((dues[-1].due_on, dues[-1].remaining))
    undone = {one.reverses for one in history.transactions}
    received = [
        (one.effective_on, -one.amount)
        for one in history.transactions
        if one.kind in {"payment", "draw"} and one.transaction_id not in undone
    ]
    return reaging.paid_in_a_row(asked, received, day)


def _why_not(line: Line, failed: tuple[str, ...], in_a_row: int) -> str:
    policy, reaged = reaging.POLICY, line.state.reaged
    last = f", last on {spell(max(reaged))}" if reaged else ""
    words = {
        "unwilling_or_unable": "no payment shows that the borrower is willing and able",
        "too_new": f"the line is less than {policy.months_open} months old",
        "too_few_payments": f"{in_a_row} of the {policy.payments} minimums in a row are paid",
        "too_soon": f"it was brought back within the last 12 months{last}",
        "too_often": f"it was brought back {policy.per_60_months} times in five years{last}",
    }
    return f"This line can't be brought back: {'; '.join(words[name] for name in failed)}."
