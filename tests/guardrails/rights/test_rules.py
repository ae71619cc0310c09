import pytest

from guardrails.rights.model import KINDS
from guardrails.rights.reading import read
from guardrails.rights.rules import RuleBook, _Compiler

BOOK = RuleBook.load()


def test_every_kind_has_rules() -> None:
    assert tuple(kind.kind for kind in BOOK.kinds) == KINDS
    assert all(kind.rules for kind in BOOK.kinds)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I DIDN'T pay $1,200.50!", " i didnt pay amt ! "),
        ("¿Cuándo? Mañana.", " cuando ? manana . "),
        ("my atorney, bankrupcy", " my attorney , bankruptcy "),
        ("3.5 times", " 3 5 times "),
        ("…", " "),
    ],
)
def test_reads_plainly(text: str, expected: str) -> None:
    assert read(text, BOOK.speller).text == expected


def test_origin_leads_back() -> None:
    text = "Well, it DIDN'T  come."
    reading = read(text, BOOK.speller)
    at = reading.text.index("didnt come")
    start, end = reading.origin(at, at + len("didnt come"))
    assert text[start:end] == "DIDN'T  come"


def test_common_words_are_not_respelled() -> None:
    assert BOOK.speller.correct("changed") == "changed"
    assert BOOK.speller.correct("letters") == "letters"


def test_an_unknown_list_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown list"):
        _Compiler({}, {}).kind("hardship", {"rules": ["my <nothing> here"]})


def test_a_malformed_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="malformed pattern"):
        _Compiler({}, {}).kind("hardship", {"rules": ["my (dog here"]})


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("they done let me go and i ain't got it to pay y'all", False),
        ("they cut my hours and i haven't got it this month", False),
        ("i paid for a fridge and ain't got it yet", True),
        ("it never came and they won't refund me", True),
    ],
)
def test_money_that_isnt_there_is_no_parcel_that_never_came(text: str, heard: bool) -> None:
    assert bool(BOOK.hits(read(text, BOOK.speller))["billing_error"]) is heard
