"""What the transformers contracts share: a loaded model with its processor, and its one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import torch

from modelgraph.runs.prediction import Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.hf.loading import LoadedModel


@dataclass(frozen=True, slots=True)
class Asked:
    """A model and the processor that prepares its input and reads its output."""

    loaded: LoadedModel
    processor: Any

    @property
    def config(self) -> Any:
        """Return the model's configuration."""
        return self.loaded.config

    def inputs(self, **arguments: Any) -> dict[str, Any]:
        """Return the processor's tensors, on the model's device and in its numbers."""
        batch = self.processor(return_tensors="pt", **arguments)
        return {name: self._placed(value) for name, value in batch.items()}

    def _placed(self, value: Any) -> Any:
        if not isinstance(value, torch.Tensor):
            return value
        floats = value.is_floating_point()
        return value.to(self.loaded.device, self.loaded.dtype if floats else None)

    def name_of(self, identifier: int) -> str:
        """Return the label of a class."""
        return str(self.config.id2label.get(identifier, identifier))

    def forward(self, inputs: Mapping[str, Any]) -> Any:
        """Run the model once, without gradients; wait for the device."""
        with torch.inference_mode():
            outputs = self.loaded.model(**inputs)
        self.wait()
        return outputs

    def wait(self) -> None:
        """Wait until the device has done what it was told, so that times are true."""
        if self.loaded.device.type == "cuda":
            torch.cuda.synchronize(self.loaded.device)


class Contract(Protocol):
    """How one task is asked of a model, and how its tensors become a prediction."""

    def __init__(self, asked: Asked) -> None: ...

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Answer one question."""
        ...


def target_sizes(question: Question) -> list[tuple[int, int]]:
    """Return height and width of the image, as processors want them."""
    return [(question.picture.height, question.picture.width)]
