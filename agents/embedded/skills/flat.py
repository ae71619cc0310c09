"""Lines that cost a fee instead of interest: rate questions, the fee, payoff, statement, ending."""

import re
from collections.abc import Mapping, Sequence

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills import actions, ledger, policy
from agents.embedded.skills.base import (
    ANSWER,
    MONEY,
    Call,
    Result,
    Say,
    Skill,
    no_calls,
    refusal,
    says,
    snap,
)
from agents.embedded.skills.draws import Parts, open_draw
from agents.embedded.skills.quoting import quoted
from agents.understanding import Request
from tools.views import ChargeExplanation, Payoff, QuoteView, Statement

_FEE = {"fee": snap("subscription.fee")}
_NEXT = {"fee": snap("subscription.fee"), "date": snap("subscription.next_charge_date")}
_LATE = re.compile(
    r"\b(?:late|past due|overdue|behind|miss\w*|returned?|bounced?|nsf|penalty|tarde|atras\w*|"
    r"mora|recargo|devuelt\w*|rebot\w*)\b",
    re.I,
)

_YES_NO = re.compile(r"¿?(?:is|are|do|does|will|would|can|hay|me|cobran|tiene\w*)\b", re.I)


def _next_fee(brief: Brief) -> Parts:
    line = brief.snapshot.subscription
    return [("next_fee", _NEXT)] if line is not None and line.next_charge_date else []


def _no_interest(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    fee = brief.snapshot.subscription
    if fee is None:
        return Say(phrase("no_interest_plain", brief.language), ANSWER)
    if fee.next_charge_date is None:
        return Say(phrase("no_interest", brief.language, **_FEE), ANSWER)
    return Say(phrase("no_interest_next", brief.language, **_NEXT), ANSWER)


def _payoff(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    result = results[0]
    found = result.view(Payoff)
    if found is None:
        return refusal(brief, result)
    parts: Parts = [("payoff_flat", {"total": result.mark("total"), "date": result.mark("as_of")})]
    fee = brief.snapshot.subscription
    if fee is not None and fee.next_charge_date and fee.next_charge_date <= found.as_of:
        parts += _next_fee(brief)
    return Say(says(brief, *parts), MONEY)


def _statement(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    result = results[0]
    if result.view(Statement) is None:
        return refusal(brief, result)
    first = {
        "closing": result.mark("closing_date"),
        "balance": result.mark("new_balance"),
        "due": result.mark("due_date"),
    }
    parts = {
        "draws": result.mark("draws"),
        "fees": result.mark("fees"),
        "payments": result.mark("payments", "abs"),
    }
    upcoming = ("next_closing", {"closing": snap("next_closing_date")})
    said = says(brief, ("statement_whole", first), ("statement_whole_parts", parts), upcoming)
    return Say(said, ANSWER)


def _about_penalty(brief: Brief, request: Request) -> bool:
    return bool(_LATE.search(request.text))


def _about_other(brief: Brief, request: Request, act: str) -> bool:
    """Whether a question isn't about the subscription's fee after all."""
    line = brief.snapshot
    if act == "transaction_search":
        sums = {amount.value for amount in request.slots.amounts}
        return line.subscription is None or line.subscription.fee not in sums
    return _about_penalty(brief, request) and line.product.penalty_fees


def _fee(act: str, base: Skill) -> Skill:
    """Return the skill that explains the subscription's fee, and asks `base` about any other."""

    def plan(brief: Brief, request: Request) -> Sequence[Call]:
        if _about_other(brief, request, act):
            return base.plan(brief, request)
        if act != "transaction_search" and _about_penalty(brief, request):
            return ()
        return (Call("explain_charge", {"charge": "latest_subscription_fee"}),)

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        if _about_other(brief, request, act):
            return base.word(brief, request, results)
        if not results:
            no = ["plain_no"] if _YES_NO.match(request.text.strip()) else []
            return Say(says(brief, *no, "no_late_fee"), ANSWER)
        result = results[0]
        if result.view(ChargeExplanation) is None:
            return Say(says(brief, ("monthly_fee_to_come", _FEE), *_next_fee(brief)), ANSWER)
        values = {
            "amount": result.mark("fee_step.amount"),
            "date": result.mark("fee_step.event_on"),
        }
        return Say(says(brief, ("monthly_fee_charged", values), *_next_fee(brief)), ANSWER)

    return Skill(plan, word)


def _waiver(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    return Say(phrase("monthly_fee_stays", brief.language), ANSWER, policy.person(brief))


def _ending(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Word the end of a subscription: the line closes by its card, and an open draw stays due."""
    parts: Parts = ["end_subscription"]
    if open_draw(brief) is not None:
        marks = {"draw": snap("open_draw.left"), "due": snap("open_draw.due_on")}
        parts.append(("end_leaves_draw", marks))
    if results and results[0].view(QuoteView) is not None:
        return Say(f"{says(brief, *parts)} {quoted(brief, results[0]).text}", MONEY)
    if brief.snapshot.status == "closed":
        return Say(says(brief, "subscription_ended", *parts[1:]), ANSWER)
    return Say(says(brief, *parts, "offer_ending"), ANSWER)


def _plan_ending(brief: Brief, request: Request) -> Sequence[Call]:
    calls = actions.SKILLS["close_account"].plan(brief, request)
    return tuple(call for call in calls if call.tool == "close_line")


_RATE = Skill(no_calls, _no_interest)
NO_INTEREST: Mapping[str, Skill] = {
    "apr": _RATE,
    "daily_interest": _RATE,
    "explain_interest": _RATE,
    "interest_policy": _RATE,
    "interest_year": _RATE,
    "project_payoff": _RATE,
    "payoff": Skill(ledger.SKILLS["payoff"].plan, _payoff),
    "statement": Skill(ledger.SKILLS["statement"].plan, _statement),
}
SUBSCRIBED: Mapping[str, Skill] = {
    "explain_fee": _fee("explain_fee", ledger.SKILLS["explain_fee"]),
    "fee_policy": _fee("fee_policy", policy.SKILLS["fee_policy"]),
    "transaction_search": _fee("transaction_search", ledger.SKILLS["transaction_search"]),
    "close_account": Skill(_plan_ending, _ending),
}
NO_PENALTY: Mapping[str, Skill] = {"fee_waiver": Skill(no_calls, _waiver)}
