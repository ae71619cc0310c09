"""Every figure of a text: amounts, percentages, dates, counts, durations, account fragments."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from guardrails.figures.dates import dates
from guardrails.figures.idioms import NOT_FIGURES
from guardrails.figures.model import Language, Span
from guardrails.figures.numbers import EN_NUMBER, ES_NUMBER, parse_words

_I = re.IGNORECASE
_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = rf"{EN_NUMBER}|{ES_NUMBER}"
_SHORTEST_NAME = 6
_SCALE = {"k": 1000, "thousand": 1000, "mil": 1000, "m": 10**6, "million": 10**6}

_ACCOUNT = re.compile(
    r"(?:(?:ending|ends|finishing|finishes)(?: in| with)?|terminad[oa]s? en|termina en|"
    r"(?:con )?terminaci[oó]n|"
    r"last (?:four|4)(?: digits)?(?: are| is)?|[x•*.]{2,}[ -]?)[ ]?#?(?P<d>\d{3,6})\b(?![.,]\d)"
    r"|(?<![\w$.,])(?P<d2>\d{3,6})(?= (?:as|are|is) (?:its |the |your )?last (?:four|4)\b)",
    _I,
)
_REFERENCE = re.compile(
    r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?![\w-])"
)
_MONEY = re.compile(
    rf"(?P<neg>-|−)?(?:US|USD[ ]?)?\$[ ]?(?P<n>{_NUM})"
    r"(?:[ ]?(?P<s>k|m|thousand|million|mil)\b)?(?:[ ](?:d[oó]lares|dollars|USD))?"
    rf"|(?<![\w.,])(?P<a>{_NUM})(?:[ ]?(?P<s2>k))?[ -]?(?:dollars?|bucks|USD|d[oó]lares|d[oó]lar)\b"
    r"(?:(?: and| y| con) (?P<c>\d{1,2}) (?:cents?|centavos?))?"
    rf"|\b(?P<w>{_WORDS})[ -](?:dollars?|bucks|d[oó]lares|d[oó]lar|de d[oó]lares)\b"
    rf"(?:(?: and| y| con) (?P<wc>\d{{1,2}}|{_WORDS}) (?:cents?|centavos?))?"
    rf"|(?<![\w.,])(?P<cents>\d{{1,2}}|{_WORDS}) ?(?:cents?|centavos?|¢)"
    r"|(?<![\w.,$])(?P<bare>(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d)"
    r"(?![\d%]|[ ]?%|[ ](?:percent|por ciento|apr))"
    r"|\b(?P<none>owe nothing|nothing (?:more |else )?is due(?! (?:before|until|till))|"
    r"zero balance|no debes nada)\b",
    _I,
)
_PERCENT = re.compile(
    rf"(?<![\w.,])(?P<n>{_NUM})(?:[ ]?%|[ -](?:percent(?:age points?)?|per cent|por ciento|apr)\b)"
    rf"|\b(?P<w>{_WORDS})[ -](?:percent|per cent|por ciento)\b"
    r"|\b(?P<part>half|a third|a quarter|la mitad|un tercio) (?:of|the|your|de|del)\b",
    _I,
)
_PARTS = {"half": "50", "la mitad": "50", "a quarter": "25"}
_UNITS = (
    ("business_day", r"business[ -]days?|d[ií]as h[aá]biles|d[ií]a h[aá]bil"),
    ("day", r"(?:calendar |more |full |straight )?days?|d[ií]as?"),
    ("week", r"(?:more |full )?weeks?|semanas?"),
    ("cycle", r"(?:complete |full )?(?:billing |statement )?cycles?|ciclos?"),
    ("month", r"(?:more |full )?months?|mes(?:es)?"),
    ("year", r"years?|años?"),
    ("hour", r"hours?|horas?"),
    ("minute", r"minutes?|mins?|minutos?"),
)
_THING = (
    r"(?:(?!(?:or|and|to|more|the|an?|of|in|on|from|at|for|with|de|en|del)\b)[a-záéíóúñ-]+ ){0,2}?"
    r"(?:payments?|charges?|transactions?|draws?|fees?|statements?|instal?lments?|purchases?|"
    r"times|disputes?|claims?|plans?|parts|accounts?|bureaus|minimums?|debits?|refunds?|returns?|"
    r"pagos?|cargos?|transacciones|transacci[oó]n|cuotas?|compras?|retiros?|reclamos?|veces|partes)"
)
_ENGLISH = {
    "pago": "payment",
    "cargo": "charge",
    "transaccione": "transaction",
    "transacción": "transaction",
    "transaccion": "transaction",
    "cuota": "payment",
    "compra": "purchase",
    "retiro": "draw",
    "reclamo": "claim",
    "vece": "time",
    "parte": "part",
}
_UNIT = "|".join(f"(?P<u{n}>{pattern})" for n, (_, pattern) in enumerate(_UNITS))
_COUNTED = re.compile(
    rf"(?<![\w$.,])(?P<n>{_NUM}|{_WORDS})"
    rf"(?:(?:[ ]?[-–][ ]?|[ ](?:to|or|a|o)[ ])(?P<n2>{_NUM}|{_WORDS}))?"
    rf"[ -](?:{_UNIT}|(?P<thing>{_THING}))\b",
    _I,
)
_ARTICLE = re.compile(
    r"\b(?:in|within|for|after|about|takes?|over|every|en|dentro de|durante|hace|despu[eé]s de) "
    rf"(?:an?|una?) (?:{_UNIT})\b|\ba couple (?:of )?(?:{_UNIT.replace('?P<u', '?P<v')})\b"
    r"|\ba couple of [a-z]+s\b",
    _I,
)
_NUMBERED = re.compile(
    rf"\b(?P<unit>month|day|week|mes|d[ií]a|semana)(?: (?:is|es))?(?: (?:number|n[uú]mero|#))? "
    rf"(?P<n>{_NUM})"
    rf"(?: (?:of|out of|de) (?P<n2>{_NUM}))?(?!\w)",
    _I,
)
# "Days past due: 47": what the colon gives is counted by the label's first word.
_LABELLED = re.compile(
    rf"\b(?P<unit>day|week|month|d[ií]a|semana|mes)(?:s|es)?(?: [a-záéíóúñ-]+){{0,3}}:[ *_]*"
    rf"(?P<n>{_NUM})(?![\w%])",
    _I,
)
_NUMBERED_UNITS = {"mes": "month", "día": "day", "dia": "day", "semana": "week"}
_YEAR_ALONE = re.compile(r"(?<![\w$.,/-])(?:19|20)\d\d(?![\w%/-]|[.,]\d)")
_DIGITS = r"(?! (?:digits|d[ií]gitos|\d{4}\b))"
_BARE = re.compile(rf"(?<![\w$])(?:{_NUM})(?!\w){_DIGITS}")
_BARE_WORDS = {
    "en": re.compile(rf"\b(?:{EN_NUMBER})\b{_DIGITS}", _I),
    "es": re.compile(rf"\b(?:{ES_NUMBER})\b{_DIGITS}", _I),
}
# Numbers that no reply of ours is written in (½, Ⅷ, ② ...): nothing bears them out.
_ODD = re.compile(
    "[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u24ff\u2776-\u2793]+"
)
_BARE_ARTICLES = frozenset(("one", "a", "un", "una", "uno"))


def extract(
    text: str, language: Language, today: date, literals: Iterable[str] = ()
) -> tuple[Span, ...]:
    """Return the figures of a text in order, none overlapping.

    Both languages' forms are read whatever `language` is (it decides how "9/12" reads and
    whose bare number words count), so that switching language hides nothing. Digits inside a
    `literal` that stands word for word are skipped, unless the literal holds an amount.
    """
    masked = _mask(text, literals)
    taken: list[Span] = []
    for span in _candidates(masked, language, today):
        if all(span.end <= t.start or span.start >= t.end for t in taken):
            taken.append(
                Span(
                    span.start,
                    span.end,
                    text[span.start : span.end],
                    span.kind,
                    span.values,
                    span.unit,
                )
            )
    return tuple(sorted(taken, key=lambda span: span.start))


def without_names(text: str, literals: Iterable[str]) -> str:
    """Return a text with the names of rows blotted out, so that no name speaks for a figure."""
    for literal in literals:
        if len(literal) >= _SHORTEST_NAME and literal in text and " " in literal:
            text = text.replace(literal, "\x00" * len(literal))
    return text


def _mask(text: str, literals: Iterable[str]) -> str:
    for literal in literals:
        if literal in text and any(c.isalnum() for c in literal) and not _is_claim(literal):
            text = text.replace(literal, "\x00" * len(literal))
    return NOT_FIGURES.sub(lambda found: "\x00" * len(found.group()), text)


def _is_claim(literal: str) -> bool:
    return bool(_MONEY.search(literal) or _PERCENT.search(literal)) or literal.strip().isdigit()


def _candidates(text: str, language: Language, today: date) -> Iterator[Span]:
    for found in _ACCOUNT.finditer(text):
        group = "d" if found["d"] else "d2"
        yield Span(found.start(group), found.end(group), found[group], "account", (found[group],))
    for found in _REFERENCE.finditer(text):
        yield Span(found.start(), found.end(), found.group(), "account", (found.group(),))
    yield from _money(text)
    yield from _percent(text)
    yield from dates(text, language, today)
    yield from _counts(text)
    for found in _YEAR_ALONE.finditer(text):
        yield Span(found.start(), found.end(), found.group(), "date", (f"year:{found.group()}",))
    yield from _bare(text, language)


def _money(text: str) -> Iterator[Span]:
    for found in _MONEY.finditer(text):
        value = _money_value(found)
        if value is not None:
            sign = "-" if found["neg"] else ""
            yield Span(found.start(), found.end(), found.group(), "money", (f"{sign}{value:.2f}",))


def _money_value(found: re.Match[str]) -> Decimal | None:
    if found["none"]:
        return Decimal(0)
    if found["cents"]:
        return _number(found["cents"]) / 100
    raw = found["n"] or found["a"] or found["w"] or found["bare"]
    scale = _SCALE.get((found["s"] or found["s2"] or "").lower(), 1)
    cents = found["c"] or found["wc"]
    return _number(raw) * scale + (_number(cents) / 100 if cents else 0)


def _percent(text: str) -> Iterator[Span]:
    for found in _PERCENT.finditer(text):
        part = found["part"]
        value = (
            _PARTS.get(part.lower(), "33.33")
            if part
            else f"{_number(found['n'] or found['w']).normalize():f}"
        )
        yield Span(found.start(), found.end(), found.group(), "percent", (value,))


def _counts(text: str) -> Iterator[Span]:
    for found in _COUNTED.finditer(text):
        unit = _unit(found)
        if found["n2"]:
            yield _count(found.start("n"), found.end("n"), found["n"], unit)
            yield _count(found.start("n2"), found.end(), found["n2"], unit)
        elif found["n"].lower() not in _BARE_ARTICLES or found["n"].lower() == "one":
            yield _count(found.start(), found.end(), found["n"], unit)
    for found in _NUMBERED.finditer(text):
        unit = _NUMBERED_UNITS.get(found["unit"].lower(), found["unit"].lower())
        for group in ("n", "n2"):
            if found[group]:
                yield _count(found.start(group), found.end(group), found[group], unit)
    for found in _LABELLED.finditer(text):
        unit = _NUMBERED_UNITS.get(found["unit"].lower(), found["unit"].lower())
        yield _count(found.start("n"), found.end("n"), found["n"], unit)
    for found in _ARTICLE.finditer(text):
        number = "2" if "couple" in found.group().lower() else "1"
        yield _count(found.start(), found.end(), number, _unit(found))


def _unit(found: re.Match[str]) -> str:
    groups = found.groupdict()
    for at, (unit, _) in enumerate(_UNITS):
        if groups.get(f"u{at}") or groups.get(f"v{at}"):
            return unit
    thing = groups.get("thing")
    noun = thing.split()[-1].lower() if thing else ""
    return _ENGLISH.get(noun.rstrip("s"), noun.rstrip("s"))


def _count(start: int, end: int, number: str, unit: str) -> Span:
    return Span(start, end, "", "count", (f"{_number(number).normalize():f}",), unit)


def _bare(text: str, language: Language) -> Iterator[Span]:
    for found in _BARE.finditer(text):
        yield _count(found.start(), found.end(), found.group(), "")
    for found in _ODD.finditer(text):
        yield Span(found.start(), found.end(), found.group(), "count", ("-1",))
    for found in _BARE_WORDS[language].finditer(text):
        if found.group().lower() not in _BARE_ARTICLES:
            yield _count(found.start(), found.end(), found.group(), "")


def _number(raw: str) -> Decimal:
    digits = raw.replace(",", "")
    if digits.replace(".", "", 1).isdigit():
        return Decimal(digits)
    words = parse_words(raw)
    return Decimal(words if words is not None else -1)
