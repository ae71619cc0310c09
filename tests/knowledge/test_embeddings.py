import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.embeddings import DIMENSIONS, MiniLM, WeightsError
from knowledge.embeddings._weights import wheel_folder


def test_vectors_are_those_of_the_published_model(embedder):
    # First values of the model card's example sentence, as the reference implementation prints.
    vector = embedder.embed(["This is an example sentence"])[0]
    expected = [0.0676569, 0.0634959, 0.0487131, 0.0793049, 0.0374480]
    assert np.allclose(vector[:5], expected, atol=1e-5)


def test_rows_are_unit_vectors_in_the_order_of_the_texts(embedder):
    texts = ["a much longer text about late fees " * 5, "short", "", "my payment bounced"] * 6
    vectors = embedder.embed(texts)
    assert vectors.shape == (24, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, row in zip(texts[:4], vectors, strict=False):
        assert np.allclose(embedder.embed([text])[0], row, atol=1e-5)


def test_no_texts_give_no_rows(embedder):
    assert embedder.embed([]).shape == (0, DIMENSIONS)


def test_a_text_is_cut_at_256_tokens(embedder):
    long = "fee " * 254
    same, other = embedder.embed([long, long + "bankruptcy " * 50])
    assert np.allclose(same, other, atol=1e-5)


def test_other_weights_are_refused(tmp_path: Path):
    shutil.copy(wheel_folder() / "tokenizer.json", tmp_path)
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"not the pinned weights")
    with pytest.raises(WeightsError, match="SHA-256"):
        MiniLM.load(tmp_path / "cache", weights=weights)
    with pytest.raises(WeightsError, match="no weights"):
        MiniLM.load(tmp_path / "cache", weights=tmp_path / "missing.safetensors")


def test_two_loads_at_once_leave_one_intact_graph(tmp_path: Path):
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(MiniLM.load, [tmp_path, tmp_path])
    assert np.allclose(first.embed(["fee"]), second.embed(["fee"]))
    assert [path.suffix for path in tmp_path.iterdir()] == [".onnx"]


def test_a_damaged_graph_is_built_again(tmp_path: Path):
    MiniLM.load(tmp_path)
    (graph,) = tmp_path.iterdir()
    whole = graph.read_bytes()
    graph.write_bytes(whole[:1000])
    MiniLM.load(tmp_path)
    assert graph.read_bytes() == whole
