"""Draws paid out through the bank: what happens when the money comes back."""

from datetime import date

from servicing.accounts import draws
from servicing.accounts.model import Line
from servicing.accounts.postings import cap_minimums, credit, move_principal
from servicing.accounts.reallocation import reallocate
from servicing.billing.interest import Span, exact_interest
from servicing.calendar import DAY
from servicing.corrections.reversal import mirrored
from servicing.events.model import Happening
from servicing.ledger.model import Bucket, JournalTransaction
from servicing.money import ZERO, Money, round_half_even, total
from servicing.payments.answers import unlink
from servicing.payments.returns import RETURN_REASONS, rule


def returned(line: Line, drawn: JournalTransaction, day: date, code: str) -> None:
    """Undo a draw whose money the borrower's bank sent back, as if it had never been taken.

    The draw is reversed, once; the interest it bore, in this cycle or the one before, and its
    fee are given back. An account that can't be paid into is unlinked.
    """
    if drawn.transaction_id in line.state.reversed:
        return
    mirrored(line, drawn, day, f"Returned by the bank: {RETURN_REASONS[code]}")
    borrowed = total(leg.amount for leg in drawn.entries if leg.account == Bucket.DRAW)
    since = max(drawn.posted_on, line.state.cycle.opened_on)
    move_principal(line, {Bucket.DRAW: -borrowed}, since)
    _give_back_interest(line, borrowed, drawn.posted_on, day)
    fee = draws.fee_of(line, drawn.amount)
    if fee:
        credit(line, "fee_waiver", fee, day, "Fee of a cash draw returned", first=Bucket.FEES)
    reallocate(line, day, "Payments of a cash draw returned")
    cap_minimums(line)
    if line.state.last_draw == (drawn.posted_on, drawn.amount):
        line.state.last_draw = None
    line.changes.happened.append(
        Happening("draw.returned", {"transaction_id": drawn.transaction_id, "return_code": code})
    )
    if rule(code).ends != "nothing" and line.bank is not None:
        unlink(line, (line.bank.label, line.bank.last4), day, code)


def _give_back_interest(line: Line, amount: Money, since: date, day: date) -> None:
    """Credit what a draw bore in cycles that have closed since; the open one counts it out."""
    opened_on = line.state.cycle.opened_on
    if since >= opened_on or amount <= ZERO or not line.accrues:
        return
    span = Span(since, opened_on - DAY, amount)
    interest = round_half_even(exact_interest([span], line.aprs()[Bucket.DRAW]))
    if interest:
        credit(
            line,
            "interest_correction",
            interest,
            day,
            "Interest on a cash draw returned",
            first=Bucket.INTEREST,
        )
