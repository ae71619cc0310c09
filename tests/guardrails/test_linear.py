"""What a text's letters say to the linear classifiers."""

from zlib import crc32

import numpy as np
import pytest

from guardrails.linear import _grams
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
