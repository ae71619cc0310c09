"""What each kind of posting does when a line lives its past again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from servicing.accounts import disputed, missing, postings, stolen
from servicing.accounts.model import Aside, Line, QuietEnd, Stolen
from servicing.backposts.history import BACK_POSTED, CORRECTS_FOR, History
from servicing.corrections.reversal import reverse
from servicing.ledger.model import BUCKETS, Bucket, JournalTransaction, Merchant
from servicing.money import ZERO, Money, total
from servicing.payments import lateness, receipts, waivers

FEES = frozenset({"late_fee", "returned_fee"})
_CHARGED = {"purchase", "draw", "draw_fee", "subscription_fee"}
_FOLLOWS = frozenset({"interest", "interest_correction", "fee_correction", "reallocation"})
_NOBODY = Merchant("", "", "", "")


@dataclass
class Twin:
    """A line living its past again.

    `posted` are its own transactions by the ids of the real ones, `interest` its interest by
    closing and balance, `inserted` what was put in. `found` are the claims whose missing payment is
    in this past: nothing was ever withheld for them.
    """

    line: Line
    posted: dict[str, JournalTransaction] = field(default_factory=dict)
    interest: dict[tuple[date, Bucket], JournalTransaction] = field(default_factory=dict)
    inserted: JournalTransaction | None = None
    found: frozenset[str] = frozenset()

    def its(self, transaction_id: str, history: History) -> JournalTransaction | None:
        """Return its own transaction for a real one, or the real one from before the anchor.

        None when it never came to be, such as a fee for a payment that now was in time.
        """
        return self.posted.get(transaction_id) or history.earlier.get(transaction_id)


Happening = Callable[[Twin], JournalTransaction | None]


def replay(one: JournalTransaction, history: History) -> Callable[[Twin], None] | None:
    """Return how a posting happens again in its turn; None for what only follows from others."""
    at_closing = one.kind == "subscription_fee" and one.detail["charged_when"] == "cycle_closes"
    marked = BACK_POSTED in one.detail or CORRECTS_FOR in one.detail
    if marked or at_closing or one.kind in _FOLLOWS:
        return None
    happening = _HAPPENINGS.get(one.kind, _as_posted)

    def live(twin: Twin) -> None:
        made = happening(twin, one, history)
        if made is not None:
            twin.posted[one.transaction_id] = made

    return live


def again(one: JournalTransaction, history: History) -> Happening:
    """Return how something that was back-posted before happens on its own day this time."""

    def happen(twin: Twin) -> JournalTransaction | None:
        on_its_day = replace(one, posted_on=one.effective_on)
        if one.kind == "payment":
            payment = next(p for p in history.payments if p.payment_id == one.payment_id)
            fresh = replace(payment, status="scheduled", allocation={}, met={})
            twin.line.payments[fresh.payment_id] = fresh
            receipts.receive(twin.line, fresh)
            receipts.settle(twin.line, fresh, fresh.on)
            made: JournalTransaction | None = twin.line.changes.transactions[-1]
        else:
            made = _HAPPENINGS[one.kind](twin, on_its_day, history)
        if made is not None:
            twin.posted[one.transaction_id] = made
        return made

    return happen


def _charge(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction:
    bucket = disputed.CHARGED_TO[one.kind]
    if one.kind == "draw":
        twin.line.state.last_draw = (one.posted_on, one.amount)
    return postings.charge(
        twin.line, one.kind, bucket, one.amount, one.posted_on, one.description, detail=one.detail
    )


def _settle(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction:
    payment = twin.line.payments[one.payment_id or ""]
    receipts.settle(twin.line, payment, one.posted_on)
    return twin.line.changes.transactions[-1]


def _send_back(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction | None:
    payment = twin.line.payments.get(one.payment_id or "")
    if payment is None:
        return None  # it counts from another day by now: a person sees to what came back
    receipts.send_back(twin.line, payment, one.posted_on, payment.return_code or "")
    return twin.line.changes.transactions[-1]


def _fee(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction | None:
    """Charge a penalty fee if it would have been charged, and no more than stands of it.

    What a correction has taken back stays taken back, whatever is posted back later.
    """
    line, state = twin.line, twin.line.state
    before, posted = list(state.fee_due_dates), len(line.changes.transactions)
    due_on = date.fromisoformat(one.detail["due_date"])
    stands = _as_corrected(one, history)
    if stands is None:
        state.fee_due_dates.append(due_on)
        return None
    if one.kind == "late_fee":
        state.fee_due_dates = [due.due_on for due in state.dues if due.due_on != due_on]
        lateness.assess_late(line, one.posted_on)
    else:
        returned = [
            t
            for t in history.transactions
            if t.kind == "payment_return" and t.sequence < one.sequence
        ]
        payment = line.payments[returned[-1].payment_id or ""]
        lateness.assess_return(line, payment, one.posted_on, one.detail["return_code"])
    state.fee_due_dates = [*before, due_on]
    made = [t for t in line.changes.transactions[posted:] if t.kind in FEES]
    if not made:
        return None
    over = made[0].amount - stands.amount
    if over > ZERO:
        owed = total(leg.amount for leg in made[0].entries if leg.account == Bucket.FEES)
        off = {Bucket.FEES: -min(over, owed), Bucket.CREDIT: min(over, owed) - over}
        postings.post(line, "adjustment", off, one.posted_on, one.description)
        return replace(made[0], entries=stands.entries)
    return made[0]


def _as_corrected(fee: JournalTransaction, history: History) -> JournalTransaction | None:
    """Return a fee as it was last corrected; None if a correction took it back whole."""
    stands: JournalTransaction | None = fee
    for one in history.transactions:
        if one.kind == "fee_correction" and one.detail.get("root") == fee.transaction_id:
            stands = one
        elif stands is not None and one.reverses == stands.transaction_id:
            stands = None if CORRECTS_FOR in one.detail else stands
    return stands


def _refund(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction:
    merchant = one.merchant or _NOBODY
    return postings.refund(twin.line, -one.amount, one.posted_on, one.description, merchant)


def _waive(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction | None:
    fee = twin.its(one.reverses or "", history)
    if fee is None:
        return None
    return waivers.take_off(twin.line, fee, one.posted_on)


def _reverse(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction | None:
    charge = twin.its(one.reverses or "", history)
    if charge is None:
        return None
    made = reverse(twin.line, charge, one.posted_on, str(one.detail.get("reason", "")))
    return made if isinstance(made, JournalTransaction) else None


def _set_aside(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction | None:
    if stolen.LINE in one.detail:
        twin.line.state.stolen = twin.line.state.stolen or Stolen(one.detail[missing.CLAIM])
        return stolen.sweep(twin.line, one.posted_on)
    if missing.CLAIM in one.detail:
        return _withhold(twin, one)
    charge = twin.its(one.detail["charge"], history)
    if charge is None:
        return None
    return set_aside(twin, charge, _disputed(one), one.posted_on)


def _withhold(twin: Twin, one: JournalTransaction) -> JournalTransaction | None:
    if one.detail[missing.CLAIM] in twin.found:
        return None
    what = missing.from_detail(one.detail)
    return missing.withhold(twin.line, one.detail[missing.CLAIM], what, one.posted_on)


def set_aside(
    twin: Twin, charge: JournalTransaction, amount: Money, day: date
) -> JournalTransaction | None:
    """Set an amount of its charge aside, or what of it isn't aside already."""
    before = twin.line.state.aside.get(charge.transaction_id)
    room = charge.amount if before is None else charge.amount - before.amount - before.paid
    done = disputed.set_aside(twin.line, charge, min(amount, room), day)
    return done.transaction if isinstance(done, disputed.SetAside) else None


