"""What a figure means: the role that words give it and the role its path gives it.

"$75" as a minimum is no evidence for "$75" as a late fee. A role is told only where it is
plain: a word bound to the figure ("minimum of $47.00", "$30.00 late fee", "due December 9"),
or a path that names it (`minimum_due`).
"""

import re
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

# Role by path segment, most specific first; matched on whole underscore-joined words.
_PATH_ROLES = (
    ("minimum", r"minimum|min_due"),
    ("available", r"available"),
    ("limit", r"credit_limit|limit"),
    ("past_due", r"past_due"),
    ("late_fee", r"late_fee|late_payment"),
    ("returned_fee", r"returned_fee"),
    ("per_day", r"per_day|draw_per_day|purchase_per_day|total_per_day"),
    ("statement_balance", r"statement_balance|new_balance|previous_statement_balance"),
    ("fee", r"fees?|fee_step|fees_year_to_date"),
    ("interest", r"interest|interest_steps|interest_lines|interest_to_date|interest_year_to_date"),
    ("payoff", r"payoff"),
    ("balance", r"balance|current"),
)
_DATE_PATH_ROLES = (
    ("closing", r"closing_date|next_closing_date|statement_closing_date"),
    ("due", r"due_date|due|next_payment_date|next_date"),
)
_PERCENT_PATH_ROLES = (("draw_apr", r"draw_apr"), ("purchase_apr", r"purchase_apr"))

# Roles whose figures may be called by each other's name.
_COMPATIBLE = {
    frozenset(pair)
    for pair in (
        ("balance", "payoff"),
        ("balance", "statement_balance"),
        ("fee", "late_fee"),
        ("fee", "returned_fee"),
        ("minimum", "past_due"),
        ("per_day", "interest"),
    )
}

_MONEY_WORDS = (
    ("minimum", r"minimums?(?: payment| amount)?(?: due)?|(?:pago )?m[ií]nimo"),
    ("late_fee", r"late(?: payment)? fees?|(?:cargo|cuota|recargo) por (?:mora|pago tard[ií]o)"),
    ("returned_fee", r"returned[- ]payment fees?|cargo por pago devuelto"),
    ("available", r"available(?: credit)?|cr[eé]dito disponible|disponible"),
    ("limit", r"(?:credit )?limit|l[ií]mite(?: de cr[eé]dito)?"),
    ("past_due", r"past[- ]due(?: amount)?|behind|atrasad[oa]"),
    ("payoff", r"payoff(?: amount)?|monto de liquidaci[oó]n"),
    ("statement_balance", r"statement balance|saldo del estado de cuenta"),
    ("balance", r"(?:current )?balance|you owe|saldo(?: actual)?|debes?|usted debe"),
)
_PERCENT_WORDS = (
    ("purchase_apr", r"(?:purchase apr|apr (?:on|for) purchases|tasa de compras)"),
    ("draw_apr", r"(?:(?:cash[- ])?draw apr|apr (?:on|for) (?:cash )?draws|tasa de retiros)"),
)
_DATE_WORDS = (
    ("due", r"due|due date|vence|vencimiento|fecha de pago"),
    ("closing", r"closes|closing date|cierra|fecha de cierre"),
)

_LINK_BEFORE = (
    r"(?:\s+(?:is|are|was|of|at|on|by|for|es|son|de|el|est[aá] en|the|only|still|about|date|due)"
    r"|\s*[:=(])*\s*$"
)
_LINK_AFTER = r"^(?:\s+(?:is|was|as|in|de|en|es|toward|por)\s+(?:the|your|a|el|tu|su|la|un))?\s+"


def _compiled(
    words: tuple[tuple[str, str], ...],
) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (
            role,
            re.compile(rf"\b(?:{pattern}){_LINK_BEFORE}", re.IGNORECASE),
            re.compile(rf"{_LINK_AFTER}(?:{pattern})\b", re.IGNORECASE),
        )
        for role, pattern in words
    )


_WORDS = {
    "money": _compiled(_MONEY_WORDS),
    "percent": _compiled(_PERCENT_WORDS),
    "date": _compiled(_DATE_WORDS),
}
_PATHS = {
    kind: tuple(
        (role, re.compile(rf"(?:^|[._])(?:{pattern})(?:$|[._])")) for role, pattern in table
    )
    for kind, table in (
        ("money", _PATH_ROLES),
        ("percent", _PERCENT_PATH_ROLES),
        ("date", _DATE_PATH_ROLES),
    )
}


@lru_cache(maxsize=4096)
def role_of_path(name: str, path: str, kind: str) -> str:
    """Return the role that a result's path gives a figure, "" when it gives none."""
    table = _PATHS.get(kind, ())
    for segment in reversed(path.split(".")):
        for role, pattern in table:
            if pattern.search(segment):
                return role
    if kind == "money" and path == "total":
        return "payoff" if name.split("~")[0] == "payoff" else ""
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
    return last[:-1] if last.endswith("s") else ""


def role_in_text(text: str, start: int, end: int, kind: str) -> str:
    """Return the role that the words bound to a figure give it, "" when none is plain."""
    before, after = text[max(0, start - 48) : start], text[end : end + 40]
    for role, ahead, behind in _WORDS.get(kind, ()):
        if ahead.search(before) or behind.search(after):
            return role
    return ""


def compatible(said: str, meant: str) -> bool:
    """Tell whether a figure of role `meant` may be called by the name of `said`."""
    return said == meant or frozenset((said, meant)) in _COMPATIBLE
