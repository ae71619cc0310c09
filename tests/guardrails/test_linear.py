"""What a text's letters say to the linear classifiers."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pytest

from guardrails.linear import Cascade, Example, _grams, train
from guardrails.rights.detector import examples

TEXTS = ("", "a", "ñ", "¿Cuánto debo?", "aaaa aaaa", "Fee  FEE fee\n", "x y " * 900)


@pytest.mark.parametrize("text", [*TEXTS, *(one.text for one in examples()[::60])])
def test_grams_are_counted_under_the_crc_of_two_to_five_bytes(text: str) -> None:
    line = f" {' '.join(text.lower().split())} "[:1_200].encode()
    counts: dict[int, int] = {}
    for length in (2, 3, 4, 5):
        for at in range(len(line) - length + 1):
            bucket = crc32(line[at : at + length]) % 32_768
            counts[bucket] = counts.get(bucket, 0) + 1
    weights = np.array([1.0 + np.log(counts[bucket]) for bucket in sorted(counts)])
    buckets, values = _grams(text)
    assert buckets.tolist() == sorted(counts)
    assert np.allclose(values, weights / np.linalg.norm(weights), rtol=1e-5)


class CountingEmbedder:
    """Counts the texts that it is asked for."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.texts += texts
        return np.full((len(texts), 4), 0.5, np.float32)


@pytest.fixture(scope="module")
def cascade() -> Cascade:
    fees = [
        Example(f"please take the late fee off, it is the {n}th", frozenset({"fee"}))
        for n in range(20)
    ]
    others = [Example(f"how much do i owe on the {n}th", frozenset()) for n in range(20)]
    return train([*fees, *others], ["fee"], CountingEmbedder())


def test_a_text_that_leaves_no_doubt_is_not_embedded(cascade: Cascade) -> None:
    embed = CountingEmbedder()
    assert cascade.probabilities("how much do i owe today", embed, 0.2)["fee"] < 0.2
    assert embed.texts == []


def test_a_doubt_is_embedded_unless_it_is_settled(cascade: Cascade) -> None:
    embed, text = CountingEmbedder(), "that late fee again"
    found = cascade.probabilities(text, embed, 0.2)
    assert embed.texts == [text]
    assert found == cascade.full.probabilities(embed([text])[0], text)
    embed.texts.clear()
    cascade.probabilities(text, embed, 0.2, settled={"fee"})
    assert embed.texts == []


def test_no_doubt_allowed_embeds_every_text(cascade: Cascade) -> None:
    embed = CountingEmbedder()
    cascade.probabilities("how much do i owe today", embed, 0.0)
    assert embed.texts == ["how much do i owe today"]
