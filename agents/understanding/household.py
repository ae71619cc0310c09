"""What a message says of a household's money: what comes in, what goes out, what can be paid.

Heard only while hardship help is talked about, and so more freely than elsewhere: any number that
isn't a day, a length of time or a count is taken for dollars. A sum is a month's, and may be a
range. Pure: the same message says the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from agents.understanding.numerals import FIGURES, WORDS, parse
from agents.understanding.reading import Span
from agents.understanding.text import flat

Noun = Literal["can_pay", "income", "expenses", "other_debt"]
NOUNS: tuple[Noun, ...] = ("can_pay", "income", "expenses", "other_debt")


@dataclass(frozen=True, slots=True)
class Sum:
    """Dollars a month; a range where the ends differ."""

    low: Decimal
    high: Decimal

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Household:
    """The sums that a message gives, by what they are; `unnamed` are those that it doesn't name.

    `adds` says that they come on top of what was said before ("plus 200 in food stamps").
    `instead_of` are sums that it takes back ("65, not 55").
    """

    sums: Mapping[Noun, Sum] = field(default_factory=dict)
    unnamed: tuple[Sum, ...] = ()
    adds: bool = False
    instead_of: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    value: Sum
    span: Span


_NUMBER = re.compile(
    rf"(?<![\w.,/#:])(?P<mark>\$\s?)?(?P<n>{FIGURES}|{WORDS})"
    r"(?P<k>\s?k\b|\s(?:thousand|grand|hundred|mil)\b)?(?!(?!ish\b)\w|[%:/]|[.,]\d|-[a-z])"
)
_SCALES = {"k": 1000, "thousand": 1000, "grand": 1000, "hundred": 100, "mil": 1000}
_LEAST = 5
_JOINED = re.compile(
    r"(?:ish)?\s*(?:dollars?|bucks?|dolares|a month)?\s*(?:to|or|o|a|hasta|maybe|and|y|[-–—]|"
    r",? ?(?:could|might) be|,? ?podrian? ser)\s*(?:maybe |about |like |around |unos |tal vez )*"
)
_BETWEEN = re.compile(r"\b(?:between|entre|from|de) (?:about |like |around |unos )*$")
_NOT_MONEY_AFTER = re.compile(
    r"\s*(?:%|percent|por ciento|days?|dias?|weeks?\b|semanas?\b|months?\b|mes(?:es)?\b|years?\b|"
    r"anos?\b|hours?\b|horas?\b|minutes?|am\b|pm\b|o'?clock|of (?:them|us|the)\b|times\b|people|"
    r"kids?\b|children|hijos?\b|ninos?\b|jobs?\b|payments?\b|pagos?\b|things?|st\b|nd\b|rd\b|th\b)"
)
_NOT_MONEY_BEFORE = re.compile(
    r"(?:\b(?:chapter|ending(?: in)?|number|account|option|opcion|form|dia|day|the year|age|group|"
    r"no\.|january|february|march|april|may|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|#)\s*$"
)
_TIMES = (
    (Decimal(26) / 12, r"(?:every (?:two|2|other) weeks?|bi-?weekly|cada (?:dos|2) semanas)"),
    (Decimal(2), r"(?:twice a month|two times a month|cada quincena|por quincena|a la quincena)"),
    (
        Decimal(52) / 12,
        r"(?:(?:a|per|every|each) week|weekly|/ ?w(?:ee)?k|(?:a|por) (?:la )?semana)",
    ),
    (Decimal(1) / 12, r"(?:(?:a|per|every) year|yearly|annually|al ano)"),
)
_OFTEN = tuple(
    (times, re.compile(rf"^\s*(?:dollars?|bucks?)?\s*{words}")) for times, words in _TIMES
)
_OFTEN_BEFORE = tuple((times, re.compile(rf"{words} (?:\w+ ){{0,2}}$")) for times, words in _TIMES)
_NAMES: tuple[tuple[Noun, str], ...] = (
    (
        "can_pay",
        r"(?:can|could|might|may) (?:\w+ ){0,2}?(?:do|pay|manage|send|afford|spare|swing|give|"
        r"handle|put|cover|scrape|come up with)|able to|afford|swing|manage|spare|scrape(?: up)?|"
        r"come up with|left(?: ?over)?|to spare|for (?:you|y'?all|this|the line|the payment)|"
        r"toward(?:s)? (?:this|the line|it|you)|(?:all|most|best) i (?:can|could)|"
        r"puedo (?:\w+ )?(?:pagar|dar|mandar|poner|con)|pudiera|podria (?:\w+ )?(?:pagar|dar|con|"
        r"mandar)|"
        r"me (?:alcanza para|queda[n]?|sobra[n]?)|para (?:ustedes|pagar(?:les)?|esto)|"
        r"pagarles?|pay you|pay y'?all|puedo|i can|i could|pagaria",
    ),
    (
        "other_debt",
        r"other (?:loans?|cards?|debts?|credit|creditors|minimums)|credit cards?|card payments?|"
        r"(?:student|personal|payday|car|auto|truck|title) loans?|(?:car|truck|auto) (?:note|"
        r"payment)|loans?|debts?|medical (?:bills?|debt)|owe (?:elsewhere|others?|other)|"
        r"otras? (?:deudas?|tarjetas?)|otros? (?:prestamos?|pagos)|deudas?|prestamos?|"
        r"pago del (?:carro|coche|auto)|tarjetas? de credito",
    ),
    (
        "expenses",
        r"going out|goes? out|go out|out(?=\W|$)|outgo\w*|expenses?|expences?|bills|costs?|spend"
        r"(?:ing)?|living|rent|mortgage|house (?:note|payment)|lot rent|housing|"
        r"food(?! stamps)|groceries|grocerys|utilities|utilitys|lights?|electric\w*|water|gas|"
        r"insurance|phone|day ?care|child ?care|medicine|meds|diapers|essentials?|basics|"
        r"necessities|needs?|"
        r"gastos?|gastamos|salen?|se (?:me )?van?|renta|alquiler|hipoteca|comida|luz|agua|seguro|"
        r"medicinas?|guarderia|lo (?:esencial|basico|necesario)|mandado|despensa",
    ),
    (
        "income",
        r"gross|net|(?:i|we|he|she|wife|husband|mom) (?:make|makes|earn|earns|get|gets|draw|draws|"
        r"clear|clears|bring|brings|take home)|making|earning|income|coming in|comes? in|in(?=\W|$)"
        r"(?= *(?:,|;|\.|$|\$|\d|and\b|a month|each|every|per|with|but|on))|brings? (?:in|home)|"
        r"bringing (?:in|home)|"
        r"take ?home|salary|wages|pension|social security|ssi|ssdi|disability|unemployment|"
        r"unemploy\w*|benefits?|food stamps|child support|pay ?checks?|checks?|part.?time|gig|"
        r"ingresos?|gan[oa]|ganamos|gana|entran?|entrando|me entra|sueldo|salario|recibo|cobro|"
        r"me pagan|desempleo|pension|seguro social|me dan",
    ),
)
_PATTERNS = tuple((noun, re.compile(rf"\b(?:{words})")) for noun, words in _NAMES)
_TOTAL = re.compile(
    r"go(?:es|ing)? out|out\b|expen[sc]es?|total|bills|costs?|gastos?|salen?|essential"
)
_BREAK = re.compile(r"[,;.?!\n]|\b(?:and|but|y|pero|con)\b")
_BREAK_COST, _REACH, _CROSSED = 18, 48, 40
_ADDS = re.compile(
    r"\b(?:also|plus|on top|another|besides|as well|in addition|tambien|ademas|aparte|otros?)\b"
)
_PART = re.compile(r"^\s*(?:of (?:that|it|which)|de eso)")
_NOTHING = re.compile(
    r"\b(?:nothing|zero|zilch|not a (?:dime|cent|penny)|none|nada|cero|ni un (?:peso|centavo)|"
    r"no income|sin ingresos?|can'?t (?:do|pay|afford|manage) (?:anything|nothing)|"
    r"no puedo (?:pagar )?nada)\b|(?<![\d.,])\$?0(?:\.00)?(?![\d.,])"
)
_NO_INCOME = re.compile(
    r"\b(?:no (?:income|money coming in|paycheck|pay)|(?:nothing|zero|0) (?:is )?(?:coming|comes) "
    r"in|sin ingresos?|no (?:me )?entra nada|no tengo ingresos?|"
    r"income (?:is )?(?:zero|nothing|0))\b"
)
_INSTEAD = re.compile(
    r"\b(?:not|instead of|rather than|no|en vez de|en lugar de)\s+\$?(?P<n>[\d,.]+)\b"
)
_CENT = Decimal("0.01")


def household(text: str, taken: Sequence[Span] = ()) -> Household:
    """Return the sums of a message. `taken` are spans of it that are days or lengths of time."""
    folded = flat(text)
    found = _ranges(folded, _sums(folded, taken))
    taken_back = tuple(
        value
        for m in _INSTEAD.finditer(folded)
        if (value := parse(m["n"].rstrip(".,"))) is not None
    )
    found = [
        one
        for one in found
        if one.value.low not in taken_back or not _INSTEAD.search(folded[: one.span[1]][-30:])
    ]
    named: dict[Noun, list[tuple[_Found, bool]]] = {}
    unnamed: list[Sum] = []
    for one in found:
        if _PART.search(folded[one.span[1] :]):
            continue
        noun, word = _noun(folded, one, found)
        if noun is None:
            unnamed.append(one.value)
        else:
            named.setdefault(noun, []).append((one, bool(_TOTAL.match(word))))
    sums = {noun: _together(noun, ones) for noun, ones in named.items()}
    if _NO_INCOME.search(folded) and "income" not in sums:
        sums["income"] = Sum(Decimal(0), Decimal(0))
    return Household(sums, tuple(unnamed), bool(_ADDS.search(folded)), taken_back)


def a_month(text: str, value: Decimal) -> Decimal:
    """Return what a sum of a text comes to a month, where the text gives it a year or a week."""
    folded = flat(text)
    told = (one for one in _sums(folded, ()) if one.value.low == value)
    return next((_a_month(folded, one.value, one.span).low for one in told), value)


def says_nothing(text: str) -> bool:
    """Tell whether an answer is "nothing", in its many words."""
    return bool(_NOTHING.search(flat(text)))


def _sums(folded: str, taken: Sequence[Span]) -> list[_Found]:
    found = []
    for match in _NUMBER.finditer(folded):
        start, end = match.span()
        if any(start < last and first < end for first, last in taken):
            continue
        value = parse(match["n"])
        if value is None or _NOT_MONEY_BEFORE.search(folded[:start]):
            continue
        if match["mark"] is None and _NOT_MONEY_AFTER.match(folded, end):
            continue
        value *= _SCALES.get((match["k"] or "").strip(), 1)
        if value < _LEAST and match["mark"] is None:
            continue
        found.append(_Found(Sum(value, value), (start, end)))
    return found


def _ranges(folded: str, found: list[_Found]) -> list[_Found]:
    """Join two sums that are the ends of one range, and make each a month's."""
    joined: list[_Found] = []
    skip = False
    for n, one in enumerate(found):
        if skip:
            skip = False
            continue
        after = found[n + 1] if n + 1 < len(found) else None
        value, span = one.value, one.span
        if after is not None and _are_ends(folded, one, after):
            low, high = value.low, after.value.high
            if low < 100 <= high and low * 100 <= high:
                low *= 100  # "14 to 16 hundred"
            if low <= high:
                value, span, skip = Sum(low, high), (span[0], after.span[1]), True
        joined.append(_Found(_a_month(folded, value, span), span))
    return joined


