"""A card authorisation's life: authorised (pending), then captured, voided or expired, once.

Pure over the aggregate. The limit is enforced at the pending stage: an authorisation holds
credit from the moment it is given, so two that fit only singly can't both be given. What the
network sends twice is answered, not done, twice. Merchant text is untrusted data: it is stored
and shown, never interpreted.

An expired authorisation no longer holds credit, but the lender has promised the merchant the
money: a late capture is posted even without room for it (a force-post) and says so.
"""

from dataclasses import replace
from datetime import date, timedelta

from servicing.accounts import flags, stolen
from servicing.accounts.model import Hold, Line
from servicing.accounts.postings import charge
from servicing.ledger.model import Bucket, JournalTransaction, Merchant
from servicing.money import ZERO, Money, percent_of
from servicing.refusal import Refusal

_ENDED = {
    "posted": Refusal("already_captured", "That purchase has already been posted."),
    "voided": Refusal("already_voided", "That authorization was taken back by the merchant."),
    "expired": Refusal("already_expired", "That authorization ran out."),
}
_NOTHING = Refusal("amount_too_small", "A purchase has to be more than $0.00.", limit=ZERO)


def authorise(
    line: Line,
    hold_id: str,
    amount: Money,
    merchant: Merchant,
    day: date,
    *,
    posts_on: date | None = None,
) -> Hold | Refusal:
    """Hold credit for a purchase, or say why not; nothing is owed yet.

    `hold_id` is the network's own name for the request: sent again, it gets the same answer (an
    id that this line doesn't hold in memory is refused by Postgres). Room is the limit less
    balance, other authorisations and held payments.
    """
    known = _known(line, hold_id)
    if known is not None:
        return known
    if line.product.cards is None or not line.product.card_access:
        return Refusal("no_card", "This line has no card.")
    if amount <= ZERO:
        return _NOTHING
    if line.locked:
        return flags.locked("card_locked")
    if line.blocked:
        return Refusal("card_blocked", "The card can't be used right now.", policy="credit-limits")
    room = line.available(day)
    if amount > room:
        return Refusal(
            "no_room",
            f"That is more than the credit available, which is {room}.",
            limit=room,
            policy="credit-limits",
        )
    hold = Hold(
        hold_id=hold_id,
        authorised_on=day,
        amount=amount,
        merchant=merchant,
        expires_on=day + timedelta(days=line.product.cards.authorisation_days),
        posts_on=posts_on,
    )
    line.holds.append(hold)
    line.changes.holds[hold_id] = hold
    line.changes.touched = True
    return hold


def capture(line: Line, hold: Hold, amount: Money, day: date) -> JournalTransaction | Refusal:
    """Post a purchase for its authorisation, once, and release what it doesn't use.

    A part of the amount releases the rest; more than the amount is posted within the product's
    tolerance for the merchant's category. An expired authorisation is posted all the same, and
    its transaction's detail says that it was forced. On a line that somebody else is said to have
    opened, what is posted is set aside with the rest.
    """
    now = _known(line, hold.hold_id) or hold
    if now.status in {"posted", "voided"}:
        return _ENDED[now.status]
    if amount <= ZERO:
        return _NOTHING
    most = now.amount + _tolerance(line, now)
    if amount > most:
        return Refusal(
            "above_authorisation",
            f"The most that may be posted for this authorization is {most}.",
            limit=most,
        )
    late = now.status == "expired" or day > now.expires_on
    transaction = charge(
        line,
        "purchase",
        Bucket.PURCHASE,
        amount,
        day,
        now.merchant.descriptor,
        transacted_on=now.authorised_on,
        merchant=now.merchant,
        hold_id=now.hold_id,
        detail={"forced": "after_expiry", "expired_on": now.expires_on.isoformat()} if late else {},
    )
    ended = replace(
        now,
        status="posted",
        ended_on=day,
        captured=amount,
        transaction_id=transaction.transaction_id,
    )
    _end(line, ended)
    stolen.sweep(line, day)
    return transaction


def void(line: Line, hold: Hold, day: date) -> Hold | Refusal:
    """Take an authorisation back at the merchant's request; its credit is free again."""
    now = _known(line, hold.hold_id) or hold
    if now.status != "pending":
        return _ENDED[now.status]
    ended = replace(now, status="voided", ended_on=day)
    _end(line, ended)
    return ended


def expire(line: Line, day: date) -> list[Hold]:
    """End the authorisations whose time is up; they expire after their last day."""
    over = [hold for hold in line.holds if hold.expires_on < day]
    ended = [replace(hold, status="expired", ended_on=day) for hold in over]
    for hold in ended:
        _end(line, hold)
    return ended


def _known(line: Line, hold_id: str) -> Hold | None:
    """Return the authorisation as the line knows it, which is newer than what a caller holds."""
    waiting = next((hold for hold in line.holds if hold.hold_id == hold_id), None)
    return waiting or line.changes.holds.get(hold_id)


def _tolerance(line: Line, hold: Hold) -> Money:
    if line.product.cards is None:
        return ZERO
    percent = line.product.cards.over_capture_percent.get(hold.merchant.category)
    return ZERO if percent is None else percent_of(hold.amount, percent)


def _end(line: Line, ended: Hold) -> None:
    line.holds = [hold for hold in line.holds if hold.hold_id != ended.hold_id]
    line.changes.holds[ended.hold_id] = ended
    line.changes.touched = True
