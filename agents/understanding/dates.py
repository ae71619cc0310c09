"""Days, periods and lengths of time in a flattened message, relative to today."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from agents.understanding.calendar_words import (
    HOLIDAYS,
    MONTHS,
    ORDINALS,
    WEEKDAYS,
    add_months,
    holiday,
    month_end,
)
from agents.understanding.numerals import WORDS, parse
from agents.understanding.reading import DateMention, Span

Tense = Literal["past", "future"] | None

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})"
_COUNT = rf"(?:\d{{1,3}}|an?|un|una|(?:a )?couple(?: of)?|{WORDS})"
_UNIT = r"days?|dias?|weeks?|semanas?|months?|mes(?:es)?|years?|anos?"
_THING = (
    r"(?!\s+(?:one|ones|time|two|charge|payment|purchase|draw|thing|place|person|bill|half|month|"
    r"week|year|statement|fee|of (?!(?:the|this|next|last|every|each) month|" + _MONTH + r")|and "
    r"last|cargo|pago|vez|infantry|airborne|armored|cavalry|marines|division|battalion|party))"
)

_PAST = re.compile(
    r"\b(?:since|was|were|did|didn't|bought|spent|paid|charged|ago|got|had|came|sent|made|went|"
    r"called|filed|died|passed|posted|took|said|promised|ordered|reported|cleared|missed|desde|"
    r"compre|gaste|pague\b(?= el pasado)|pagaron|fue|hice|cobraron|murio|fallecio|hacia|mande|"
    r"last|past|been|happened|charge from|fee from)\b"
)
_FUTURE = re.compile(
    r"\b(?:pay|schedule|will|going to|gonna|would|can|could|move|change|set|send|put|payoff|"
    r"pay off|due|owe|take|run|draft|next|until|till|make it|do it|get paid|come[s]?|after|"
    r"programe|pague|paguelo|cambie|mueva|pase|proximo|para|quiero|puedo|leaving|report)\b|'ll\b"
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Resolves what the words say against today and the way that the sentence looks."""

    today: date

    def day_of_month(self, day: int, tense: Tense) -> date | None:
        """Give the next such day from today, or the latest one not after it."""
        first = self.today.replace(day=1)
        months = range(0, -13, -1) if tense == "past" else range(13)
        for step in months:
            start = add_months(first, step)
            if day > month_end(start.year, start.month).day:
                continue
            found = start.replace(day=day)
            if (found <= self.today) if tense == "past" else (found >= self.today):
                return found
        return None

    def month_day(self, month: int, day: int, year: int | None, tense: Tense) -> date | None:
        """Give the day in the year given, else in the next or the latest one."""
        if year is not None:
            years = [year if year > 99 else 2000 + year]
        elif tense == "past":
            years = [self.today.year, self.today.year - 1, self.today.year - 4]
        else:
            years = [self.today.year, self.today.year + 1, self.today.year + 4]
        for candidate in years:
            try:
                found = date(candidate, month, day)
            except ValueError:
                continue
            if year or ((found <= self.today) if tense == "past" else (found >= self.today)):
                return found
        return None

    def weekday(self, weekday: int, word: str, tense: Tense) -> date:
        """Resolve a weekday: `next` is in the week that starts on Monday, `this` within 7 days."""
        ahead = (weekday - self.today.weekday()) % 7
        if word in {"last", "pasado"} or (tense == "past" and word in {"", "on", "el"}):
            return self.today - timedelta((self.today.weekday() - weekday) % 7 or 7)
        if word in {"next", "proximo", "que viene"}:
            monday = self.today + timedelta(7 - self.today.weekday())
            return monday + timedelta(weekday)
        return self.today + timedelta(ahead if word in {"this", "este"} else ahead or 7)

    def shift(self, count: int, unit: str) -> date:
        """Today moved by a count of days, weeks, months or years."""
        if unit.startswith(("month", "mes")):
            return add_months(self.today, count)
        if unit.startswith(("year", "ano")):
            return add_months(self.today, 12 * count)
        return self.today + timedelta(count * (7 if unit.startswith(("week", "sem")) else 1))

    def holiday(self, name: str, tense: Tense) -> date | None:
        """Give the next such holiday, or the latest one."""
        for year in (self.today.year - 1, self.today.year, self.today.year + 1)[
            :: -1 if tense == "past" else 1
        ]:
            found = holiday(name, year)
            if found and ((found <= self.today) if tense == "past" else (found >= self.today)):
                return found
        return None


