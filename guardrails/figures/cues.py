"""What a text says a figure is: the words bound to it, in English and Spanish.

A cue counts where it stands right beside the figure ("$47.00 minimum", "minimum of $47.00"), or
before it in the same clause with no other figure of its kind between. Where the words leave it
open, no role is told, and the figure's value alone decides.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

_I = re.IGNORECASE


def _compiled(roles: Mapping[str, list[str]]) -> re.Pattern[str]:
    parts = "|".join(f"(?P<{role}>{'|'.join(patterns)})" for role, patterns in roles.items())
    return re.compile(rf"(?<![\w-])(?:{parts})(?![\w])", _I)


@cache
def _lexicon() -> Mapping[str, re.Pattern[str]]:
    raw = yaml.safe_load((files("guardrails.figures") / "cues.yaml").read_text("utf-8"))
    return {kind: _compiled(roles) for kind, roles in raw.items()}


# Words that may stand between a figure and a cue right after it ...
_LINK = (
    r"(?:the|your|a|an|this|that|total|current|monthly|el|la|los|las|su|tu|un|una|sus|it|of|in|"
    r"on|for|de|del|en)"
)
_AT_ONCE = re.compile(rf"[ *_(-]*(?:{_LINK} +){{0,2}}$", _I)
_NEXT = re.compile(rf", (?:{_LINK} )?$", _I)
_COPULA = re.compile(
    rf"\s+(?:is|are|was|were|as|for|still|toward|towards|left|remaining|es|son|est[aá]n?|como|para|"
    rf"por|a[uú]n|todav[ií]a|que)\s+(?:{_LINK}\s+|still\s+|now\s+|currently\s+|all\s+){{0,2}}$",
    _I,
)
# ... and between a cue and a figure after it.
_STRONG = re.compile(
    r"[\s:=*_|(]*(?:(?:is|are|was|were|of|at|on|by|for|to|comes? to|came to|stands? at|totals?|"
    r"will be|would be|now|still|only|just|about|exactly|currently|today|date|due|amount|the|a|"
    r"your|due on|es|son|era|fue|ser[aá]|de|del|el|la|al|a|en|hoy|ahora|solo|actualmente|"
    r"para|est[aá] en|queda en|suma|asciende a|from|as)[\s:=*_(]+){0,4}$",
    _I,
)
_BREAK = re.compile(r"[;\n•|]|[.!?](?=\s)|\s(?:and|but|while|whereas|with|y|pero|mientras)\s", _I)
# "By December 9" means due where the clause speaks of paying ...
_BY = re.compile(r"\b(?:by|before|antes del?|a m[aá]s tardar(?: el)?)\s+(?:the |el )?$", _I)
_PAYISH = re.compile(
    r"\b(?:pay(?:ing)?|minimum|due|has to be in|in by|catch up|on time|needed|current|pague|pagar|"
    r"m[ií]nimo|al d[ií]a|al corriente|deuda)\b",
    _I,
)
# ... and two days with one of these between are the ends of a time.
_FROM = re.compile(r"\b(?:between|from|since|entre|desde|del?)(?: el| the)?\s+$|[,(]\s*$", _I)
_TO = re.compile(r"\s+(?:and|to|through|until|al?|y|hasta)(?: el| the)?\s+", _I)
# "Up to $30.00, or up to $41.00": one name for both.
_JOINED = re.compile(r"[\s,]*(?:(?:or|and|to|up|y|o|u|a|hasta|-|–)\s+){1,3}", _I)
_WEAK_CHARS = 60
_REACHING = frozenset({"payoff", "payoff_on", "available", "disputed", "past_due", "minimum"})


@dataclass(frozen=True)
class _Cue:
    start: int
    end: int
    role: str


def joined(text: str, end: int, start: int) -> bool:
    """Tell whether two figures stand in one list, so that what names the first names both."""
    return _JOINED.fullmatch(text, end, start) is not None


def named_near(text: str, start: int, end: int, kind: str) -> frozenset[str]:
    """Return every role that the words of a stretch of text name, for figures of a kind."""
    return frozenset(c.role for c in _cues(text, kind) if start <= c.start and c.end <= end)


@lru_cache(maxsize=256)
def _cues(text: str, kind: str) -> tuple[_Cue, ...]:
    pattern = _lexicon().get(kind)
    if pattern is None:
        return ()
    return tuple(
        _Cue(found.start(), found.end(), found.lastgroup or "") for found in pattern.finditer(text)
    )


def role_in_text(
    text: str, start: int, end: int, kind: str, before: int = 0, after: int | None = None
) -> str:
    """Return the role that the words bound to a figure give it, "" when none is plain.

    Two names at once ("every day costs $0.67 in interest") are given as "per_day+interest".
    `before` and `after` bound what belongs to it: the end of the last figure of its kind, and
    the start of the next one.
    """
    limit = len(text) if after is None else after
    if kind == "date" and (end_of := _end_of_range(text, start, end, before, limit)):
        return end_of
    cues = _cues(text, kind)
    behind = next((c for c in cues if c.start >= end and c.end <= limit), None)
    ahead = next((c for c in reversed(cues) if c.end <= start and c.start >= before), None)
    between = text[end : behind.start] if behind else ""
    gap = text[ahead.end : start] if ahead else ""
    strong = ahead is not None and bool(_STRONG.fullmatch(gap))
    if ahead and strong and kind == "date":
        return ahead.role
    if behind and _AT_ONCE.fullmatch(between):
        both = ahead is not None and strong and ahead.role not in (behind.role, "payment", "charge")
        return f"{ahead.role}+{behind.role}" if ahead and both else behind.role
    if kind == "count":
        return ahead.role if ahead and not gap.strip() else ""
    if ahead and strong and ahead.role != "payment":
        return ahead.role
    if behind and _COPULA.fullmatch(between):
        return behind.role
    if kind == "date" and _BY.search(text, 0, start) and _PAYISH.search(_clause(text, start)):
        return "due"
    weak = ahead.role if ahead and len(gap) <= _WEAK_CHARS and not _BREAK.search(gap) else ""
    if behind and weak in ("", "payment") and _reaches(kind, behind.role, between):
        return behind.role
    return ahead.role if ahead and strong else weak


def _clause(text: str, end: int) -> str:
    """Return the text of a figure's clause up to it."""
    start = max((text.rfind(mark, 0, end) for mark in (". ", ";", "\n")), default=-1)
    return text[start + 1 : end]


def _end_of_range(text: str, start: int, end: int, before: int, limit: int) -> str:
    if before and _TO.fullmatch(text[before:start]):
        return "range_end"
    later = text[end:limit] if limit < len(text) else ""
    if later and _TO.fullmatch(later) and _FROM.search(text[:start]):
        return "range_start"
    return ""


def _reaches(kind: str, role: str, between: str) -> bool:
    """Tell whether a cue further behind names the figure: "$310 on Friday would settle it"."""
    if kind == "date" and _NEXT.fullmatch(between):
        return True
    return role in _REACHING and len(between) <= _WEAK_CHARS and not _BREAK.search(between)
