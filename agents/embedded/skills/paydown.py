"""Paying for months: how long by an amount a month or by minimums alone, and what it costs."""

from collections.abc import Sequence

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills.base import MONEY, Call, Result, Say, Skill, refusal, says
from agents.understanding import Request
from tools.views import PayDown


def _plan(brief: Brief, request: Request) -> Sequence[Call]:
    if brief.quiet:
        return ()
    amounts = request.slots.amounts or brief.reading.slots.amounts
    monthly = {"monthly": f"{amounts[0].value:.2f}"} if amounts else {}
    return (Call("project_payoff", dict(monthly)),)


def _word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say the estimate with what it rests on, or why there is none."""
    if not results:
        return Say(phrase("quiet_no_payment", brief.language), MONEY, handoff="bankruptcy")
    result = results[0]
    found = result.view(PayDown)
    if found is None:
        return refusal(brief, result)
    paid = {"amount": result.mark("payment.amount")}
    minimum = {"minimum": result.mark("minimum_due")}
    if found.outcome == "never":
        interest = {"interest": result.mark("first_month.interest")}
        if found.only_minimum:
            return Say(says(brief, ("paydown_minimum_never", minimum | interest)), MONEY)
        return Say(
            says(brief, ("paydown_never", paid | interest), ("paydown_least", minimum)), MONEY
        )
    if found.outcome == "below_minimum":
        return Say(says(brief, ("paydown_below", paid | minimum)), MONEY)
    unit = "years" if found.years is not None else "months"
    whole = {"time": result.mark(unit), "interest": result.mark("interest")}
    if found.only_minimum:
        told = (f"paydown_minimum_{unit}", minimum | whole)
        return Say(says(brief, told, "paydown_assumes", "paydown_ask"), MONEY)
    if found.months == 1:
        return Say(says(brief, ("paydown_at_once", paid)), MONEY)
    return Say(says(brief, (f"paydown_{unit}", paid | whole), "paydown_assumes"), MONEY)


SKILLS = {"project_payoff": Skill(_plan, _word)}
