"""What a fact means: the role that its place in a result gives a figure.

"$75" as a minimum is no evidence for "$75" as a late fee. A path names a role where it is plain
(`minimum_due`); rows of a listing get theirs from the row's own kind (see `tool_facts`).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

_UNIT_WORDS = (
    ("business_day", ("business_days",)),
    ("day", ("days", "cycle_days", "days_past_due", "day")),
    ("week", ("weeks",)),
    ("month", ("months", "month")),
    ("year", ("years",)),
    ("hour", ("hours",)),
    ("minute", ("minutes",)),
)

# Role by path, most specific first; a pattern is matched against the whole dotted path.
_MONEY_PATHS = (
    ("minimum", r"minimum_due|minimum|min_due"),
    ("available", r"available_credit|available"),
    ("limit", r"credit_limit|requests\.\d+\.limit|limit"),
    ("past_due", r"past_due"),
    ("subscription_fee", r"subscription\.fee"),
    ("fee", r"fees_year_to_date|balance\.fees|fees|fee_step\.(?:amount|schedule_amount)|fee"),
    ("average", r"average_daily_balance"),
    ("per_day", r"(?:total|draw|purchase)?_?per_day"),
    ("previous_balance", r"previous_balance|previous_statement_balance"),
    ("statement_balance", r"statement_balance|new_balance"),
    ("span_balance", r"spans\.\d+\.balance"),
    ("purchase_balance", r"balance\.purchase|purchase_balance"),
    ("draw_balance", r"balance\.draw|draw_balance"),
    ("disputed", r"balance\.disputed|claims\.\d+\.(?:charges\.\d+\.)?(?:amount|set_aside)"),
    ("related", r"claims\.\d+\.related"),
    ("credit", r"balance\.credit|credits?"),
    (
        "interest",
        r"balance\.interest|interest_steps\.\d+\.amount|interest_lines\.\d+\.amount|interest"
        r"|interest_to_date|interest_year_to_date|interest_during_plan",
    ),
    ("plan_payment", r"(?:plan|options\.\d+|option|schedule\.\d+)\.payment"),
    ("plan_cost", r"(?:options\.\d+|option)\.cost|nothing_cost|minimum_cost"),
    ("autopay", r"autopay\.(?:next_amount|amount)"),
    ("payment", r"(?:pending_)?payments\.\d+\.amount|payment\.amount"),
    ("payments_total", r"payments|pending_payments"),
    ("purchases", r"purchases"),
    ("draws", r"draws"),
    ("draw_amount", r"draw_amount|open_draw\.(?:amount|left)|pending_draws\.\d+\.amount"),
    ("pending", r"pending_transactions\.\d+\.amount"),
    ("balance", r"balance\.current|current|balance"),
)
_DATE_PATHS = (
    ("closing", r"(?:statement_|next_)?closing_date"),
    ("opening", r"opening_date"),
    ("autopay_on", r"autopay\.next_date"),
    ("plan_end", r"ends_on"),
    ("plan_due", r"plan\.next_payment_date|first_due_date"),
    ("payment_on", r"(?:pending_)?payments\.\d+\.on|payment\.on"),
    ("returned_on", r"returned_on"),
    ("received", r"received_at"),
    ("answer_by", r"answer_by"),
    ("due", r"due_date|due_on"),
    ("pay_by", r"claims\.\d+\.pay_by"),
    ("range_start", r"since|first_day"),
    ("range_end", r"until|last_day"),
)
_PERCENT_PATHS = (
    ("draw_apr", r"draw_apr"),
    ("purchase_apr", r"purchase_apr"),
    ("plan_apr", r"plan\.apr"),
)
_COUNT_PATHS = (
    ("past_due", r"days_past_due"),
    ("plan_month", r"plan\.month"),
    ("plan_months", r"plan\.months"),
)
_PATHS: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    kind: tuple((role, re.compile(rf"(?:^|\.)(?:{pattern})$")) for role, pattern in table)
    for kind, table in (
        ("money", _MONEY_PATHS),
        ("percent", _PERCENT_PATHS),
        ("date", _DATE_PATHS),
        ("count", _COUNT_PATHS),
    )
}
# What a row of a listing is, by its `kind`: transactions of the account's history.
_ROWS = {
    "interest": "interest",
    "late_fee": "fee",
    "returned_fee": "fee",
    "subscription_fee": "fee",
    "draw_fee": "fee",
    "payment": "paid",
    "draw": "draw_amount",
    "purchase": "purchase",
    "refund": "credit",
    "fee_waiver": "credit",
}
_BY_TOOL = {
    ("payoff", "total"): "payoff",
    ("payoff", "as_of"): "payoff_on",
    ("account_snapshot", "as_of"): "today",
    ("daily_interest", "as_of"): "today",
    ("project_payoff", "total_paid"): "total",
    ("explain_charge", "total"): "charge",
    ("list_transactions", "total"): "total",
}
# A value of the books' quotes and receipts, by what is done: a payment's sum may be called a
# payment, never a limit or a fee.
_TERM = re.compile(r"(?:^|\.)terms\.\d+\.(?P<kind>amount|day)$")
_QUOTED_ROLES = {
    "make_payment": "quoted_payment",
    "schedule_payment": "quoted_payment",
    "cancel_payment": "quoted_payment",
    "set_autopay": "quoted_autopay",
    "draw_funds": "quoted_draw",
    "request_fee_waiver": "quoted_fee",
    "accept_plan": "plan_payment",
    "submit_hardship_draft": "plan_payment",
    "file_dispute": "quoted_charge",
    "withdraw_claim": "quoted_charge",
}
# A dispute of interest that was worked out wrong: its sum may be called interest.
_OF_INTEREST = "computational"
# The day of the statement that a dispute is about: of a card's term, of a refusal.
_CLOSED, _TOO_LATE = "statement_on", "notice_late"
QUOTED = frozenset({"quoted", "quoted_interest", *_QUOTED_ROLES.values()})
_ROW_AMOUNT = re.compile(r"(?:^|\.)(?:transactions\.\d+|charge)\.amount$")
_PAYMENT = re.compile(r"(?:^|\.)payments\.\d+\.(?P<what>amount|on)$")
_CLOCK = re.compile(r"(?:^|\.)clocks\.\d+\.due$")


@lru_cache(maxsize=8192)
def role_of_path(name: str, path: str, kind: str) -> str:
    """Return the role that a result's path gives a figure, "" when it gives none."""
    for role, pattern in _PATHS.get(kind, ()):
        if pattern.search(path):
            return "" if role == "due" and _CLOCK.search(path) else role
    return _BY_TOOL.get((name.partition("~")[0], path), "")


