"""What a message says of a household's money, and for how long it will be hard."""

from datetime import date
from decimal import Decimal

import pytest

from agents.understanding.household import Sum, a_month, household, says_nothing
from agents.understanding.lasting import lasting

TODAY = date(2026, 11, 20)


def shown(one: Sum) -> str:
    low, high = (f"{end.normalize():f}" for end in (one.low, one.high))
    return low if low == high else f"{low}-{high}"


def heard(text: str) -> dict[str, str]:
    """Return the named sums as "low" or "low-high", and the unnamed ones under "?"."""
    taken = lasting(text, TODAY).taken
    found = household(text, taken)
    named = {noun: shown(one) for noun, one in found.sums.items()}
    unnamed = [shown(one) for one in found.unnamed]
    return named | ({"?": " ".join(unnamed)} if unnamed else {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "$1,520 a month coming in, $1,390 going out, I can do $55",
            {"income": "1520", "expenses": "1390", "can_pay": "55"},
        ),
        ("1520 in, 1390 out, 55 for you", {"income": "1520", "expenses": "1390", "can_pay": "55"}),
        ("1.4k in 1.2k out", {"income": "1400", "expenses": "1200"}),
        ("i make 1400 and pay 1250 for rent and food", {"income": "1400", "expenses": "1250"}),
        ("maybe 40 a month", {"?": "40"}),
        ("like 45ish", {"?": "45"}),
        (
            "1400 to 1600 comes in and 1200-1300 goes out",
            {"income": "1400-1600", "expenses": "1200-1300"},
        ),
        ("between 14 and 16 hundred", {"?": "1400-1600"}),
        ("50 or 60", {"?": "50-60"}),
        (
            "about fifteen hundred coming in, rent 900, food 300, can swing fifty",
            {"income": "1500", "expenses": "1200", "can_pay": "50"},
        ),
        ("I bring home 650 every two weeks", {"income": "1408.33"}),
        (
            "unemployment pays me $362 a week. rent is 850, groceries 250, car note 210",
            {"income": "1568.67", "expenses": "1100", "other_debt": "210"},
        ),
        ("my wife makes 900 and i get 500 unemployment", {"income": "1400"}),
        ("i have about 60 left after bills", {"can_pay": "60"}),
        ("nothing coming in right now", {"income": "0"}),
        ("plus 200 in food stamps", {"income": "200"}),
        (
            "Gano 1,500 al mes y gasto 1,350. Puedo pagar 60.",
            {"income": "1500", "expenses": "1350", "can_pay": "60"},
        ),
        ("me entran como 1400 o 1500, salen 1300", {"income": "1400-1500", "expenses": "1300"}),
        ("I'm 2 payments behind and have 3 kids", {}),
        ("my hours went from 40 hours to 12 hours", {}),
    ],
)  # fmt: skip
def test_sums_are_heard_by_what_they_are(text: str, told: dict[str, str]) -> None:
    assert heard(text) == told


def test_a_sum_that_is_taken_back_is_known_as_that() -> None:
    found = household("I meant 65 not 55")
    assert ([f"{one.low:g}" for one in found.unnamed], [f"{v:g}" for v in found.instead_of]) == (
        ["65"],
        ["55"],
    )


@pytest.mark.parametrize(
    ("text", "nothing"),
    [("nothing right now", True), ("$0", True), ("nada", True), ("not a dime", True),
     ("50", False), ("$50.00", False), ("some", False)],
)  # fmt: skip
def test_nothing_has_many_words(text: str, nothing: bool) -> None:
    assert says_nothing(text) is nothing


@pytest.mark.parametrize(
    ("text", "months", "since"),
    [
        ("2 months", 2, None),
        ("2 months. Should be back on in spring.", 4, date(2026, 9, 20)),
        ("not sure, three months i guess", 3, None),
        ("not sure", None, None),
        ("I'm 72 years old and a widow", None, None),
        ("tengo 45 años y estoy casado", None, None),
        ("been married for 10 years, should be over in 3 months", 3, None),
        ("about 3 or 4 months", 4, None),
        ("i've been out of work 2 months", None, date(2026, 9, 20)),
        ("should be 6 weeks", 2, None),
        ("until january", 2, None),
        ("starting a new job in february", 3, None),
        ("hasta marzo", 4, None),
        ("It should last 3 months.", 3, None),
        ("hopefully by christmas", 2, None),
        ("permanent i think, i retired", 60, None),
        ("a year maybe", 12, None),
        ("3 mos", 3, None),
        ("two months behind already", None, date(2026, 9, 20)),
        ("lost my job Sept 12, should be about 3 months", 3, date(2026, 9, 12)),
        ("perdí mi trabajo en septiembre, creo que unos 3 meses", 3, date(2026, 9, 1)),
        ("desde hace dos meses no trabajo", None, date(2026, 9, 20)),
    ],
)
def test_how_long_it_lasts_and_since_when(
    text: str, months: int | None, since: date | None
) -> None:
    found = lasting(text, TODAY)
    assert (found.months, found.since) == (months, since)


@pytest.mark.parametrize(
    ("text", "told", "month"),
    [
        ("salary is 68000 a year, rent 1500", "68000", "5666.67"),
        ("salary is 68000 a year, rent 1500", "1500", "1500"),
        ("$1,200 a week before taxes", "1200", "5200.00"),
        ("gano 60,000 al año", "60000", "5000.00"),
        ("I gross $5,900 a month", "5900", "5900"),
    ],
)
def test_a_sum_comes_to_so_much_a_month(text: str, told: str, month: str) -> None:
    assert a_month(text, Decimal(told)) == Decimal(month)
