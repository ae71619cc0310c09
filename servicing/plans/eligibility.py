"""Who may have a programme: named predicates, each with the words of its refusal."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from servicing.calendar import add_months
from servicing.money import ZERO
from servicing.plans.model import Books, Excluded, Intake
from servicing.plans.program import Predicate, Program

Route = Literal["bankruptcy", "estates", "military", "recovery", "hardship"]

UNKNOWN_LASTS = 6
"""Months that a hardship of unknown length is taken to last: the standard plan's."""

_ROUTES: tuple[tuple[str, Route], ...] = (
    ("bankruptcy", "bankruptcy"),
    ("deceased", "estates"),
    ("active_duty", "military"),
)

_RULES: dict[Predicate, tuple[Callable[[Books], bool], str, str]] = {
    "open": (
        lambda books: books.status == "open",
        "line_not_open",
        "This line is closed or charged off.",
    ),
    "no_flag": (
        lambda books: route(books) in {"hardship", "recovery"},
        "special_status",
        "A team of its own helps here, since other protections apply first.",
    ),
    "no_plan": (
        lambda books: not books.in_plan,
        "plan_running",
        "A plan is running; a person can look at changing it.",
    ),
    "owes": (lambda books: books.balance > ZERO, "nothing_owed", "Nothing is owed."),
    "past_due": (
        lambda books: books.past_due > ZERO,
        "nothing_past_due",
        "Nothing is past due.",
    ),
    "once_in_12_months": (
        lambda books: _rested(books.last_plan_on, books.today),
        "plan_within_12_months",
        "A plan started within the last 12 months.",
    ),
}


def route(books: Books) -> Route:
    """Return which team helps: a flag's own before any plan is thought of."""
    for flag, team in _ROUTES:
        if flag in books.flags:
            return team
    return "recovery" if books.status == "charged_off" else "hardship"


def exclusion(program: Program, books: Books, intake: Intake) -> Excluded | None:
    """Return the first reason why a line can't have a programme, or None."""
    refused = ineligible(program, books)
    if refused is not None:
        return refused
    lasts = UNKNOWN_LASTS if intake.lasts_months is None else intake.lasts_months
    least, most = program.lasts_months.least, program.lasts_months.most
    if (least is not None and lasts < least) or (most is not None and lasts > most):
        return Excluded(
            program.id,
            "duration",
            "It suits a hardship of another length.",
            {"lasts_months": str(lasts)},
        )
    return None


def ineligible(program: Program, books: Books) -> Excluded | None:
    """Return the first reason that lies in the line itself, whatever its borrower says."""
    if books.product.id not in program.products:
        return Excluded(program.id, "other_product", "This programme is for another product.")
    for name in program.eligible:
        holds, code, why = _RULES[name]
        if not holds(books):
            return Excluded(program.id, code, why)
    return None


def _rested(last: date | None, today: date) -> bool:
    return last is None or add_months(last, 12) <= today
