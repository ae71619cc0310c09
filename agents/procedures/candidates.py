"""Which transactions a question offers, and which of them an answer picks. Pure functions.

A charge gets on a card only if the borrower's words pick it, or if they say yes to a question that
names exactly what they spoke of: a borrower must never dispute what they didn't name.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from agents.procedures.charges import (
    WRONG_CHARGE,
    Named,
    how_many,
    known_as,
    marks,
    named,
    said_of,
)
from agents.procedures.entries import without_entries
from agents.procedures.reasons import REASONS
from agents.understanding import Reading
from agents.understanding.text import flat
from tools.views import Transaction

RECENT = timedelta(days=62)
MOST = 4
_EVERY = re.compile(r"\b(?:all|every|each|tod[oa]s)\b", re.I)
_THOSE = re.compile(
    r"\b(?:both|them|these|those|the two|two of|amb[oa]s|los dos|las dos|es[oa]s|est[oa]s)\b",
    re.I,
)
_SAME = re.compile(
    r"\b(?:same (?:day|date|total|amount|price|store)|twice|double|right|correct|exactly|"
    r"that'?s (?:it|the one|right)|it is|dispute|file|"
    r"mism[oa] (?:d[ií]a|total|cantidad)|dos veces|doble|correcto|exacto|as[ií] es|es[ea])\b",
    re.I,
)
_THAT = re.compile(r"\b(?:that|this|it|those|these|es[oae]s?|est[oae]s?)\b", re.I)
_TWICE = re.compile(r"\b(?:twice|two times|2x|2 times|dos veces)\b", re.I)
_YES = re.compile(
    r"^\W*(?:oh |well |ok(?:ay)? )*(?:y(?:es|eah|ep|up|a|es sir)|s[ií]|sure|ok(?:ay)?|claro|right|"
    r"exactly|those ones?|th(?:at|is) one|es[ea]|es[oa]s)\b",
    re.I,
)
_PLACES = (
    (0, re.compile(r"\b(?:first|1st|top|primer[oa]?)\b", re.I)),
    (1, re.compile(r"\b(?:second|2nd|segund[oa])\b", re.I)),
    (2, re.compile(r"\b(?:third|3rd|tercer[oa]?)\b", re.I)),
    (-1, re.compile(r"\b(?:last one|bottom|[uú]ltim[oa] cargo|el [uú]ltimo)\b", re.I)),
)


@dataclass(frozen=True)
class Offer:
    """The charges that a question names, by position. `exact`: a yes to it takes them all."""

    positions: tuple[int, ...] = ()
    exact: bool = True


@dataclass(frozen=True)
class Talk:
    """What was said: the last message, those before it (oldest first), and what is told apart.

    `taken` are charges that the same dispute has under another kind. `apart` says that both kinds
    are asked about; `refused`, that the message says no and no more. `reason` is why a charge is
    called wrong, beyond its sum.
    """

    text: str
    earlier: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    apart: bool = False
    refused: bool = False
    reason: str | None = None


def meant(rows: Sequence[Transaction], talk: Talk, slot: str | None, today: date) -> Offer:
    """Return the charges that a dispute's question should offer.

    What the borrower's words name goes first: the last message, then those before. Of a pair only
    the later charge is offered: the other was a purchase. After a no nothing is guessed again.
    """
    kind = slot or ""
    free = [n for n, row in enumerate(rows) if row.id not in talk.taken]
    spoken = marks(talk.text)
    split = len(spoken) > 1 or (talk.apart and spoken)
    own = said_of(talk.text, kind) if split else without_entries(talk.text)
    before = () if talk.refused else tuple(said_of(one, kind) for one in reversed(talk.earlier))
    for said in (own, *_pointed_at(talk, own), *before):
        found = _named(rows, free, said, talk.reason or kind, today)
        if found.positions:
            return found
    if talk.refused or talk.reason is not None:
        return Offer()  # nothing in the books tells which purchase went wrong
    if kind == WRONG_CHARGE:
        pairs = [n for n in duplicates(rows) if n in free]
        return Offer(tuple(pairs[:MOST]), exact=len(pairs) == 1)
    counts = (_spoken_of(said) for said in (own, *before))
    both = any(WRONG_CHARGE in marks(one) for one in (talk.text, *talk.earlier))
    return _guessed(rows, free, next((n for n in counts if n), None), today, pairs=not both)


def _pointed_at(talk: Talk, own: str) -> tuple[str, ...]:
    """Return the message before, where the last points at what it was about: "never bought that".

    One that makes a claim of its own is read for what it says of each kind, not whole.
    """
    before = talk.earlier[-1:] if _THAT.search(own) and not talk.refused else ()
    return tuple(one for one in before if not marks(one))


def _named(
    rows: Sequence[Transaction], free: Sequence[int], said: str, kind: str, today: date
) -> Offer:
    found = named(rows, said, today)
    positions = _recent(rows, [n for n in found.positions if n in free], today)
    if kind == WRONG_CHARGE:
        pairs = [n for n in duplicates(rows) if n in free]
        mine = [n for n in pairs if n in positions]
        if mine:
            return Offer(tuple(mine), exact=len(mine) == 1)
        if WRONG_CHARGE in marks(said):  # no pair there: which one is wrong isn't ours to say
            told = positions if found.by in {"amount", "shop"} else []
            return Offer(tuple(told[:MOST]), exact=len(told) == 1)
    if kind in REASONS:
        return Offer(tuple(positions[:MOST]), exact=len(positions) == 1)
    return _narrowed(rows, positions, found, today) if positions else Offer()


def _narrowed(
    rows: Sequence[Transaction], positions: Sequence[int], found: Named, today: date
) -> Offer:
    """Return what was named; where the words spoke of fewer than they fit, what is unfamiliar."""
    if found.by == "amount":
        return Offer(tuple(positions[:MOST]), exact=len(positions) <= MOST)
    strange = [n for n in positions if n in unfamiliar(rows, today)]
    if found.by in {"day", "kind"} and strange:
        positions = strange
    told = found.count in (None, len(positions)) or found.count == len(strange) > 0
    if found.count is not None and found.count == len(strange):
        positions = strange
    return Offer(tuple(positions[:MOST]), exact=told and len(positions) <= MOST)


def _guessed(
    rows: Sequence[Transaction],
    free: Sequence[int],
    count: int | None,
    today: date,
    pairs: bool,
) -> Offer:
    """Return unfamiliar charges; sure only where one shop alone fits what was said."""
    twice = set() if pairs else {known_as(rows[n]) for n in duplicates(rows)}
    found = [n for n in unfamiliar(rows, today) if n in free and known_as(rows[n]) not in twice]
    shops: dict[str, list[int]] = defaultdict(list)
    for n in found:
        shops[known_as(rows[n])].append(n)
    fitting = [one for one in shops.values() if count in (None, len(one))]
    if len(fitting) == 1:
        return Offer(tuple(fitting[0][:MOST]), exact=len(fitting[0]) <= MOST)
    return Offer(tuple(found[:MOST]), exact=False)


def _spoken_of(said: str) -> int | None:
    found = how_many(flat(said))
    return 2 if found is None and _TWICE.search(said) else found


def _recent(rows: Sequence[Transaction], positions: Sequence[int], today: date) -> list[int]:
    late = [n for n in positions if rows[n].posted_on >= today - RECENT]
    return late or list(positions)


def refuses(reading: Reading) -> bool:
    """Tell whether a message says no, and no more."""
    return "deny" in reading.acts and "affirm" not in reading.acts


def picked(
    candidates: Sequence[Mapping[str, Any]], reading: Reading, kind: str = ""
) -> list[str] | None:
    """Return the ids of those charges, among the ones offered, that an answer picks.

    By amount, day, name or place in the list ("the second one"). A yes, or "both", picks all where
    the question named exactly what was spoken of, and as many as the answer says. None where the
    answer picks none of them, such as when it names another charge.
    """
    text = without_entries(_text(reading))
    text = said_of(text, kind) or text if marks(text) else text
    sums = {a.value for a in reading.slots.amounts if _in(text, a.value)}
    days = {f"{d.value:%m-%d}" for d in reading.slots.dates}
    by_sum = [c for c in candidates if Decimal(str(c["amount"])) in sums or _says(text, c)]
    by_day = [c for c in candidates if str(c["on"])[5:] in days]
    if sums and not by_sum:
        return None
    count = how_many(flat(text))
    exact = all(c.get("exact", True) for c in candidates)
    by_place = [candidates[n] for n in _places(text, len(candidates))]
    by_name = _by_name(candidates, text)
    if not by_sum and _EVERY.search(text) and count in (None, len(candidates)):
        return [str(c["id"]) for c in candidates]
    chosen = by_sum or by_place or by_name or by_day
    if chosen and (by_sum or count in (None, len(chosen))):
        return [str(c["id"]) for c in chosen]
    told = {"affirm", "submit"} & set(reading.acts)
    agreed = told or any(words.search(text) for words in (_YES, _SAME, _THOSE))
    fits = count in (None, len(candidates)) or bool(kind == WRONG_CHARGE)
    return [str(c["id"]) for c in candidates] if exact and fits and agreed else None


def _by_name(candidates: Sequence[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """Return the candidates whose shop a text names, unless it names all of several."""
    folded = flat(text)
    words = set(re.findall(r"[a-z0-9]{3,}", folded))
    first = [re.findall(r"[a-z0-9]{3,}", flat(str(c["name"])))[:1] for c in candidates]
    return [c for c, one in zip(candidates, first, strict=True) if one and one[0] in words]


def _in(text: str, value: Decimal) -> bool:
    """Tell whether a sum belongs to a text; one in words can't be told, and does."""
    return not any(char.isdigit() for char in text) or f"{value:f}".rstrip("0").rstrip(".") in text


