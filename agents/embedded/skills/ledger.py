"""What happened on the line, and why: transactions, statements, charges, payoff."""

from collections.abc import Sequence
from datetime import date, timedelta

from agents.brief import Brief
from agents.embedded.phrases import phrase
from agents.embedded.skills.base import (
    ANSWER,
    MONEY,
    QUESTION,
    Call,
    Result,
    Say,
    Skill,
    listing,
    refusal,
    says,
    snap,
)
from agents.embedded.skills.policy import MOST_SECTIONS, cite, passage_of, policy_call
from agents.understanding import Hints, Request, asks_the_same_of, gather
from agents.understanding.text import flat
from tools.views import (
    BalanceSpan,
    ChargeExplanation,
    InterestStep,
    Payoff,
    Statement,
    Transaction,
    TransactionPage,
)

LISTED = 5
INTEREST_POLICY = "interest-and-grace-period"
# Kinds of shops in people's words, and the category that the books file them under.
CATEGORIES = {
    "grocer": "groceries",
    "supermarket": "groceries",
    "gas": "fuel",
    "restaurant": "restaurants",
    "eating out": "restaurants",
    "pharmac": "health",
    "hardware": "home",
    "súper": "groceries",
    "gasolin": "fuel",
    "restaurante": "restaurants",
    "farmacia": "health",
}
WHY_PHRASE = {"trailing_draw": "interest_trailing", "draw": "interest_draw"}
WAIVED = "First late fee waived"


def _period(brief: Brief, request: Request) -> dict[str, str]:
    """Return the days asked for: a period that was named, else the last statement and since."""
    slots = request.slots if request.slots.periods else brief.reading.slots
    if not slots.periods and brief.earlier and asks_the_same_of(flat(brief.text)):
        slots = gather(brief.earlier[-1], brief.today, Hints())
    for period in slots.periods:
        if period.marker is None:
            return {"since": period.first.isoformat(), "until": period.last.isoformat()}
    start = _statement_start(brief) - timedelta(days=31 if slots.periods else 0)
    return {"since": start.isoformat(), "until": brief.today.isoformat()}


def _statement_start(brief: Brief) -> date:
    closing = brief.snapshot.statement_closing_date
    return (closing or brief.today) - timedelta(days=31)


def _plan_largest(brief: Brief, request: Request) -> Sequence[Call]:
    arguments = {**_period(brief, request), "kinds": ["purchase"], "order": "largest", "limit": 1}
    return (Call("list_transactions", arguments),)


