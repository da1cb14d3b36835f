"""A tiny ONNX classifier on disk, for tests of the worker and of fetching."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph_inference import files
from modelgraph_inference.weights.convert.graph import Graph

PREPROCESSING = {
    "size": [8, 8],
    "crop_fraction": 1.0,
    "order": "RGB",
    "mean": [0.0] * 3,
    "std": [255.0] * 3,
}


def classifier() -> bytes:
    """Return a model that says class 7 of a thousand for anything bright."""
    graph = Graph("tiny")
    features = graph.node("Flatten", graph.node("GlobalAveragePool", "image"), axis=1)
    weight = np.zeros((1000, 3), np.float32)
    weight[7] = 20
    logits = graph.node(
        "Gemm",
        features,
        graph.constant(weight),
        graph.constant(np.zeros(1000, np.float32)),
        transB=1,
    )
    return graph.model(
        {"image": [1, 3, 8, 8]}, {"logits": (logits, [1, 1000]), "features": (features, [1, 3])}
    )


def checkpoint(folder: Path) -> Checkpoint:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(classifier())
    return Checkpoint(
        variant="https://w3id.org/modelgraph/variant/test/tiny",
        adapter="onnx",
        folder=folder.resolve(),
        tasks=("image-classification", "image-embedding"),
        files=(files.describe(folder / "model.onnx"),),
        label_set="imagenet-1k",
        preprocessing=PREPROCESSING,
        settings={"contract": "classification"},
    )
