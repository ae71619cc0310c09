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

from guardrails.figures.roles import VAGUE

_I = re.IGNORECASE
_KINDS = ("money", "percent", "date", "count")


def _compiled(roles: Mapping[str, list[str]]) -> re.Pattern[str]:
    parts = "|".join(f"(?P<{role}>{'|'.join(patterns)})" for role, patterns in roles.items())
    return re.compile(rf"(?<![\w-])(?:{parts})(?![\w])", _I)


@cache
def _lexicon() -> Mapping[str, re.Pattern[str]]:
    folder = files("guardrails.figures") / "lexicon"
    raw = {kind: yaml.safe_load((folder / f"{kind}.yaml").read_text("utf-8")) for kind in _KINDS}
    return {kind: _compiled(roles) for kind, roles in raw.items()}


# Words that may stand between a figure and a cue right after it ...
_LINK = (
    r"(?:the|your|a|an|new|this|that|total|current|monthly|el|la|los|las|su|tu|un|una|sus|it|of|in|"
    r"on|for|de|del|en)"
)
_AT_ONCE = re.compile(rf"[ *_(-]*(?:{_LINK} +){{0,2}}$", _I)
_NEXT = re.compile(rf", (?:{_LINK} )?$", _I)
_COPULA = re.compile(
    rf"\s+(?:is|are|was|were|as|for|still|toward|towards|left|remaining|would|will|has|gets?|brings?|"
    rf"keeps?|es|son|est[aá]n?|como|para|por|a[uú]n|todav[ií]a|que|se)\s+(?:{_LINK}\s+|still\s+|now\s+|currently\s+|all\s+){{0,2}}$",
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
_BREAK = re.compile(
    r"[;\n|]|•(?= )|[.!?](?=\s)|\s(?:and|but|while|whereas|with|y|pero|mientras)\s", _I
)
# "By December 9" means due where the clause speaks of paying ...
_BY = re.compile(
    r"\b(?:by|(?:on or )?before|until|till|no later than|antes del?|hasta|a m[aá]s tardar(?: el)?)"
    r"\s+(?:the |el )?$",
    _I,
)
_PAYISH = re.compile(
    r"\b(?:pay(?:ing)?|(?:to|you) send|reach(?:es)? us|arrives?|minimum|due|has to be in|in by|"
    r"catch up|on time|needed|(?:we|you) need|we ask for|late fee|current|pague|pagar|env[ií]\w+|"
    r"pedimos|piden?|m[ií]nimo|al d[ií]a|al corriente|deuda)\b",
    _I,
)
# ... and two days with one of these between are the ends of a time.
_FROM = re.compile(r"\b(?:between|from|since|entre|desde|del?)(?: el| the)?\s+$|[,(]\s*$", _I)
_TO = re.compile(r"\s+(?:and|to|through|until|al?|y|hasta)(?: el| the)?\s+", _I)
# "Up to $30.00, or up to $41.00": one name for both.
_JOINED = re.compile(r"[\s,]*(?:(?:or|and|to|up|y|o|u|a|hasta|-|–)\s+){1,3}", _I)
# "Interest to the $310 you owe": what is added isn't what it is added to.
_ADDED = re.compile(r"\s+(?:to|on top of|a|sobre) (?:the|what|su|el|lo)\b", _I)
# "... and a ceiling of $6,000": a name that isn't known is still the figure's own.
_UNKNOWN = re.compile(r"\b(?:an?|the|your|un|una|el|la|su) [\w-]+ (?:of|is|was|de|es|fue) $", _I)
# "Out of $6,000": a preposition looks ahead only.
_FORWARD = re.compile(r"\b(?:of|on|de|your|the|an?|los|sus|payment|for|until|hasta)$", _I)
_FIGURE = re.compile(r" \$?\d")
_WHOLE = re.compile(
    r" (?:out )?(?:of|de) (?:your |the |that |a |los |sus )?"
    r"\$?\d[\d,.]*\d(?: dollars| d[oó]lares)?",
    _I,
)
_WEAK_CHARS = 60
# What a clause is about even where a vague name stands nearer: "To pay it off, send ..."
_LASTING = frozenset({"payoff", "past_due", "per_day", "plan_payment"})
# Names that lead to a figure whose own name follows: "a payment of $60 in interest".
_LED = frozenset({"charge", "last_statement", *VAGUE})
# "You owe $310 on purchases": a part of what is owed.
_WHOLE_OWED = frozenset({"owed", "balance", "standing"})
_PART_OWED = {
    "from_purchases": "purchase_balance",
    "purchases": "purchase_balance",
    "purchase": "purchase_balance",
    "draws": "draw_balance",
    "draw_amount": "draw_balance",
}
_REACHING = frozenset(
    {
        *("payoff", "payoff_on", "available", "disputed", "past_due", "minimum"),
        *("purchase_apr", "draw_apr", "taken", "taken_on", "asked"),
    }
)


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
    return role_bound(text, start, end, kind, before, after)[0]


def role_bound(
    text: str, start: int, end: int, kind: str, before: int = 0, after: int | None = None
) -> tuple[str, bool]:
    """Return a figure's role as `role_in_text` does, and whether it is firm.

    It is where the words that give it stand right beside the figure. A name further off, or a
    vague one, may be something else's.
    """
    limit = len(text) if after is None else after
    if kind == "date" and (end_of := _end_of_range(text, start, end, before, limit)):
        return end_of, True
    place = _Place.of(text, start, end, kind, before, limit)
    if role := _of_whole(place) or _beside(place):
        return role, role not in VAGUE
    return ("" if kind == "count" else _further_off(place)), False


@dataclass(frozen=True)
class _Place:
    """A figure in its text, with the nearest cues before and after it."""

    text: str
    start: int
    end: int
    kind: str
    before: int
    limit: int
    cues: tuple[_Cue, ...]
    ahead: _Cue | None
    behind: _Cue | None

    @classmethod
    def of(cls, text: str, start: int, end: int, kind: str, before: int, limit: int) -> "_Place":
        cues = _cues(text, kind)
        ahead = next((c for c in reversed(cues) if c.end <= start and c.start >= before), None)
        behind = next((c for c in cues if c.start >= end and _looks_back(text, c, limit)), None)
        return cls(text, start, end, kind, before, limit, cues, ahead, behind)

    @property
    def gap(self) -> str:
        """Return what stands between the cue before and the figure."""
        return self.text[self.ahead.end : self.start] if self.ahead else ""

    @property
    def between(self) -> str:
        """Return what stands between the figure and the cue after it."""
        return self.text[self.end : self.behind.start] if self.behind else ""

    @property
    def leading(self) -> str:
        """Return the role of a cue that leads straight to the figure."""
        return self.ahead.role if self.ahead and _STRONG.fullmatch(self.gap) else ""


def _of_whole(place: _Place) -> str:
    """Return what a part is said to be after the whole: "$128 of your $3,348 is overdue"."""
    whole = _WHOLE.match(place.text, place.end) if place.kind == "money" else None
    cue = next((c for c in place.cues if whole and c.start >= whole.end()), None)
    if whole is None or cue is None:
        return ""
    return cue.role if _COPULA.fullmatch(place.text[whole.end() : cue.start]) else ""


def _beside(place: _Place) -> str:
    """Return the role that the words right beside a figure give it."""
    leading, behind = place.leading, place.behind
    if leading and place.kind == "date":
        return leading
    if behind and _AT_ONCE.fullmatch(place.between):
        if (leading, behind.role) == ("owed", "monthly"):
            return behind.role
        if leading and behind.role in VAGUE and leading not in VAGUE:
            return leading
        if behind.role == "interest" and (_daily(place, behind) or _each_day(place)):
            return "per_day+interest"
        apart = leading in ("", behind.role, *_LED) or behind.role in VAGUE
        if leading in _WHOLE_OWED and behind.role in _PART_OWED:
            return _PART_OWED[behind.role]
        return behind.role if apart or _ADDED.match(place.gap) else f"{leading}+{behind.role}"
    if place.kind == "count":
        return place.ahead.role if place.ahead and not place.gap.strip() else ""
    if leading and (leading not in VAGUE or leading == "whole"):
        return leading
    if plainer := _further_ahead(place):
        return plainer
    return behind.role if behind and _COPULA.fullmatch(place.between) else ""


def _further_off(place: _Place) -> str:
    """Return the role that words of the figure's clause give it."""
    text, ahead, behind = place.text, place.ahead, place.behind
    if place.kind == "date" and _BY.search(text, 0, place.start):
        if _PAYISH.search(_clause(text, place.start)):
            return "due"
    near = ahead and len(place.gap) <= _WEAK_CHARS and not _BREAK.search(place.gap)
    weak = ahead.role if ahead and near and not _UNKNOWN.search(place.gap) else ""
    if behind and weak in ("", *VAGUE) and _reaches(place.kind, behind.role, place.between):
        return behind.role
    return place.leading or weak


def _further_ahead(place: _Place) -> str:
    """Return what a vague name's clause is about: "to close the line out on Friday, send $312"."""
    ahead = place.ahead
    if ahead is None or ahead.role not in VAGUE:
        return ""
    plain = next(
        (c for c in reversed(place.cues) if c.end <= ahead.start and c.start >= place.before), None
    )
    lasts = plain and (plain.role in _LASTING or (plain.role, ahead.role) == ("minimum", "asked"))
    if plain is None or not lasts:
        return ""
    between = place.text[plain.end : ahead.start]
    return plain.role if len(between) <= _WEAK_CHARS and not _BREAK.search(between) else ""


def _looks_back(text: str, cue: _Cue, limit: int) -> bool:
    """Tell whether a cue may name the figure before it: "out of $6,000" names the one after."""
    ahead_only = _FORWARD.search(text, cue.start, cue.end) and _FIGURE.match(text, cue.end)
    return cue.end <= limit and not ahead_only


def _daily(place: _Place, named: _Cue) -> bool:
    """Tell whether a clause that names interest goes on to say that it is a day's."""
    later = next((c for c in place.cues if named.end <= c.start and c.end <= place.limit), None)
    if later is None or later.role != "per_day":
        return False
    return not _BREAK.search(place.text, named.end, later.start)


def _each_day(place: _Place) -> bool:
    """Tell whether a figure's clause opens with what it tells of each day: "Every day, $1.35"."""
    opening = len(place.text[: place.start]) - len(_clause(place.text, place.start).lstrip())
    first = next((c for c in place.cues if c.start >= opening and c.end <= place.start), None)
    if first is None or (first.role, first.start) != ("per_day", opening):
        return False
    return first.start >= place.before and not _BREAK.search(place.text, first.end, place.start)


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
