"""One embedding a message for all that read it, and nothing of it kept for long."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.ears import SharedEmbedding


class Counting:
    """An embedder that counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array([[len(text), ord(text[0])] for text in texts], np.float32)


def test_a_text_is_embedded_once_for_all_its_readers() -> None:
    under = Counting()
    embed = SharedEmbedding(under)
    embed.forget()
    first = embed(["pay 20"])
    again = embed(["pay 20", "balance", "pay 20"])
    assert under.asked == ["pay 20", "balance"]
    assert np.array_equal(again[0], first[0])
    assert np.array_equal(again[2], first[0])
    assert again[1, 0] == len("balance")


def test_only_the_last_few_are_kept_and_none_in_words() -> None:
    under = Counting()
    embed = SharedEmbedding(under)
    embed(["while training"])
    embed.forget()
    embed(["my card is 5100"])
    for n in range(40):
        embed([f"message {n}"])
    embed(["my card is 5100", "while training"])
    assert under.asked.count("my card is 5100") == 2
    assert under.asked.count("while training") == 2
    assert "5100" not in repr(vars(embed)["_kept"])
    assert len(vars(embed)["_kept"]) < 20


def test_a_batch_larger_than_what_is_kept_is_whole() -> None:
    embed = SharedEmbedding(Counting())
    embed.forget()
    texts = [f"{n}" * (n + 1) for n in range(50)]
    assert [int(row[0]) for row in embed(texts)] == [len(text) for text in texts]


def test_what_was_embedded_for_training_is_not_embedded_again(tmp_path: Path) -> None:
    lessons = tmp_path / "lessons.npz"
    for text, asked in (("pay", ["pay"]), ("pay", []), ("owe", ["owe"])):
        under = Counting()
        embed = SharedEmbedding(under, lessons)
        row = embed([text])[0]
        embed.forget()
        assert under.asked == asked
        assert row.tolist() == [3.0, float(ord(text[0]))]
    embed(["said by a borrower"])
    assert len(np.load(lessons)["rows"]) == 2


def test_damaged_lessons_are_learnt_anew(tmp_path: Path) -> None:
    lessons = tmp_path / "lessons.npz"
    lessons.write_bytes(b"PK nonsense")
    under = Counting()
    SharedEmbedding(under, lessons)(["pay"])
    assert under.asked == ["pay"]
