"""The BERT encoder of all-MiniLM-L6-v2 as an ONNX graph, written from its weights.

Six post-norm layers of width 384 with 12 heads, then mean pooling over real tokens and L2
normalisation inside the graph: token ids and mask in, unit vectors out. Attention and the
residual norms use onnxruntime's fused operators (`com.microsoft`), which is what makes a
query take about two milliseconds on a laptop.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

_LAYERS, _HEADS, _EPSILON = 6, 12, 1e-12
_FUSED = "com.microsoft"

Array = NDArray[np.float32]


class _Graph:
    """Nodes and constants in the making."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str, *, transpose: bool = False) -> str:
        value = self.weights[name]
        return self.constant(name, value.T if transpose else value)

    def add(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    def linear(self, x: str, name: str) -> str:
        product = self.add(
            "MatMul", [x, self.weight(f"{name}.weight", transpose=True)], f"{name}/mm"
        )
        return self.add("Add", [product, self.weight(f"{name}.bias")], f"{name}/out")

    def residual_norm(self, x: str, residual: str, name: str) -> str:
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.add(
            "SkipLayerNormalization",
            [x, residual, scale, bias],
            f"{name}/out",
            domain=_FUSED,
            epsilon=_EPSILON,
        )


def build(weights: Path) -> bytes:
    """Return the serialised ONNX model for a MiniLM safetensors file.

    Inputs: `ids` and `mask`, int32 (batch, tokens). Output: `vectors`, float32 (batch, 384).
    """
    graph = _Graph(load_file(weights))
    hidden = _embed(graph)
    for number in range(_LAYERS):
        hidden = _layer(graph, hidden, f"encoder.layer.{number}")
    _pool(graph, hidden)
    shape = ["batch", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "minilm",
            [helper.make_tensor_value_info(n, TensorProto.INT32, shape) for n in ("ids", "mask")],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", 384])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(_FUSED, 1)],
        ir_version=10,
    )
    return bytes(model.SerializeToString())


def _embed(graph: _Graph) -> str:
    """Words plus positions; every token is of sentence A, so its type is folded in."""
    positions = graph.weights["embeddings.position_embeddings.weight"]
    kind = graph.weights["embeddings.token_type_embeddings.weight"][0]
    table = graph.constant("positions", positions + kind)
    words = graph.add("Gather", [graph.weight("embeddings.word_embeddings.weight"), "ids"], "words")
    graph.add("Shape", ["ids"], "tokens", start=1, end=2)
    zero = graph.constant("zero", np.array([0], np.int64))
    placed = graph.add("Slice", [table, zero, "tokens", zero], "placed")
    summed = graph.add("Add", [words, placed], "summed")
    norm = "embeddings.LayerNorm"
    scale, bias = graph.weight(f"{norm}.weight"), graph.weight(f"{norm}.bias")
    return graph.add("LayerNormalization", [summed, scale, bias], "embedded", epsilon=_EPSILON)


def _layer(graph: _Graph, x: str, name: str) -> str:
    base = f"{name}.attention.self"
    parts = ("query", "key", "value")
    weight = np.concatenate([graph.weights[f"{base}.{p}.weight"].T for p in parts], axis=1)
    bias = np.concatenate([graph.weights[f"{base}.{p}.bias"] for p in parts])
    heads = graph.add(
        "Attention",
        [x, graph.constant(f"{base}.qkv", weight), graph.constant(f"{base}.bias", bias), "mask"],
        f"{base}/out",
        domain=_FUSED,
        num_heads=_HEADS,
    )
    attended = graph.linear(heads, f"{name}.attention.output.dense")
    x = graph.residual_norm(attended, x, f"{name}.attention.output.LayerNorm")
    wide = graph.linear(x, f"{name}.intermediate.dense")
    bent = graph.add("Gelu", [wide], f"{name}/gelu")
    narrow = graph.linear(bent, f"{name}.output.dense")
    return graph.residual_norm(narrow, x, f"{name}.output.LayerNorm")


def _pool(graph: _Graph, hidden: str) -> None:
    """Mean over real tokens, then unit length; the mean's divisor cancels in the latter."""
    graph.add("Cast", ["mask"], "mask_float", to=TensorProto.FLOAT)
    row = graph.add("Unsqueeze", ["mask_float", graph.constant("one", np.array([1]))], "mask_row")
    pooled = graph.add("MatMul", [row, hidden], "pooled")
    flat = graph.add("Squeeze", [pooled, "one"], "flat")
    graph.add("LpNormalization", [flat], "vectors", axis=1, p=2)
