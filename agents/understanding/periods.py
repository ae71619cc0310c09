"""Periods ("last month", "since September") and lengths of time ("2 months")."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from agents.understanding.calendar_words import MONTHS, add_months, month_end
from agents.understanding.dates import Calendar, number, tense_at
from agents.understanding.numerals import WORDS
from agents.understanding.reading import DateMention, Duration, Frequency, Period, Span

_NAMES = "|".join(sorted((n for n in MONTHS if n not in {"may", "mar"}), key=len, reverse=True))
_COUNT = rf"(?:\d{{1,3}}|an?|un|una|(?:a )?couple(?: of)?|{WORDS})"
_UNIT = r"days?|dias?|weeks?|wks?|semanas?|months?|mnths?|mes(?:es)?|years?|yrs?|anos?"
_NAMED = re.compile(
    r"\b(?P<which>last|this|next|past|previous|current|the last|el|la|este|esta|ultimo|proximo) "
    r"(?P<unit>month|week|year|weekend|mes|semana|"
    r"ano)(?: (?P<after>pasad[oa]|que viene|proxim[oa]))?\b"
)
_ROLLING = re.compile(
    rf"\b(?:last|past|previous|ultim[oa]s|over the last) (?P<n>{_COUNT}) (?P<unit>{_UNIT})\b"
)
_MONTH = re.compile(
    rf"\b(?P<lead>in |for |since |during |from |all of |en |de |desde |back in |last |next )?"
    rf"(?P<name>{_NAMES}|(?<=in )may|(?<=since )may|"
    rf"(?<=last )may)\b(?:'s)?(?:,? (?:of |de )?(?P<year>20\d\d))?"
)
# "March" alone may be what one does; after these it is a month.
_TO_MARCH = re.compile(r"\b(?:maybe|around|about|by|un?till?|til|early|late|mid|next|or|thru) $")
_YEAR = re.compile(r"\b(?:in|during|for|en|de|since|desde) (?P<year>20\d\d)\b")
_STATEMENT = re.compile(
    r"\b(?:(?:my |the )?(?P<which>last|latest|previous|most recent|this|current|next) "
    r"(?:statement|bill|billing cycle|cycle)\b|(?:el )?(?P<ultimo>ultimo) estado de cuenta|"
    r"estado de cuenta (?P<pasado>pasado|anterior))"
)
_SEASON = re.compile(
    r"\b(?:over|during|in|since|all|last|this) (?:the |last |"
    r"this )?(?P<name>summer|spring|winter|fall|autumn)\b"
)
_SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
_DURATION = re.compile(rf"\b(?P<n>{_COUNT}) (?:more |or so )?(?P<unit>{_UNIT})\b")
_NOT_DURATION = re.compile(
    r"(?:\$\s?[\d,.]+|\b\d[\d,.]*|dollars|bucks|times?|once|twice|every|each|per|dolares)\s*$"
)
_FREQUENCIES: tuple[tuple[Frequency, re.Pattern[str]], ...] = (
    (
        "semimonthly",
        re.compile(r"\b(?:twice (?:a|per) month|two times a month|dos veces al mes)\b"),
    ),
    (
        "biweekly",
        re.compile(
            r"\b(?:every (?:two|2|other) weeks?|bi-?weekly|"
            r"cada (?:dos semanas|quincena)|quincenal)\b"
        ),
    ),
    (
        "weekly",
        re.compile(
            r"\b(?:weekly|(?:a|per|every|each) week|(?:a|por|cada) (?:la )?semana|semanal)\b"
        ),
    ),
    (
        "monthly",
        re.compile(
            r"\b(?:monthly|(?:a|per|every|each) (?:month|"
            r"mo)|al mes|cada mes|por mes|mensual(?:es)?)\b"
        ),
    ),
    ("yearly", re.compile(r"\b(?:yearly|annually|(?:a|per|every) year|al ano|anual)\b")),
)


def find_periods(folded: str, dates: Sequence[DateMention], today: date) -> tuple[Period, ...]:
    """Find the runs of days that a message names, in order; the month of a day isn't one."""
    calendar = Calendar(today)
    found: list[Period] = []
    taken = [mention.span for mention in dates]
    for pattern, resolve in (
        (_STATEMENT, _statement),
        (_ROLLING, _rolling),
        (_NAMED, _named),
        (_SEASON, _season),
        (_MONTH, _month),
        (_YEAR, _year),
    ):
        for match in pattern.finditer(folded):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            period = resolve(match, calendar, folded)
            if period is not None:
                found.append(period)
                taken.append(period.span)
    for mention in dates:
        if mention.kind == "range_start" and mention.value <= today:
            found.append(Period(mention.value, today, mention.span))
    return tuple(sorted(found, key=lambda period: period.span))


