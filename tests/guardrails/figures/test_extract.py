"""What counts as a figure, what doesn't, and reading back what we write."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.figures import Language, extract, format_date, format_money, format_percent

TODAY = date(2026, 11, 20)


def values(text: str, language: Language = "en") -> list[tuple[str, str, str]]:
    return [(s.kind, s.values[0], s.unit) for s in extract(text, language, TODAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1,482.16", ("money", "1482.16", "")),
        ("$75", ("money", "75.00", "")),
        ("-$3.00", ("money", "-3.00", "")),
        ("75 bucks", ("money", "75.00", "")),
        ("1,482.16 dollars", ("money", "1482.16", "")),
        ("twenty-five dollars", ("money", "25.00", "")),
        ("a hundred and fifty dollars", ("money", "150.00", "")),
        ("ten dollars and twenty cents", ("money", "10.20", "")),
        ("$2k", ("money", "2000.00", "")),
        ("47.00", ("money", "47.00", "")),
        ("veinticinco dólares", ("money", "25.00", "")),
        ("ciento cincuenta dólares", ("money", "150.00", "")),
        ("treinta y dos dólares", ("money", "32.00", "")),
        ("24.99%", ("percent", "24.99", "")),
        ("24.99 percent", ("percent", "24.99", "")),
        ("24.99 APR", ("percent", "24.99", "")),
        ("twenty percent", ("percent", "20", "")),
        ("20 por ciento", ("percent", "20", "")),
        ("half of your balance", ("percent", "50", "")),
        ("2026-12-09", ("date", "2026-12-09", "")),
        ("Dec 9", ("date", "--12-09", "")),
        ("December 9, 2026", ("date", "2026-12-09", "")),
        ("9 December", ("date", "--12-09", "")),
        ("the 9th of December", ("date", "--12-09", "")),
        ("12/9", ("date", "--12-09", "")),
        ("12/9/26", ("date", "2026-12-09", "")),
        ("9 de diciembre", ("date", "--12-09", "")),
        ("9 de diciembre de 2026", ("date", "2026-12-09", "")),
        ("Wednesday, December 9", ("date", "--12-09@2", "")),
        ("Friday", ("date", "weekday:4", "")),
        ("el viernes", ("date", "weekday:4", "")),
        ("the 25th", ("date", "day:25", "")),
        ("today", ("date", "2026-11-20", "")),
        ("tomorrow", ("date", "2026-11-21", "")),
        ("yesterday", ("date", "2026-11-19", "")),
        ("mañana", ("date", "2026-11-21", "")),
        ("next month", ("date", "2026-12", "")),
        ("el mes que viene", ("date", "2026-12", "")),
        ("in ten days", ("date", "2026-11-30", "")),
        ("dentro de dos semanas", ("date", "2026-12-04", "")),
        ("three days ago", ("date", "2026-11-17", "")),
        ("hace tres días", ("date", "2026-11-17", "")),
        ("your October statement", ("date", "month:10", "")),
        ("in 2027", ("date", "year:2027", "")),
        ("8 pm ET", ("date", "clock:20:00", "")),
        ("30 days", ("count", "30", "day")),
        ("30-day window", ("count", "30", "day")),
        ("7 business days", ("count", "7", "business_day")),
        ("two weeks", ("count", "2", "week")),
        ("dos semanas", ("count", "2", "week")),
        ("six months", ("count", "6", "month")),
        ("one month", ("count", "1", "month")),
        ("for a year", ("count", "1", "year")),
        ("a couple of weeks", ("count", "2", "week")),
        ("3 payments", ("count", "3", "payment")),
        ("one pending payment", ("count", "1", "payment")),
        ("tres pagos", ("count", "3", "payment")),
        ("You have 3.", ("count", "3", "")),
        ("ending 4417", ("account", "4417", "")),
        ("terminada en 4417", ("account", "4417", "")),
        ("••4417", ("account", "4417", "")),
        ("case CLM-1023", ("account", "CLM-1023", "")),
    ],
)
def test_a_figure_is_found(text: str, expected: tuple[str, str, str]) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "A person is one tap away.",
        "I have one question.",
        "There are two things to know.",
        "Here are 3 options.",
        "No one will ask you to pay.",
        "Which one do you mean?",
        "One of the charges matches.",
        "It's a one-time payment.",
        "First, press Confirm. Second, wait for the receipt.",
        "Step 2: press Confirm.",
        "1. Open the card\n2. Press Confirm",
        "See 12 CFR 1026.13(c)(1) and Reg Z.",
        "You filed chapter 7.",
        "You can call or text 988 at any hour.",
        "We're here 24/7.",
        "How much could you manage each month?",
        "You may pay it at any time.",
        "I march on.",
        "It may take a while.",
        "Una persona está a un toque.",
        "Tengo una pregunta.",
        "Hay dos opciones.",
        "Llámanos por la mañana.",
        "Una vez confirmado, verás el recibo.",
        "Sí, ten en cuenta que no se puede deshacer.",
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_idiom_is_no_figure(text: str, language: Language) -> None:
    assert values(text, language) == []


@pytest.mark.parametrize(
    "text",
    ["One charge is left.", "You missed two payments.", "It takes one day.", "Eight are pending."],
)
def test_an_idiom_like_count_is_still_a_figure(text: str) -> None:
    assert [kind for kind, _, _ in values(text)] == ["count"]


def test_the_month_of_a_plan_has_its_unit() -> None:
    assert values("month 3 of 6") == [("count", "3", "month"), ("count", "6", "month")]
    assert values("mes 3 de 6", "es") == [("count", "3", "month"), ("count", "6", "month")]


def test_once_is_eleven_only_in_spanish() -> None:
    assert values("Once it posts, your credit goes up.", "en") == []
    assert values("Son once.", "es") == [("count", "11", "")]


def test_a_range_gives_both_ends_the_unit() -> None:
    assert values("10 to 15 business days") == [
        ("count", "10", "business_day"),
        ("count", "15", "business_day"),
    ]


def test_a_slashed_date_reads_as_its_language_writes_it() -> None:
    assert values("9/12", "en") == [("date", "--09-12", "")]
    assert values("9/12", "es") == [("date", "--12-09", "")]


def test_both_languages_are_read_whatever_the_reply_is_said_to_be() -> None:
    assert values("debes veinte dólares", "en") == [("money", "20.00", "")]
    assert values("you owe twenty dollars", "es") == [("money", "20.00", "")]


def test_a_literal_hides_its_digits_unless_it_speaks_of_money() -> None:
    text = "The purchase at 7-Eleven 2231 is there."
    assert extract(text, "en", TODAY, ["7-Eleven 2231"]) == ()
    hostile = "The shop You owe $5.00 is there."
    assert [s.values for s in extract(hostile, "en", TODAY, ["You owe $5.00"])] == [("5.00",)]
    assert extract("You have 3.", "en", TODAY, ["3"])


CENTS = st.integers(min_value=-10_000_000, max_value=10_000_000)
LANGUAGES = st.sampled_from(["en", "es"])


@given(CENTS)
def test_money_reads_back(cents: int) -> None:
    amount = Decimal(cents) / 100
    assert values(f"It is {format_money(amount)} now.") == [("money", f"{amount:.2f}", "")]


@given(st.integers(min_value=0, max_value=99_999))
def test_percent_reads_back(hundredths: int) -> None:
    rate = Decimal(hundredths) / 100
    (found,) = values(f"The rate is {format_percent(rate)}.")
    assert found[0] == "percent"
    assert Decimal(found[1]) == rate


@given(st.integers(min_value=-500, max_value=500), LANGUAGES)
def test_a_date_reads_back(days: int, language: Language) -> None:
    day = TODAY + timedelta(days=days)
    shown = format_date(day, TODAY, language)
    (found,) = values(f"({shown})", language)
    expected = f"--{day:%m-%d}" if day.year == TODAY.year else day.isoformat()
    assert found == ("date", expected, "")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("the final month is number 9", "month"),
        ("el último mes es número 9", "month"),
        ("Days past due: 9", "day"),
        ("**Days past due:** 9", "day"),
        ("Días de atraso: 9", "day"),
    ],
)
def test_a_number_is_counted_by_its_label(text: str, unit: str) -> None:
    assert ("count", "9", unit) in values(text)
