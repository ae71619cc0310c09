"""Taking a late fee off when it is asked for, as the product's policy allows."""

from collections.abc import Sequence
from datetime import date

from servicing.accounts import disputed
from servicing.accounts.model import Line
from servicing.accounts.postings import (
    cap_minimums,
    count_towards_last_statement,
    credited_parts,
    move_principal,
    post,
)
from servicing.calendar import add_months
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.ledger.repository import PostedTransaction
from servicing.refusal import Refusal

POLICY = "fees"
NONE = Refusal("no_fee", "There is no such fee on your account.", policy=POLICY)


def choose(
    line: Line, fees: Sequence[PostedTransaction], waived: frozenset[str], wanted: str | None
) -> PostedTransaction | Refusal:
    """Return the fee that may be taken off, or say why none may.

    `fees` are the line's penalty fees, newest first; `waived` the ids of those taken off before;
    `wanted` a kind or an id. The first late fee in the product's window is taken off on request:
    there was no other late fee in the window before it. Anything else is for a person.
    """
    rules = line.product.fees
    fitting = [fee for fee in fees if wanted in (None, fee.kind, fee.transaction_id)]
    if rules is None or not fitting:
        return NONE
    standing = [fee for fee in fitting if fee.transaction_id not in waived]
    if not standing:
        return Refusal("fee_waived_before", "That fee was taken off already.", policy=POLICY)
    late = [fee for fee in standing if fee.kind == "late_fee"]
    months = rules.late_waived_once_in_months
    if months is None or not late:
        return Refusal(
            "waiver_not_by_request",
            "A fee of that kind isn't taken off on request. A person can look at it with you.",
            policy=POLICY,
        )
    fee = late[0]
    since = add_months(fee.posted_on, -months)
    if any(
        one.kind == "late_fee" and one is not fee and since <= one.posted_on <= fee.posted_on
        for one in fees
    ):
        return Refusal(
            "waiver_not_first",
            f"It isn't the first late fee in {months} months, so it isn't taken off on request."
            " A person can look at it with you.",
            limit=fee.amount,
            policy=POLICY,
        )
    return fee


def take_off(
    line: Line, fee: PostedTransaction | JournalTransaction, day: date
) -> JournalTransaction:
    """Reverse a fee. What was paid of it already pays what else is owed, then is a credit.

    What is disputed of it is put back first, so that the dispute can't credit it once more.
    """
    if fee.transaction_id in line.state.aside:
        disputed.release(line, fee.transaction_id, day)
    parts = credited_parts(line, fee.amount, Bucket.FEES)
    move_principal(line, parts, day)
    count_towards_last_statement(line, fee.amount, day)
    posted = post(
        line,
        "fee_waiver",
        parts,
        day,
        f"{fee.description} taken off",
        reverses=fee.transaction_id,
    )
    cap_minimums(line)
    return posted
