"""Which of the plans that were offered an answer picks. Pure."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from agents.understanding.household import household
from agents.understanding.numerals import WORDS, parse
from agents.understanding.text import flat

_PLACES = (
    (0, r"first|1st|top one|option (?:1|one)|number (?:1|one)|#1|primer[oa]?|opcion (?:1|uno)|"
        r"la (?:1|uno)"),
    (1, r"second|2nd|middle(?: one)?|option (?:2|two)|number (?:2|two)|#2|segund[oa]|"
        r"opcion (?:2|dos)|la (?:2|dos)"),
    (2, r"third|3rd|option (?:3|three)|number (?:3|three)|#3|tercer[oa]?|opcion (?:3|tres)|"
        r"la (?:3|tres)"),
    (-1, r"last one|bottom one|ultim[oa]|la de abajo"),
)  # fmt: skip
_PLACE = tuple((n, re.compile(rf"(?:^|\b|(?=#))(?:{words})\b")) for n, words in _PLACES)
_BARE = re.compile(r"\W*(?:the |number |option |la |el )?([123])\W*")
_BEST = re.compile(
    r"\b(?:best|cheapest|costs? (?:me )?(?:the )?least|least (?:cost|interest|expensive)|"
    r"you (?:recommend|think)|whichever|any of them|doesn'?t matter|mejor|mas barat[oa]|"
    r"cualquiera|la que (?:sea|recomiende))\b"
)
_LOWEST = re.compile(r"\b(?:lowest|smallest|littlest|least (?:a month|payment)|mas baj[oa])\b")
_SHORTEST = re.compile(r"\b(?:short(?:est|er)?|quickest|mas cort[oa])\b")
_LONGEST = re.compile(r"\b(?:long(?:est|er)?|mas larg[oa])\b")
_MONTHS = re.compile(rf"\b(?P<n>\d{{1,2}}|{WORDS})[- ]?(?:months?|mos?\b|mes(?:es)?)")
_KINDS = (
    ("pause", r"paus\w+|skip|holiday|break|no payments?|sin pagos?"),
    ("reduced", r"reduc\w+|lower(?:ed)? payments?|smaller payments?|pago (?:reducido|menor)"),
    ("catch-up", r"catch[- ]?up|six parts|6 parts|seis partes"),
    ("term-out", r"(?:sixty|60)[- ]months?|fixed payments?|five years?|5 years?|cinco anos"),
    ("draw-parts", r"(?:four|4) parts|parts|partes"),
)
_KIND = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _KINDS)


def choice(offers: Sequence[Mapping[str, Any]], said: str) -> str | None:
    """Return the programme that an answer picks among those offered, or None.

    By place, by what it is ("the pause"), its months, its payment, or what is best about it.
    """
    folded = flat(said)
    bare = _BARE.fullmatch(folded)
    if bare is not None and int(bare[1]) <= len(offers):
        return str(offers[int(bare[1]) - 1]["program"])
    left = _narrowed(offers, folded)
    if 0 < len(left) < len(offers) or len(offers) == 1 == len(left) and _named(folded):
        return str(left[0]["program"]) if len(left) == 1 else None
    for place, pattern in _PLACE:
        if pattern.search(folded) and -1 <= place < len(offers):
            return str(offers[place]["program"])
    return _by_quality(offers, folded)


def _named(folded: str) -> bool:
    return any(pattern.search(folded) for _, pattern in _KIND)


def _narrowed(offers: Sequence[Mapping[str, Any]], folded: str) -> Sequence[Mapping[str, Any]]:
    left = offers
    kinds = [kind for kind, pattern in _KIND if pattern.search(folded)]
    of_kind = [one for one in left if str(one["program"]).startswith(tuple(kinds))]
    left = of_kind if kinds and of_kind else left
    months = {parse(found["n"]) for found in _MONTHS.finditer(folded)}
    of_months = [one for one in left if Decimal(one["months"]) in months]
    left = of_months or left
    told = household(folded)
    sums = {one.low for one in (*told.unnamed, *told.sums.values())}
    return [one for one in left if Decimal(one["payment"]) in sums] or left


def _by_quality(offers: Sequence[Mapping[str, Any]], folded: str) -> str | None:
    if not offers:
        return None
    if _BEST.search(folded):
        return str(offers[0]["program"])
    if _LOWEST.search(folded):
        return str(min(offers, key=lambda one: Decimal(one["payment"]))["program"])
    if _SHORTEST.search(folded):
        return str(min(offers, key=lambda one: int(one["months"]))["program"])
    if _LONGEST.search(folded):
        return str(max(offers, key=lambda one: int(one["months"]))["program"])
    return None
