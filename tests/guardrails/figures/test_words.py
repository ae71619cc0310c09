"""One pattern for many words matches what their list, longest first, matches."""

import re

import pytest

from guardrails.figures.numbers import EN, ES
from guardrails.figures.words import one_of

LISTS = (tuple(EN), tuple(ES), ("may", "mayo", "march", "mar"), ("a-b", "a-bc", "b", ""))


@pytest.mark.parametrize("words", LISTS)
def test_it_matches_what_the_list_matches(words: tuple[str, ...]) -> None:
    listed = re.compile("|".join(sorted(words, key=len, reverse=True)), re.IGNORECASE)
    shared = re.compile(one_of(words), re.IGNORECASE)
    text = " ".join(f"{one}{other} {one.upper()}" for one in words for other in ("", "s", *words))
    assert [found.span() for found in shared.finditer(text)] == [
        found.span() for found in listed.finditer(text)
    ]


def test_a_word_that_begins_another_yields_to_it() -> None:
    assert re.fullmatch(one_of(["un", "una"]) + "x", "unx")
    found = re.match(one_of(["un", "una"]), "una")
    assert found is not None
    assert found.group() == "una"
