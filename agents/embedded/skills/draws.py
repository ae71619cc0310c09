"""Lines for cash draws: what is due and who pays it, whether one may draw, what autopay does."""

import re
from collections.abc import Sequence

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.phrases import slots as slots_of
from agents.embedded.skills.actions import SKILLS as ACTIONS
from agents.embedded.skills.base import (
    ANSWER,
    MONEY,
    Call,
    Result,
    Say,
    Skill,
    no_calls,
    says,
    snap,
)
from agents.embedded.skills.policy import SKILLS as POLICY
from agents.understanding import Request
from tools.views import OpenDraw

Parts = list[tuple[str, dict[str, str]] | str]
PAY_DRAW = {
    "en": ("Pay my draw today", "Pay everything I owe today"),
    "es": ("Pagar mi retiro hoy", "Pagar todo lo que debo hoy"),
}
_DRAW = {"draw": snap("open_draw.left"), "due": snap("open_draw.due_on")}
_DUE = {"due": snap("due_date")}
_OWED_FEE = {"fee": snap("balance.fees")}
_FEE = {"fee": snap("subscription.fee")}
_ROOM = {"available": snap("available_credit"), "limit": snap("credit_limit")}
_EVERYTHING = r"draw|drawl|advance|everything|all|whole|rest|balance|retiro|adelanto|todo"
_COVERS = re.compile(
    rf"\b(?:{_EVERYTHING})\b.*\b(?:covered|automatic\w*|autopay|auto pay|by itself|solo)\b"
    r"|\b(?:autopay|auto pay|automatic\w*|autom[aá]tico|it)\b.*\b(?:pay|pays|cover\w*|takes? care|"
    rf"handles?|includes?|paga|pagar[aá]|cubre)\b.*\b(?:{_EVERYTHING}|on the|el)\b",
    re.I,
)
_BY_HAND = re.compile(r"\b(?:myself|by hand|manually|on my own|yo mism[oa]|a mano)\b", re.I)
_AGAIN = re.compile(
    r"\b(?:another|again|second|more|can i|may i|able to|otro|otra vez|volver a|puedo)\b", re.I
)
_BACK = re.compile(r"\b(?:due|back|repay|repaid|vence|devolver|pagar)\b", re.I)
_LEAST = re.compile(r"\b(?:min\w*|least|m[ií]nimo|lo menos)\b", re.I)


def open_draw(brief: Brief) -> OpenDraw | None:
    """Return the draw that still needs a payment, or None."""
    draw = brief.snapshot.open_draw
    return draw if draw is not None and draw.left > 0 else None


def due(brief: Brief) -> Parts:
    """Return the phrases that say what is due when, on a line whose statements ask for it all."""
    line, draw = brief.snapshot, open_draw(brief)
    fee = line.balance.fees > 0 and line.due_date is not None and line.minimum_due > 0
    if draw is None:
        parts: Parts = ["draw_paid_on_its_way"] if line.open_draw is not None else []
        if fee:
            return [*parts, ("fee_due", {**_OWED_FEE, **_DUE}), *_taken_by_autopay(brief)]
        return [*parts, ("no_statement_due", {"closing": snap("next_closing_date")})]
    if draw.due_on < brief.today:
        parts = [("draw_late", _DRAW)]
    elif fee and line.due_date == draw.due_on:
        parts, fee = [("draw_and_fee_due", {**_DRAW, **_OWED_FEE})], False
    else:
        parts = [("draw_due", _DRAW)]
    if fee:
        parts.append(("fee_due", {**_OWED_FEE, **_DUE}))
    if line.autopay is None:
        return [*parts, "by_hand"]
    if line.autopay.kind == "fee":
        parts.append(("autopay_takes_fee_only", _FEE))
    return parts


def _taken_by_autopay(brief: Brief, key: str = "autopay_will") -> Parts:
    autopay, bank = brief.snapshot.autopay, brief.snapshot.bank
    if autopay is None or autopay.next_amount is None or autopay.next_date is None or bank is None:
        return []
    values = {
        "amount": snap("autopay.next_amount"),
        "last4": snap("bank.last4"),
        "date": snap("autopay.next_date"),
    }
    return [(key, values)]


