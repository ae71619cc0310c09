"""The hardship talk in words: the next question, the plans that fit, and how a request stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agents.brief import Brief
from agents.embedded.phrases import keys, phrase
from agents.embedded.skills.base import (
    MONEY,
    QUESTION,
    Call,
    Result,
    Say,
    Skill,
    mark,
    no_calls,
    refusal,
    says,
)
from agents.embedded.skills.intake import clock_mark
from agents.embedded.skills.quoting import quoted
from agents.embedded.skills.social import PERSON
from agents.embedded.wording import term_marks
from agents.understanding import Request
from tools.plan_views import PlanOption, PlanOptions
from tools.views import Outcome, Refusal

STATUS = "plan_status"
QUICK: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ask_can_pay": {"en": ("Nothing right now", "Not sure"), "es": ("Ahora nada", "No sé")},
    "ask_income_expenses": {"en": ("Not sure",), "es": ("No sé",)},
    "ask_duration": {
        "en": ("About 2 months", "About 6 months", "Not sure"),
        "es": ("Unos 2 meses", "Unos 6 meses", "No sé"),
    },
}


def _plan(brief: Brief, request: Request) -> Sequence[Call]:
    step = brief.step
    mine = step.procedure == "hardship" and step.kind in {"ask", "call"} and not brief.quiet
    return (Call(step.tool, dict(step.arguments)),) if mine and step.tool is not None else ()


def _hardship(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    say = _next(brief, results)
    if not brief.step.resumed or not say.text:
        return say
    return replace(say, text=f"{phrase('hardship_resumed', brief.language)} {say.text}")


def _next(brief: Brief, results: Sequence[Result]) -> Say:
    if brief.quiet:
        return _quiet(brief)
    routed = _route(brief)
    if routed is not None:
        return routed
    step = brief.step
    if results and step.tool == "plan_options":
        return _options(brief, results[0])
    if results and step.tool == "submit_hardship_draft":
        return _submitted(brief, results[0])
    if step.kind == "ask" and step.question and step.procedure == "hardship":
        text = _asking(brief, step.question)
        return Say(text, QUESTION, QUICK.get(step.question, {}).get(brief.language, ()))
    return Say(phrase("ask_can_pay", brief.language), QUESTION)


def _quiet(brief: Brief) -> Say:
    """Word where somebody stands whom nobody may ask for a payment."""
    flags = set(brief.snapshot.flags) - set(brief.acknowledged)
    if "bankruptcy" not in flags:
        attorney = "attorney_represented" in flags
        return Say(phrase("quiet_due_attorney", brief.language) if attorney else "", QUESTION)
    return Say(phrase("hardship_bankruptcy", brief.language), QUESTION, handoff="bankruptcy")


def _route(brief: Brief) -> Say | None:
    """Word where somebody goes whom no ordinary plan is for; None for everybody else."""
    line, language = brief.snapshot, brief.language
    flags = {*line.flags, *(right.kind for right in brief.rights)}
    if "active_duty" in flags:
        return Say(phrase("hardship_military", language), QUESTION, handoff="military")
    if line.status == "charged_off":
        return Say(phrase("charged_off_help", language), QUESTION, handoff="recovery")
    if line.plan is not None:
        return Say(phrase("hardship_on_plan", language), QUESTION, handoff="hardship")
    if line.status == "closed":
        return Say(phrase("hardship_closed", language), QUESTION, handoff="hardship")
    return None


def _asking(brief: Brief, question: str) -> str:
    """Word a question; one that follows an answer shows first that it was heard."""
    asked = phrase(question, brief.language)
    heard = brief.step.again or brief.step.heard
    return f"{phrase('noted', brief.language)} {asked}" if heard else asked


def _options(brief: Brief, result: Result) -> Say:
    found = result.view(PlanOptions)
    if found is None:
        return refusal(brief, result)
    if not found.options:
        return _none_fits(brief)
    if brief.step.again:
        return Say(phrase("ask_which_again", brief.language), QUESTION, _names(brief, found))
    asked = [n for n, one in enumerate(found.options) if one.program == brief.step.about]
    if asked:
        one = _option(brief, result, asked[0], found.options[asked[0]])
        text = f"{one} {phrase('ask_which_plan_one', brief.language)}"
        return Say(text, QUESTION, _names(brief, found))
    several = len(found.options) > 1
    items = [_option(brief, result, n, one) for n, one in enumerate(found.options)]
    lead = phrase("plans_fit" if several else "plans_fit_one", brief.language)
    listed = "\n".join(f"- {item}" for item in items) if several else items[0]
    return Say(
        f"{lead}\n{listed}\n{_compared(brief, result, found)}", QUESTION, _names(brief, found)
    )


def _option(brief: Brief, result: Result, n: int, one: PlanOption) -> str:
    at = f"options.{n}"
    values = {
        "name": _name(brief, one.program, result.mark(f"{at}.name")),
        "months": result.mark(f"{at}.months"),
        "ends": result.mark(f"{at}.ends_on"),
        "interest": result.mark(f"{at}.interest"),
        "cost": result.mark(f"{at}.cost"),
        "payment": result.mark(f"{at}.payment"),
        "first": result.mark(f"{at}.first_due_date"),
    }
    key, left_out = "plan_option", set[str]()
    if not one.payment:
        key, left_out = "plan_option_pause", {"payment", "first"}
    elif not one.cost:
        key, left_out = "plan_option_parts", {"interest", "cost"}
    text = phrase(key, brief.language, **{k: v for k, v in values.items() if k not in left_out})
    closes = f" {phrase('plan_closes_line', brief.language)}" if one.closes_line else ""
    return f"{text}{closes}"


def _name(brief: Brief, program: str, otherwise: str) -> str:
    """Return a programme's name in the borrower's language, else what the books call it."""
    known = (key for key in keys() if key.startswith("program_"))
    fits = (key for key in known if program.startswith(key.removeprefix("program_")))
    key = next(fits, None)
    return phrase(key, brief.language) if key is not None else otherwise


def _compared(brief: Brief, result: Result, found: PlanOptions) -> str:
    """Word what paying nothing would cost, what the bureaus hear, and the question."""
    parts: list[tuple[str, dict[str, str]] | str] = []
    if found.nothing_cost:
        values = {"nothing": result.mark("nothing_cost"), "months": result.mark("nothing_months")}
        parts.append(("plans_or_nothing", values))
    told = {one.reporting for one in found.options}
    if "as_at_enrolment" in told:
        parts.append("plans_reported_standing")
    if "as_agreed" in told:
        parts.append("plans_reported_agreed")
    parts.append("ask_which_plan" if len(found.options) > 1 else "ask_which_plan_one")
    return says(brief, *parts)


def _names(brief: Brief, found: PlanOptions) -> tuple[str, ...]:
    """Return the plans as choices: by name, with their months where a name stands twice."""
    if len(found.options) == 1:
        return (phrase("send_it", brief.language), PERSON[brief.language])
    months = {"en": "months", "es": "meses"}[brief.language]
    return tuple(f"{_name(brief, o.program, o.name)}, {o.months} {months}" for o in found.options)


def _none_fits(brief: Brief) -> Say:
    at = clock_mark(brief, "hardship", "answer")
    if "hardship" in brief.with_team and at is not None:
        again = phrase("no_plan_fits_again", brief.language, answer=at)
        return Say(again, QUESTION, (PERSON[brief.language],), handoff="hardship")
    key = "no_plan_fits" if at is not None else "no_plan_fits_undated"
    text = phrase(key, brief.language, **({"answer": at} if at is not None else {}))
    more = phrase("no_plan_yet", brief.language)
    return Say(f"{text} {more}", QUESTION, (PERSON[brief.language],), handoff="hardship")


def _submitted(brief: Brief, result: Result) -> Say:
    outcome = result.view(Outcome)
    if outcome is None:
        why = Refusal.model_validate(result.value)
        if why.code != "no_plan_fits":
            return refusal(brief, result)
        has = "hardship" in brief.with_team and not brief.step.heard
        return _with_people(brief) if has else _none_fits(brief)
    marks = term_marks(result.key, outcome.terms)
    pays = next((term.amount for term in outcome.terms if term.name == "payment"), None)
    names = ("payment", "first_due_date") if pays else ("ends_on",)
    values = {name: marks[name] for name in (*names, "months", "answer_by", "reference")}
    text = phrase("submitted" if pays else "submitted_pause", brief.language, **values)
    if "program" not in brief.step.arguments:
        text = f"{phrase('submitted_best', brief.language)} {text}"
    return Say(text, MONEY)


def _plan_acceptance(brief: Brief, request: Request) -> Sequence[Call]:
    """Make the card of a request that was agreed to."""
    step = brief.step
    if step.procedure != "acceptance" or step.tool is None or brief.quiet:
        return ()
    return (Call(step.tool, dict(step.arguments)),)


def _standing(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    language = brief.language
    if brief.request == "reviewing":
        at = {"answer_by": mark(STATUS, "answer_by")}
        return Say(phrase("request_reviewing", language, **at), MONEY)
    if brief.request == "declined":
        reasons = "; ".join(mark(STATUS, f"reasons.{n}") for n in range(brief.declined_for))
        text = phrase("request_declined", language, reasons=reasons)
        return Say(text, MONEY, (PERSON[language],))
    if brief.request != "approved":
        return Say(phrase("request_none", language), MONEY)
    answered = phrase("request_approved", language)
    if not results:
        return Say(answered, MONEY, (PERSON[language],))
    say = quoted(brief, results[0], "", (PERSON[language],))
    return Say(f"{answered} {say.text}", MONEY, say.quick_replies)


def _status(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    return _with_people(brief)


def _with_people(brief: Brief) -> Say:
    """Say by when people answer whoever asked for help."""
    at = clock_mark(brief, "hardship", "answer")
    if at is None:
        return Say(phrase("request_none", brief.language), MONEY)
    return Say(phrase("with_hardship", brief.language, answer=at), MONEY)


SKILLS = {
    "hardship_help": Skill(_plan, _hardship),
    "hardship_status": Skill(no_calls, _status),
    "plan_request": Skill(_plan_acceptance, _standing),
}
