"""A linear classifier over sentence embeddings and hashed character n-grams, in two stages.

Trained once with scikit-learn on the package's own examples and cached by the hash of
everything that decides the weights; afterwards only numpy runs. Deterministic.

The embedding is nine tenths of what a text costs. A classifier of letters alone reads each text
first, and where it gives no label a chance worth a doubt, its word stands and nothing is embedded.
"""

import hashlib
import os
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
Floats = npt.NDArray[np.float32]

_VERSION = "3"
_BUCKETS = 1 << 15
_GRAM_LENGTHS = (2, 3, 4, 5)
_READ_CHARS = 1_200
# The CRC of one byte gives the table's place of it, whose first and last steps it undoes.
_CRC_TABLE = np.array([crc32(bytes([n ^ 0xFF])) ^ 0xFF000000 for n in range(256)], np.uint32)
_EMBED_BATCH = 32
_CACHED_MODELS_MAX = 8
_TOLERANCE = 1e-2
# The first stage asks only whether a chance is near nothing: its chances move by 0.007 at most.
_LETTERS_TOLERANCE = 1e-1
_NO_EMBEDDING = np.zeros(0, np.float32)


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


@dataclass(frozen=True)
class Cascade:
    """Two classifiers of the same labels: `letters` by n-grams alone, `full` by both."""

    letters: LinearModel
    full: LinearModel

    def probabilities(
        self, text: str, embed: Embed, doubt_from: float, settled: Set[str] = frozenset()
    ) -> dict[str, float]:
        """Return each label's probability; a text is embedded only where there is a doubt.

        There is one where the letters give a label that isn't `settled` at least `doubt_from`:
        zero embeds every text.
        """
        found = self.letters.probabilities(_NO_EMBEDDING, text)
        if all(chance < doubt_from for label, chance in found.items() if label not in settled):
            return found
        return self.full.probabilities(embed([text])[0], text)


def load_or_train(
    examples: Sequence[Example], labels: Sequence[str], embed: Embed, cache_dir: Path, name: str
) -> Cascade:
    """Return the classifiers of these examples, from the cache or trained and then cached.

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
        np.savez_compressed(
            file,
            full_weights=model.full.weights.astype(np.float16),
            full_bias=model.full.bias,
            letters_weights=model.letters.weights.astype(np.float16),
            letters_bias=model.letters.bias,
        )
    partial.replace(path)
    return _read(path, tuple(labels)) or model


def train(examples: Sequence[Example], labels: Sequence[str], embed: Embed) -> Cascade:
    """Train both stages, each of them one balanced logistic regression a label."""
    embeddings = embed_all([example.text for example in examples], embed)
    nothing = np.zeros((len(examples), 0), np.float32)
    return Cascade(
        letters=fit(examples, labels, nothing, _LETTERS_TOLERANCE),
        full=fit(examples, labels, embeddings),
    )


def embed_all(texts: Sequence[str], embed: Embed) -> Floats:
    """Return the embeddings of many texts, in batches of texts of like length."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    rows: dict[int, Floats] = {}
    for at in range(0, len(order), _EMBED_BATCH):
        batch = order[at : at + _EMBED_BATCH]
        rows.update(zip(batch, embed([texts[i] for i in batch]), strict=True))
    return np.stack([rows[i] for i in range(len(texts))]).astype(np.float32)


def fit(
    examples: Sequence[Example],
    labels: Sequence[str],
    embeddings: Floats,
    tolerance: float = _TOLERANCE,
) -> LinearModel:
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
            tol=tolerance,
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


def _read(path: Path, labels: tuple[str, ...]) -> Cascade | None:
    try:
        with np.load(path) as stored:
            letters, full = (
                LinearModel(
                    labels,
                    stored[f"{stage}_weights"].astype(np.float32),
                    stored[f"{stage}_bias"],
                )
                for stage in ("letters", "full")
            )
            return Cascade(letters, full)
    except (OSError, ValueError, KeyError, EOFError):
        return None
