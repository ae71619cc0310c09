"""Which act a clause is: logistic regression on a sentence embedding and hashed n-grams.

The embedding model is English; character n-grams carry Spanish and misspelling, word n-grams the
exact wording. Weights are trained from our own utterances once and kept by content hash.
"""

import hashlib
import os
import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vector]
Plain = Callable[[str], str]

_VERSION = "1"
_BUCKETS = 4096
_EMBEDDING_WEIGHT = 1.0
_NGRAM_WEIGHT = 1.0
_INVERSE_PENALTY = 12.0
_WORD = re.compile(r"[a-z0-9$']+")


def fold(text: str) -> str:
    """Lower case without accents or typographic quotes; the length may change."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").lower())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _ngrams(text: str) -> list[str]:
    words = [re.sub(r"\d+", "0", word) for word in _WORD.findall(fold(text))]
    grams = [f"w:{word}" for word in words]
    grams += [f"b:{first} {second}" for first, second in zip(words, words[1:], strict=False)]
    for word in words:
        padded = f"<{word}>"
        grams += [f"c:{padded[i : i + n]}" for n in (3, 4) for i in range(len(padded) - n + 1)]
    return grams


def hashed(texts: Sequence[str]) -> Vector:
    """Signed feature hashing of word and character n-grams, each row of unit length."""
    rows = np.zeros((len(texts), _BUCKETS), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for gram in _ngrams(text):
            code = zlib.crc32(gram.encode())
            row[code % _BUCKETS] += 1.0 if code & 0x8000_0000 else -1.0
        np.copyto(row, np.sign(row) * np.sqrt(np.abs(row)))
        row /= max(float(np.linalg.norm(row)), 1e-9)
    return rows


def features(texts: Sequence[str], embed: Embed, plain: Plain) -> Vector:
    """Make one row a text: the embedding of its plain wording, then its own hashed n-grams."""
    dense = np.array(embed([plain(text) for text in texts]), dtype=np.float32)
    dense /= np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-9)
    return np.hstack([dense * _EMBEDDING_WEIGHT, hashed(texts) * _NGRAM_WEIGHT])


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """A trained linear model: probabilities over `labels`, which are sorted."""

    labels: tuple[str, ...]
    weights: Vector
    bias: Vector

    def probabilities(self, rows: Vector) -> Vector:
        """Softmax rows of (texts, labels)."""
        scores = rows @ self.weights.T + self.bias
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        result: Vector = powers / powers.sum(axis=1, keepdims=True)
        return result


def train(rows: Vector, labels: Sequence[str]) -> Classifier:
    """Fit the multinomial regression; the same rows give the same weights."""
    from sklearn.linear_model import LogisticRegression

    model: Any = LogisticRegression(
        C=_INVERSE_PENALTY, max_iter=300, tol=1e-3, class_weight="balanced"
    )
    model.fit(rows, list(labels))
    return Classifier(
        tuple(str(label) for label in model.classes_),
        np.asarray(model.coef_, dtype=np.float32),
        np.asarray(model.intercept_, dtype=np.float32),
    )


def load_or_train(
    examples: Sequence[tuple[str, str]], embed: Embed, plain: Plain, cache_dir: Path
) -> Classifier:
    """Give the classifier of these (text, label) pairs, from the cache where it was trained before.

    The key covers the examples, their plain wording, the settings and the embedder's answer to a
    probe, so that another embedding model never meets weights that weren't made for it.
    """
    probe = np.round(np.asarray(embed(["how much do i owe"]), dtype=np.float64), 2)
    settings = f"{_VERSION}|{_BUCKETS}|{_EMBEDDING_WEIGHT}|{_NGRAM_WEIGHT}|{_INVERSE_PENALTY}"
    digest = hashlib.sha256(settings.encode() + probe.tobytes())
    for text, label in examples:
        digest.update(f"{label}\t{text}\t{plain(text)}\n".encode())
    path = cache_dir / f"understanding-{digest.hexdigest()[:20]}.npz"
    if path.exists():
        with np.load(path) as stored:
            return Classifier(tuple(stored["labels"].tolist()), stored["weights"], stored["bias"])
    model = train(
        features([t for t, _ in examples], embed, plain), [label for _, label in examples]
    )
    cache_dir.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=cache_dir, suffix=".npz", delete=False) as partial:
        np.savez(partial, labels=model.labels, weights=model.weights, bias=model.bias)
    os.replace(partial.name, path)
    return model
