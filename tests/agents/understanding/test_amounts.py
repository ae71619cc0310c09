"""Sums of money, and what the words beside them say they are for."""

from datetime import date
from decimal import Decimal

import pytest

from agents.understanding.reading import Hints, Slots
from agents.understanding.slots import gather

TODAY = date(2026, 11, 20)


def gathered(text: str, asked_slot: str | None = None) -> Slots:
    return gather(text, TODAY, Hints(asked_slot=asked_slot))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pay $75", "75"),
        ("pay $75.50 today", "75.50"),
        ("pay 75 bucks", "75"),
        ("put four hundred in my bank", "400"),
        ("a hundred and fifty would do", "150"),
        ("pay fifty dollars", "50"),
        ("i make $1,520", "1520"),
        ("raise it to 2k", "2000"),
        ("raise it to seven thousand", "7000"),
        ("twenty-two hundred dollars", "2200"),
        ("a couple hundred bucks", "200"),
        ("I'd rather do 65", "65"),
        ("make it 45 instead", "45"),
        ("pay 1,250.25 now", "1250.25"),
        ("pague 50 dólares", "50"),
        ("abone cien dólares", "100"),
        ("retirar treinta y cinco dólares", "35"),
        ("límite de cinco mil dólares", "5000"),
        ("pay on november 27", ""),
        ("pay it in 2 weeks", ""),
        ("there are 3 charges here", ""),
        ("i filed chapter 13", ""),
        ("my rate went to 24.99%", ""),
        ("send it to route 9", ""),
        ("pay it on the 5th", ""),
        ("what did i pay in 2025", ""),
    ],
)
def test_sums(text: str, expected: str) -> None:
    assert " ".join(str(a.value) for a in gathered(text).amounts) == expected


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("I clear $2,300 a month and the rent is $870.", "income housing"),
        ("$1,800 coming in, $1,650 going out, and I can do $40", "income expenses can_pay"),
        ("my mortgage runs 1,050 dollars and we bring in 3,100 dollars", "housing income"),
        ("I could swing $35", "can_pay"),
        ("raise my limit to $4,500", "limit"),
        ("pay $60", "pay"),
        ("gano 1,900 dólares y la renta es de 700 dólares", "income housing"),
        ("there's a $19 thing here", "None"),
    ],
)
def test_roles(text: str, roles: str) -> None:
    assert " ".join(str(a.role_hint) for a in gathered(text).amounts) == roles


def test_a_bare_number_is_money_only_where_a_sum_was_asked_for() -> None:
    assert gathered("about 40 I guess", "can_pay").amounts[0].role_hint == "can_pay"
    assert gathered("probably 40 I guess", "can_pay").amounts[0].value == Decimal(40)
    assert gathered("there were 40 I guess").amounts == ()


def test_a_sum_keeps_where_it_stands() -> None:
    text = "Please pay $1,250.25 today"
    (amount,) = gathered(text).amounts
    assert text[slice(*amount.span)] == "$1,250.25"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("pay the minimum", "minimum"),
        ("pague el mínimo", "minimum"),
        ("pay my statement balance", "statement"),
        ("clear the past due amount", "past_due"),
        ("pay the whole thing", "current"),
        ("make my plan payment", "plan"),
        ("pay $20", None),
    ],
)
def test_named_sums(text: str, kind: str | None) -> None:
    assert gathered(text).amount_kind == kind
