"""Cancelling a payment that hasn't gone out."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from servicing.accounts import repository as accounts
from servicing.accounts.model import Bank
from servicing.money import Money
from servicing.payments import receipts, rules
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal


class CancellationRequest(Request):
    """Which payment."""

    payment_id: str = Field(max_length=80)


@dataclass(frozen=True, slots=True)
class CancellationArguments:
    """The payment as it stood."""

    payment_id: str
    amount: Money
    on: date
    bank: Bank
    action: Literal["cancel_payment"] = "cancel_payment"


def _build(at: Situation, asked: CancellationRequest) -> CancellationArguments | Refusal:
    payment = accounts.payment(at.connection, at.line.account_id, asked.payment_id)
    refusal = rules.check_cancellation(at.line, payment, at.now)
    if refusal is not None:
        return refusal
    if payment is None:
        return rules.PAYMENT_UNKNOWN
    bank = Bank(payment.bank_label, payment.bank_last4)
    return CancellationArguments(payment.payment_id, payment.amount, payment.on, bank)


def _terms(arguments: CancellationArguments) -> Terms:
    return (
        Term("amount", amount=arguments.amount),
        Term("from", bank=arguments.bank),
        Term("date", day=arguments.on),
    )


def _act(at: Situation, arguments: CancellationArguments) -> Done:
    payment = at.line.payments[arguments.payment_id]
    receipts.cancel(at.line, payment)
    return Done(
        reference=payment.payment_id,
        terms=tuple(_terms(arguments)),
        payment=receipts.copy_of(payment),
    )


ACTION = Action(
    name="cancel_payment",
    request=CancellationRequest,
    arguments=CancellationArguments,
    build=_build,
    terms=_terms,
    act=_act,
)
