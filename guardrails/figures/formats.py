"""How a figure is written, in English and Spanish.

US conventions hold in both languages: "$1,482.16", "24.99%". Dates are "December 9" or
"9 de diciembre", with the year where it isn't this one.
"""

from datetime import date
from decimal import Decimal

from guardrails.figures.model import Fact, Language

EN_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
ES_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ES_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


class UnknownFilter(ValueError):
    """A mark asks for a form that doesn't exist, or that its fact can't take."""


def format_money(value: Decimal) -> str:
    """Write dollars: Decimal("1482.16") is "$1,482.16", a negative one "-$3.00"."""
    return f"{'-' if value < 0 else ''}${abs(value):,.2f}"


def format_percent(value: Decimal) -> str:
    """Write a percentage: Decimal("24.99") is "24.99%"."""
    return f"{value.normalize():f}%"


def format_date(day: date, today: date, language: Language, *, with_year: bool = False) -> str:
    """Write a date: "December 9", "9 de diciembre", with the year where it isn't today's."""
    year = with_year or day.year != today.year
    if language == "es":
        return f"{day.day} de {ES_MONTHS[day.month - 1]}" + (f" de {day.year}" if year else "")
    return f"{EN_MONTHS[day.month - 1]} {day.day}" + (f", {day.year}" if year else "")


def format_fact(fact: Fact, filter_: str, today: date, language: Language) -> str:
    """Write a fact as a reply shows it.

    Filters: money `abs` (no sign), `whole` (no cents; the amount must have none); dates
    `weekday`, `month`, `year` (the date with its year), `full` (weekday and date).

    Raises:
        UnknownFilter: the filter doesn't exist for this kind.

    """
    if fact.kind == "money":
        return _format_money(Decimal(fact.value), filter_)
    if fact.kind == "date":
        return _format_date(date.fromisoformat(fact.value), filter_, today, language)
    if filter_:
        raise UnknownFilter(f"{fact.kind} has no form {filter_!r}")
    if fact.kind == "percent":
        return format_percent(Decimal(fact.value))
    return fact.value


def _format_money(value: Decimal, filter_: str) -> str:
    if filter_ == "":
        return format_money(value)
    if filter_ == "abs":
        return format_money(abs(value))
    if filter_ == "whole" and value == value.to_integral_value():
        return format_money(value)[:-3]
    raise UnknownFilter(f"money {value} has no form {filter_!r}")


def _format_date(day: date, filter_: str, today: date, language: Language) -> str:
    days, months = (ES_DAYS, ES_MONTHS) if language == "es" else (EN_DAYS, EN_MONTHS)
    if filter_ == "":
        return format_date(day, today, language)
    if filter_ == "year":
        return format_date(day, today, language, with_year=True)
    if filter_ == "weekday":
        return days[day.weekday()]
    if filter_ == "month":
        return months[day.month - 1]
    if filter_ == "full":
        return f"{days[day.weekday()]}, {format_date(day, today, language)}"
    raise UnknownFilter(f"a date has no form {filter_!r}")
