"""Asking for a higher limit: put on record for people to decide; the limit stays as it is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from servicing.calendar import lender_date
from servicing.lines import limits, repository
from servicing.money import ZERO, Money
from servicing.products.definition import Dollars
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal

_NO_INCOME = Refusal(
    "income_missing",
    "A request needs your monthly income and housing cost.",
    policy=limits.POLICY,
)


class LineIncreaseRequest(Request):
    """The limit wanted, and monthly income (before taxes) and housing cost as stated."""

    limit: Dollars
    income: Dollars
    housing: Dollars


@dataclass(frozen=True, slots=True)
class LineIncreaseArguments:
    """The request as it would stand on record."""

    limit: Money
    income: Money
    housing: Money
    answer_by: date
    action: Literal["request_line_increase"] = "request_line_increase"


def _build(at: Situation, asked: LineIncreaseRequest) -> LineIncreaseArguments | Refusal:
    line = at.line
    if asked.income < ZERO or asked.housing < ZERO:
        return _NO_INCOME
    earlier = [
        lender_date(one.received_at)
        for one in repository.requests(at.connection, line.account_id)
        if one.status != "withdrawn"
    ]
    late = repository.late_days(at.connection, line.account_id, line.opened_on)
    refusal = limits.check(line, asked.limit, earlier, late, at.today)
    if refusal is not None:
        return refusal
    due = limits.answer_by(line, at.today, at.days)
    return LineIncreaseArguments(asked.limit, asked.income, asked.housing, due)


def _terms(arguments: LineIncreaseArguments) -> Terms:
    return (
        Term("limit", amount=arguments.limit),
        Term("income", amount=arguments.income),
        Term("housing", amount=arguments.housing),
        Term("answer_by", day=arguments.answer_by),
    )


def _act(at: Situation, arguments: LineIncreaseArguments) -> Done:
    count = len(repository.requests(at.connection, at.line.account_id))
    reference = f"LI-{at.line.account_id}-{count + 1:02d}"
    request = limits.LimitRequest(
        reference=reference,
        limit=arguments.limit,
        income=arguments.income,
        housing=arguments.housing,
        received_at=at.now,
        answer_by=arguments.answer_by,
    )
    repository.add_request(at.connection, at.line, request)
    return Done(reference, (*_terms(arguments), Term("reference", text=reference)))


ACTION = Action(
    name="request_line_increase",
    request=LineIncreaseRequest,
    arguments=LineIncreaseArguments,
    build=_build,
    terms=_terms,
    act=_act,
    disclosures=("limit-request-review",),
)
