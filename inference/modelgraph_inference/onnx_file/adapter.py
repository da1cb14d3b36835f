"""The adapter of ONNX files; the checkpoint's setting ``contract`` says how to ask and to read."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar, Protocol

import cv2

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction
from modelgraph_inference import limits
from modelgraph_inference.adapter import Question, Stopwatch

_CONTRACTS = {
    "classification": ("modelgraph_inference.onnx_file.classification", "Classification"),
    "pp-ocr": ("modelgraph_inference.onnx_file.ocr", "PpOcr"),
    "centerface": ("modelgraph_inference.onnx_file.centerface", "CenterFace"),
    "blazeface": ("modelgraph_inference.onnx_file.blazeface", "BlazeFace"),
    "selfie": ("modelgraph_inference.onnx_file.selfie", "Selfie"),
}


class Contract(Protocol):
    """How one kind of ONNX model is asked, and how its arrays become a prediction."""

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Answer one question."""
        ...


class OnnxFile:
    """An adapter for ONNX files, by contract."""

    libraries: ClassVar[tuple[str, ...]] = ("onnxruntime", "numpy", "opencv-python-headless")

    def __init__(self) -> None:
        self.device = "cpu"
        self.dtype = "float32"
        self._contract: Contract | None = None

    def load(self, checkpoint: Checkpoint, device: str) -> None:
        """Open the sessions of the checkpoint's contract."""
        name = str(checkpoint.settings.get("contract"))
        if name not in _CONTRACTS:
            raise InvalidWeightsError(f"{name!r} is not a contract of the adapter onnx.")
        cv2.setNumThreads(limits.threads())
        module, attribute = _CONTRACTS[name]
        self._contract = getattr(import_module(module), attribute)(checkpoint, device)
        self.device = device

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Answer one question by the contract."""
        if self._contract is None:
            raise InvalidWeightsError("The checkpoint is not loaded.")
        return self._contract.predict(question, clock)
