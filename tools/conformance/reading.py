"""What a core tells must agree with itself."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from tools.conformance.check import Inapplicable, Register, Subject, expect, same
from tools.ports import TransactionQuery
from tools.views import ChargeExplanation, PayDown, Payoff, Refusal, Statement, Transaction

register = Register()
check = register.check

DAY = timedelta(days=1)
EVERYTHING = 10_000
LONG_AGO = date(1990, 1, 1)
FAR_OFF = date(2190, 1, 1)
CHARGES = ("interest", "late_fee", "returned_fee")
ZERO = Decimal(0)
NOBODYS_ID = "no-such-transaction"


async def _history(subject: Subject) -> tuple[Transaction, ...]:
    page = await subject.books.transactions(TransactionQuery(limit=EVERYTHING))
    return page.transactions


async def _statement(subject: Subject) -> Statement:
    found = await subject.books.statement(None)
    if found is None:
        raise Inapplicable("no statement has closed yet")
    return found


@check("snapshot.adds-up", "The balance is the sum of its buckets")
async def _(subject: Subject) -> None:
    b = (await subject.books.snapshot()).balance
    same("balance", b.current, b.purchase + b.draw + b.interest + b.fees + b.disputed - b.credit)


@check("snapshot.available", "Available credit lies between zero and the limit")
async def _(subject: Subject) -> None:
    snapshot = await subject.books.snapshot()
    inside = ZERO <= snapshot.available_credit <= snapshot.credit_limit
    expect(inside, f"{snapshot.available_credit} of {snapshot.credit_limit} is available")


@check("snapshot.steady", "Nothing changes while the version stands still")
async def _(subject: Subject) -> None:
    first, second = await subject.books.snapshot(), await subject.books.snapshot()
    if (first.version, first.as_of) != (second.version, second.as_of):
        raise Inapplicable("the line changed between two readings")
    expect(first == second, "two readings of one version differ")


@check("snapshot.past-due", "Something past due has an age, and nothing past due has none")
async def _(subject: Subject) -> None:
    snapshot = await subject.books.snapshot()
    late = snapshot.past_due > ZERO
    same("having an age", snapshot.days_past_due > 0, late)
    if snapshot.status in {"current", "past_due"}:
        same("the status", snapshot.status, "past_due" if late else "current")


@check("snapshot.pending", "Payments on their way are scheduled or pending")
async def _(subject: Subject) -> None:
    states = {payment.status for payment in (await subject.books.snapshot()).pending_payments}
    expect(states <= {"scheduled", "pending"}, f"among those on their way are {sorted(states)}")


@check("history.newest-first", "Transactions come newest first, none of them twice")
async def _(subject: Subject) -> None:
    found = await _history(subject)
    expect(len({one.id for one in found}) == len(found), "a transaction comes twice")
    ordered = all(earlier.posted_on >= later.posted_on for earlier, later in pairwise(found))
    expect(ordered, "an older transaction comes before a newer one")


@check("history.counted", "Number and sum are of all that match, also on a short page")
async def _(subject: Subject) -> None:
    found = await _history(subject)
    page = await subject.books.transactions(TransactionQuery(limit=1))
    same("count", page.count, len(found))
    same("total", page.total, sum((one.amount for one in found), ZERO))
    expect(len(page.transactions) <= 1, "a page holds more than was asked for")


@check("history.explains-balance", "The whole history sums to the balance")
async def _(subject: Subject) -> None:
    found, snapshot = await _history(subject), await subject.books.snapshot()
    same("the sum", sum((one.amount for one in found), ZERO), snapshot.balance.current)


@check("history.by-date", "A range of dates returns exactly what was posted in it")
async def _(subject: Subject) -> None:
    found = await _history(subject)
    if len(found) < 3:
        raise Inapplicable("the line has hardly any history")
    first, last = found[2 * len(found) // 3].posted_on, found[len(found) // 3].posted_on
    query = TransactionQuery(since=first, until=last, limit=EVERYTHING)
    page = await subject.books.transactions(query)
    inside = {one.id for one in found if first <= one.posted_on <= last}
    same("what was posted", {one.id for one in page.transactions}, inside)


@check("history.by-kind", "A kind and an amount return exactly what has them")
async def _(subject: Subject) -> None:
    found = await _history(subject)
    if not found:
        raise Inapplicable("the line has no history")
    kind, amount = found[0].kind, found[0].amount
    of_kind = await subject.books.transactions(TransactionQuery(kinds=(kind,), limit=EVERYTHING))
    same(
        "what is of the kind",
        {one.id for one in of_kind.transactions},
        {one.id for one in found if one.kind == kind},
    )
    of_sum = await subject.books.transactions(
        TransactionQuery(amount=abs(amount), limit=EVERYTHING)
    )
    same(
        "what has the amount",
        {one.id for one in of_sum.transactions},
        {one.id for one in found if abs(one.amount) == abs(amount)},
    )


@check("statement.adds-up", "A statement's new balance follows from its sums")
async def _(subject: Subject) -> None:
    s = await _statement(subject)
    charges, credits = s.purchases + s.draws + s.fees + s.interest, s.payments + s.credits
    same("new balance", s.new_balance, s.previous_balance - credits + charges)


@check("statement.transactions", "A statement's transactions lie in its cycle and make its change")
async def _(subject: Subject) -> None:
    s = await _statement(subject)
    inside = all(s.opening_date <= one.posted_on <= s.closing_date for one in s.transactions)
    expect(inside, "a transaction was posted outside the cycle")
    moved = sum((one.amount for one in s.transactions), ZERO)
    same("their sum", moved, s.new_balance - s.previous_balance)


@check("statement.interest", "A statement's interest is that of its lines")
async def _(subject: Subject) -> None:
    s = await _statement(subject)
    same("interest", sum((line.amount for line in s.interest_lines), ZERO), s.interest)


@check("statement.follows", "Statements follow each other: days without a gap, balance carried on")
async def _(subject: Subject) -> None:
    later = await _statement(subject)
    earlier = await subject.books.statement(later.opening_date - DAY)
    if earlier is None:
        raise Inapplicable("there is only one statement")
    same("the earlier closing date", earlier.closing_date, later.opening_date - DAY)
    same("the balance carried on", later.previous_balance, earlier.new_balance)


@check("statement.on-or-before", "A statement is found by its day and by the day after, not before")
async def _(subject: Subject) -> None:
    s = await _statement(subject)
    for day in (s.closing_date, s.closing_date + DAY):
        found = await subject.books.statement(day)
        expect(found is not None and found.closing_date <= day, f"{day} finds a later one")
    before = await subject.books.statement(s.closing_date - DAY)
    expect(before is None or before.closing_date < s.closing_date, "the day before finds it too")
    expect(await subject.books.statement(LONG_AGO) is None, "there is one from before the line")


@check("charge.explained", "The steps of a charge sum to the charge")
async def _(subject: Subject) -> None:
    page = await subject.books.transactions(TransactionQuery(kinds=CHARGES, limit=3))
    if not page.transactions:
        raise Inapplicable("the line has no charge")
    for charge in page.transactions:
        found = await subject.books.explain_charge(charge.id)
        if isinstance(found, Refusal):
            expect(False, f"the charge {charge.id} isn't explained: {found.code}")
        else:
            _explained(charge, found)


def _explained(charge: Transaction, found: ChargeExplanation) -> None:
    same("the explained charge", found.charge.id, charge.id)
    same("the explained total", found.total, charge.amount)
    parts: Sequence[Decimal] = [step.amount for step in found.interest_steps]
    if found.fee_step is not None:
        parts = [*parts, found.fee_step.amount]
    same("the sum of the steps", sum(parts, ZERO), found.total)
    for step in found.interest_steps:
        same("the days of the spans", sum(span.days for span in step.spans), step.cycle_days)


@check("charge.refused", "What is no charge, or nobody's, isn't explained")
async def _(subject: Subject) -> None:
    found = await subject.books.explain_charge(NOBODYS_ID)
    expect(isinstance(found, Refusal), "an unknown transaction is explained")
    page = await subject.books.transactions(TransactionQuery(kinds=("payment",), limit=1))
    if page.transactions:
        payment = await subject.books.explain_charge(page.transactions[0].id)
        expect(isinstance(payment, Refusal), "a payment is explained as a charge")


@check("interest.per-day", "What a day costs is the sum over balances")
async def _(subject: Subject) -> None:
    cost = await subject.books.daily_interest()
    same("the total", cost.total_per_day, cost.draw_per_day + cost.purchase_per_day)
    for balance, per_day in (
        (cost.draw_balance, cost.draw_per_day),
        (cost.purchase_balance, cost.purchase_per_day),
    ):
        expect(balance > ZERO or per_day == ZERO, "a balance of zero costs interest")


async def _payoff(subject: Subject, day: date) -> Payoff:
    found = await subject.books.payoff(day)
    if isinstance(found, Refusal):
        raise Inapplicable(f"no payoff for {day}: {found.code}")
    return found


@check("payoff.covers", "The payoff is the balance, with interest, less payments on their way")
async def _(subject: Subject) -> None:
    today = await subject.today()
    for day in (today, today + 7 * DAY):
        p = await _payoff(subject, day)
        same("the day", p.as_of, day)
        expect(p.total >= p.balance - p.pending_payments, "the payoff leaves a balance")
        exact = max(p.balance + p.interest_to_date - p.pending_payments, ZERO)
        same("the payoff", p.total, exact)


@check("payoff.grows", "Waiting never makes the payoff smaller")
async def _(subject: Subject) -> None:
    today = await subject.today()
    now, later = await _payoff(subject, today), await _payoff(subject, today + 10 * DAY)
    expect(later.total >= now.total, f"{now.total} today, {later.total} in ten days")


@check("payoff.refused", "A payoff for yesterday, or for a day far off, is refused")
async def _(subject: Subject) -> None:
    for day in (await subject.today() - DAY, FAR_OFF):
        found = await subject.books.payoff(day)
        expect(isinstance(found, Refusal), f"there is a payoff for {day}")


@check(
    "paydown.adds-up", "Paying the balance at once takes a month; less takes longer and costs more"
)
async def _(subject: Subject) -> None:
    least = await subject.books.pay_down(None)
    if isinstance(least, Refusal):
        raise Inapplicable(f"nothing to pay down: {least.code}")
    same("what is asked", least.only_minimum, True)
    more = await subject.books.pay_down(least.balance * 2)
    expect(isinstance(more, PayDown) and more.months == 1, "twice the balance takes no month")
    half = await subject.books.pay_down(round(least.balance / 2 + least.minimum_due, 2))
    if isinstance(half, PayDown) and half.outcome == "paid_off":
        expect(half.total_paid is not None and half.total_paid >= least.balance, "it costs less")
        expect((half.months or 0) > 0 or (half.years or 0) > 0, "half the balance takes no time")


@check("paydown.never", "A cent a month pays nothing off, and is told without an estimate")
async def _(subject: Subject) -> None:
    found = await subject.books.pay_down(Decimal("0.01"))
    if isinstance(found, Refusal) or found.first_month.interest <= ZERO:
        raise Inapplicable("nothing bears interest")
    if found.balance > Decimal("0.01"):
        same("the outcome", found.outcome, "never")
        same("the estimate", (found.months, found.years, found.interest), (None, None, None))


@check("payments.newest-first", "Payments come newest first, and are counted")
async def _(subject: Subject) -> None:
    page, short = await subject.books.payments(EVERYTHING), await subject.books.payments(1)
    ordered = all(earlier.on >= later.on for earlier, later in pairwise(page.payments))
    expect(ordered, "an older payment comes before a newer one")
    same("count", page.count, len(page.payments))
    same("the count of a short page", short.count, page.count)
    expect(short.payments == page.payments[:1], "a short page begins elsewhere")


@check("payments.returned", "A returned payment says when and why; no other does")
async def _(subject: Subject) -> None:
    for one in (await subject.books.payments(EVERYTHING)).payments:
        told = one.returned_on is not None and one.return_code is not None
        same(f"telling of payment {one.id}", told, one.status == "returned")
        expect(one.status != "posted" or not one.cancellable, "a posted payment can be cancelled")


@check("rights.known", "Rights on record are known, newest first, each with its reference")
async def _(subject: Subject) -> None:
    found = await subject.books.rights()
    expect(all(one.status == "known" for one in found), "a right on record is called new")
    expect(len({one.reference for one in found}) == len(found), "two rights share a reference")
    ordered = all(earlier.received_at >= later.received_at for earlier, later in pairwise(found))
    expect(ordered, "an older right comes before a newer one")


@check("claims.add-up", "A dispute is its charges, and is answered or not asked for")
async def _(subject: Subject) -> None:
    snapshot = await subject.books.snapshot()
    claims = snapshot.claims
    expect(len({one.reference for one in claims}) == len(claims), "two disputes share a reference")
    for one in claims:
        if one.charges:
            same(f"the charges of {one.reference}", sum(c.amount for c in one.charges), one.amount)
        same(f"an answer to {one.reference}", one.answer is not None, one.state == "decided")
        same(f"its day of {one.reference}", one.decided_on is not None, one.state == "decided")
        expect(one.credited + one.owed <= one.amount, f"{one.reference} comes to more than itself")
    open_ = [one for one in claims if one.answer is None]
    expect(all(one.owed == ZERO for one in open_), "an open dispute is asked for")
    expect(bool(open_) or snapshot.balance.disputed == ZERO, "disputed, and no dispute is open")


@check("isolation.reading", "Another borrower sees another line, and nothing of this one", "other")
async def _(subject: Subject) -> None:
    if subject.other is None:
        raise Inapplicable("there is no other borrower")
    mine, others = await subject.books.snapshot(), await subject.other.snapshot()
    expect(mine.account_id != others.account_id, "two borrowers see one account")
    here = {one.id for one in await _history(subject)}
    page = await subject.other.transactions(TransactionQuery(limit=EVERYTHING))
    expect(not here & {one.id for one in page.transactions}, "two borrowers share transactions")
    charges = await subject.books.transactions(TransactionQuery(kinds=CHARGES, limit=1))
    for charge in charges.transactions:
        found = await subject.other.explain_charge(charge.id)
        expect(isinstance(found, Refusal), "another borrower's charge is explained")
