"""Closing a line: no new use; what is owed goes on under its terms, autopay included."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from servicing.money import Money
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal

POLICY = "payoff-and-closing"
_CLOSED = Refusal("line_closed", "Your line is closed already.", policy=POLICY)

_CLAIMED = Refusal(
    "closing_claimed",
    "Our fraud team closes the line once it is confirmed that somebody else opened it.",
    policy="identity-theft",
)


class ClosingRequest(Request):
    """Takes nothing."""


@dataclass(frozen=True, slots=True)
class ClosingArguments:
    """What is owed when it closes; a draw on its way still goes out."""

    closes_on: date
    balance: Money
    action: Literal["close_line"] = "close_line"


def _build(at: Situation, asked: ClosingRequest) -> ClosingArguments | Refusal:
    if at.line.status != "open":
        return _CLOSED
    if at.line.state.stolen is not None:
        return _CLAIMED
    return ClosingArguments(at.today, at.line.balance)


def _terms(arguments: ClosingArguments) -> Terms:
    return (
        Term("closes_on", day=arguments.closes_on),
        Term("balance", amount=arguments.balance),
    )


def _act(at: Situation, arguments: ClosingArguments) -> Done:
    at.line.status = "closed"
    at.line.changes.touched = True
    reference = f"CL-{at.line.account_id}"
    return Done(reference, (*_terms(arguments), Term("reference", text=reference)))


ACTION = Action(
    name="close_line",
    request=ClosingRequest,
    arguments=ClosingArguments,
    build=_build,
    terms=_terms,
    act=_act,
    disclosures=("line-closing",),
)
