"""Who may have a programme: named predicates, each with the words of its refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from servicing.calendar import add_months
from servicing.money import ZERO
from servicing.plans.model import Books, Excluded, Intake
from servicing.plans.program import Offer, Predicate, Program

Route = Literal["bankruptcy", "estates", "military", "recovery", "hardship"]

UNKNOWN_LASTS = 6
"""Months that a hardship of unknown length is taken to last: the standard plan's."""

_ROUTES: tuple[tuple[str, Route], ...] = (
    ("bankruptcy", "bankruptcy"),
    ("deceased", "estates"),
    ("active_duty", "military"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One test of a programme and how a line stands with it.

    `basis` is the law or the policy document that the test rests on.
    """

    name: str
    holds: bool
    why: str
    basis: str


@dataclass(frozen=True, slots=True)
class _Rule:
    holds: Callable[[Books], bool]
    code: str
    why: str
    basis: str


_RULES: dict[Predicate, _Rule] = {
    "open": _Rule(
        lambda books: books.status == "open",
        "line_not_open",
        "This line is closed or charged off.",
        "policy:hardship-programs",
    ),
    "charged_off": _Rule(
        lambda books: books.status == "charged_off",
        "line_not_charged_off",
        "Nothing is settled before charge-off.",
        "policy:staff-hardship-review",
    ),
    "no_flag": _Rule(
        lambda books: route(books) in {"hardship", "recovery"},
        "special_status",
        "A team of its own helps here, since other protections apply first.",
        "11 USC 362(a); 50 USC 3937(a); policy:estates",
    ),
    "no_plan": _Rule(
        lambda books: not books.in_plan,
        "plan_running",
        "A plan is running; a person can look at changing it.",
        "policy:hardship-programs",
    ),
    "owes": _Rule(
        lambda books: books.balance > ZERO,
        "nothing_owed",
        "Nothing is owed.",
        "policy:hardship-programs",
    ),
    "past_due": _Rule(
        lambda books: books.past_due > ZERO,
        "nothing_past_due",
        "Nothing is past due.",
        "policy:hardship-programs",
    ),
    "current": _Rule(
        lambda books: not books.past_due,
        "past_due",
        "The due date can be moved once nothing is past due.",
        "policy:due-dates",
    ),
    "once_in_12_months": _Rule(
        lambda books: _rested(books.last_plan_on, books.today),
        "plan_within_12_months",
        "A plan started within the last 12 months.",
        "policy:hardship-programs",
    ),
}
_OPENED: dict[Offer, tuple[str, str]] = {
    "own_action": ("own_action", "The due date can be moved at once, without a plan."),
    "staff": ("staff_only", "Only a lead can agree to this."),
    "window": ("no_window", "People here open this for an area and a period."),
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
    if not program.is_for(books.product.id):
        return Excluded(program.id, "other_product", "This programme is for another product.")
    for name in program.eligible:
        rule = _RULES[name]
        if not rule.holds(books):
            return Excluded(program.id, rule.code, rule.why)
    return None


def not_offered(program: Program) -> Excluded | None:
    """Return why a programme isn't the planner's to offer, or None."""
    if program.offer == "planner":
        return None
    return Excluded(program.id, *_OPENED[program.offer])


def proof(program: Program, books: Books) -> tuple[Check, ...]:
    """Return each test of a programme with what it rests on, for people who decide on a plan."""
    fits = program.is_for(books.product.id)
    checks = [Check("product", fits, f"It is for {', '.join(program.products)}.", "product")]
    for name in program.eligible:
        rule = _RULES[name]
        checks.append(Check(name, rule.holds(books), rule.why, rule.basis))
    return tuple(checks)


def _rested(last: date | None, today: date) -> bool:
    return last is None or add_months(last, 12) <= today
