"""Which transactions a borrower may mean, found in a list of them. Pure functions."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from agents.understanding import Reading
from tools.views import Transaction

RECENT = timedelta(days=62)
MOST = 4
_ALL = re.compile(
    r"\b(?:both|all|every|each|them|these|those|the two|two of|ambos|ambas|todos|todas|"
    r"los dos|las dos|esos|esas|estos|estas)\b",
    re.I,
)
_SAME = re.compile(
    r"\b(?:same (?:day|date|total|amount|price|store)|twice|double|right|correct|exactly|"
    r"that'?s (?:it|the one|right)|it is|dispute|file|"
    r"mism[oa] (?:d[ií]a|total|cantidad)|dos veces|doble|correcto|exacto|as[ií] es|es[ea])\b",
    re.I,
)
_TWICE = re.compile(r"\b(?:twice|two times|2x|2 times|dos veces)\b", re.I)
_PLACES = (
    (0, re.compile(r"\b(?:first|1st|top|primer[oa]?)\b", re.I)),
    (1, re.compile(r"\b(?:second|2nd|segund[oa])\b", re.I)),
    (2, re.compile(r"\b(?:third|3rd|tercer[oa]?)\b", re.I)),
    (-1, re.compile(r"\b(?:last one|bottom|[uú]ltim[oa] cargo|el [uú]ltimo)\b", re.I)),
)


def meant(
    rows: Sequence[Transaction], reading: Reading, slot: str | None, today: date
) -> list[int]:
    """Return the positions of the charges that a dispute's question should offer.

    What the message names goes first. Of a pair only the later one is offered: the other was a
    purchase. After a no nothing is guessed again.
    """
    slots = reading.slots
    found = named(rows, slots.merchant, [a.value for a in slots.amounts])
    guess = not refuses(reading)
    if slot == "billing_error":
        twice = duplicates(rows)
        named_pair = [n for n in twice if n in found]
        return named_pair[:1] or found or (twice[:1] if guess else [])
    count = 2 if slots.count is None and _TWICE.search(_text(reading)) else slots.count
    return found or (unfamiliar(rows, today, count) if guess else [])


def refuses(reading: Reading) -> bool:
    """Tell whether a message says no, and no more."""
    return "deny" in reading.acts and "affirm" not in reading.acts


def picked(candidates: Sequence[Mapping[str, Any]], reading: Reading) -> list[str] | None:
    """Return the ids of those charges, among the ones offered, that an answer picks.

    By amount, day, name or place in the list ("the second one"); a yes or "both" picks all.
    None where the answer picks none of them, such as when it names another charge.
    """
    text = _text(reading)
    sums = {a.value for a in reading.slots.amounts}
    days = {d.value.isoformat() for d in reading.slots.dates}
    by_sum = [c for c in candidates if Decimal(str(c["amount"])) in sums or _says(text, c)]
    by_day = [c for c in candidates if str(c["on"]) in days]
    if sums and not by_sum:
        return None
    if _ALL.search(text):
        return [str(c["id"]) for c in candidates]
    by_place = [candidates[n] for n in _places(text, len(candidates))]
    chosen = by_sum or by_place or by_day
    if chosen:
        return [str(c["id"]) for c in chosen]
    told = {"affirm", "answer", "submit"} & set(reading.acts)
    return [str(c["id"]) for c in candidates] if told or _SAME.search(text) else None


def _says(text: str, candidate: Mapping[str, Any]) -> bool:
    """Tell whether a text holds a charge's amount as a bare number ("just the 84.99")."""
    return re.search(rf"(?<![\d.]){re.escape(str(candidate['amount']))}(?!\d)", text) is not None


def _text(reading: Reading) -> str:
    return " ".join(request.text for request in reading.requests)


def _places(text: str, count: int) -> list[int]:
    """Return the places in a list of `count` that a text names."""
    return [n % count for n, word in _PLACES if word.search(text) and -count <= n < count]


def unfamiliar(rows: Sequence[Transaction], today: date, count: int | None = None) -> list[int]:
    """Return the positions of recent purchases at merchants never seen before them.

    `rows` reach back far enough to know the borrower's habits (a year). `count` is how many
    charges of one merchant the borrower spoke of: a merchant with as many goes before others.
    """
    first: dict[str, date] = {}
    for row in rows:
        name = known_as(row)
        first[name] = min(first.get(name, date.max), row.posted_on)
    found = [
        n
        for n, row in enumerate(rows)
        if row.kind == "purchase" and first[known_as(row)] >= today - RECENT
    ]
    by_merchant: dict[str, list[int]] = defaultdict(list)
    for n in found:
        by_merchant[known_as(rows[n])].append(n)
    exact = [positions for positions in by_merchant.values() if len(positions) == count]
    return (exact[0] if len(exact) == 1 else found)[:MOST]


def duplicates(rows: Sequence[Transaction]) -> list[int]:
    """Return the later position of each pair with the same merchant, amount and day."""
    seen: dict[tuple[str, Decimal, date], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        seen[(known_as(row), row.amount, row.transacted_on)].append(n)
    return [positions[0] for positions in seen.values() if len(positions) > 1][:MOST]


def named(rows: Sequence[Transaction], words: str | None, amounts: Sequence[Decimal]) -> list[int]:
    """Return the positions that fit a merchant or an amount the borrower named."""
    wanted = (words or "").lower().split()
    found = [
        n
        for n, row in enumerate(rows)
        if row.amount in amounts
        or (wanted and all(word in f"{known_as(row)} {row.description}".lower() for word in wanted))
    ]
    return found[:MOST]


def known_as(row: Transaction) -> str:
    """Return the name a person would know the merchant by."""
    return row.merchant or row.description
