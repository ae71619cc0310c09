"""Merchants, counts, channels and people."""

from datetime import date

import pytest

from agents.understanding.reading import Hints
from agents.understanding.slots import gather

TODAY = date(2026, 11, 20)
MERCHANTS = ("HARVEST FOODS #12", "Bluebonnet Tire", "SHOPZONE ONLINE")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("harvest foods charged me wrong", "HARVEST FOODS #12"),
        ("what's this bluebonnet thing", "Bluebonnet Tire"),
        ("a charge from Miller Seed Co", "Miller Seed Co"),
        ('it says "QX TRADE"', "QX TRADE"),
        ("the grocery store got me twice", "grocery store"),
        ("when is my bill due", None),
    ],
)
def test_merchant(text: str, expected: str | None) -> None:
    assert gather(text, TODAY, Hints(merchants=MERCHANTS)).merchant == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("two charges aren't mine", 2),
        ("both of them", 2),
        ("there's 4 strange charges", 4),
        ("las dos", 2),
        ("hay tres cargos raros", 3),
        ("that charge", None),
    ],
)
def test_count(text: str, count: int | None) -> None:
    assert gather(text, TODAY, Hints()).count == count


@pytest.mark.parametrize(
    ("text", "channel", "direction"),
    [
        ("stop calling my house", "phone", "stop"),
        ("no more texts", "text", "stop"),
        ("letters are fine but don't phone me", "phone", "stop"),
        ("sign me up for text alerts", "text", "start"),
        ("turn on autopay", None, "start"),
        ("dejen de llamarme", "phone", "stop"),
    ],
)
def test_channel_and_direction(text: str, channel: str | None, direction: str | None) -> None:
    slots = gather(text, TODAY, Hints())
    assert (slots.channel, slots.direction) == (channel, direction)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("talk to Mr. Alvarez about it", "Mr. Alvarez"),
        ("my lawyer is Dana Whitlow", "Dana Whitlow"),
        ("Mi abogado se llama Tomás Rey", "Tomás Rey"),
        ("i have a lawyer", None),
    ],
)
def test_person(text: str, person: str | None) -> None:
    assert gather(text, TODAY, Hints()).person == person
