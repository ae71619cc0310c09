"""Dates, weekdays, months and relative days as they stand in a text."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from guardrails.figures.formats import EN_DAYS, EN_MONTHS, ES_DAYS, ES_MONTHS
from guardrails.figures.model import Language, Span
from guardrails.figures.numbers import EN_NUMBER, ES_NUMBER, parse_words
from guardrails.figures.words import one_of

_I = re.IGNORECASE
_MONTH_NUMBERS = (
    {name.lower(): n + 1 for n, name in enumerate(EN_MONTHS)}
    | {name[:3].lower(): n + 1 for n, name in enumerate(EN_MONTHS)}
    | {name: n + 1 for n, name in enumerate(ES_MONTHS)}
    | {name[:3]: n + 1 for n, name in enumerate(ES_MONTHS)}
    | {"sept": 9, "setiembre": 9}
)
_DAY_NUMBERS = (
    {name.lower(): n for n, name in enumerate(EN_DAYS)}
    | {name[:3].lower(): n for n, name in enumerate(EN_DAYS)}
    | {name: n for n, name in enumerate(ES_DAYS)}
    | {"tues": 1, "thur": 3, "thurs": 3, "weds": 2, "miercoles": 2, "sabado": 5}
)
_MONTH = one_of(_MONTH_NUMBERS)
_LONG_MONTH = one_of(m for m in (*EN_MONTHS, *ES_MONTHS, "setiembre") if m not in ("May", "March"))
_LONG_DAY = one_of((*EN_DAYS, *ES_DAYS, "miercoles", "sabado"))
_ANY_DAY = rf"(?:{_LONG_DAY}|Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)"
_WEEKDAY = rf"(?:(?P<wd>{_ANY_DAY})\.?,? (?:the |el )?)?"
_YEAR = r"(?:,? (?:de |del )?(?P<y>(?:19|20)\d\d))?"

_NAMED = (
    re.compile(
        rf"\b{_WEEKDAY}(?P<m>{_MONTH})\.? (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d)"
        rf"{_YEAR}",
        _I,
    ),
    re.compile(
        rf"\b{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th|º)?(?: of| de)? (?P<m>{_MONTH})\b\.?{_YEAR}",
        _I,
    ),
)
_ORDINALS = {
    word: n + 1
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
        "twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth "
        "twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first".split()
    )
}
_ORDINALS["primero"] = 1
_EN_ORDINAL = one_of(_ORDINALS).replace("-", "[- ]")
_WORDED = re.compile(
    rf"\b{_WEEKDAY}(?P<d>{_EN_ORDINAL}) (?:of|de) (?P<m>{_MONTH})\b{_YEAR}"
    rf"|\b(?:(?P<wd2>{_ANY_DAY})\.?,? )?(?P<m2>{_LONG_MONTH}) (?:the )?(?P<d2>{_EN_ORDINAL})\b"
    rf"|\b(?P<d3>{ES_NUMBER}) de (?P<m3>{one_of(ES_MONTHS)})\b",
    _I,
)
_ISO = re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_SLASHED = re.compile(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d{2}))?(?![\d/])")
_ORDINAL = re.compile(
    rf"\b{_WEEKDAY}the (?P<d>\d{{1,2}})(?:st|nd|rd|th)\b|\bel (?:d[ií]a )?(?P<e>\d{{1,2}})\b"
    r"(?![ ]?%|[.,]\d|[ ]por ciento)",
    _I,
)
_MONTH_YEAR = re.compile(rf"\b(?P<m>{_MONTH})\.?,? (?:de |del )?(?P<y>(?:19|20)\d\d)\b", _I)
_BARE_MONTH = re.compile(
    rf"\b(?:(?P<m>{_LONG_MONTH})|(?:in|by|since|of|your|next|last|until|through|early|late|mid-?)"
    r"[ ]?(?P<n>May|March))\b"
)
_TIME = re.compile(
    r"\b(?P<h>\d{1,2})(?::(?P<min>\d\d))?[ ]?(?P<ap>[ap])\.?[ ]?m\b\.?"
    r"|\b(?P<H>\d{1,2}):(?P<MIN>\d\d)\b"
    r"|\b(?P<word>noon|midnight|mediod[ií]a|medianoche)\b",
    _I,
)
_RELATIVE_DAY = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "hoy": 0,
    "esta noche": 0,
    "tomorrow": 1,
    "pasado mañana": 2,
    "the day after tomorrow": 2,
    "yesterday": -1,
    "ayer": -1,
    "anteayer": -2,
}
_RELATIVE = re.compile(
    rf"\b(?P<day>{one_of(_RELATIVE_DAY)})\b"
    r"|(?<!la )(?<!esta )(?<!por la )\b(?P<manana>mañana)\b(?! por la)"
    r"|\b(?P<which>next|(?<!the )last|this|pr[oó]xim[oa]|est[ea]) "
    r"(?P<what>month|year|week|mes|año|semana)\b"
    r"|\b(?P<what2>mes|año|semana) (?P<which2>que viene|pr[oó]xim[oa]|pasad[oa]|anterior)\b",
    _I,
)
_WEEKDAY_ALONE = re.compile(
    rf"\b(?:(?P<which>next|last|this|pr[oó]ximo|este) )?(?P<wd>{_LONG_DAY})s?\b"
    r"|\b(?P<abbr>(?-i:Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat))\b",
    _I,
)
_UNIT_DAYS = {"day": 1, "week": 7, "día": 1, "dia": 1, "semana": 7}
_AHEAD = re.compile(
    rf"\b(?:(?:in|within|en|dentro de) )(?P<n>\d{{1,3}}|{EN_NUMBER}|{ES_NUMBER}) "
    r"(?P<unit>day|week|d[ií]a|semana)s?\b(?! of\b)"
    rf"|\b(?P<n2>\d{{1,3}}|{EN_NUMBER}) (?P<unit2>day|week)s? "
    r"(?:ago|(?P<later>from (?:now|today)))\b"
    rf"|(?<!desde )\bhace (?P<n3>\d{{1,3}}|{ES_NUMBER}) (?P<unit3>d[ií]a|semana)s?\b",
    _I,
)
_CLOCK_WORDS = {"noon": "12:00", "mediodía": "12:00", "mediodia": "12:00"}


def dates(text: str, language: Language, today: date) -> Iterator[Span]:
    """Yield every date-like figure of a text; earlier yields take precedence over later ones."""
    for pattern in (_ISO, *_NAMED):
        for found in pattern.finditer(text):
            yield _named(found)
    for found in _WORDED.finditer(text):
        yield _worded(found)
    for found in _SLASHED.finditer(text):
        yield _slashed(found, language)
    for found in _MONTH_YEAR.finditer(text):
        month = _MONTH_NUMBERS[found["m"].lower()]
        yield _span(found, (f"{found['y']}-{month:02d}",))
    yield from _times(text)
    yield from _ahead(text, today)
    for found in _RELATIVE.finditer(text):
        yield _span(found, _relative(found, today))
    for found in _ORDINAL.finditer(text):
        yield _ordinal(found)
    for found in _WEEKDAY_ALONE.finditer(text):
        number = _DAY_NUMBERS[(found["wd"] or found["abbr"]).lower()]
        yield _span(found, (f"weekday:{number}",))
    for found in _BARE_MONTH.finditer(text):
        yield _span(found, (f"month:{_MONTH_NUMBERS[(found['m'] or found['n']).lower()]:02d}",))


def _span(found: re.Match[str], values: tuple[str, ...]) -> Span:
    return Span(found.start(), found.end(), found.group(), "date", values)


def _named(found: re.Match[str]) -> Span:
    groups = found.groupdict()
    name = groups["m"].lower()
    month = int(name) if name.isdigit() else _MONTH_NUMBERS[name]
    value = f"{groups['y'] or '-'}-{month:02d}-{int(groups['d']):02d}"
    weekday = groups.get("wd")
    return _span(found, (f"{value}@{_DAY_NUMBERS[weekday.lower()]}" if weekday else value,))


def _worded(found: re.Match[str]) -> Span:
    said = (found["d"] or found["d2"] or found["d3"]).lower()
    day = _ORDINALS.get(said.replace(" ", "-")) or parse_words(said) or 0
    month = _MONTH_NUMBERS[(found["m"] or found["m2"] or found["m3"]).lower()]
    value = f"{found['y'] or '-'}-{month:02d}-{day:02d}"
    weekday = found["wd"] or found["wd2"]
    return _span(found, (f"{value}@{_DAY_NUMBERS[weekday.lower()]}" if weekday else value,))


def _slashed(found: re.Match[str], language: Language) -> Span:
    a, b, year = int(found["a"]), int(found["b"]), found["y"]
    month, day = (b, a) if language == "es" else (a, b)
    full = "-" if not year else year if len(year) == 4 else f"20{year}"
    return _span(found, (f"{full}-{month:02d}-{day:02d}",))


def _ordinal(found: re.Match[str]) -> Span:
    value = f"day:{int(found['d'] or found['e'])}"
    weekday = found["wd"]
    return _span(found, (f"{value}@{_DAY_NUMBERS[weekday.lower()]}" if weekday else value,))


def _times(text: str) -> Iterator[Span]:
    for found in _TIME.finditer(text):
        if found["word"]:
            value = _CLOCK_WORDS.get(found["word"].lower(), "00:00")
        elif found["h"]:
            hour = int(found["h"]) % 12 + (12 if found["ap"].lower() == "p" else 0)
            value = f"{hour:02d}:{found['min'] or '00'}"
        else:
            value = f"{int(found['H']):02d}:{found['MIN']}"
        yield _span(found, (f"clock:{value}",))


def _ahead(text: str, today: date) -> Iterator[Span]:
    for found in _AHEAD.finditer(text):
        number = found["n"] or found["n2"] or found["n3"]
        unit = (found["unit"] or found["unit2"] or found["unit3"]).lower()
        count = int(number) if number.isdigit() else parse_words(number)
        if count is None:
            continue
        days = count * _UNIT_DAYS[unit]
        day = today + timedelta(days=days if found["n"] or found["later"] else -days)
        yield Span(
            found.start(), found.end(), found.group(), "date", (day.isoformat(), f"days:{days}")
        )


def _relative(found: re.Match[str], today: date) -> tuple[str, ...]:
    if found["day"] or found["manana"]:
        step = _RELATIVE_DAY[found["day"].lower()] if found["day"] else 1
        return ((today + timedelta(days=step)).isoformat(),)
    which = (found["which"] or found["which2"]).lower()
    what = (found["what"] or found["what2"]).lower()
    step = 1 if which[:2] in ("ne", "pr", "qu") else -1 if which[:2] in ("la", "pa", "an") else 0
    if what in ("month", "mes"):
        months = today.year * 12 + today.month - 1 + step
        return (f"{months // 12}-{months % 12 + 1:02d}",)
    if what in ("year", "año"):
        return (f"year:{today.year + step}",)
    monday = today + timedelta(days=7 * step - today.weekday())
    return (f"week:{monday.isoformat()}",)
