"""Where the line stands: balance, due date, credit, rates, autopay, plan."""

from collections.abc import Sequence

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills import draws
from agents.embedded.skills.base import (
    ANSWER,
    MONEY,
    Call,
    Result,
    Say,
    Skill,
    listing,
    no_calls,
    says,
    snap,
)
from agents.embedded.skills.identity import claimed_whole
from agents.understanding import Request
from tools.views import DailyInterest


def owed(brief: Brief) -> list[tuple[str, dict[str, str]] | str]:
    """Return the phrases that say what is owed."""
    balance = brief.snapshot.balance
    if brief.quiet:
        return [("quiet_balance", {"balance": snap("balance.current")})]
    if balance.current < 0:
        return [("owe_credit", {"credit": snap("balance.credit", "abs")})]
    if balance.current == 0:
        return [("owe_nothing", {"balance": snap("balance.current")})]
    parts: list[tuple[str, dict[str, str]] | str] = [("owe", {"balance": snap("balance.current")})]
    if balance.disputed > 0:
        parts.append(("owe_disputed", {"disputed": snap("balance.disputed")}))
    return parts


def due(brief: Brief) -> list[tuple[str, dict[str, str]] | str]:
    """Return the phrases that say what is due when, and what autopay will do about it."""
    line = brief.snapshot
    if brief.quiet:
        return ["quiet_due" if "bankruptcy" in _quiet_flags(brief) else "quiet_due_attorney"]
    if line.status == "charged_off":
        return ["charged_off"]
    if line.plan is not None:
        return plan(brief)
    if line.product.whole_balance_due:
        return draws.due(brief)
    if line.due_date is None:
        return [("no_statement_due", {"closing": snap("next_closing_date")})]
    if line.minimum_due == 0:
        return [("minimum_met", {"due": snap("due_date")})]
    parts: list[tuple[str, dict[str, str]] | str] = [
        ("minimum_due", {"minimum": snap("minimum_due"), "due": snap("due_date")})
    ]
    if line.past_due > 0:
        parts.append(("past_due", {"past_due": snap("past_due")}))
    if line.autopay and line.autopay.next_amount and line.autopay.next_date and line.bank:
        parts.append(
            (
                "autopay_will",
                {
                    "amount": snap("autopay.next_amount"),
                    "last4": snap("bank.last4"),
                    "date": snap("autopay.next_date"),
                },
            )
        )
    return parts


def _quiet_flags(brief: Brief) -> set[str]:
    return set(brief.snapshot.flags) | {right.kind for right in brief.rights}


def plan(brief: Brief) -> list[tuple[str, dict[str, str]] | str]:
    """Return the phrases that say where a hardship plan stands."""
    line = brief.snapshot
    if line.plan is None:
        return ["plan_none"]
    if claimed_whole(line):
        return ["plan_rests"]
    if line.plan.next_payment_date is None:
        return [("plan_done_for_now", {"payment": snap("plan.payment")})]
    return [
        (
            "plan_status",
            {
                "payment": snap("plan.payment"),
                "date": snap("plan.next_payment_date"),
                "month": snap("plan.month"),
                "months": snap("plan.months"),
                "apr": snap("plan.apr"),
                "end": snap("plan.ends_on"),
            },
        )
    ]


