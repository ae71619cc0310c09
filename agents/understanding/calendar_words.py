"""Names that the calendar gives to days, English and Spanish, on flattened text."""

import calendar
from datetime import date, timedelta

_MONTHS = """january february march april may june july august september october november
december""".split()
_MESES = """enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
diciembre""".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_DIAS = "lunes martes miercoles jueves viernes sabado domingo".split()
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split()

MONTHS: dict[str, int] = (
    {name: n for n, name in enumerate(_MONTHS, 1)}
    | {name: n for n, name in enumerate(_MESES, 1)}
    | {name[:3]: n for n, name in enumerate(_MONTHS, 1)}
    | {"sept": 9, "setiembre": 9, "septmber": 9, "novemeber": 11, "decemeber": 12}
)
WEEKDAYS: dict[str, int] = (
    {name: n for n, name in enumerate(_DAYS)}
    | {name: n for n, name in enumerate(_DIAS)}
    | {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
    | {"sat": 5, "tusday": 1, "teusday": 1, "wensday": 2, "wendsday": 2, "thrusday": 3}
)
ORDINALS: dict[str, int] = {name: n for n, name in enumerate(_ORDINALS, 1)} | {
    "twenty-first": 21,
    "twenty-second": 22,
    "twenty-third": 23,
    "twenty-fourth": 24,
    "twenty-fifth": 25,
    "twenty-sixth": 26,
    "twenty-seventh": 27,
    "twenty-eighth": 28,
    "twenty-ninth": 29,
    "thirtieth": 30,
    "thirty-first": 31,
    "primero": 1,
}


def month_end(year: int, month: int) -> date:
    """Give the last day of the month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """Give the same day of a later or earlier month, the month's last where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def holiday(name: str, year: int) -> date | None:
    """Give the day that a holiday falls on; None for a name that isn't known."""
    fixed = {
        "new year's eve": (12, 31),
        "new years eve": (12, 31),
        "new year's": (1, 1),
        "new years": (1, 1),
        "new year": (1, 1),
        "ano nuevo": (1, 1),
        "ano viejo": (12, 31),
        "christmas eve": (12, 24),
        "nochebuena": (12, 24),
        "christmas": (12, 25),
        "navidad": (12, 25),
        "halloween": (10, 31),
        "valentine's": (2, 14),
        "valentines": (2, 14),
        "independence day": (7, 4),
        "fourth of july": (7, 4),
        "veterans day": (11, 11),
        "juneteenth": (6, 19),
    }
    if name in fixed:
        return date(year, *fixed[name])
    floating = {"thanksgiving": (11, 3, 4), "accion de gracias": (11, 3, 4), "labor day": (9, 0, 1)}
    if name in floating:
        month, weekday, nth = floating[name]
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
    if name == "memorial day":
        last = date(year, 5, 31)
        return last - timedelta(last.weekday())
    return None


HOLIDAYS = (
    "new year's eve|new years eve|new year's|new years|new year|ano nuevo|ano viejo|christmas eve|"
    "nochebuena|christmas|navidad|halloween|valentine's|valentines|independence day|"
    "fourth of july|veterans day|juneteenth|thanksgiving|accion de gracias|labor day|memorial day"
)