def _release(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction | None:
    if stolen.LINE in one.detail:
        return stolen.give_back(twin.line, one.posted_on)
    if missing.CLAIM in one.detail:
        return missing.give_back(twin.line, one.detail[missing.CLAIM], one.posted_on)
    charge = twin.its(one.detail["charge"], history)
    aside = twin.line.state.aside.get(charge.transaction_id) if charge is not None else None
    if charge is None or aside is None:
        return None
    name, on = charge.transaction_id, one.posted_on
    part = min(-_disputed(one), aside.amount)
    if one.detail.get("covered"):
        made = disputed.cover(twin.line, name, on, part, one.description)
    else:
        # A claim that ends, ends even if this time all of its charge had been paid.
        made = disputed.release(twin.line, name, on, None if one.detail["ends"] else part)
    return made if isinstance(made, JournalTransaction) else None


def ended(one: QuietEnd, history: History) -> Callable[[Twin], None]:
    """Return how a claim of which nothing was set aside ends, whatever of it is aside this time."""

    def live(twin: Twin) -> None:
        charge = twin.its(one.charge_id, history)
        if charge is not None:
            disputed.release(twin.line, charge.transaction_id, one.on)

    return live


def _credit(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction | None:
    line, on = twin.line, one.posted_on
    if stolen.LINE in one.detail:
        return stolen.credit(line, on, min(-one.amount, stolen.withheld(line)))
    bucket = Bucket(one.detail["bucket"])
    if one.detail.get("provisional"):
        return postings.credit(line, one.kind, -one.amount, on, one.description, detail=one.detail)
    if one.detail.get("taken_back"):
        return postings.charge(
            line, one.kind, bucket, one.amount, on, one.description, detail=one.detail
        )
    charge = twin.its(one.detail["charge"], history)
    if charge is None:
        return None
    whole = -one.amount
    # What was paid already is in no posting until now; it is the part that isn't set aside.
    aside = line.state.aside.setdefault(charge.transaction_id, Aside(bucket, ZERO, ZERO, on))
    aside.paid = max(whole - aside.amount, ZERO)
    made = disputed.credit_disputed(twin.line, charge.transaction_id, one.posted_on, whole)
    return made if isinstance(made, JournalTransaction) else None


def _adjust(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction:
    first = one.detail.get("first")
    return postings.credit(
        twin.line,
        "adjustment",
        -one.amount,
        one.posted_on,
        one.description,
        first=Bucket(first) if first else None,
        detail=one.detail,
    )


def _charge_off(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction:
    return postings.charge_off(twin.line, one.posted_on)


def _as_posted(twin: Twin, one: JournalTransaction, history: History) -> JournalTransaction:
    parts = {Bucket(e.account): e.amount for e in one.entries if e.account in BUCKETS}
    postings.move_principal(twin.line, parts, one.posted_on)
    return postings.post(twin.line, one.kind, parts, one.posted_on, one.description)


def _disputed(one: JournalTransaction) -> Money:
    return Money(sum(e.amount.minor for e in one.entries if e.account == Bucket.DISPUTED))


_HAPPENINGS: Mapping[
    str, Callable[[Twin, JournalTransaction, History], JournalTransaction | None]
] = {
    **dict.fromkeys(_CHARGED, _charge),
    **dict.fromkeys(FEES, _fee),
    "payment": _settle,
    "payment_return": _send_back,
    "refund": _refund,
    "fee_waiver": _waive,
    "adjustment": _adjust,
    "reversal": _reverse,
    "set_aside": _set_aside,
    "release": _release,
    "dispute_credit": _credit,
    "charge_off": _charge_off,
}
