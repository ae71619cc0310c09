"""Moving the due day of every month."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from servicing.lines import due_day, repository
from servicing.quotes.action import Action, Request, Situation
from servicing.quotes.model import Done, Term, Terms
from servicing.refusal import Refusal


class DueDateRequest(Request):
    """The day of the month."""

    day: int


@dataclass(frozen=True, slots=True)
class DueDateArguments:
    """The new day, and the due dates around it that keep the old one."""

    new: due_day.NewDueDay
    still_due_on: date | None
    action: Literal["change_due_date"] = "change_due_date"


def _build(at: Situation, asked: DueDateRequest) -> DueDateArguments | Refusal:
    new = due_day.plan_move(at.line, asked.day, at.today, at.days)
    if isinstance(new, Refusal):
        return new
    last = at.line.state.last
    still = last.due_on if last is not None and last.due_on >= at.today else None
    return DueDateArguments(new, still)


def _terms(arguments: DueDateArguments) -> Terms:
    terms = [
        Term("due_day", count=arguments.new.day),
        Term("first_due_date", day=arguments.new.first_due_on),
    ]
    if arguments.still_due_on is not None:
        terms.append(Term("still_due", day=arguments.still_due_on))
    return terms


def _act(at: Situation, arguments: DueDateArguments) -> Done:
    due_day.move(at.line, arguments.new)
    repository.put_due_day(at.connection, at.line)
    reference = f"DD-{at.line.account_id}-{at.today:%Y%m%d}"
    return Done(reference, (*_terms(arguments), Term("reference", text=reference)))


ACTION = Action(
    name="change_due_date",
    request=DueDateRequest,
    arguments=DueDateArguments,
    build=_build,
    terms=_terms,
    act=_act,
)
