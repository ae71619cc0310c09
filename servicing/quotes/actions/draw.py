"""Drawing cash to the linked bank: credit is held at once, and owed when the bank file goes."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from servicing.accounts import draws
from servicing.accounts.model import Bank
from servicing.money import Money
from servicing.payments.rules import NO_BANK
from servicing.products.definition import Dollars
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal


class DrawRequest(Request):
    """How much."""

    amount: Dollars


@dataclass(frozen=True, slots=True)
class DrawArguments:
    """The draw, its fee (0.00 where the product has none), and the day it goes out."""

    amount: Money
    fee: Money
    goes_out_on: date
    bank: Bank
    interest: bool
    action: Literal["draw_funds"] = "draw_funds"


def _build(at: Situation, asked: DrawRequest) -> DrawArguments | Refusal:
    line = at.line
    refusal = draws.check_draw(line, asked.amount, at.today)
    if refusal is not None:
        return refusal
    if line.bank is None:
        return NO_BANK
    return DrawArguments(
        amount=asked.amount,
        fee=draws.fee_of(line, asked.amount),
        goes_out_on=draws.goes_out_on(line, at.now, at.days),
        bank=line.bank,
        interest=line.product.bears_interest,
    )


def _terms(arguments: DrawArguments) -> Terms:
    terms = [Term("amount", amount=arguments.amount), Term("to", bank=arguments.bank)]
    if arguments.fee:
        terms.append(Term("fee", amount=arguments.fee))
    return (*terms, Term("date", day=arguments.goes_out_on))


def _act(at: Situation, arguments: DrawArguments) -> Done:
    draw = draws.ask(at.line, arguments.amount, at.today, arguments.goes_out_on)
    return Done(draw.draw_id, (*_terms(arguments), Term("reference", text=draw.draw_id)))


def _bound(arguments: DrawArguments) -> tuple[str, ...]:
    return ("draw-cost",) if arguments.interest else ("draw-repayment",)


ACTION = Action(
    name="draw_funds",
    request=DrawRequest,
    arguments=DrawArguments,
    build=_build,
    terms=_terms,
    act=_act,
    disclosures=("draw-cost", "draw-repayment"),
    binds=_bound,
)
