"""Turning autopay on, changing it, turning it off (12 CFR 1005.10(b), (c), (d))."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from servicing.accounts.model import Autopay, AutopayKind, Bank
from servicing.lines import repository
from servicing.money import Money
from servicing.payments import autopay, rules
from servicing.products.definition import Dollars
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal


class AutopayRequest(Request):
    """The instruction wanted; "off" ends it. `amount` goes with "fixed" only.

    Without a kind it stays what it is, for a change of the day or the amount.
    """

    kind: Literal["off", "minimum", "statement", "current", "fixed", "fee"] | None = None
    amount: Dollars | None = None
    days_before_due: int | None = None


@dataclass(frozen=True, slots=True)
class AutopayArguments:
    """The instruction as it would stand, and the run that it comes too late for.

    `order` is None where it ends at once; `first_run` is the first day of a new instruction.
    `minimum_due` is what is left of the minimum, where a fixed amount wouldn't pay it.
    """

    kind: Literal["off", "minimum", "statement", "current", "fixed", "fee"]
    order: Autopay | None
    bank: Bank | None
    first_run: date | None
    still_runs: autopay.Run | None
    minimum_due: Money | None = None
    action: Literal["set_autopay"] = "set_autopay"


def _build(at: Situation, asked: AutopayRequest) -> AutopayArguments | Refusal:
    line = at.line
    if asked.kind == "off":
        change = autopay.turn_off(line, at.today, at.days)
        if isinstance(change, Refusal):
            return change
        return AutopayArguments("off", change.order, None, None, change.still_runs)
    hold = rules.account_hold(line)
    if hold is not None:
        return hold
    wanted = _wanted(at, asked)
    if isinstance(wanted, Refusal):
        return wanted
    change = autopay.turn_on(line, wanted, at.today, at.days)
    if isinstance(change, Refusal):
        return change
    order = change.order
    new = order.then if order is not None and change.still_runs else order
    if new is None:
        raise ValueError("turning autopay on left no instruction")
    first = autopay.first_run(line, new, at.today)
    left = line.minimum_left()
    short = left if new.amount is not None and new.amount < left else None
    return AutopayArguments(wanted.kind, order, line.bank, first, change.still_runs, short)


def _wanted(at: Situation, asked: AutopayRequest) -> Autopay | Refusal:
    before, covers = at.line.autopay, at.line.product.autopay.covers
    kind: AutopayKind
    if asked.kind is not None and asked.kind != "off":
        kind = asked.kind
    elif asked.amount is not None:
        kind = "fixed"
    elif before is not None:
        kind = before.kind
    else:
        kind = covers[0]
    amount = asked.amount
    if amount is None and kind == "fixed" and before is not None:
        amount = before.amount
    day = asked.days_before_due
    if day is None:
        day = before.days_before_due if before is not None else 0
    refusal = autopay.check(at.line, kind, amount, day)
    return refusal if refusal is not None else Autopay(kind, amount, day)


def _terms(arguments: AutopayArguments) -> Terms:
    terms = [Term("autopay", text=arguments.kind)]
    order = arguments.order
    if arguments.still_runs and order is not None and order.then is not None:
        order = order.then
    if arguments.kind != "off" and order is not None:
        if order.amount is not None:
            terms.append(Term("amount", amount=order.amount))
        terms.append(Term("days_before_due", count=order.days_before_due))
        terms.append(Term("from", bank=arguments.bank))
        terms.append(Term("first_run", day=arguments.first_run))
    if arguments.minimum_due is not None:
        terms.append(Term("minimum_due", amount=arguments.minimum_due))
    if arguments.still_runs is not None:
        terms.append(Term("still_runs_on", day=arguments.still_runs.on))
        terms.append(Term("still_takes", amount=arguments.still_runs.amount))
    return terms


def _act(at: Situation, arguments: AutopayArguments) -> Done:
    repository.put_autopay(at.connection, at.line, arguments.order)
    if arguments.kind == "off":
        reference = repository.revoke(at.connection, at.line, at.now)
        reference = reference or f"AP-{at.line.account_id}-00"
    else:
        reference = repository.authorise(at.connection, at.line, _authorised(arguments), at.now)
    return Done(reference, (*_terms(arguments), Term("reference", text=reference)))


def _authorised(arguments: AutopayArguments) -> dict[str, Any]:
    """Return the terms that the borrower authorised, as they are kept and copied to them."""
    shown: dict[str, Any] = {}
    for term in _terms(arguments):
        value = term.amount or term.day or term.text or term.count or 0
        if term.bank is not None:
            shown[term.name] = f"{term.bank.label} ending {term.bank.last4}"
        else:
            shown[term.name] = str(value)
    return shown


def _bound(arguments: AutopayArguments) -> tuple[str, ...]:
    if arguments.kind == "off":
        return ()
    return ("autopay-fee-authorization" if arguments.kind == "fee" else "autopay-authorization",)


ACTION = Action(
    name="set_autopay",
    request=AutopayRequest,
    arguments=AutopayArguments,
    build=_build,
    terms=_terms,
    act=_act,
    disclosures=("autopay-authorization", "autopay-fee-authorization"),
    binds=_bound,
)