def number(text: str) -> int | None:
    """Read a small count in figures or words; "a" is one, "a couple" two."""
    words = text.strip()
    if words in {"a", "an", "un", "una"}:
        return 1
    if "couple" in words:
        return 2
    value = parse(words)
    return None if value is None else int(value)


def day_number(text: str) -> int | None:
    """Give the day of a month from "25", "25th" or "third"; None outside 1 to 31."""
    if text in ORDINALS:
        return ORDINALS[text]
    digits = re.match(r"\d+", text)
    value = int(digits[0]) if digits else 0
    return value if 1 <= value <= 31 else None


def tense_at(folded: str, position: int) -> Tense:
    """Which way the sentence looks at a position: the nearest telling word before decides."""
    start = max((m.end() for m in re.finditer(r"[.?!;]\s", folded[:position])), default=0)
    end_match = re.search(r"[.?!;](?:\s|$)", folded[position:])
    end = position + end_match.start() if end_match else len(folded)
    for low, high in ((start, position), (position, end)):
        past = [m.start() for m in _PAST.finditer(folded, low, high)]
        future = [m.start() for m in _FUTURE.finditer(folded, low, high)]
        if past or future:
            return "past" if max(past, default=-1) > max(future, default=-1) else "future"
    return None


_Resolver = Callable[[re.Match[str], Calendar, Tense], date | None]


def _named(match: re.Match[str], calendar: Calendar, tense: Tense) -> date | None:
    day = day_number(match["day"])
    year = int(match["year"]) if match["year"] else None
    if day is None or (match["month"] == "may" and match["day"].isalpha() and not match["year"]):
        return None
    return calendar.month_day(MONTHS[match["month"]], day, year, tense)


def _numeric(match: re.Match[str], calendar: Calendar, tense: Tense) -> date | None:
    month, day = int(match["m"]), int(match["d"])
    year = int(match["y"]) if match["y"] else None
    return calendar.month_day(month, day, year, tense) if 1 <= month <= 12 else None


def _iso(match: re.Match[str], _calendar: Calendar, _tense: Tense) -> date | None:
    try:
        return date.fromisoformat(match[0])
    except ValueError:
        return None


def _ordinal(match: re.Match[str], calendar: Calendar, tense: Tense) -> date | None:
    day = day_number(match["day"])
    if day is None:
        return None
    which = match["which"] or ""
    if which in {"next", "last"}:
        start = add_months(calendar.today.replace(day=1), 1 if which == "next" else -1)
        return start.replace(day=min(day, month_end(start.year, start.month).day))
    return calendar.day_of_month(day, tense)


def _weekday(match: re.Match[str], calendar: Calendar, tense: Tense) -> date | None:
    name = match["name"]
    word = (match["word"] or match["after"] or "").strip()
    if name in {"sat", "sun", "mon", "fri", "wed"} and not word:
        return None
    return calendar.weekday(WEEKDAYS[name], word, tense)


def _week_from(match: re.Match[str], calendar: Calendar, tense: Tense) -> date | None:
    count = number(match["n"]) or 1
    base = calendar.today
    if match["base"] in WEEKDAYS:
        base = calendar.weekday(WEEKDAYS[match["base"]], "", None)
    elif match["base"] in {"tomorrow", "manana"}:
        base += timedelta(1)
    return replace(calendar, today=base).shift(count, match["unit"])


def _in(match: re.Match[str], calendar: Calendar, _tense: Tense) -> date | None:
    count = number(match["n"])
    return None if count is None else calendar.shift(count, match["unit"])


def _ago(match: re.Match[str], calendar: Calendar, _tense: Tense) -> date | None:
    count = number(match["n"] or match["n2"])
    return None if count is None else calendar.shift(-count, match["unit"] or match["unit2"])


