"""The adapter of transformers models with one forward pass; the task decides the contract.

It goes round ``transformers.pipeline``, whose overhead is a multiple of a small model's own time.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

from transformers import AutoImageProcessor, AutoProcessor

from modelgraph.errors import InvalidWeightsError, RefusedError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.hf.contract import Asked, Contract
from modelgraph_inference.hf.loading import load_model, load_processor

_CONTRACTS = {
    "image-classification": ("classify", "Classification"),
    "zero-shot-image-classification": ("classify", "ZeroShotClassification"),
    "image-embedding": ("embed", "Embedding"),
    "object-detection": ("detect", "Detection"),
    "open-vocabulary-object-detection": ("detect", "OpenVocabularyDetection"),
    "semantic-segmentation": ("segment", "Semantic"),
    "instance-segmentation": ("segment", "Instance"),
    "panoptic-segmentation": ("segment", "Panoptic"),
    "depth-estimation": ("depth", "DepthEstimation"),
    "mask-generation": ("masks", "MaskGeneration"),
}
_WITH_TEXT = frozenset(
    {"zero-shot-image-classification", "open-vocabulary-object-detection", "mask-generation"}
)
"""Tasks whose processor does more than prepare an image."""


class HfPipeline:
    """An adapter for checkpoints of transformers, one contract a task."""

    libraries: ClassVar[tuple[str, ...]] = ("torch", "transformers", "safetensors", "numpy")

    def __init__(self) -> None:
        self.device = "cpu"
        self.dtype = "float32"
        self._contracts: dict[str, Contract] = {}

    def load(self, checkpoint: Checkpoint, device: str) -> None:
        """Load the model once, and what each of the checkpoint's tasks needs."""
        unknown = set(checkpoint.tasks) - set(_CONTRACTS)
        if unknown:
            raise InvalidWeightsError(f"The adapter hf_pipeline does not do {sorted(unknown)}.")
        loaded = load_model(checkpoint, device)
        self.device, self.dtype = device, str(loaded.dtype).removeprefix("torch.")
        processors: dict[bool, Any] = {}
        for task in checkpoint.tasks:
            with_text = task in _WITH_TEXT
            if with_text not in processors:
                kind = AutoProcessor if with_text else AutoImageProcessor
                processors[with_text] = load_processor(kind, loaded.folder)
            module, name = _CONTRACTS[task]
            contract = getattr(import_module(f"modelgraph_inference.hf.{module}"), name)
            self._contracts[task] = contract(Asked(loaded, processors[with_text]))

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Answer one question by the contract of its task."""
        contract = self._contracts.get(question.task)
        if contract is None:
            raise RefusedError(f"This checkpoint does not do {question.task}.")
        return contract.predict(question, clock)
