"""Sentence embeddings without torch: MiniLM on onnxruntime."""

from knowledge.embeddings._weights import WEIGHTS_SHA256, WeightsError
from knowledge.embeddings.minilm import DIMENSIONS, Embedder, MiniLM

__all__ = ["DIMENSIONS", "WEIGHTS_SHA256", "Embedder", "MiniLM", "WeightsError"]
