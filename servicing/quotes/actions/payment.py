"""Paying from the linked bank, now or on a later day."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from servicing.accounts.model import Bank
from servicing.money import Money
from servicing.payments import receipts, rules
from servicing.products.definition import Dollars
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal

_NO_AMOUNT = Refusal("no_amount", "A payment needs an amount.")


class PaymentRequest(Request):
    """A payment of an amount, or of one that the books know by name.

    Without a day, or with today, it is a payment now, which counts today until the cut-off and
    tomorrow afterwards.
    """

    amount: Dollars | None = None
    amount_kind: rules.AmountKind = "amount"
    on: date | None = None


@dataclass(frozen=True, slots=True)
class PaymentArguments:
    """`twin` is what already waits with the same amount for the same day."""

    action: Literal["make_payment", "schedule_payment"]
    amount: Money
    on: date
    bank: Bank
    twin: Money | None = None


def _build(at: Situation, asked: PaymentRequest) -> PaymentArguments | Refusal:
    line = at.line
    immediate = asked.on is None or asked.on == at.today
    day = rules.credited_on(line, at.now) if asked.on is None or immediate else asked.on
    hold = rules.account_hold(line)
    if hold is not None:
        return hold
    amount = _exact(at, asked)
    if isinstance(amount, Refusal):
        return amount
    refusal = rules.check_payment(line, amount, day, at.now)
    if refusal is not None:
        return refusal
    if line.bank is None:
        return rules.NO_BANK
    return PaymentArguments(
        action="make_payment" if immediate else "schedule_payment",
        amount=amount,
        on=day,
        bank=line.bank,
        twin=amount if rules.twin(line, amount, day) else None,
    )


def _exact(at: Situation, asked: PaymentRequest) -> Money | Refusal:
    if asked.amount_kind != "amount":
        return rules.named_amount(at.line, asked.amount_kind, at.today)
    return _NO_AMOUNT if asked.amount is None else asked.amount


def _terms(arguments: PaymentArguments) -> Terms:
    terms = [
        Term("amount", amount=arguments.amount),
        Term("from", bank=arguments.bank),
        Term("date", day=arguments.on),
    ]
    if arguments.twin is not None:
        terms.append(Term("already_waiting", amount=arguments.twin))
    return terms


def _act(at: Situation, arguments: PaymentArguments) -> Done:
    line = at.line
    payment = receipts.schedule(line, arguments.amount, arguments.on, "one_off", at.days)
    if arguments.on == at.today:
        receipts.receive(line, payment)
    return Done(
        reference=payment.payment_id,
        terms=tuple(_terms(replace(arguments, twin=None))),
        payment=receipts.copy_of(payment),
        cancellable=rules.cancellable(line, payment, at.now),
    )


MAKE = Action(
    name="make_payment",
    request=PaymentRequest,
    arguments=PaymentArguments,
    build=_build,
    terms=_terms,
    act=_act,
    disclosures=("payment-authorization",),
)
SCHEDULE = replace(MAKE, name="schedule_payment")