def role_of_row(path: str, texts: Mapping[str, str]) -> str:
    """Return the role that a row's own words give a figure of it, "" where they give none.

    `texts` are the result's words by path: a transaction's `kind`, a deadline's `name`.
    """
    parent = path.rpartition(".")[0]
    if found := _TERM.search(path):
        if found["kind"] == "day":
            return "closing" if texts.get(f"{parent}.name", "") == _CLOSED else "quoted_on"
        of_card = path.partition("terms.")[0]
        role = _QUOTED_ROLES.get(texts.get(f"{of_card}action", ""), "quoted")
        said = (text for at, text in texts.items() if at.startswith(f"{of_card}terms."))
        return "quoted_interest" if role == "quoted_charge" and _OF_INTEREST in said else role
    if path == "on" and texts.get("code", "") == _TOO_LATE:
        return "closing"
    if found := _PAYMENT.search(path):
        settled = texts.get(f"{parent}.status", "") in ("posted", "returned")
        return {"amount": "paid", "on": "paid_on"}[found["what"]] if settled else ""
    if _ROW_AMOUNT.search(path):
        return _ROWS.get(texts.get(f"{parent}.kind", ""), "")
    if _CLOCK.search(path):
        return f"clock_{texts.get(f'{parent}.name', '')}"
    if path.endswith(".apr"):
        bucket = texts.get(f"{parent}.bucket", "")
        return f"{bucket}_apr" if bucket in ("purchase", "draw") else ""
    return ""


@lru_cache(maxsize=4096)
def unit_of_path(path: str) -> str:
    """Return a count's unit as its path tells it ("days_past_due" is days), "" when untold."""
    last = [part for part in path.split(".") if not part.isdigit()][-1]
    for unit, words in _UNIT_WORDS:
        if last in words:
            return unit
    if last.endswith("_days"):
        return "day"
    if last.endswith("_months"):
        return "month"
    return last[:-1] if last.endswith("s") else ""


