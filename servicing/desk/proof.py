"""Why a line may have a programme: each of its conditions, with the figures that decide it.

The planner's own rules are asked, one at a time, so that a proof can't say what they don't.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from servicing.plans import affordable
from servicing.plans.eligibility import exclusion
from servicing.plans.model import Books, Intake, Option
from servicing.plans.program import Predicate, Program, programs
from servicing.refusal import spell

_WORDS: Mapping[Predicate, Callable[[Books], str]] = {
    "open": lambda books: "The line is open.",
    "no_flag": lambda books: "No other protection applies first.",
    "no_plan": lambda books: "No plan is running.",
    "owes": lambda books: f"{books.balance} is owed that isn't disputed.",
    "past_due": lambda books: f"{books.past_due} is past due.",
    "once_in_12_months": lambda books: (
        "No plan has started before."
        if books.last_plan_on is None
        else f"The last plan started on {spell(books.last_plan_on)}."
    ),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One condition: whether it holds, and the words and figures of it."""

    name: str
    holds: bool
    words: str


def proof(option: Option, books: Books, intake: Intake) -> tuple[Check, ...]:
    """Return every condition of an option on the books of today; all hold, or it can't be had."""
    program = programs()[option.program]
    conditions = tuple(_condition(name, program, books, intake) for name in program.eligible)
    return (*conditions, _duration(program, books, intake), *_means(option, books, intake))


def _condition(name: Predicate, program: Program, books: Books, intake: Intake) -> Check:
    alone = program.model_copy(update={"eligible": (name,)})
    why = exclusion(alone, books, intake)
    if why is not None and why.code != "duration":
        return Check(name, False, why.why)
    say = _WORDS.get(name)
    return Check(name, True, say(books) if say is not None else name.replace("_", " ") + ".")


def _duration(program: Program, books: Books, intake: Intake) -> Check:
    why = exclusion(program.model_copy(update={"eligible": ()}), books, intake)
    said = intake.lasts_months
    expected = "not known" if said is None else f"{said} months"
    if why is not None:
        return Check("duration", False, f"{why.why} Expected: {expected}.")
    return Check("duration", True, f"It suits a hardship of this length: {expected}.")


def _means(option: Option, books: Books, intake: Intake) -> tuple[Check, ...]:
    if not option.payment:
        return (Check("affordable", True, "Nothing is due while it runs."),)
    money = affordable(intake)
    asked = min(books.minimum + books.past_due, books.balance)
    fits = money is not None and option.payment <= money
    left = "isn't known" if money is None else f"is {money}"
    return (
        Check("affordable", fits, f"{option.payment} a month; what can be paid {left}."),
        Check(
            "relief",
            option.payment <= asked,
            f"The contract asks for {asked} now, the plan for {option.payment}.",
        ),
    )
