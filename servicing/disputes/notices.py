"""When a notice still counts, what a decision leaves to pay and by when: days, as pure functions.

`servicing.disputes.clocks` has the deadlines of the lender; these are the borrower's, and those
that begin with something the lender did.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from servicing.calendar import BusinessDays
from servicing.disputes.clocks import REPORT_DISPUTE_DAYS, Clock
from servicing.disputes.kinds import ClaimKind

REPORT_MORE_DAYS = 15
FRIVOLOUS_BUSINESS_DAYS = 5
AUTOPAY_BUSINESS_DAYS = 3
LEAST_DAYS_TO_PAY = 10


def counts_until(kind: ClaimKind, first_statement_sent_on: date | None) -> date | None:
    """Return the last day on which a notice counts; None where no limit has begun.

    The day the statement was sent isn't counted (12 CFR 1026.13(b)(1)). A charge that stands on
    no statement yet has no limit, nor has unauthorised use (1026.12(b)(1)).
    """
    if kind.notice_days is None or first_statement_sent_on is None:
        return None
    return first_statement_sent_on + timedelta(days=kind.notice_days)


def in_time(kind: ClaimKind, first_statement_sent_on: date | None, received: date) -> bool:
    """Whether a notice received on a day counts as one of its kind."""
    until = counts_until(kind, first_statement_sent_on)
    return until is None or received <= until


def leaves_out_of_autopay(received: date, runs_on: date, days: BusinessDays) -> bool:
    """Whether the law has a run of autopay leave the disputed amount out.

    It does for notices received up to three business days before the run (12 CFR
    1026.13(d)(1)). The books leave it out of every run that hasn't gone to the bank.
    """
    return received <= days.add(runs_on, -AUTOPAY_BUSINESS_DAYS)


def pay_by(told_on: date, next_due: date) -> date:
    """Return by when an amount that is owed after all has to be paid.

    The usual time to pay, from the next statement, and ten days at the least, before it may be
    reported as late (12 CFR 1026.13(g)(2)-(3)).
    """
    return max(next_due, told_on + timedelta(days=LEAST_DAYS_TO_PAY))


def report_dispute_clocks(
    received: date,
    more_on: date | None = None,
    frivolous_on: date | None = None,
    *,
    days: BusinessDays,
) -> tuple[Clock, ...]:
    """Return the clocks of a dispute of what was reported to a bureau.

    30 days, and 15 more where the borrower sends more within the 30 (12 CFR 1022.43(e)(3), 15
    USC 1681i(a)(1)(B)). One found frivolous or irrelevant is answered so within five business
    days of finding it (1022.43(f)(2)).
    """
    due = received + timedelta(days=REPORT_DISPUTE_DAYS)
    if more_on is not None and received <= more_on <= due:
        due += timedelta(days=REPORT_MORE_DAYS)
    clocks = [Clock("resolve", due, "12 CFR 1022.43(e)")]
    if frivolous_on is not None:
        by = days.add(frivolous_on, FRIVOLOUS_BUSINESS_DAYS)
        clocks.append(Clock("tell_frivolous", by, "12 CFR 1022.43(f)"))
    return tuple(sorted(clocks, key=lambda clock: clock.due))


def strictest(clocks: Sequence[Clock], done: frozenset[str] = frozenset()) -> Clock | None:
    """Return the clock that runs out first among those not `done`; None when all are."""
    return min((c for c in clocks if c.name not in done), key=lambda c: c.due, default=None)
