"""A line that its borrower says somebody else opened: all of it is set aside until it is decided.

An extension of credit that wasn't made to the consumer is a billing error (12 CFR 1026.13(a)(1)),
so nobody may ask for any of it meanwhile (1026.13(d)(1)). Each debt moves to the disputed bucket,
one entry of `state.aside` for each bucket, by the claim's id; so does whatever falls due while the
claim is open: interest of the days before the notice, a merchant's late posting, a payment that
came back. What is posted once a thief is confirmed is the lender's loss at once.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from servicing.accounts.missing import CLAIM
from servicing.accounts.model import Aside, Line, Stolen
from servicing.accounts.postings import (
    cap_minimums,
    count_towards_last_statement,
    move_principal,
    post,
)
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money, total

LINE = "whole_line"
"""Key of a posting's detail, beside `CLAIM`: it belongs to a claim to the whole line."""
_OWED = (Bucket.FEES, Bucket.INTEREST, Bucket.DRAW, Bucket.PURCHASE)


def set_aside(line: Line, claim_id: str, day: date) -> Money:
    """Set aside all that is owed on a line, and all that comes to be; return how much by now."""
    line.state.stolen = Stolen(claim_id)
    line.changes.touched = True
    sweep(line, day)
    return withheld(line)


def sweep(line: Line, day: date) -> JournalTransaction | None:
    """Set aside what came to be owed on a claimed line since; None where nothing did.

    Once a thief is confirmed it is credited instead. A line that nobody claims is left as it is,
    and what a payment under way is about to pay stays where it is.
    """
    stolen = line.state.stolen
    if stolen is None:
        return None
    owed = line.owed()
    parts = {bucket: owed[bucket] for bucket in _OWED if owed[bucket] > ZERO}
    if not parts:
        return None
    moved = {bucket: -part for bucket, part in parts.items()}
    move_principal(line, moved, day)
    if stolen.confirmed:
        words = "Charged by a thief, credited"
        posted = post(line, "dispute_credit", moved, day, words, detail=_detail(stolen))
    else:
        for bucket, part in parts.items():
            key = _key(stolen, bucket)
            before = line.state.aside.get(key, Aside(bucket, ZERO, ZERO, day))
            line.state.aside[key] = replace(before, amount=before.amount + part)
        legs = {**moved, Bucket.DISPUTED: total(parts.values())}
        words = "Disputed amount set aside: a line opened by somebody else"
        posted = post(line, "set_aside", legs, day, words, detail=_detail(stolen))
    count_towards_last_statement(line, total(parts.values()), day)
    cap_minimums(line)
    return posted


def withheld(line: Line) -> Money:
    """Return what is set aside of a claimed line by now; nothing where nobody claims it."""
    return total(one.amount for one in _entries(line).values())


def give_back(line: Line, day: date) -> JournalTransaction | None:
    """Put what is set aside back where it was: the line is the borrower's after all.

    It stands in the next statement's minimum, with that statement's time to pay (12 CFR
    1026.13(g)(1)-(2)); no minimum of before is asked for again. None where nothing was aside.
    """
    parts = {one.bucket: one.amount for one in _entries(line).values()}
    stolen = _forget(line, list(_entries(line)))
    line.state.stolen = None
    if not parts:
        return None
    move_principal(line, parts, day)
    legs = {**parts, Bucket.DISPUTED: -total(parts.values())}
    words = "Disputed amount owed after all"
    return post(line, "release", legs, day, words, detail=_detail(stolen))


def credit(line: Line, day: date, amount: Money) -> JournalTransaction | None:
    """Credit so much of what is set aside: fees and interest first, then what was lent.

    None where nothing is. Raises `ValueError` above what is set aside.
    """
    if amount > withheld(line):
        raise ValueError("more than is set aside")
    if not amount:
        return None
    left = amount
    for key, one in list(_entries(line).items()):
        part = min(left, one.amount)
        left = left - part
        line.state.aside[key] = replace(one, amount=one.amount - part)
    stolen = _forget(line, [key for key, one in _entries(line).items() if not one.amount])
    words = "Disputed charges credited: a line opened by somebody else"
    legs = {Bucket.DISPUTED: -amount}
    return post(line, "dispute_credit", legs, day, words, detail=_detail(stolen))


def confirm(line: Line, day: date) -> Money:
    """Credit all that is set aside and close the line for good; return how much it was.

    Whatever is posted on it from now on is credited as it comes.
    """
    stolen = _of(line)
    amount = withheld(line)
    credit(line, day, amount)
    line.state.stolen = replace(stolen, confirmed=True)
    line.status = "closed"
    line.changes.touched = True
    return amount


def _entries(line: Line) -> Mapping[str, Aside]:
    stolen = line.state.stolen
    if stolen is None:
        return {}
    keys = [_key(stolen, bucket) for bucket in _OWED]
    return {key: line.state.aside[key] for key in keys if key in line.state.aside}


def _forget(line: Line, keys: list[str]) -> Stolen:
    stolen = _of(line)
    for key in keys:
        del line.state.aside[key]
    line.changes.touched = True
    return stolen


def _of(line: Line) -> Stolen:
    if line.state.stolen is None:
        raise ValueError(f"nobody claims {line.account_id}")
    return line.state.stolen


def _detail(stolen: Stolen) -> dict[str, object]:
    return {CLAIM: stolen.claim_id, LINE: True}


def _key(stolen: Stolen, bucket: Bucket) -> str:
    return f"{stolen.claim_id}:{bucket}"