def _largest(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    page = results[0].view(TransactionPage)
    if page is None or not page.transactions:
        return _none_found(brief, results[0])
    values = {
        "amount": results[0].mark("transactions.0.amount"),
        "merchant": results[0].mark(f"transactions.0.{name_field(page.transactions[0])}"),
        "date": results[0].mark("transactions.0.transacted_on"),
    }
    return Say(phrase("largest", brief.language, **values), ANSWER)


def _none_found(brief: Brief, result: Result) -> Say:
    values = {"since": result.mark("since"), "until": result.mark("until")}
    return Say(phrase("no_transactions", brief.language, **values), ANSWER)


def _shop(request: Request) -> str | None:
    """Return the shop that was named, or the category the books know that kind of shop by."""
    said = request.slots.merchant
    kinds = [books for word, books in CATEGORIES.items() if word in (said or request.text).lower()]
    return kinds[0] if kinds else said


def _plan_search(brief: Brief, request: Request) -> Sequence[Call]:
    arguments: dict[str, object] = {**_period(brief, request), "limit": LISTED}
    shop = _shop(request)
    if shop:
        arguments["merchant"] = shop
    elif request.slots.amounts:
        arguments["amount"] = f"{request.slots.amounts[0].value:.2f}"
    return (Call("list_transactions", arguments),)


def name_field(row: Transaction) -> str:
    """Return the field that names a transaction as a person would know it."""
    return "merchant" if row.merchant else "description"


def transaction_item(brief: Brief, result: Result, position: int, row: Transaction) -> str:
    """Word one transaction of a result by marks."""
    values = {
        "amount": result.mark(f"transactions.{position}.amount", "abs"),
        "date": result.mark(f"transactions.{position}.transacted_on"),
        "merchant": result.mark(f"transactions.{position}.{name_field(row)}"),
    }
    return phrase("transaction_item", brief.language, **values)


def _search(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    result = results[0]
    page = result.view(TransactionPage)
    if page is None or not page.transactions:
        return _none_found(brief, result)
    items = [transaction_item(brief, result, n, row) for n, row in enumerate(page.transactions)]
    key = "transactions" if page.count <= LISTED else "transactions_more"
    values = {"count": result.mark("count"), "items": listing(brief, items)}
    return Say(phrase(key, brief.language, **values), ANSWER)


def _plan_spent(brief: Brief, request: Request) -> Sequence[Call]:
    arguments = {**_period(brief, request), "kinds": ["purchase"], "limit": 1}
    shop = _shop(request)
    return (Call("list_transactions", arguments | ({"merchant": shop} if shop else {})),)


def _spent(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    names = ("total", "count", "since", "until")
    values = {name: results[0].mark(name) for name in names}
    shop = _shop(request)
    if shop:
        return Say(phrase("spent_at", brief.language, merchant=shop, **values), ANSWER)
    return Say(phrase("spent", brief.language, **values), ANSWER)


def _plan_statement(brief: Brief, request: Request) -> Sequence[Call]:
    return (Call("get_statement"),)


def _statement(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    result = results[0]
    if result.view(Statement) is None:
        return refusal(brief, result)
    first = {
        "closing": result.mark("closing_date"),
        "balance": result.mark("new_balance"),
        "minimum": result.mark("minimum_due"),
        "due": result.mark("due_date"),
    }
    names = ("purchases", "interest", "fees")
    parts = {name: result.mark(name) for name in names}
    parts["payments"] = result.mark("payments", "abs")
    upcoming = ("next_closing", {"closing": snap("next_closing_date")})
    return Say(says(brief, ("statement", first), ("statement_parts", parts), upcoming), ANSWER)


def _interest_year(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    result = results[0]
    if result.view(Statement) is None:
        return refusal(brief, result)
    values = {
        "total": result.mark("interest_year_to_date"),
        "closing": result.mark("closing_date", "year"),
    }
    return Say(phrase("interest_year", brief.language, **values), ANSWER)


def _plan_interest(brief: Brief, request: Request) -> Sequence[Call]:
    return (
        Call("explain_charge", {"charge": "latest_interest"}),
        policy_call("interest after paying in full, trailing interest", INTEREST_POLICY),
        policy_call("when purchases cost interest, grace period", INTEREST_POLICY),
    )


def _interest(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    result = results[0]
    found = result.view(ChargeExplanation)
    if found is None:
        return Say(phrase("interest_none", brief.language), ANSWER)
    opening = phrase(
        WHY_PHRASE.get(found.why, "interest_carried"),
        brief.language,
        **_why_values(result, found),
    )
    lines = [f"{opening} {phrase('interest_steps_intro', brief.language)}"]
    lines += [_step(brief, result, n, step) for n, step in enumerate(found.interest_steps)]
    total = phrase("interest_sum", brief.language, total=result.mark("total"))
    policy = results[1 if found.why in WHY_PHRASE else 2]
    lines.append(f"{total} {cite(brief, policy)}".strip())
    return Say("\n".join(lines), MONEY)


def _why_values(result: Result, found: ChargeExplanation) -> dict[str, str]:
    values = {"total": result.mark("total")}
    if found.why == "trailing_draw":
        values |= {
            "balance": result.mark("previous_statement_balance"),
            "paid_on": result.mark("previous_statement_paid_on"),
            "draw": result.mark("draw_amount"),
            "drawn_on": result.mark("draw_taken_on"),
        }
    return values


def _step(brief: Brief, result: Result, n: int, step: InterestStep) -> str:
    at = f"interest_steps.{n}"
    spans = [_span(brief, result, f"{at}.spans.{m}", span) for m, span in enumerate(step.spans)]
    bucket = "bucket_draw" if step.bucket == "draw" else "bucket_purchase"
    return phrase(
        "interest_step",
        brief.language,
        bucket=phrase(bucket, brief.language),
        spans="; ".join(spans),
        cycle=result.mark(f"{at}.cycle_days"),
        average=result.mark(f"{at}.average_daily_balance"),
        apr=result.mark(f"{at}.apr"),
        amount=result.mark(f"{at}.amount"),
    )


def _plan_fee(brief: Brief, request: Request) -> Sequence[Call]:
    return (
        Call("explain_charge", {"charge": "latest_fee"}),
        policy_call(WAIVED, "fees", MOST_SECTIONS)
        if _grieves(brief)
        else policy_call(request.text, "fees"),
    )


def _grieves(brief: Brief) -> bool:
    """Tell whether the fee is called unfair: what may be taken off is told with why it is there."""
    return "complaint" in brief.acknowledged


def _fee(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    result = results[0]
    found = result.view(ChargeExplanation)
    rule = passage_of(brief, results[1], WAIVED if _grieves(brief) else None)
    if found is None or found.fee_step is None:
        return Say(f"{phrase('fee_none', brief.language)} {rule}", ANSWER)
    amount = {"amount": result.mark("fee_step.amount")}
    if found.fee_step.rule == "late_payment":
        values = {
            **amount,
            "minimum": result.mark("fee_step.minimum_due"),
            "due": result.mark("fee_step.due_date"),
        }
        text = phrase("fee_late", brief.language, **values)
    else:
        values = {**amount, "event": result.mark("fee_step.event_on")}
        text = phrase("fee_returned", brief.language, **values)
    return Say(f"{text} {rule}".strip(), ANSWER)


def _plan_payoff(brief: Brief, request: Request) -> Sequence[Call]:
    dates = request.slots.dates or brief.reading.slots.dates
    day = dates[0].value if dates else brief.today
    return (Call("payoff", {"as_of": day.isoformat()}),)


def _payoff(brief: Brief, request: Request, results: Sequence[Result]) -> Say:
    result = results[0]
    found = result.view(Payoff)
    if found is None:
        return refusal(brief, result)
    values = {
        "total": result.mark("total"),
        "date": result.mark("as_of"),
        "interest": result.mark("interest_to_date"),
    }
    parts: list[tuple[str, dict[str, str]] | str] = [("payoff", values)]
    if found.per_day:
        parts.append(("payoff_per_day", {"per_day": result.mark("per_day")}))
    return Say(says(brief, *parts), MONEY)


def _span(brief: Brief, result: Result, at: str, span: BalanceSpan) -> str:
    names = {"days": "days", "balance": "balance", "first": "first_day", "last": "last_day"}
    if span.days == 1:
        del names["last"]
    values = {name: result.mark(f"{at}.{path}") for name, path in names.items()}
    key = "interest_span_day" if span.days == 1 else "interest_span"
    return phrase(key, brief.language, **values)


SKILLS = {
    "largest_purchase": Skill(_plan_largest, _largest),
    "transaction_search": Skill(_plan_search, _search),
    "spending_total": Skill(_plan_spent, _spent),
    "statement": Skill(_plan_statement, _statement),
    "interest_year": Skill(_plan_statement, _interest_year),
    "explain_interest": Skill(_plan_interest, _interest),
    "explain_fee": Skill(_plan_fee, _fee),
    "payoff": Skill(_plan_payoff, _payoff),
}
__all__ = ["QUESTION", "SKILLS", "transaction_item"]
