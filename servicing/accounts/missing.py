"""What a payment that isn't on the line does to it while its borrower says that it was made.

A payment that wasn't credited is a billing error (12 CFR 1026.13(a)(4)): until it is resolved
nobody need pay, and nobody may ask for, any part of a required payment that is believed to be
related to it, interest and late fees included (1026.13(d)(1)). What it would have paid moves to the
disputed bucket: it bears no interest, and no minimum, autopay or past due amount includes it. One
entry of `state.aside` for each bucket, by the claim's id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicing.accounts.model import Aside, Line
from servicing.accounts.postings import (
    cap_minimums,
    count_towards_last_statement,
    move_principal,
    post,
)
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money, total

CLAIM = "claim"
"""Key of a posting's detail: the claim about a missing payment that it belongs to."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What a missing payment would have done: debts by bucket, and minimums by due date.

    `of_last` is what it would have paid of the last statement's balance.
    """

    parts: Mapping[Bucket, Money]
    minimums: Mapping[date, Money] = field(default_factory=dict)
    of_last: Money = ZERO


def withhold(line: Line, claim_id: str, what: Missing, day: date) -> JournalTransaction | None:
    """Set aside what a missing payment would have paid; None where nothing of it is owed."""
    owed = line.owed()
    parts = {bucket: max(min(part, owed[bucket]), ZERO) for bucket, part in what.parts.items()}
    parts = {bucket: part for bucket, part in parts.items() if part}
    if not parts:
        return None
    for bucket, part in parts.items():
        line.state.aside[_key(claim_id, bucket)] = Aside(bucket, part, ZERO, day)
    moved = {bucket: -part for bucket, part in parts.items()}
    move_principal(line, moved, day)
    words = "Disputed amount set aside: a payment that isn't on the account"
    legs = {**moved, Bucket.DISPUTED: total(parts.values())}
    posted = post(line, "set_aside", legs, day, words, detail=_detail(claim_id, what))
    count_towards_last_statement(line, what.of_last, day)
    for due in line.state.dues:
        due.remaining = due.remaining - min(what.minimums.get(due.due_on, ZERO), due.remaining)
    cap_minimums(line)
    return posted


def give_back(line: Line, claim_id: str, day: date) -> JournalTransaction | None:
    """Put what was set aside for a missing payment back; None where nothing was.

    What minimums asked for before isn't asked for again: it stands in the next statement's, with
    that statement's time to pay (12 CFR 1026.13(g)(1)-(2)).
    """
    parts = withheld(line, claim_id)
    if not parts:
        return None
    for bucket in parts:
        del line.state.aside[_key(claim_id, bucket)]
    move_principal(line, parts, day)
    legs = {**parts, Bucket.DISPUTED: -total(parts.values())}
    words = "Disputed amount owed after all"
    return post(line, "release", legs, day, words, detail={CLAIM: claim_id})


def withheld(line: Line, claim_id: str) -> dict[Bucket, Money]:
    """Return what is set aside for a claim's missing payment, by bucket."""
    found = {bucket: line.state.aside.get(_key(claim_id, bucket)) for bucket in Bucket}
    return {bucket: one.amount for bucket, one in found.items() if one is not None}


def from_detail(detail: Mapping[str, Any]) -> Missing:
    """Return what a posting of `withhold` was told, so that it can be posted again."""
    return Missing(
        {Bucket(bucket): Money(minor) for bucket, minor in detail["parts"].items()},
        {date.fromisoformat(day): Money(minor) for day, minor in detail["minimums"].items()},
        Money(detail["of_last"]),
    )


def _detail(claim_id: str, what: Missing) -> dict[str, Any]:
    return {
        CLAIM: claim_id,
        "parts": {str(bucket.value): part.minor for bucket, part in what.parts.items()},
        "minimums": {day.isoformat(): part.minor for day, part in what.minimums.items()},
        "of_last": what.of_last.minor,
    }


def _key(claim_id: str, bucket: Bucket) -> str:
    return f"{claim_id}:{bucket}"
