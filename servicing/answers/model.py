"""What people answer in writing, how it may be answered, and by when.

The days for complaints are the lender's policy. For a complaint that the CFPB passes on, the law
asks for a timely answer (12 USC 5534(b)); 15 days, and 60 where an answer says that it takes
longer, are what the Bureau's portal asks of companies: the policy keeps to them for all complaints.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from servicing.calendar import BusinessDays, lender_date
from servicing.contacts.rights import PORTAL
from servicing.disputes.clocks import REPORT_DISPUTE_DAYS, TIMELY_ANSWER, Clock
from servicing.disputes.notices import FRIVOLOUS_BUSINESS_DAYS, REPORT_MORE_DAYS

Outcome = Literal[
    "explanation", "relief", "monetary_relief", "report_corrected", "report_verified", "frivolous"
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Ground = Literal["insufficient", "same_again", "not_covered"]
GROUNDS: Mapping[Ground, str] = {
    "insufficient": "12 CFR 1022.43(f)(1)(i)",
    "same_again": "12 CFR 1022.43(f)(1)(ii)",
    "not_covered": "12 CFR 1022.43(f)(1)(iii)",
}
COMPLAINTS = frozenset({"complaint", "discrimination"})
REPORT_DISPUTE = "credit_report_dispute"
ANSWERED = frozenset({*COMPLAINTS, REPORT_DISPUTE})
OF_COMPLAINT: frozenset[Outcome] = frozenset({"explanation", "relief", "monetary_relief"})
FINAL_DAYS = 60
FINAL, TELL_FRIVOLOUS, RESOLVE, ANSWER, ACKNOWLEDGE = (
    "final_answer",
    "tell_frivolous",
    "resolve",
    "answer",
    "acknowledge",
)


@dataclass(frozen=True, slots=True)
class Matter:
    """A right to answer, as it stands; `met` are the names of the clocks that were met."""

    right_id: str
    account_id: str
    borrower_id: str
    kind: str
    reference: str
    received_at: datetime
    conversation_id: str
    is_open: bool
    detail: Mapping[str, Any]
    clocks: tuple[Clock, ...]
    met: frozenset[str]

    @property
    def is_complaint(self) -> bool:
        """Whether it is a complaint, and not a dispute of a credit report."""
        return self.kind in COMPLAINTS

    @property
    def clock(self) -> Clock | None:
        """The clock that runs out first of those that weren't met; None once all are."""
        left = [one for one in self.clocks if one.name not in self.met]
        return min(left, key=lambda one: one.due, default=None)

    @property
    def found_frivolous(self) -> bool:
        """Whether it was found frivolous, and its borrower has yet to be told."""
        return any(c.name == TELL_FRIVOLOUS and c.name not in self.met for c in self.clocks)

    def due(self, name: str) -> date | None:
        """Return when a clock runs out; None where there is none of that name."""
        return next((one.due for one in self.clocks if one.name == name), None)


def longer(matter: Matter) -> tuple[Clock, str]:
    """Return the clock of the latest answer, and the one that it takes the place of.

    A complaint is answered within 60 days of its coming at the latest. For one that the CFPB passed
    on the law gives no number: it asks for a timely answer (12 USC 5534(b)), and 60 days are the
    practice of the Bureau's company portal; for others they are policy. A dispute of a report has
    15 days more if its borrower sent more within the 30 (15 USC 1681i(a)(1)(B)).
    """
    received = lender_date(matter.received_at)
    if matter.is_complaint:
        due = received + timedelta(days=FINAL_DAYS)
        cite = TIMELY_ANSWER if PORTAL in matter.detail else "policy:complaints"
        return Clock(FINAL, due, cite), ANSWER
    due = received + timedelta(days=REPORT_DISPUTE_DAYS + REPORT_MORE_DAYS)
    return Clock(FINAL, due, "15 USC 1681i(a)(1)(B)"), RESOLVE


def tell_frivolous(found_on: date, days: BusinessDays) -> Clock:
    """Return by when a borrower is told that a dispute was found frivolous.

    Five business days after it was found so (12 CFR 1022.43(f)(2)).
    """
    due = days.add(found_on, FRIVOLOUS_BUSINESS_DAYS)
    return Clock(TELL_FRIVOLOUS, due, "12 CFR 1022.43(f)(2)")