# What may be called by the name of what: said → meant.
_MAY_BE_CALLED: Mapping[str, frozenset[str]] = {
    "minimum": frozenset({"plan_payment"}),
    "owed": frozenset({"balance", "payoff"}),
    "balance": frozenset({"payoff", "statement_balance", "span_balance"}),
    "last_statement": frozenset({"statement_balance"}),
    "statement_balance": frozenset({"previous_balance"}),
    "purchase_balance": frozenset({"span_balance"}),
    "draw_balance": frozenset({"span_balance", "draw_amount"}),
    "past_due": frozenset(),
    "late_fee": frozenset({"fee", "quoted_fee"}),
    "returned_fee": frozenset({"fee", "quoted_fee"}),
    "fee": frozenset(
        {
            *("late_fee", "returned_fee", "subscription_fee", "charge", "quoted_fee", "total"),
            "related",
        }
    ),
    # "Autopay pays your $10.00 monthly fee": two names of what it takes. No other fee is that.
    "autopay+fee": frozenset({"subscription_fee"}),
    "interest": frozenset({"per_day", "charge", "total", "related", "quoted_interest"}),
    "charge": frozenset(
        {
            *("interest", "fee", "late_fee", "subscription_fee"),
            *("purchase", "pending", "quoted_fee", "quoted_charge", "quoted_interest", "total"),
            "disputed",
        }
    ),
    "purchase": frozenset({"charge", "pending", "disputed"}),
    "purchases": frozenset({"total", "purchase", "pending"}),
    "from_purchases": frozenset({"purchase_balance", "purchases", "purchase"}),
    "spent": frozenset({"total", "purchase", "purchases", "pending"}),
    "draws": frozenset({"draw_amount", "total"}),
    "draw_amount": frozenset({"draw_balance", "draws", "quoted_draw", "draws_total"}),
    "payments_total": frozenset({"payment", "paid", "total"}),
    "payment": frozenset(
        {
            *("minimum", "statement_balance", "previous_balance", "balance", "past_due", "payoff"),
            *("paid", "autopay", "plan_payment", "draw_amount", "credit", "total"),
            *("quoted_payment", "quoted_autopay"),
        }
    ),
    "autopay": frozenset({"quoted_autopay"}),
    "plan_payment": frozenset({"minimum"}),
    "plan_cost": frozenset({"total"}),
    "credit": frozenset({"payment", "paid", "balance", "statement_balance", "payments_total"}),
    "due": frozenset({"plan_due", "quoted_on", "pay_by"}),
    "payment_on": frozenset({"paid_on", "autopay_on", "returned_on", "quoted_on", "plan_due"}),
    "autopay_on": frozenset({"quoted_on"}),
    "returned_on": frozenset({"paid_on"}),
    "received": frozenset({"paid_on", "returned_on"}),
    "plan_due": frozenset({"due"}),
    "answer": frozenset({"answer_by", "clock_answer", "clock_resolve", "clock_verify"}),
    "letter": frozenset({"clock_acknowledge"}),
    "range_start": frozenset({"opening", "paid_on"}),
    "range_end": frozenset({"closing", "today", "paid_on"}),
    # What is said of several: verbs of moving money, "a month", "of your".
    "got": frozenset({"paid", "credit"}),
    "taken": frozenset(
        {
            *("autopay", "quoted_autopay", "payment", "quoted_payment", "plan_payment"),
            "subscription_fee",
        }
    ),
    "taken_on": frozenset({"autopay_on", "payment_on", "quoted_on", "plan_due"}),
    "monthly": frozenset(
        {*("plan_payment", "subscription_fee", "minimum", "payment", "quoted_payment", "fee")}
    ),
    "asked": frozenset(
        {
            *("minimum", "past_due", "plan_payment", "subscription_fee"),
            *("quoted_payment", "quoted_autopay", "quoted_charge", "quoted_interest"),
        }
    ),
    "would_need": frozenset({"minimum", "past_due", "plan_payment", "payoff", "balance", "total"}),
    "standing": frozenset({"balance", "payoff", "draw_balance"}),
    "whole": frozenset(
        {
            *("limit", "balance", "statement_balance", "total"),
        }
    ),
}
VAGUE = frozenset(
    {"payment", "got", "taken", "taken_on", "monthly", "asked", "would_need", "standing", "whole"}
)
"""Names that give way to a plainer one beside the figure, and that a figure of no role may bear."""


def compatible(said: str, meant: str) -> bool:
    """Tell whether a figure of role `meant` may be called by the name of `said`."""
    if meant in _MAY_BE_CALLED.get(said, frozenset()):
        return True
    return all(
        name == meant or meant in _MAY_BE_CALLED.get(name, frozenset()) for name in said.split("+")
    )
