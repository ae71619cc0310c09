"""A linear classifier over sentence embeddings and hashed character n-grams.

Trained once with scikit-learn on the package's own examples and cached by the hash of
everything that decides the weights; afterwards only numpy runs. Deterministic.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
Floats = npt.NDArray[np.float32]

_VERSION = "2"
_BUCKETS = 1 << 15
_GRAM_LENGTHS = (2, 3, 4, 5)
_READ_CHARS = 1_200
# The CRC of one byte gives the table's place of it, whose first and last steps it undoes.
_CRC_TABLE = np.array([crc32(bytes([n ^ 0xFF])) ^ 0xFF000000 for n in range(256)], np.uint32)
_EMBED_BATCH = 32
_CACHED_MODELS_MAX = 8


@dataclass(frozen=True)
class Example:
    """A text for the classifier, with the labels that hold of it."""

    text: str
    labels: frozenset[str]


@dataclass(frozen=True)
class LinearModel:
    """One logistic regression a label over the same features.

    `weights` is labels × (embedding + buckets), `bias` one a label.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def probabilities(self, embedding: Floats, text: str) -> dict[str, float]:
        """Return each label's probability for a text and its unit-length embedding."""
        width = embedding.shape[0]
        buckets, values = _grams(text)
        score = self.weights[:, :width] @ embedding + self.bias
        if buckets.size:
            score = score + self.weights[:, width + buckets] @ values
        chances = 1.0 / (1.0 + np.exp(-np.clip(score, -30, 30)))
        return dict(zip(self.labels, map(float, chances), strict=True))


def load_or_train(
    examples: Sequence[Example], labels: Sequence[str], embed: Embed, cache_dir: Path, name: str
) -> LinearModel:
    """Return the model for these examples, from the cache or trained and then cached.

    The cache file is written whole or not at all, so that two processes may start together; a
    file that can't be read is trained anew.
    """
    key = _fingerprint(examples, labels, embed)
    path = cache_dir / f"{name}-{key}.npz"
    cached = _read(path, tuple(labels))
    if cached is not None:
        return cached
    model = train(examples, labels, embed)
    cache_dir.mkdir(parents=True, exist_ok=True)
    for old in sorted(cache_dir.glob(f"{name}-*.npz"), key=lambda p: p.stat().st_mtime)[
        :-_CACHED_MODELS_MAX
    ]:
        old.unlink(missing_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    with partial.open("wb") as file:
        np.savez_compressed(file, weights=model.weights.astype(np.float16), bias=model.bias)
    partial.replace(path)
    return _read(path, tuple(labels)) or model


def train(examples: Sequence[Example], labels: Sequence[str], embed: Embed) -> LinearModel:
    """Train one balanced logistic regression a label."""
    return fit(examples, labels, embed_all([example.text for example in examples], embed))


def embed_all(texts: Sequence[str], embed: Embed) -> Floats:
    """Return the embeddings of many texts, in batches of texts of like length."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    rows: dict[int, Floats] = {}
    for at in range(0, len(order), _EMBED_BATCH):
        batch = order[at : at + _EMBED_BATCH]
        rows.update(zip(batch, embed([texts[i] for i in batch]), strict=True))
    return np.stack([rows[i] for i in range(len(texts))]).astype(np.float32)


def fit(examples: Sequence[Example], labels: Sequence[str], embeddings: Floats) -> LinearModel:
    """Train on embeddings that were computed before; rows are examples."""
    from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression

    indices, data, pointers = [], [], [0]
    for example in examples:
        buckets, values = _grams(example.text)
        indices.append(buckets)
        data.append(values)
        pointers.append(pointers[-1] + buckets.size)
    shape = (len(examples), _BUCKETS)
    grams = csr_matrix((np.concatenate(data), np.concatenate(indices), pointers), shape=shape)
    features = hstack([csr_matrix(embeddings), grams]).tocsr()
    weights, bias = [], []
    for label in labels:
        truth = np.array([label in example.labels for example in examples])
        # Rows are fewer than features: the dual is ten times as fast, and to this tolerance its
        # probabilities are the primal's to three decimals.
        model = LogisticRegression(
            C=12.0,
            class_weight={False: 1.0, True: 3.0},
            solver="liblinear",
            dual=True,
            tol=1e-2,
            max_iter=2_000,
            random_state=0,
        )
        model.fit(features, truth)
        weights.append(model.coef_[0])
        bias.append(model.intercept_[0])
    return LinearModel(
        tuple(labels), np.array(weights, dtype=np.float32), np.array(bias, dtype=np.float32)
    )


def _grams(text: str) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the buckets of a text's character n-grams and their unit-length weights."""
    line = f" {' '.join(text.lower().split())} "[:_READ_CHARS].encode("utf-8", "replace")
    hashes = np.sort(_hashes(line))
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
    counts = np.diff(starts, append=hashes.size)
    values = (1.0 + np.log(counts)).astype(np.float32)
    norm = float(np.linalg.norm(values))
    return hashes[starts].astype(np.int64), values / norm if norm else values


def _hashes(line: bytes) -> npt.NDArray[np.uint32]:
    """Return the bucket of every n-gram of two bytes or more: its CRC-32, cut.

    All grams at once, a byte longer at each step: three rails read each message this way.
    """
    data = np.frombuffer(line, np.uint8)
    state = np.full(data.size, 0xFFFFFFFF, np.uint32)
    found = []
    for length in range(1, max(_GRAM_LENGTHS) + 1):
        state = state[: max(data.size - length + 1, 0)]
        state = _CRC_TABLE[(state ^ data[length - 1 :]) & 0xFF] ^ (state >> 8)
        if length in _GRAM_LENGTHS:
            found.append(~state % _BUCKETS)
    return np.concatenate(found)


def _fingerprint(examples: Sequence[Example], labels: Sequence[str], embed: Embed) -> str:
    digest = hashlib.sha256(_VERSION.encode())
    digest.update(",".join(labels).encode())
    for example in examples:
        digest.update(f"{example.text}\0{','.join(sorted(example.labels))}\n".encode())
    digest.update(np.round(embed(["fingerprint"])[0], 3).astype("<f4").tobytes())
    return digest.hexdigest()[:24]


def _read(path: Path, labels: tuple[str, ...]) -> LinearModel | None:
    try:
        with np.load(path) as stored:
            weights = stored["weights"].astype(np.float32)
            return LinearModel(labels, weights, stored["bias"].astype(np.float32))
    except (OSError, ValueError, KeyError, EOFError):
        return None
