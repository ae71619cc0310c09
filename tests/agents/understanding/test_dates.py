"""Days, periods and lengths of time, against Friday, November 20, 2026."""

from datetime import date

import pytest

from agents.understanding.reading import Hints, Slots
from agents.understanding.slots import gather

TODAY = date(2026, 11, 20)


def gathered(text: str) -> Slots:
    return gather(text, TODAY, Hints())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pay 40 on november 27", "2026-11-27"),
        ("take it on Nov. 27th", "2026-11-27"),
        ("pay it the 25th", "2026-11-25"),
        ("pay it on the 3rd", "2026-12-03"),
        ("pay on the third please", "2026-12-03"),
        ("send it on the 20th", "2026-11-20"),
        ("pay next friday", "2026-11-27"),
        ("pay friday", "2026-11-27"),
        ("pay this friday", "2026-11-20"),
        ("pay on monday", "2026-11-23"),
        ("pay tomorrow", "2026-11-21"),
        ("pay the day after tomorrow", "2026-11-22"),
        ("run it this afternoon", "2026-11-20"),
        ("pay in two weeks", "2026-12-04"),
        ("pay in 3 days", "2026-11-23"),
        ("pay a week from friday", "2026-12-04"),
        ("payoff by New Year's Eve", "2026-12-31"),
        ("payoff on new year's day", "2027-01-01"),
        ("pay the day after christmas", "2026-12-26"),
        ("pay on thanksgiving", "2026-11-26"),
        ("what is the payoff at the end of the month", "2026-11-30"),
        ("payoff at the end of december", "2026-12-31"),
        ("pay the day after the 10th", "2026-12-11"),
        ("My check comes the 10th. I'll send 40 the day after.", "2026-12-10 2026-12-11"),
        ("payoff on the 15th of January", "2027-01-15"),
        ("payoff on January 15, 2028", "2028-01-15"),
        ("pay on 12/5", "2026-12-05"),
        ("pay on 2026-12-09", "2026-12-09"),
        ("pay on the 5th of next month", "2026-12-05"),
        ("i bought it on the 5th", "2026-11-05"),
        ("it was charged on october 12", "2026-10-12"),
        ("i paid you on tuesday", "2026-11-17"),
        ("that was three days ago", "2026-11-17"),
        ("i paid yesterday", "2026-11-19"),
        ("páguelo el 25", "2026-11-25"),
        ("páguelo mañana", "2026-11-21"),
        ("pague el 3 de diciembre", "2026-12-03"),
        ("pague el próximo viernes", "2026-11-27"),
        ("pague en dos semanas", "2026-12-04"),
        ("pague a fin de mes", "2026-11-30"),
        ("páguelo esta tarde", "2026-11-20"),
        ("the first charge is mine", ""),
        ("i have two charges in 30 days or so", "2026-12-20"),
        ("november 31 is no day", ""),
    ],
)
def test_days(text: str, expected: str) -> None:
    assert " ".join(d.value.isoformat() for d in gathered(text).dates) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("what did i spend last month", "2026-10-01", "2026-10-31"),
        ("what did i spend in october", "2026-10-01", "2026-10-31"),
        ("spent since september", "2026-09-01", "2026-11-20"),
        ("what did i buy this week", "2026-11-16", "2026-11-22"),
        ("what did i buy last week", "2026-11-09", "2026-11-15"),
        ("how much have i spent this year", "2026-01-01", "2026-12-31"),
        ("what interest did i pay in 2025", "2025-01-01", "2025-12-31"),
        ("what was charged in december", "2025-12-01", "2025-12-31"),
        ("what did i spend over the past 3 months", "2026-08-20", "2026-11-20"),
        ("what have i bought since the 5th", "2026-11-05", "2026-11-20"),
        ("what did i spend over the summer", "2026-06-01", "2026-08-31"),
        ("cuánto gasté el mes pasado", "2026-10-01", "2026-10-31"),
        ("qué compré desde octubre", "2026-10-01", "2026-11-20"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    (period,) = gathered(text).periods
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


def test_the_books_decide_what_the_last_statement_is() -> None:
    (period,) = gathered("the two from my last statement").periods
    assert period.marker == "last_statement"


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("2 months, maybe", 2, "month"),
        ("about six weeks", 6, "week"),
        ("for 90 days", 90, "day"),
        ("a couple of months", 2, "month"),
        ("unos dos meses", 2, "month"),
    ],
)
def test_durations(text: str, count: int, unit: str) -> None:
    (duration,) = gathered(text).durations
    assert (duration.count, duration.unit) == (count, unit)


def test_a_month_after_a_sum_is_how_often() -> None:
    slots = gathered("I bring home $1,900 a month")
    assert slots.durations == ()
    assert slots.frequency == "monthly"


def test_a_day_keeps_its_words_and_where_they_stand() -> None:
    text = "Pay it by the 5th of December."
    (mention,) = gathered(text).dates
    assert text[slice(*mention.span)] == mention.text
    assert mention.kind == "range_end"
    assert mention.value == date(2026, 12, 5)


def test_the_way_the_sentence_looks_is_told() -> None:
    slots = gathered("I bought it on the 5th. Pay it on the 9th.")
    assert [d.tense for d in slots.dates] == ["past", "future"]


def test_a_due_day_is_a_day_of_the_month() -> None:
    assert gathered("move my due date to the 8th").day_of_month == 8
    assert gathered("cambie mi fecha al 15").day_of_month == 15
    assert gathered("pay 50 dollars").day_of_month is None