def least(brief: Brief, request: Request) -> Parts:
    """Say that there is no smaller minimum, where one was asked for and everything is due."""
    asked = _LEAST.search(request.text) and open_draw(brief) is not None
    return ["no_smaller_minimum"] if asked else []


def _autopay(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    """Say that autopay pays the fee and never the draw; a plain question gets its plain no."""
    line, draw = brief.snapshot, open_draw(brief)
    if line.autopay is None:
        parts: Parts = ["autopay_off_fee_only"]
    else:
        parts = _fee_only(brief, request, draw)
    if draw is None or brief.quiet:
        return Say(says(brief, *parts), ANSWER)
    return Say(says(brief, *parts, "offer_to_pay_draw"), ANSWER, PAY_DRAW[brief.language])


def _fee_only(brief: Brief, request: Request, draw: OpenDraw | None) -> Parts:
    answer, takes = _yes_or_no(request), _taken_by_autopay(brief, "autopay_on_for_fee")
    late = draw is not None and draw.due_on < brief.today
    if not answer and takes and not late:
        return [*takes, ("draw_needs_you", _DRAW)] if draw is not None else takes
    if draw is None:
        return [*answer, ("autopay_never_a_draw", _FEE)]
    key = "autopay_not_the_late_draw" if late else "autopay_not_the_draw"
    return [*answer, (key, {**_FEE, **_DRAW})]


def _yes_or_no(request: Request) -> Parts:
    if _BY_HAND.search(request.text):
        return ["plain_yes"]
    return ["plain_no"] if _COVERS.search(request.text) else []


def reason(brief: Brief) -> Parts:
    """Return the phrase that says why no draw can be taken today; none if one can."""
    why = brief.snapshot.no_draw
    if why is None:
        return []
    key = f"why_no_{why.code}"
    marks = {"amount": snap("no_draw.amount"), "on": snap("no_draw.on")}
    return [(key, {name: marks[name] for name in slots_of(key)})]


def _available(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    why = reason(brief)
    return Say(says(brief, ("can_draw_none" if why else "can_draw", _ROOM), *why), MONEY + 3)


def _plan_draw(act: str, base: Skill) -> Skill:

    def plan(brief: Brief, request: Request) -> Sequence[Call]:
        known = _about_autopay(brief, request) or _answered(brief, request, act)
        return () if known else base.plan(brief, request)

    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        if _about_autopay(brief, request):
            return _autopay(brief, request, results)
        parts = _answered(brief, request, act)
        return Say(says(brief, *parts), ANSWER) if parts else base.word(brief, request, results)

    return Skill(plan, word)


def _about_autopay(brief: Brief, request: Request) -> bool:
    """Whether a question about a draw asks who pays it, on a line whose autopay never does."""
    asked = _BY_HAND.search(request.text) or _COVERS.search(request.text)
    return bool(asked) and brief.snapshot.product.autopay_covers == ("fee",)


def _answered(brief: Brief, request: Request, act: str) -> Parts:
    """Answer from the books what they know of drawing; what they don't, the policies tell."""
    why = reason(brief)
    if act == "draw":
        return ["not_yet", *why] if why else []
    if _AGAIN.search(request.text):
        return ["not_yet", *why] if why else ["plain_yes", ("can_draw", _ROOM)]
    return due(brief) if _BACK.search(request.text) and brief.snapshot.open_draw else []


def _says(key: str) -> Skill:
    def word(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
        return Say(phrase(key, brief.language), ANSWER)

    return Skill(no_calls, word)


AUTOPAY_FOR_FEE = {"autopay_status": Skill(no_calls, _autopay)}
CASH_ONLY = {
    "available_credit": Skill(no_calls, _available),
    "limit_info": Skill(no_calls, _available),
    "draw": _plan_draw("draw", ACTIONS["draw"]),
    "draw_info": _plan_draw("draw_info", POLICY["draw_info"]),
    "largest_purchase": _says("cash_only"),
    "spending_total": _says("cash_only"),
    "card_admin": _says("nothing_to_lose"),
    "lost_device": _says("nothing_to_lose"),
}
