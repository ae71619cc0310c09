"""The finance charge that came with a disputed amount goes with it (12 CFR 1026.13(e)(1)).

Interest stops on an amount from the day it is set aside; what was charged on it before then is
still owed, and so is a penalty fee for a minimum that asked for it. Found for the borrower, the
amount should never have been asked for: the past is lived again with it set aside on the charge's
own day, and the difference is taken off (`servicing.backposts`).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from servicing.accounts.disputed import CHARGED_TO
from servicing.accounts.model import Line
from servicing.backposts.backpost import BackDated, back_post
from servicing.backposts.history import BACK_POSTED, History
from servicing.ledger.model import PRINCIPAL, JournalTransaction
from servicing.money import ZERO, Money
from servicing.refusal import Refusal

CITE = "12 CFR 1026.13(e)(1)"


def counts_from(charge: JournalTransaction) -> date:
    """Return the day from which a charge bore interest."""
    return charge.effective_on if BACK_POSTED in charge.detail else charge.posted_on


def take_off(line: Line, history: History, found: Mapping[str, Money], day: date) -> Money | None:
    """Take off what was charged on disputed amounts before they were set aside; return how much.

    `found` are the amounts found for the borrower, by charge: what is about to be credited, and
    what the merchant gave back.
    `history` reaches back before the oldest of the charges. None where that past can't be worked
    out again by itself: a person has to do it, and nothing more was posted.
    """
    posted = {one.transaction_id: one for one in history.transactions}
    taken = ZERO
    for charge_id, amount in found.items():
        charge = posted.get(charge_id)
        if charge is None:
            return None
        if not amount or not _bore_interest(charge, history):
            continue
        first = len(line.changes.transactions)
        what = BackDated(
            "set_aside",
            amount,
            counts_from(charge),
            "Disputed amount, not owed from its own day",
            "found for the borrower",
            charge=charge_id,
            cite=CITE,
        )
        done = back_post(line, history, what, day)
        if isinstance(done, Refusal):
            return None
        taken = taken - done.interest - done.fees
        after = (*history.transactions, *line.changes.transactions[first:])
        history = replace(history, transactions=after)
    return taken


def _bore_interest(charge: JournalTransaction, history: History) -> bool:
    """Whether a charge stood there for some time before anything of it was set aside."""
    if CHARGED_TO[charge.kind] not in PRINCIPAL:
        return False
    since = (
        one.effective_on
        for one in history.transactions
        if one.kind == "set_aside" and one.detail.get("charge") == charge.transaction_id
    )
    return min(since, default=date.max) > counts_from(charge)
