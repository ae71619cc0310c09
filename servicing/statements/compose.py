"""From a closed cycle and its postings to the statement's document. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from servicing.accounts.model import STOPS_DEBITS, Autopay, Bank, Plan, Snapshot, Statement
from servicing.billing.minimum import minimum_payment
from servicing.billing.minimums_ahead import Formula
from servicing.billing.repayment import Portion
from servicing.billing.scra import CAP_PERCENT
from servicing.ledger.model import PRINCIPAL, Bucket
from servicing.ledger.repository import PostedTransaction
from servicing.money import ZERO, Money, total
from servicing.products import Product, Tier
from servicing.statements import warning
from servicing.statements.activity import (
    charges,
    fees,
    interest_by_type,
    rates,
    sections,
    summary,
)
from servicing.statements.model import Charges, Document, MinimumWarning, Notice
from servicing.statements.wording import Lender, Wording

_LAST4 = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """What a statement is made from.

    `snapshot` is of the same closing; `earlier` the statements of the two cycles before, newest
    first; `posted` the transactions posted within the cycle, oldest first. `tier` prices the
    line after a plan.
    """

    account_id: str
    holder: str
    product: Product
    tier: str
    statement: Statement
    snapshot: Snapshot
    earlier: tuple[Statement, ...]
    posted: tuple[PostedTransaction, ...]


def compose(facts: Facts, lender: Lender, words: Wording) -> Document:
    """Return the document; what the product doesn't have, it doesn't mention."""
    one, state = facts.statement, facts.snapshot.state
    year = one.closing_on.year
    return Document(
        lender=lender.name,
        lender_address=lender.address,
        lender_phone=lender.phone,
        lender_hours=lender.hours,
        holder=facts.holder,
        product=facts.product.name,
        account_ending=facts.account_id[-_LAST4:],
        opening_on=one.opening_on,
        closing_on=one.closing_on,
        due_on=one.due_on,
        new_balance=one.new_balance,
        minimum_due=one.minimum_due,
        past_due=past_due(facts),
        disputed=state.buckets[Bucket.DISPUTED],
        credit_limit=facts.snapshot.terms.credit_limit,
        notes=tuple(_notes(facts, words)),
        warning=_warning(facts, lender, words),
        summary=summary(one, facts.product),
        sections=sections(facts.posted),
        fees=charges("Fees", fees(facts.posted), one.fees, one.fees_year_to_date, year),
        interest=_interest(facts, year),
        rates=rates(one, facts.snapshot.terms.aprs, facts.product),
        interest_notes=tuple(_interest_notes(facts.product, lender, words)),
        ways_to_pay=(*lender.ways_to_pay, *_cut_off(facts.product, words)),
        rights=_rights(facts.product, lender, words),
    )


def past_due(facts: Facts) -> Money:
    """Return what of the minimum was due before and is unpaid at the closing."""
    closing = facts.statement.closing_on
    return total(due.remaining for due in facts.snapshot.state.dues if due.due_on <= closing)


def paid_in_full(one: Statement) -> bool:
    """Whether a cycle saw everything paid, or nothing owed (1026.7(b)(12)(v)(B))."""
    return one.previous_balance <= ZERO or one.payments + one.credits >= one.previous_balance


def _notes(facts: Facts, words: Wording) -> Sequence[Notice]:
    one, terms = facts.statement, facts.snapshot.terms
    found, late, open_draw = [], past_due(facts), _draw_open(facts)
    if one.new_balance < ZERO:
        found.append(words.notice("credit_balance", amount=str(-one.new_balance)))
    elif one.minimum_due <= ZERO:
        found.append(words.notice("nothing_due"))
    if late > ZERO and one.minimum_due > ZERO:
        found.append(words.notice("past_due", amount=str(late)))
    if open_draw > ZERO:
        found.append(words.notice("open_draw", amount=str(open_draw), on=spelled(one.due_on)))
    disputed = facts.snapshot.state.buckets[Bucket.DISPUTED]
    if disputed > ZERO:
        found.append(words.notice("disputed", amount=str(disputed)))
    if terms.plan is not None and one.minimum_due > ZERO:
        found.append(_plan_note(terms.plan, one.due_on, words))
    if terms.flags.get("active_duty"):
        found.append(words.notice("service", cap=_rate(CAP_PERCENT)))
    fee = _highest_late_fee(facts)
    if fee > ZERO:
        found.append(words.notice("late_warning", fee=str(fee)))
    if terms.autopay is not None and terms.bank is not None:
        found += _autopay_note(facts, terms.autopay, terms.bank, words)
    return found


def _highest_late_fee(facts: Facts) -> Money:
    """Return the most that missing this due date may cost; zero where no late fee can come."""
    rules, one, terms = facts.product.penalty("late_payment"), facts.statement, facts.snapshot.terms
    if rules is None or terms.plan is not None or terms.flags.get("active_duty"):
        return ZERO
    highest = max(rules.first, rules.repeat)
    return min(highest, one.minimum_due) if rules.capped_at_minimum else highest


def _draw_open(facts: Facts) -> Money:
    """Return what is unpaid of the draw on a line that has one at a time."""
    once = facts.product.draws.open_at_once is not None
    return facts.snapshot.state.buckets[Bucket.DRAW] if once else ZERO


def _plan_note(plan: Plan, due_on: date, words: Wording) -> Notice:
    number = _months_between(plan.first_due_on, due_on) + 1
    return words.notice(
        "plan",
        payment=str(plan.payment),
        number=str(max(number, 1)),
        months=str(plan.months),
        apr=_rate(plan.apr),
        last=spelled(plan.ends_on),
    )


def _autopay_note(facts: Facts, autopay: Autopay, bank: Bank, words: Wording) -> list[Notice]:
    """Say what autopay is going to take, as things stand at the closing."""
    one, state, terms = facts.statement, facts.snapshot.state, facts.snapshot.terms
    if STOPS_DEBITS & terms.flags.keys() or terms.status != "open" or state.stolen is not None:
        return []
    left = total(due.remaining for due in state.dues)
    amount = {
        "minimum": left,
        "statement": max(state.last.remaining if state.last else ZERO, left),
        "current": one.new_balance - state.buckets[Bucket.DISPUTED],
        "fixed": max(autopay.amount or ZERO, left),
        "fee": state.buckets[Bucket.FEES],
    }[autopay.kind]
    if amount <= ZERO:
        return []
    on = one.due_on - timedelta(days=autopay.days_before_due)
    source = f"{bank.label} ending {bank.last4}"
    name = f"autopay_{autopay.kind}"
    return [words.notice(name, amount=str(amount), on=spelled(on), bank=source)]


def _warning(facts: Facts, lender: Lender, words: Wording) -> MinimumWarning | None:
    one = facts.statement
    twice = len(facts.earlier) > 1 and all(paid_in_full(each) for each in facts.earlier[:2])
    if warning.hidden_because(facts.product.card_access, one.new_balance, one.minimum_due, twice):
        return None
    principal = tuple(_portion(facts, bucket) for bucket in PRINCIPAL)
    basis = warning.Basis(
        principal=principal,
        charges=max(one.new_balance - total(part.balance for part in principal), ZERO),
        balance=one.new_balance,
        minimum_due=one.minimum_due,
        formula=_formula(facts),
    )
    return warning.minimum_warning(basis, words.notice, lender.credit_counseling_phone)


def _portion(facts: Facts, bucket: Bucket) -> Portion:
    """Return a balance with its rate; a plan's rate ends with the plan (Appendix M1(b)(2))."""
    terms = facts.snapshot.terms
    balance, apr = facts.snapshot.state.buckets[bucket], terms.aprs[bucket]
    if terms.plan is None or not facts.product.bears_interest:
        return Portion(balance, apr)
    left = _plan_months_left(terms.plan, facts.statement.due_on)
    return Portion(balance, apr, left + 1, _regular(facts.product.tier(facts.tier), bucket))