def _balance(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    parts = owed(brief)
    others = {r.act for r in brief.reading.requests}
    if "due" not in others and brief.snapshot.balance.current > 0 and not brief.quiet:
        parts += due(brief)
    return Say(says(brief, *parts), MONEY + 1)


def _due(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    least = draws.least(brief, request) if brief.snapshot.product.whole_balance_due else []
    return Say(says(brief, *due(brief), *least), MONEY + 2)


def _available(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    values = {"available": snap("available_credit"), "limit": snap("credit_limit")}
    return Say(phrase("available", brief.language, **values), MONEY + 3)


def _pending(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    line = brief.snapshot
    items = [
        phrase(
            "pending_item",
            brief.language,
            amount=snap(f"pending_transactions.{n}.amount"),
            description=snap(f"pending_transactions.{n}.description"),
            date=snap(f"pending_transactions.{n}.authorised_on"),
        )
        for n, _ in enumerate(line.pending_transactions)
    ]
    parts = [
        phrase(
            "pending_payment",
            brief.language,
            amount=snap(f"pending_payments.{n}.amount"),
            date=snap(f"pending_payments.{n}.on"),
        )
        for n, _ in enumerate(line.pending_payments)
    ]
    if len(items) == 1:
        parts.insert(0, phrase("pending_one", brief.language, items=items[0]))
    elif items:
        count = snap("pending_transactions.length")
        listed = listing(brief, items)
        parts.insert(0, phrase("pending_many", brief.language, count=count, items=listed))
    return Say(" ".join(parts) or phrase("pending_none", brief.language), MONEY + 4)


def _limit(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    values = {"available": snap("available_credit"), "limit": snap("credit_limit")}
    return Say(phrase("limit", brief.language, **values), ANSWER)


def _autopay(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    line = brief.snapshot
    if line.autopay is None:
        return Say(phrase("autopay_off", brief.language), ANSWER)
    if line.autopay.next_amount is None or line.autopay.next_date is None or line.bank is None:
        return Say(phrase("autopay_on_idle", brief.language), ANSWER)
    return Say(
        phrase(
            "autopay_on",
            brief.language,
            amount=snap("autopay.next_amount"),
            last4=snap("bank.last4"),
            date=snap("autopay.next_date"),
        ),
        ANSWER,
    )


def _plan(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    return Say(says(brief, *plan(brief)), MONEY)


def _ask_daily(brief: Brief, request: Request) -> Sequence[Call]:
    return (Call("daily_interest"),)


def _rates(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    parts: list[tuple[str, dict[str, str]] | str] = []
    line = brief.snapshot
    if line.purchase_apr is not None and line.draw_apr is not None:
        parts.append(("rates", {"purchase": snap("purchase_apr"), "draw": snap("draw_apr")}))
    parts.append(("per_day", {"total": results[0].mark("total_per_day")}))
    return Say(says(brief, *parts), ANSWER)


def _daily(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    result = results[0]
    daily = result.view(DailyInterest)
    total = {"total": result.mark("total_per_day")}
    if daily is None:
        return Say(phrase("no_policy", brief.language), ANSWER, handoff="general")
    if brief.snapshot.status == "charged_off":
        key = "interest_running" if daily.total_per_day else "interest_stopped"
        return Say(phrase(key, brief.language, **total), ANSWER)
    if "draw" in request.text.lower() or "retiro" in request.text.lower():
        if daily.draw_balance == 0:
            values = {"per_day": result.mark("draw_per_day")}
            return Say(phrase("no_draw_now", brief.language, **values), ANSWER)
        values = {
            "per_day": result.mark("draw_per_day"),
            "balance": result.mark("draw_balance"),
            "apr": result.mark("draw_apr"),
        }
        return Say(phrase("draw_per_day", brief.language, **values), ANSWER)
    key = "per_day" if daily.total_per_day else "no_interest_now"
    return Say(phrase(key, brief.language, **total), ANSWER)


def _must_i_pay(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    if brief.quiet:
        return Say(phrase("must_i_pay", brief.language), MONEY, handoff="bankruptcy")
    asked = _due(brief, request, results)
    if brief.snapshot.balance.disputed == 0:
        return asked
    spared = phrase("disputed_not_due", brief.language, disputed=snap("balance.disputed"))
    return Say(f"{spared} {asked.text}", asked.rank)


SKILLS = {
    "balance": Skill(no_calls, _balance),
    "due": Skill(no_calls, _due),
    "available_credit": Skill(no_calls, _available),
    "pending_transactions": Skill(no_calls, _pending),
    "limit_info": Skill(no_calls, _limit),
    "autopay_status": Skill(no_calls, _autopay),
    "plan_status": Skill(no_calls, _plan),
    "apr": Skill(_ask_daily, _rates),
    "daily_interest": Skill(_ask_daily, _daily),
    "must_i_pay": Skill(no_calls, _must_i_pay),
}
