"""Sentences and reading level."""

from guardrails.reading import grade
from guardrails.text import sentences


def test_sentences_cover_the_text() -> None:
    text = "You owe $1,482.16. Your minimum is due at 8 p.m. Friday. Ask Mr. Lee! ¿Es este?\nYes"
    found = sentences(text)
    assert "".join(s.text for s in found) == text
    assert [s.text.strip() for s in found] == [
        "You owe $1,482.16.",
        "Your minimum is due at 8 p.m. Friday.",
        "Ask Mr. Lee!",
        "¿Es este?",
        "Yes",
    ]
    assert all(text[s.start : s.end] == s.text for s in found)


def test_an_empty_text_has_no_sentence() -> None:
    assert sentences(" \n ") == ()


def test_plain_words_read_at_a_lower_grade_than_legal_ones() -> None:
    plain = grade("You owe the sum on your bill. You can pay it now or wait a week.")
    legal = grade(
        "Notwithstanding aforementioned provisions, consumers demonstrating extraordinary "
        "circumstances may subsequently renegotiate contractual obligations."
    )
    assert plain is not None
    assert legal is not None
    assert plain < 4 < 15 < legal
    assert grade("You owe it.") is None