def _relative(match: re.Match[str], calendar: Calendar, _tense: Tense) -> date | None:
    word = match[0]
    if word in {"day after tomorrow", "the day after tomorrow", "pasado manana"}:
        return calendar.today + timedelta(2)
    if word in {"tomorrow", "tommorow", "tomorow", "tmrw", "tomorrow's", "manana"}:
        return calendar.today + timedelta(1)
    if word in {"yesterday", "ayer", "last night", "anoche"}:
        return calendar.today - timedelta(1)
    return calendar.today


def _month_end(match: re.Match[str], calendar: Calendar, tense: Tense) -> date | None:
    name = match["month"]
    if match["year_end"]:
        return date(calendar.today.year, 12, 31)
    if name in MONTHS:
        first = calendar.month_day(MONTHS[name], 1, None, tense)
        if MONTHS[name] == calendar.today.month:
            first = calendar.today
        return first and month_end(first.year, first.month)
    base = add_months(calendar.today.replace(day=1), 1 if name and "next" in name else 0)
    return month_end(base.year, base.month)


def _holiday(match: re.Match[str], calendar: Calendar, tense: Tense) -> date | None:
    return calendar.holiday(match["name"], tense)


_RULES: tuple[tuple[re.Pattern[str], _Resolver], ...] = tuple(
    (re.compile(pattern), resolver)
    for pattern, resolver in (
        (r"\b\d{4}-\d{2}-\d{2}\b", _iso),
        (rf"\b(?P<name>{HOLIDAYS})\b(?: day)?", _holiday),
        (
            rf"\b(?P<month>{_MONTH})\.?,? (?:the )?(?P<day>{_DAY})\b(?!,\d|\.\d|\$| dollars| bucks)"
            r"(?:,? (?:of )?(?P<year>20\d\d)\b)?",
            _named,
        ),
        (
            rf"\b(?P<day>{_DAY}) (?:of |"
            rf"de )?(?P<month>{_MONTH})\b(?:,? (?:de(?:l)? )?(?P<year>20\d\d))?",
            _named,
        ),
        (r"(?<![\d$/.])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?:/(?P<y>\d{2}|\d{4}))?(?![\d/])", _numeric),
        (
            r"\b(?:the )?(?:(?:end|last day|last) of|month'?s end|fin(?:al(?:es)?)? de(?:l)?|"
            r"ultimo (?:dia )?de(?:l)?)"
            rf"(?: (?P<month>(?:the |this |next )?month|mes|este mes|{_MONTH})|"
            r" (?P<year_end>(?:the |this )?year|ano))\b",
            _month_end,
        ),
        (
            rf"\b(?P<n>{_COUNT}) (?P<unit>{_UNIT}) from (?P<base>today|now|tomorrow|{_WEEKDAY})\b",
            _week_from,
        ),
        (
            rf"\b(?:in|within|en|dentro de) (?:about |another )?(?P<n>{_COUNT}) (?P<unit>{_UNIT})"
            r"(?:'?s? time)?\b",
            _in,
        ),
        (
            rf"\b(?P<n>{_COUNT}) (?P<unit>{_UNIT}) (?:ago|back)\b"
            rf"|\bhace (?P<n2>{_COUNT}) (?P<unit2>{_UNIT})\b",
            _ago,
        ),
        (
            r"\b(?:the )?day after tomorrow\b|\bpasado manana\b|\btomorrow\b|\btommorow\b|"
            r"\btomorow\b|\btmrw\b|"
            r"(?<!esta )(?<!la )(?<!de )\bmanana\b|"
            r"\byesterday\b|\bayer\b|\blast night\b|\banoche\b|"
            r"\btoday\b|\btonight\b|\bthis (?:afternoon|morning|evening)\b|\bhoy\b|"
            r"\besta (?:tarde|manana|noche)\b|\bright now\b|\bahorita\b|\bahora mismo\b",
            _relative,
        ),
        (
            rf"\b(?:(?P<word>this|next|last|on|this coming|el|este|proximo|el proximo) )?"
            rf"(?P<name>{_WEEKDAY})\b(?: (?P<after>que viene|pasado))?",
            _weekday,
        ),
        (
            rf"\b(?:the|el|dia|on|el dia|day|before|after|by|fecha al) (?:dia )?"
            rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL})\b{_THING}"
            r"(?: (?:of|de) (?:the |this |every |each |el |este )?(?:(?P<which>next|last) )?"
            r"(?:month|mes))?",
            _ordinal,
        ),
        (
            r"(?<![\w$])(?P<day>\d{1,2}(?:st|nd|rd|th))\b(?:(?P<which>(?!)))?" + _THING,
            _ordinal,
        ),
        (
            r"\b(?:el|dia|el dia|day|al|al dia) (?P<day>\d{1,2})\b(?:(?P<which>(?!)))?"
            r"(?! ?(?:%|por ciento|dolares|de cada|[a-z]*percent|thousand|mil))",
            _ordinal,
        ),
    )
)
_EARLIER = re.compile(
    r"\b(?:the )?day (?:after|before) (?:that )?$|\b(?:el|un) dia (?:despues|antes) de(?:l)? $"
)
_DAY_AFTER = re.compile(
    r"\b(?:the )?(?:day after(?: that)?|next day|al dia siguiente)(?=[\s.,!?]*$|[.,!?])"
)
_START = re.compile(r"\b(?:since|starting|after|desde|a partir de)(?: on)?(?: the| el)? ?$")
_END = re.compile(r"\b(?:before|by|until|till|antes de(?:l)?|hasta)(?: the| el)? ?$")


