"""P1: every figure of a text traces to a fact of this turn, of its kind, unit and role."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from guardrails.figures.extract import extract
from guardrails.figures.model import (
    Evidence,
    Fact,
    FigureVerdict,
    Language,
    ShownFigure,
    Span,
    Unverified,
    today_fact,
)
from guardrails.figures.roles import compatible, role_in_text

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_TIME = frozenset(("day", "business_day", "week", "cycle", "month", "year", "hour", "minute"))
# Nouns by which a reply may call an entry of the account's history.
_ENTRIES = frozenset(
    ("transaction", "charge", "purchase", "draw", "payment", "fee", "refund", "debit", "return")
)
_NEAR = timedelta(days=400)


def verify(
    text: str,
    evidence: Evidence,
    today: date,
    language: Language = "en",
    rendered: Iterable[ShownFigure] = (),
) -> FigureVerdict:
    """Match each figure of `text` to a fact; `rendered` figures keep their exact source.

    What the borrower said this turn is no evidence: only a quote's or a tool's echo of it is.
    Today's date always is.
    """
    known = evidence.plus((today_fact(today),))
    exact = {figure.start: figure for figure in rendered}
    figures: list[ShownFigure] = []
    unverified: list[Unverified] = []
    literals = (*evidence.literals, *(f.value for f in evidence.of("text")))
    for span in extract(text, language, today, literals):
        role = role_in_text(text, span.start, span.end, span.kind)
        own = [exact[at].source for at in range(span.start, span.end) if at in exact]
        fact, told = _match(span, role, known, own, today)
        if fact is None:
            unverified.append(Unverified(span, "role_conflict" if told else "no_evidence"))
        elif fact.kind != "account" and fact.kind != "text":
            value = fact.value.lstrip("-") if fact.kind == "money" else fact.value
            figures.append(ShownFigure(span.start, span.end, span.text, fact.kind, value, fact))
    return FigureVerdict(tuple(figures), tuple(unverified))


def _match(
    span: Span, role: str, evidence: Evidence, own: list[Fact], today: date
) -> tuple[Fact | None, bool]:
    """Return the fact that supports a span, and whether one was turned down for its role."""
    fits = [fact for fact in own if _supports(fact, _read_as(fact, span), today)]
    fits += [fact for fact in _of_kind(span, evidence) if _supports(fact, span, today)]
    if not role:
        return (fits[0] if fits else None), False
    meant = [fact for fact in evidence.of(span.kind) if fact.role and compatible(role, fact.role)]
    for fact in fits:
        if fact.role and compatible(role, fact.role):
            return fact, False
    for fact in fits:
        if not fact.role and not meant:
            return fact, False
    return None, bool(fits)


def _read_as(fact: Fact, span: Span) -> Span:
    """Return a span as its own mark means it: which Wednesday, 31 of what."""
    if fact.kind == "date" and span.values[0].startswith("weekday:"):
        day = date.fromisoformat(fact.value)
        return replace(span, values=(f"{day.isoformat()}@{span.values[0][-1]}",))
    if fact.kind == "count" and span.kind == "count" and not span.unit:
        return replace(span, unit=fact.unit)
    return span


def _of_kind(span: Span, evidence: Evidence) -> tuple[Fact, ...]:
    if span.kind == "account":
        return (*evidence.of("account"), *evidence.of("text"))
    if span.kind == "date" and span.values[-1].startswith("days:"):
        return (*evidence.of("date"), *evidence.of("count"))
    return evidence.of(span.kind)


def _supports(fact: Fact, span: Span, today: date) -> bool:
    if fact.kind == "money" and span.kind == "money":
        said, meant = Decimal(span.values[0]), Decimal(fact.value)
        return said == meant if said < 0 else said == abs(meant)
    if fact.kind == "percent" and span.kind == "percent":
        return Decimal(span.values[0]) == Decimal(fact.value)
    if span.kind == "count":
        return fact.kind == "count" and _same_count(fact, span)
    if span.kind == "account":
        return fact.value.endswith(span.values[0]) if fact.kind == "account" else False
    if fact.kind == "count":
        return span.values[-1] == f"days:{_in_days(fact)}"
    return fact.kind == "date" and any(_same_date(fact.value, said, today) for said in span.values)


def _in_days(fact: Fact) -> int:
    return int(Decimal(fact.value) * _DAYS.get(fact.unit, 0)) if fact.unit in _DAYS else -1


def _same_count(fact: Fact, span: Span) -> bool:
    said, meant = Decimal(span.values[0]), Decimal(fact.value)
    if fact.unit == span.unit or not span.unit or not fact.unit:
        return said == meant and (fact.unit in _TIME) == (span.unit in _TIME)
    for table in (_DAYS, _MONTHS):
        if fact.unit in table and span.unit in table:
            return said * table[span.unit] == meant * table[fact.unit]
    if fact.unit in _TIME or span.unit in _TIME:
        return False
    noun = fact.unit.rpartition("_")[2]
    return said == meant and (noun == span.unit or {noun, span.unit} <= _ENTRIES)


def _same_date(fact: str, said: str, today: date) -> bool:
    if ":" in fact:
        return fact == said
    try:
        meant = date.fromisoformat(fact)
    except ValueError:
        return fact == said
    said, _, weekday = said.partition("@")
    if weekday and meant.weekday() != int(weekday):
        return False
    form, _, value = said.partition(":")
    near = abs(meant - today) <= _NEAR
    if form == "weekday":
        return meant.weekday() == int(value) and abs(meant - today) <= timedelta(days=14)
    if form == "month":
        return meant.month == int(value) and near
    if form == "year":
        return meant.year == int(value)
    if form == "day":
        return meant.day == int(value) and abs(meant - today) <= timedelta(days=62)
    if form == "week":
        return timedelta(0) <= meant - date.fromisoformat(value) < timedelta(days=7)
    if said.startswith("--"):
        return fact[4:] == said[1:] and near
    return fact == said or (len(said) == 7 and fact.startswith(said))
