"""What becomes of claims overnight: credited ahead of a decision, or billed again after one.

Called with lines locked, in the transaction of the night; the caller saves them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from servicing.accounts.model import Line
from servicing.calendar import BusinessDays, lender_date
from servicing.disputes import claims, repository
from servicing.disputes.credits import give_provisionally, provisional_due
from servicing.disputes.model import Claim


def accounts_with_work(
    connection: psycopg.Connection[Any], now: datetime, days: BusinessDays
) -> tuple[str, ...]:
    """Return the accounts that `run` has something to do for, in order."""
    today = lender_date(now)
    pending = [
        account_id
        for account_id, claim in repository.open_by_deadline(connection)
        if _waits_for_credit(claim) and provisional_due(claim, today, days)
    ]
    billed = [account_id for account_id, _ in repository.awaiting_bill(connection)]
    return tuple(sorted({*pending, *billed}))


def run(
    connection: psycopg.Connection[Any], lines: Sequence[Line], now: datetime, days: BusinessDays
) -> None:
    """Give the provisional credits that are due, and note which claims were billed again.

    A claim that was explained is owed after all: it is billed again with the first statement
    since, whose due date is its fresh time to pay (12 CFR 1026.13(g)(1)-(2)).
    """
    today = lender_date(now)
    billed = {claim.claim_id for _, claim in repository.awaiting_bill(connection)}
    for line in lines:
        for claim in repository.claims(connection, line.account_id):
            if _waits_for_credit(claim) and provisional_due(claim, today, days):
                give_provisionally(connection, line, claim, now)
            elif claim.claim_id in billed:
                moved = repository.moved_to(connection, claim, "rebilled")
                owed = sum(one.open_amount.minor - one.credited.minor for one in claim.charges)
                owed += claim.withheld.minor - claim.credited.minor
                pay_by = claim.pay_by.isoformat() if claim.pay_by else None
                detail = {"owed_minor": owed, "pay_by": pay_by}
                claims.tell(connection, line, moved, "rebilled", "night", now, detail)


def _waits_for_credit(claim: Claim) -> bool:
    return claim.is_open and any(one.paid > one.provisional for one in claim.charges)