def find_dates(folded: str, text: str, today: date) -> tuple[DateMention, ...]:
    """Give the days that a message names, in order; `text` is the message as given.

    A day without month or year is the next one from today, or the latest where the sentence looks
    back ("since", "bought"). "The day after the 10th" is the 11th.
    """
    calendar = Calendar(today)
    found: list[DateMention] = []
    for pattern, resolve in _RULES:
        for match in pattern.finditer(folded):
            span = match.span()
            if any(span[0] < m.span[1] and m.span[0] < span[1] for m in found):
                continue
            tense = tense_at(folded, span[0])
            value = resolve(match, calendar, tense)
            if value is not None:
                found.append(_mention(folded, text, span, value, tense))
    found.sort(key=lambda mention: mention.span)
    for match in _DAY_AFTER.finditer(folded):
        earlier = [m for m in found if m.span[1] <= match.start()]
        if earlier and not any(
            m.span[0] < match.end() and match.start() < m.span[1] for m in found
        ):
            value = earlier[-1].value + timedelta(1)
            found.append(DateMention(value, match.span(), text[slice(*match.span())]))
    return tuple(sorted(found, key=lambda mention: mention.span))


def _mention(folded: str, text: str, span: Span, value: date, tense: Tense) -> DateMention:
    before = folded[: span[0]]
    # The rule for "the 10th" takes the article or preposition with it.
    lead = re.match(r"(?:before|after|by)\b", folded[span[0] :])
    kind: Literal["day", "range_start", "range_end", "month_end"] = "day"
    if shifted := _EARLIER.search(before):
        value += timedelta(-1 if re.search("before|antes", shifted[0]) else 1)
        span = (shifted.start(), span[1])
    elif _START.search(before) or (lead and lead[0] == "after"):
        kind = "range_start"
    elif _END.search(before) or lead:
        kind = "range_end"
    elif re.match(r"(?:the )?(?:end|last)\b|month'?s end|fin|ultimo", folded[span[0] : span[1]]):
        kind = "month_end"
    return DateMention(value, span, text[span[0] : span[1]], kind, tense)


def day_of_month(folded: str) -> int | None:
    """Give the bare day of a month that is named first ("the 8th", "el 15"), for a due date."""
    match = re.search(
        rf"\b(?:the|el|dia|on|day|to|al|"
        rf"del) (?:dia )?(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})\b"
        rf"(?! (?:of )?(?:{_MONTH})\b)(?!\.\d| ?(?:dollars|bucks|dolares|%)){_THING}",
        folded,
    )
    return day_number(match["day"]) if match else None
