"""The deadlines that a right starts: pure functions of the day it was received.

Each clock says where it comes from: a citation of the law, or "policy:" and the policy
document that promises it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from servicing.calendar import BusinessDays

KINDS = (
    "billing_error",
    "unauthorized_use",
    "identity_theft",
    "credit_report_dispute",
    "cease_contact",
    "opt_out_channel",
    "attorney_represented",
    "bankruptcy",
    "active_duty",
    "deceased",
    "hardship",
    "complaint",
    "stop_payment_autopay",
    "debt_validation",
    "discrimination",
    "self_harm_or_crisis",
    "wants_human",
)
ACKNOWLEDGE_DAYS = 30
RESOLVE_CAP_DAYS = 90
REPORT_DISPUTE_DAYS = 30
COMPLAINT_ANSWER_DAYS = 15
TIMELY_ANSWER = "12 USC 5534(b)"
"""A company answers in a timely way what the CFPB passes on; its portal counts 15 and 60 days."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline and the rule it comes from."""

    name: str
    due: date
    cite: str


class UnknownRight(Exception):
    """A kind of right that the books don't know; a defect of the caller."""


def clocks_for(
    kind: str, received: date, cycle_ends: Sequence[date], days: BusinessDays
) -> tuple[Clock, ...]:
    """Return the clocks of a right received on a day, soonest first.

    `cycle_ends` are the ends of the complete billing cycles after the one of receipt. A crisis
    and a wish for a person have no clock: they are answered at once. Raises `UnknownRight`.
    """
    if kind in {"billing_error", "unauthorized_use"}:
        return billing_error_clocks(received, cycle_ends)
    if kind == "identity_theft":
        return identity_theft_clocks(received, cycle_ends, days)
    if kind == "credit_report_dispute":
        due = received + timedelta(days=REPORT_DISPUTE_DAYS)
        return (Clock("resolve", due, "12 CFR 1022.43(e)"),)
    if kind in {"complaint", "discrimination"}:
        return (
            Clock("acknowledge", days.add(received, 2), "policy:complaints"),
            Clock("answer", received + timedelta(days=COMPLAINT_ANSWER_DAYS), "policy:complaints"),
        )
    if kind in {"self_harm_or_crisis", "wants_human"}:
        return ()
    if kind not in _IN_BUSINESS_DAYS:
        raise UnknownRight(kind)
    name, count, cite = _IN_BUSINESS_DAYS[kind]
    return (Clock(name, days.add(received, count), cite),)


def portal_clocks(received: date, days: BusinessDays) -> tuple[Clock, ...]:
    """Return the clocks of a complaint that the CFPB passed on, soonest first.

    A timely answer is the law's (12 USC 5534(b)); 15 days of the day it was sent are the portal's.
    """
    due = received + timedelta(days=COMPLAINT_ANSWER_DAYS)
    return (
        Clock("acknowledge", days.add(received, 2), "policy:complaints"),
        Clock("answer", due, TIMELY_ANSWER),
    )


def billing_error_clocks(received: date, cycle_ends: Sequence[date]) -> tuple[Clock, ...]:
    """Return the clocks of a billing error notice.

    Acknowledge within 30 days (12 CFR 1026.13(c)(1)); resolve by the end of the second
    complete cycle after receipt, at most 90 days (1026.13(c)(2), comment 13(c)(2)-1).
    """
    cap = received + timedelta(days=RESOLVE_CAP_DAYS)
    return (
        Clock("acknowledge", received + timedelta(days=ACKNOWLEDGE_DAYS), "12 CFR 1026.13(c)(1)"),
        Clock("resolve", min(cycle_ends[1], cap), "12 CFR 1026.13(c)(2)"),
    )


def identity_theft_clocks(
    received: date, cycle_ends: Sequence[date], days: BusinessDays
) -> tuple[Clock, ...]:
    """Return the clocks of a notice that somebody else used the borrower's name.

    Policy answers within three business days. Credit that wasn't extended to the borrower is a
    billing error too (12 CFR 1026.13(a)(1)), resolved in its time.
    """
    _, resolve = billing_error_clocks(received, cycle_ends)
    return (Clock("verify", days.add(received, 3), "policy:identity-theft"), resolve)


_IN_BUSINESS_DAYS = {
    "bankruptcy": ("verify", 3, "policy:bankruptcy"),
    "attorney_represented": ("verify", 3, "policy:bankruptcy"),
    "active_duty": ("verify", 3, "policy:military"),
    "deceased": ("verify", 3, "policy:estates"),
    "cease_contact": ("stop", 1, "policy:contact-preferences"),
    "opt_out_channel": ("stop", 1, "policy:contact-preferences"),
    "stop_payment_autopay": ("stop", 3, "policy:autopay"),
    "hardship": ("answer", 7, "policy:hardship-programs"),
    "debt_validation": ("answer", 7, "policy:complaints"),
}
