"""Asking for a fee to be taken off, within policy."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from servicing.accounts import repository as accounts
from servicing.ledger import repository as ledger
from servicing.lines import repository
from servicing.money import Money
from servicing.payments import rules, waivers
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal

KINDS = ("late_fee", "returned_fee")


class WaiverRequest(Request):
    """Which fee: a kind, a transaction, or the newest one."""

    fee: str | None = Field(None, max_length=80)


@dataclass(frozen=True, slots=True)
class WaiverArguments:
    """The fee as it was charged."""

    transaction_id: str
    kind: str
    amount: Money
    charged_on: date
    action: Literal["request_fee_waiver"] = "request_fee_waiver"


def _build(at: Situation, asked: WaiverRequest) -> WaiverArguments | Refusal:
    hold = rules.account_hold(at.line)
    if hold is not None:
        return hold
    _, opened_on = accounts.identify(at.connection, at.line.borrower_id)
    every = ledger.find(
        at.connection, at.line.account_id, ledger.Query(opened_on, at.today, kinds=KINDS)
    )
    waived = repository.waived(at.connection, at.line.account_id)
    fee = waivers.choose(at.line, every, waived, asked.fee)
    if isinstance(fee, Refusal):
        return fee
    return WaiverArguments(fee.transaction_id, fee.kind, fee.amount, fee.posted_on)


def _terms(arguments: WaiverArguments) -> Terms:
    return (
        Term("fee", text=arguments.kind),
        Term("amount", amount=arguments.amount),
        Term("charged_on", day=arguments.charged_on),
    )


def _act(at: Situation, arguments: WaiverArguments) -> Done:
    fee = ledger.get(at.connection, at.line.account_id, arguments.transaction_id)
    if fee is None:
        raise LookupError(arguments.transaction_id)
    posted = waivers.take_off(at.line, fee, at.today)
    reference = posted.transaction_id
    return Done(reference, (*_terms(arguments), Term("reference", text=reference)))


ACTION = Action(
    name="request_fee_waiver",
    request=WaiverRequest,
    arguments=WaiverArguments,
    build=_build,
    terms=_terms,
    act=_act,
)
