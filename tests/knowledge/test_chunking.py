import pytest

from knowledge.chunking import MAX_WORDS, markdown_chunks, pack, sentences


def test_sections_keep_their_path():
    late = "## Late\n<!-- asked: How late? -->\nOne.\n\n### First\nTwo\nlines."
    body = f"# Fees\n\n{late}\n\n## Other\nThree."
    chunks = markdown_chunks(body)
    assert [(c.section, c.text, c.asked) for c in chunks] == [
        ("Late", "One.", "How late?"),
        ("Late > First", "Two lines.", ""),
        ("Other", "Three.", ""),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pay by 8 p.m. Eastern time. It counts.", ["Pay by 8 p.m. Eastern time.", "It counts."]),
        ("It costs $10. A draw is free.", ["It costs $10.", "A draw is free."]),
        ("See 15 U.S.C. 1601. Then stop.", ["See 15 U.S.C. 1601.", "Then stop."]),
        ("Is it? Yes.\nNext line", ["Is it?", "Yes.", "Next line"]),
    ],
)
def test_sentences(text: str, expected: list[str]):
    assert sentences(text) == expected


def test_packed_stretches_are_short_and_lose_no_word():
    line = "A sentence of exactly seven words here. "
    text = "\n".join([line * 3] * 20 + [line * 60])
    parts = pack(text)
    assert all(len(part.split()) <= MAX_WORDS for part in parts)
    assert " ".join(parts).split() == text.split()