def find_durations(folded: str, taken: Sequence[Span]) -> tuple[Duration, ...]:
    """Give the lengths of time; "a month" after a sum is how often, not how long."""
    units: dict[str, Literal["day", "week", "month", "year"]] = {
        "d": "day",
        "w": "week",
        "s": "week",
        "m": "month",
        "y": "year",
        "a": "year",
    }
    found = []
    for match in _DURATION.finditer(folded):
        if any(match.start() < end and start < match.end() for start, end in taken):
            continue
        count = number(match["n"])
        if count and not (count == 1 and _NOT_DURATION.search(folded[: match.start()])):
            found.append(Duration(count, units[match["unit"][0]], match.span()))
    return tuple(found)


def frequency(folded: str) -> Frequency | None:
    """How often, where the message says so."""
    return next((name for name, pattern in _FREQUENCIES if pattern.search(folded)), None)


def _statement(match: re.Match[str], calendar: Calendar, _folded: str) -> Period | None:
    today = calendar.today
    which = match["which"]
    if which == "next":
        return None
    if which in {"this", "current"}:
        return Period(add_months(today, -1), today, match.span(), "this_statement")
    return Period(add_months(today, -2), today, match.span(), "last_statement")


def _rolling(match: re.Match[str], calendar: Calendar, _folded: str) -> Period | None:
    count = number(match["n"])
    if not count:
        return None
    return Period(calendar.shift(-count, match["unit"]), calendar.today, match.span())


def _named(match: re.Match[str], calendar: Calendar, _folded: str) -> Period | None:
    which, unit, after = match["which"], match["unit"], match["after"] or ""
    if which in {"el", "la"} and not after:
        return None
    step = 0
    if which in {"last", "past", "previous", "the last", "ultimo"} or after.startswith("pasad"):
        step = -1
    elif which in {"next", "proximo"} or after:
        step = 1
    today = calendar.today
    if unit in {"month", "mes"}:
        first = add_months(today.replace(day=1), step)
        return Period(first, month_end(first.year, first.month), match.span())
    if unit in {"year", "ano"}:
        year = today.year + step
        return Period(date(year, 1, 1), date(year, 12, 31), match.span())
    monday = today - timedelta(today.weekday() - 7 * step)
    return Period(
        monday + timedelta(5 if unit == "weekend" else 0), monday + timedelta(6), match.span()
    )


def _season(match: re.Match[str], calendar: Calendar, folded: str) -> Period | None:
    today = calendar.today
    first = date(today.year, _SEASONS[match["name"]], 1)
    ahead = tense_at(folded, match.start()) == "future" and "last" not in match[0]
    if ahead and first < today:
        first = add_months(first, 12)
    elif not ahead and first > today:
        first = add_months(first, -12)
    last = add_months(first, 2)
    return Period(first, month_end(last.year, last.month), match.span())


def _month(match: re.Match[str], calendar: Calendar, folded: str) -> Period | None:
    today = calendar.today
    lead = (match["lead"] or "").strip()
    month = MONTHS[match["name"]]
    if match["name"] == "march" and not lead and not _TO_MARCH.search(folded[: match.start()]):
        return None
    ahead = lead == "next" or (
        lead not in {"since", "desde", "last"} and tense_at(folded, match.start()) == "future"
    )
    year = int(match["year"]) if match["year"] else today.year
    if not match["year"]:
        if ahead and month < today.month:
            year += 1
        elif not ahead and month > today.month:
            year -= 1
    first = date(year, month, 1)
    since = lead in {"since", "desde"} and first <= today
    return Period(first, today if since else month_end(year, month), match.span())


def _year(match: re.Match[str], calendar: Calendar, _folded: str) -> Period | None:
    year = int(match["year"])
    since = match[0].startswith(("since", "desde"))
    return Period(date(year, 1, 1), calendar.today if since else date(year, 12, 31), match.span())
