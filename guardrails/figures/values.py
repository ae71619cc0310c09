"""Whether a figure, as a text writes it, is a fact's value."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from guardrails.figures.model import Evidence, Fact, Span

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_TIME = frozenset(("day", "business_day", "week", "cycle", "month", "year", "hour", "minute"))
# Nouns by which a reply may call an entry of the account's history.
_ENTRIES = frozenset(
    ("transaction", "charge", "purchase", "draw", "payment", "fee", "refund", "debit", "return")
)
_NEAR = timedelta(days=400)


def read_as(fact: Fact, span: Span) -> Span:
    """Return a span as its own mark means it: which Wednesday, 31 of what."""
    if fact.kind == "date" and span.values[0].startswith("weekday:"):
        day = date.fromisoformat(fact.value)
        return replace(span, values=(f"{day.isoformat()}@{span.values[0][-1]}",))
    if fact.kind == "count" and span.kind == "count" and not span.unit:
        return replace(span, unit=fact.unit)
    return span


def of_kind(span: Span, evidence: Evidence) -> tuple[Fact, ...]:
    """Return the facts that a figure may be compared with."""
    if span.kind == "account":
        return (*evidence.of("account"), *evidence.of("text"))
    if span.kind == "date" and span.values[-1].startswith("days:"):
        return (*evidence.of("date"), *evidence.of("count"))
    return evidence.of(span.kind)


def supports(fact: Fact, span: Span, today: date) -> bool:
    """Tell whether a figure is a fact's value, in its unit, as near as its words say."""
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
    if fact.role == "plan_months" and span.unit == "payment":
        return said == meant  # one a month
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
