"""Facts that a handler needs and the narrative doesn't give."""

import re
from collections.abc import Mapping, Sequence

_STATED: Mapping[str, re.Pattern[str]] = {
    "date": re.compile(
        r"\bX{2}/X{2}/|\b\d{1,2}/\d{1,2}|\b(?:19|20)\d\d\b"
        r"|\b(?:yesterday|today|last (?:week|month|year|night)|january|february|march|april|may|"
        r"june|july|august|september|october|november|december)\b",
        re.I,
    ),
    "amount": re.compile(r"\$\s?\d|\b\d[\d,]*(?:\.\d\d)? dollars\b", re.I),
    "merchant": re.compile(r"\b(?:at|from|to|by|with) (?:the )?(?:[A-Z][\w&'’]{2,})"),
    "card_in_hand": re.compile(
        r"\b(?:stolen|lost|have (?:the|my) card|in my (?:wallet|possession))\b", re.I
    ),
    "account": re.compile(r"\b(?:account|acct|ending|number|#)\b", re.I),
    "how_found": re.compile(
        r"\b(?:notic|found|receiv|learn|saw|call|letter|alert|discover)\w*", re.I
    ),
    "method": re.compile(
        r"\b(?:check|autopay|auto ?pay|ach|online|phone|wire|money order|debit|card|app|mail)\w*",
        re.I,
    ),
    "bureau": re.compile(r"\b(?:experian|equifax|trans ?union|bureaus?)\b", re.I),
    "who_called": re.compile(r"\b(?:from|by|with) [A-Z]\w+|\bagenc|\bcollector|\blaw firm", re.I),
    "cause": re.compile(
        r"\b(?:job|laid|ill|sick|medical|hospital|surgery|divorce|income|covid|pandemic|death|disab|"
        r"hours|unemploy|hurricane|furlough)\w*",
        re.I,
    ),
    "since_when": re.compile(r"\b(?:since|months?|weeks?|years?|X{2}/X{2}|20\d\d)\b", re.I),
    "what_was_asked": re.compile(r"\b(?:ask|request|want|need|copy|call)\w*", re.I),
    "company": re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b"),
    "wish": re.compile(r"\b(?:want|would like|request|please|need|ask)\w*", re.I),
}


def missing_facts(needed: Sequence[str], text: str) -> tuple[str, ...]:
    """Return which of the needed facts a narrative seems not to state.

    A redacted date counts as stated: the lender has the narrative unredacted. Raises KeyError
    for a fact that nobody can look for.
    """
    return tuple(fact for fact in needed if not _STATED[fact].search(text))
