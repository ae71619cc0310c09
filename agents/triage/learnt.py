"""A linear reading of a whole narrative, learnt from labelled complaints.

`weights.npz` holds numbers only: for each matter and for four rights, what an embedding, the
cues' scores, hashed words and pairs of words, and hashed runs of letters weigh. It holds no words
and no text. It was made by evals/training/triage.py from narratives that the CFPB publishes
(public domain), with labels of one reader, and from the narratives of our own beside it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from agents.triage.model import MATTERS

Floats = npt.NDArray[np.float32]

RIGHTS_LEARNT = (
    "unauthorized_use_claim",
    "identity_theft",
    "credit_report_dispute",
    "cease_contact",
)
_BUCKETS = 1 << 14
_LETTERS = (4, 5)
_CUE_SCALE = 0.25
# Between what calibrates on the labels that are ours and on those that were given to us.
_TEMPERATURE = 0.85


@dataclass(frozen=True)
class Learnt:
    """One logistic regression a label.

    `weights` is (matters and rights) × (embedding, cues, pieces), `bias` one a label.
    """

    weights: Floats
    bias: Floats

    @classmethod
    @cache
    def load(cls) -> "Learnt":
        """Load the weights that ship with this package."""
        with as_file(files("agents.triage").joinpath("weights.npz")) as path:
            with np.load(path) as stored:
                scale = stored["scale"].astype(np.float32)
                return cls(stored["weights"].astype(np.float32) * scale[:, None], stored["bias"])

    def read(
        self, embedding: Floats, cues: Mapping[str, float], words: str
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Return the chances of the matters, which sum to 1, and of each learnt right.

        `words` is the whole narrative's reading, `embedding` that of its gist.
        """
        dense = dense_row(embedding, cues)
        buckets, values = pieces(words)
        score = self.weights[:, : dense.size] @ dense + self.bias
        score = score + self.weights[:, dense.size + buckets] @ values
        chance = 1.0 / (1.0 + np.exp(-np.clip(score, -30, 30)))
        return by_label(chance)


def by_label(chance: Floats) -> tuple[dict[str, float], dict[str, float]]:
    """Return chances of one against the rest as those of the first matter, and of each right."""
    first = chance[: len(MATTERS)] ** (1.0 / _TEMPERATURE)
    return (
        dict(zip(MATTERS, map(float, first / first.sum()), strict=True)),
        dict(zip(RIGHTS_LEARNT, map(float, chance[len(MATTERS) :]), strict=True)),
    )


def dense_row(embedding: Floats, cues: Mapping[str, float]) -> Floats:
    """Return the features that aren't pieces."""
    scores = np.array([cues.get(matter, 0.0) for matter in MATTERS], dtype=np.float32)
    return np.concatenate([embedding, _CUE_SCALE * scores]).astype(np.float32)


def pieces(words: str) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the buckets of a text's pieces and their weights.

    Words and pairs of words come first, runs of letters in as many buckets after them: "autopay"
    and "auto-payments" share few of the former and most of the latter. Each kind has unit length.
    """
    own = ["0" if word.isdigit() else word for word in words.split()]
    whole = Counter(own) + Counter(f"{a} {b}" for a, b in pairwise(own))
    letters: Counter[str] = Counter()
    for word, count in Counter(own).items():
        for run in _runs(f" {word} "):
            letters[run] += count
    kinds = (_hashed(whole), _hashed(letters))
    return (
        np.concatenate([buckets + at * _BUCKETS for at, (buckets, _) in enumerate(kinds)]),
        np.concatenate([values for _, values in kinds]),
    )


def _runs(word: str) -> Iterator[str]:
    for length in _LETTERS:
        if len(word) <= length:
            yield word
            return
        for at in range(len(word) - length + 1):
            yield word[at : at + length]


def _hashed(counted: Mapping[str, int]) -> tuple[npt.NDArray[np.int64], Floats]:
    hashes = np.array([crc32(piece.encode()) % _BUCKETS for piece in counted], dtype=np.int64)
    counts = np.bincount(hashes, weights=np.array(list(counted.values()), dtype=np.float32))
    buckets = np.flatnonzero(counts)
    values = (1.0 + np.log(counts[buckets])).astype(np.float32)
    norm = float(np.linalg.norm(values))
    return buckets, values / norm if norm else values


def width(embedding: int) -> int:
    """Return how many features a row has, for an embedding of that many."""
    return embedding + len(MATTERS) + 2 * _BUCKETS