def _formula(facts: Facts) -> Formula:
    terms, product = facts.snapshot.terms, facts.product
    plan = terms.plan
    left = 0 if plan is None else _plan_months_left(plan, facts.statement.due_on)

    def next_minimum(month: int, principal: Money, interest: Money) -> Money:
        in_plan = plan is not None and month <= left
        return minimum_payment(
            product,
            principal=principal,
            interest=interest,
            fees=ZERO,
            past_due=ZERO,
            balance=principal + interest,
            limit=terms.credit_limit,
            plan_payment=plan.payment if plan is not None and in_plan else None,
        )

    return next_minimum


def _interest(facts: Facts, year: int) -> Charges | None:
    if not facts.product.bears_interest:
        return None
    one = facts.statement
    items = interest_by_type(facts.posted, facts.product)
    return charges("Interest Charged", items, one.interest, one.interest_year_to_date, year)


def _interest_notes(product: Product, lender: Lender, words: Wording) -> Sequence[Notice]:
    if not product.bears_interest:
        return (words.notice("no_interest"),)
    grace = "grace" if product.pricing.purchase_grace else "no_grace"
    return (words.notice("interest_method", phone=lender.phone), words.notice(grace))


def _cut_off(product: Product, words: Wording) -> tuple[str, ...]:
    at = product.payments.cut_off
    hour = at.hour % 12 or 12
    spoken = f"{hour}{f':{at.minute:02d}' if at.minute else ''} {'a' if at.hour < 12 else 'p'}.m."
    return words.notice("cut_off", cut_off=spoken).paragraphs


def _rights(product: Product, lender: Lender, words: Wording) -> tuple[Notice, ...]:
    names = ("errors", "dissatisfied") if product.card_access else ("errors",)
    where: Mapping[str, str] = {
        "errors_address": lender.errors_address,
        "electronically": lender.errors_electronically,
    }
    return tuple(words.notice(name, **where) for name in names)


def _plan_months_left(plan: Plan, due_on: date) -> int:
    """Return how many plan payments are left, the one of this statement included."""
    return max(_months_between(due_on, plan.ends_on) + 1, 0)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _regular(tier: Tier, bucket: Bucket) -> Decimal:
    return tier.draw_apr if bucket is Bucket.DRAW else tier.purchase_apr or Decimal(0)


def _rate(apr: Decimal) -> str:
    return f"{apr.normalize():f}"


def spelled(day: date) -> str:
    """Write a date out."""
    return f"{day:%B} {day.day}, {day.year}"