def _are_ends(folded: str, one: _Found, other: _Found) -> bool:
    between = folded[one.span[1] : other.span[0]]
    if not _JOINED.fullmatch(between):
        return False
    plain = re.search(r"\b(?:and|y)\b", between) is None
    return plain or bool(_BETWEEN.search(folded[: one.span[0]]))


def _a_month(folded: str, value: Sum, span: Span) -> Sum:
    after, before = folded[span[1] : span[1] + 28], folded[max(span[0] - 28, 0) : span[0]]
    for times, words in _OFTEN:
        if words.search(after):
            return Sum(_cents(value.low * times), _cents(value.high * times))
    for times, words in _OFTEN_BEFORE:
        if words.search(before):
            return Sum(_cents(value.low * times), _cents(value.high * times))
    return value


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_EVEN)


def _noun(folded: str, one: _Found, found: Sequence[_Found]) -> tuple[Noun | None, str]:
    """Return what the nearest words say a sum is, and those words."""
    best: tuple[int, int] | None = None
    chosen: tuple[Noun | None, str] = (None, "")
    for rank, (noun, pattern) in enumerate(_PATTERNS):
        for match in pattern.finditer(folded):
            cost = _distance(folded, one.span, match.span(), found)
            if cost <= _REACH and (best is None or (cost, rank) < best):
                best, chosen = (cost, rank), (noun, match[0])
    return chosen


def _distance(folded: str, span: Span, words: Span, found: Sequence[_Found]) -> int:
    low, high = (words[1], span[0]) if words[1] <= span[0] else (span[1], words[0])
    if high < low:
        return 0
    crossed = sum(low <= one.span[0] < high for one in found if one.span != span)
    return high - low + len(_BREAK.findall(folded, low, high)) * _BREAK_COST + crossed * _CROSSED


def _together(noun: Noun, ones: Sequence[tuple[_Found, bool]]) -> Sum:
    """Add what is several; a total counts alone, and what can be paid is said once."""
    totals = [one.value for one, total in ones if total]
    if noun == "can_pay":
        return ones[-1][0].value
    if noun == "expenses" and totals:
        return max(totals, key=lambda value: value.low)
    value = ones[0][0].value
    for one, _ in ones[1:]:
        value = value + one.value
    return value
