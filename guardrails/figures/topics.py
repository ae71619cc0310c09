"""What a sentence is about, where it calls no figure so: what a nameless figure may then be."""

import re
from collections.abc import Mapping

# The amounts and the days that a sentence about one of these may give.
_ROLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "money": {
        "statement": ("statement_balance",),
        "plan": ("plan_payment",),
        "payoff": ("payoff",),
        "moved": ("paid",),
        "automatic": ("autopay", "quoted_autopay"),
        "late": ("past_due", "late_fee"),
        "dispute": ("disputed", "quoted_charge", "quoted_interest"),
        "sum": ("total",),
    },
    "date": {
        "statement": ("closing",),
        "plan": ("plan_end", "plan_due"),
        "payoff": ("payoff_on",),
        "moved": ("received", "payment_on"),
        "automatic": ("autopay_on",),
    },
}
_TOPICS: Mapping[str, str] = {
    "statement": (
        r"(?<!next )(?<!this )(?:statements?|bill(?:ed|ing)?|cycle)|"
        r"(?<!pr[oó]ximo )(?:estados? de cuenta|ciclo|corte)"
    ),
    "plan": r"plan|arrangement|instal+ments?|cuotas",
    "payoff": (
        r"pay(?:ing)? (?:\w+ ){0,3}off|payoff|clos(?:e|ing) (?:the|your|this|out|it)|settl\w+|debt|"
        r"in full|everything|all of it|nothing|gone|zero|wip\w+|liquid\w+|sald\w+|pagar todo|deuda|"
        r"en ceros?|no debe nada"
    ),
    "automatic": (
        r"auto[- ]?\w*|(?:withdr|debit|draft|pull|deduct)\w*|t(?:ake|ook)\w*|"
        r"(?:comes?|goes) (?:from|out)|d[eé]bit\w+|descont\w+|cobr\w+|(?:sale|salen) de"
    ),
    "late": (
        r"late\w*|overdue|behind|missed|arrears|delinquen\w+|catch|caught|unpaid|past due|"
        r"(?:stay|keep\w*|get|bring\w*) (?:\w+ ){0,2}current|"
        r"atras\w+|vencid\w+|mora|sin pagar|al (?:d[ií]a|corriente)"
    ),
    "dispute": r"disput\w*|contest\w*|look\w* into|investigat\w*|reclam\w+|revisa\w*",
    "sum": r"total\w*|sum|suma\w*|altogether|in all|together|spent|spending|gast\w+",
    "moved": (
        r"(?<!be )paid|sent|got|received|posted|credited|came in|made|pag[oó]s?|recib\w+|envi[oó]|"
        r"registr\w+|abon\w+"
    ),
}
_FOUND = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{topic}>{words})' for topic, words in _TOPICS.items())})\b",
    re.IGNORECASE,
)


def mentioned(text: str, start: int, end: int, kind: str) -> frozenset[str]:
    """Return the roles that a stretch of text is about, without a figure being called so."""
    roles = _ROLES.get(kind, {})
    return frozenset(
        role
        for found in _FOUND.finditer(text, start, end)
        for role in roles.get(found.lastgroup or "", ())
    )