def _says(text: str, candidate: Mapping[str, Any]) -> bool:
    """Tell whether a text holds a charge's amount as a bare number ("just the 84.99")."""
    return re.search(rf"(?<![\d.]){re.escape(str(candidate['amount']))}(?!\d)", text) is not None


def _text(reading: Reading) -> str:
    return ". ".join(request.text for request in reading.requests)


def _places(text: str, count: int) -> list[int]:
    """Return the places in a list of `count` that a text names."""
    return [n % count for n, word in _PLACES if word.search(text) and -count <= n < count]


def unfamiliar(rows: Sequence[Transaction], today: date) -> list[int]:
    """Return the positions of recent purchases at merchants never seen before them.

    `rows` reach back far enough to know the borrower's habits (a year).
    """
    first: dict[str, date] = {}
    for row in rows:
        name = known_as(row)
        first[name] = min(first.get(name, date.max), row.posted_on)
    return [
        n
        for n, row in enumerate(rows)
        if row.kind == "purchase" and first[known_as(row)] >= today - RECENT
    ]


def duplicates(rows: Sequence[Transaction]) -> list[int]:
    """Return the later position of each pair with the same merchant, amount and day."""
    seen: dict[tuple[str, Decimal, date], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        seen[(known_as(row), row.amount, row.transacted_on)].append(n)
    return [positions[0] for positions in seen.values() if len(positions) > 1][:MOST]
