"""What a borrower's words say of each kind of claim, and which charges they name. Pure.

One message may bring two kinds ("84.99 isn't mine, and 73.18 shows up twice"): what belongs to one
is never taken for the other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from agents.procedures.entries import without_entries
from agents.procedures.reasons import past, without
from agents.understanding.dates import find_dates
from agents.understanding.reading import Hints, Period
from agents.understanding.slots import gather
from agents.understanding.text import flat
from tools.views import Transaction

UNKNOWN_CHARGE, WRONG_CHARGE = "unauthorized_use", "billing_error"
_STRANGE = re.compile(
    r"\b(?:(?:not|n't|isnt|arent|wasnt|werent|aint) (?:by )?(?:mine|me|us)|"
    r"(?:isn't|aren't|ain't|wasn't|weren't) (?:mine|me|us)|"
    r"(?:did ?n[o']?t|did not|never|do ?n[o']?t|do not|can't|cant) (?:even )?(?:\w+ )?"
    r"(?:ma[dk]e|authori[sz]ed?|b[ou]+g?h?[ty]|shop\w*|recogni[sz]\w*|know|order\w*|heard)|"
    r"unauthori[sz]ed|fraud\w*|st[eo]le\w*|someone|somebody|used my card|"
    r"no (?:l[oa]s? )?(?:hice|hicimos|reconozco|conozco|autorice|compre)|"
    r"no (?:es|son|era\w*) mi\w*|"
    r"no fui yo|alguien|fraude|robar\w*)\b"
)
_WRONG = re.compile(
    r"\b(?:overcharg\w*|wrong (?:amount|price|total)|never (?:came|arrived)|de mas|twice|doubl\w*|"
    r"dubbl?e|duplicat\w*|(?:two|2) times|2x|dos veces|doble\w*|duplicad\w*)\b"
)
_STRONG = re.compile(
    r"(?:[.!?;]+(?=\s|$)|\n+|,\s*(?:and|plus|but|y|e|pero)\b|"
    r"\b(?:also|plus|separately|besides|tambien|ademas)\b)"
)
_THERE = re.compile(
    r"\b(?:there|from them|alli|ahi|"
    r"th(?:at|is|ose|ese) (?:places?|stores?|shops?|compan\w+|sites?))\b"
)
_WEAK = re.compile(r",|\band\b|\by\b")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "un": 1, "una": 1, "dos": 2, "tres": 3,
            "cuatro": 4, "couple": 2, "both": 2, "ambos": 2, "ambas": 2, "pair": 2}  # fmt: skip
_COUNT = re.compile(
    r"\b(?P<n>[1-4]|one|two|three|four|un|una|dos|tres|cuatro|couple(?: of)?|pair(?: of)?) "
    r"(?:\S+ ){0,2}?(?:ch\w*r\w*g\w*|purchases?|transactions?|things?|ones|buys|cargos?|compras?)\b"
)
_BOTH = re.compile(
    r"\b(?:both|ambos|ambas|(?:the|those|these|all|l[oa]s|es[oa]s) (?:two|2|dos)|x ?2)\b"
)
# Too common in names to tell one shop from another.
_GENERIC = frozenset(
    """the and store shop inc llc company station services service online digital foods food goods
    market mart house place center centre supply general card charge charges""".split()
)
_KINDS = (
    (
        "groceries",
        re.compile(
            r"\b(?:gr[oa][cs]\w*r\w*|super ?markets?|market|food (?:place|store|shop)|"
            r"supermercado|abarrotes|super|mandado)\b"
        ),
    ),
    ("fuel", re.compile(r"\b(?:gas|fuel|gasolin\w*|filling station)\b")),
    ("restaurants", re.compile(r"\b(?:restaurant\w*|diner|eating out|cafe)\b")),
    ("health", re.compile(r"\b(?:pharmac\w*|drug ?store|farmacia)\b")),
)
_ALIKE = 0.85
_SHORTEST = 3


@dataclass(frozen=True)
class Named:
    """The charges that words name. `by` is what they are named by; None where they name none."""

    positions: tuple[int, ...]
    by: str | None
    count: int | None


def said_of(text: str, kind: str) -> str:
    """Return what a message says of a kind of claim; "" if it says nothing of it."""
    parts = [(mark, part) for mark, part in _parts(flat(without_entries(text))) if part.strip()]
    return " . ".join(part.strip() for mark, part in parts if mark == kind)


def marks(text: str) -> frozenset[str]:
    """Return the kinds of claim that the words of a message speak of."""
    parts = _parts(flat(without_entries(text)))
    return frozenset(mark for mark, _ in parts if mark is not None)


def _parts(folded: str) -> list[tuple[str | None, str]]:
    """Split a message by the kind of claim that each part speaks of."""
    parts: list[tuple[str | None, str]] = []
    for sentence in _cut(_STRONG, folded):
        whole = _mark(sentence)
        if whole != "both":
            parts.append((whole, sentence))
            continue
        clauses = _pointed([(_clause(one), one) for one in _cut(_WEAK, sentence)])
        for n, (mark, one) in enumerate(clauses):
            later = next((m for m, _ in clauses[n:] if m is not None), None)
            parts.append((mark or later or parts[-1][0], one))
    known = [mark for mark, _ in parts]
    for n, (mark, part) in enumerate(parts):
        before = next((m for m in reversed(known[:n]) if m), None)
        after = next((m for m in known[n:] if m), None)
        parts[n] = (mark or before or after, part)
    return parts


def _pointed(clauses: list[tuple[str | None, str]]) -> list[tuple[str | None, str]]:
    """Let a stranger's clause take the one before that it points at: "I never shopped there"."""
    for n, (mark, one) in enumerate(clauses[1:], 1):
        if mark == UNKNOWN_CHARGE and _THERE.search(one):
            clauses[n - 1] = (mark, clauses[n - 1][1])
    return clauses


