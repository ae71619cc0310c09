"""How a value of the books may be written in a reply."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

MONTHS_EN = (
    "January February March April May June July August September October November December"
).split()
MONTHS_ES = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
).split()
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def at(line: Any, path: str) -> Any:
    """Return what stands at a dotted path; list positions are numbers.

    Raises `KeyError` where nothing does.
    """
    found = line
    for part in path.split("."):
        try:
            found = found[int(part)] if isinstance(found, list) else found[part]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise KeyError(path) from error
    return found


def ways_to_write(value: Any) -> tuple[str, ...]:
    """Return the ways in which a reply may show a value of the books."""
    if isinstance(value, bool) or value is None:
        return ()
    text = str(value)
    if _DATE.fullmatch(text):
        return _dates(date.fromisoformat(text))
    if isinstance(value, str) and re.fullmatch(r"-?\d+\.\d{2}", text):
        amount = f"{Decimal(text):,.2f}"
        return (f"${amount}", f"{amount} %", f"{_trimmed(text)}%", f"{_trimmed(text)} %")
    if isinstance(value, str) and _number(text):
        return (f"{_trimmed(text)}%", f"{_trimmed(text)} %", text)
    return (text,)


def shows(reply: str, value: Any) -> bool:
    """Tell whether a reply shows a value, not as part of a longer number or word."""
    return any(
        re.search(rf"(?<![\d.,]){re.escape(way)}(?!\d|[.,]\d)", reply, re.I)
        if way[0].isdigit()
        else re.search(rf"{re.escape(way)}(?!\d|[.,]\d|\w)", reply, re.I)
        for way in ways_to_write(value)
    )


def _dates(day: date) -> tuple[str, ...]:
    english, spanish = MONTHS_EN[day.month - 1], MONTHS_ES[day.month - 1]
    return (f"{english} {day.day}", f"{english[:3]} {day.day}", f"{day.day} de {spanish}")


def _trimmed(text: str) -> str:
    return f"{Decimal(text).normalize():f}"


def _number(text: str) -> bool:
    try:
        Decimal(text)
    except InvalidOperation:
        return False
    return True