def _cut(at: re.Pattern[str], text: str) -> list[str]:
    """Cut a text where a pattern is, keeping sums whole."""
    return [part for part in at.split(text) if part.strip()]


def _mark(part: str) -> str | None:
    strange, wrong = _STRANGE.search(without(part)), _WRONG.search(part)
    if strange and wrong:
        return "both"
    return UNKNOWN_CHARGE if strange else WRONG_CHARGE if wrong else None


def _clause(part: str) -> str | None:
    """Return the kind of a clause; what somebody did twice is a stranger's all the same."""
    mark = _mark(part)
    return UNKNOWN_CHARGE if mark == "both" else mark


def named(rows: Sequence[Transaction], text: str, today: date) -> Named:
    """Return the charges that a text names: by amount, else by the shop, else by the day.

    A shop whose charge is named by its amount is named by that alone.
    """
    folded = flat(text)
    slots = gather(text, today, Hints(language="en"))
    count = how_many(folded)
    sums = {one.value for one in slots.amounts} | _bare(folded)
    by_sum = [n for n, row in enumerate(rows) if row.amount in sums]
    if by_sum:
        shops = {known_as(rows[n]) for n in by_sum}
        others = [n for n in _by_shop(rows, folded) if known_as(rows[n]) not in shops]
        return Named(tuple(sorted({*by_sum, *others})), "amount", count)
    days = _days(folded, text, today, slots.periods)
    for by, found in (("shop", _by_shop(rows, folded)), ("kind", _by_kind(rows, folded))):
        if found:
            then = [n for n in found if _within(rows[n], days)]
            return Named(tuple(then or found), by, count)
    return Named(tuple(n for n, row in enumerate(rows) if _within(row, days)), "day", count)


def how_many(folded: str) -> int | None:
    """Return how many charges the words speak of; None if they don't say."""
    if _BOTH.search(folded):
        return 2
    found = _COUNT.search(folded)
    if found is None:
        return None
    word = found["n"].split()[0]
    return int(word) if word.isdigit() else _NUMBERS[word]


def _bare(folded: str) -> set[Decimal]:
    return {Decimal(one) for one in re.findall(r"(?<![\d.,])\d{1,4}\.\d\d(?!\d)", folded)}


def _by_shop(rows: Sequence[Transaction], folded: str) -> list[int]:
    said = [word for word in re.findall(r"[a-z0-9]+", folded) if len(word) >= _SHORTEST]
    return [n for n, row in enumerate(rows) if _names(said, flat(known_as(row)))]


def _names(said: Sequence[str], name: str) -> bool:
    """Tell whether words name a shop by a word of its own, slips of the keyboard included.

    A slip in a short word is believed only beside another word of the name ("NVQ Digitel").
    """
    words = [word for word in re.findall(r"[a-z0-9]+", name) if len(word) >= _SHORTEST]
    telling = [word for word in words if word not in _GENERIC]
    if any(_alike(one, word) for one in said for word in telling):
        return True
    hits = [word for word in words if any(_alike(one, word) for one in said)]
    near = [w for w in telling if any(len(o) == len(w) and _slips(o, w) == 1 for o in said)]
    return bool(hits and near)


def _alike(one: str, other: str) -> bool:
    if one == other or min(len(one), len(other)) <= _SHORTEST:
        return one == other
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _slips(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _by_kind(rows: Sequence[Transaction], folded: str) -> list[int]:
    kinds = {kind for kind, word in _KINDS if word.search(folded)}
    return [n for n, row in enumerate(rows) if row.category in kinds]


def _days(
    folded: str, text: str, today: date, periods: Sequence[Period]
) -> list[tuple[date, date]]:
    """Return the spans of days that a text names; a charge is never of the future."""
    found = find_dates(folded, text, today)
    days = sorted(past(one.value, today, folded) for one in found)
    if len(days) == 2 and re.search(r"\b(?:between|from|entre|del?)\b", folded):
        return [(days[0], days[1])]
    spans = [(one.first, one.last) for one in periods if one.marker is None]
    return [*((day, day) for day in days), *spans]


def _within(row: Transaction, spans: Sequence[tuple[date, date]]) -> bool:
    days = (row.transacted_on, row.posted_on)
    return any(first <= day <= last for first, last in spans for day in days)


def known_as(row: Transaction) -> str:
    """Return the name a person would know the merchant by."""
    return row.merchant or row.description
