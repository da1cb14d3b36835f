"""The adapter of Florence-2, by the library's own classes; the original's remote code never runs.

Checkpoints must be converted ones (``florence-community/*``): those of the original repository
name a text model that the library does not know, and are refused.
"""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from transformers import AutoProcessor

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.florence2.prompts import Asking, askings
from modelgraph_inference.florence2.reading import prediction
from modelgraph_inference.hf.contract import Asked
from modelgraph_inference.hf.loading import load_model, load_processor
from modelgraph_inference.options import whole

ARCHITECTURE = "Florence2ForConditionalGeneration"
LONGEST_ANSWER = 1024
BEAMS = 3


class Florence2:
    """Florence-2 and its fine-tuned children."""

    libraries: ClassVar[tuple[str, ...]] = ("torch", "transformers", "tokenizers", "safetensors")

    def __init__(self) -> None:
        self.device = "cpu"
        self.dtype = "float32"
        self._asked: Asked | None = None

    def load(self, checkpoint: Checkpoint, device: str) -> None:
        """Load model and processor."""
        loaded = load_model(checkpoint, device, ARCHITECTURE)
        self._asked = Asked(loaded, load_processor(AutoProcessor, loaded.folder))
        self.device, self.dtype = device, str(loaded.dtype).removeprefix("torch.")

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Answer one question, without scores.

        Options: ``beams`` (3), ``max_tokens`` (1024), and by task ``labels``, ``region``
        (pixels), ``detail`` (``plain`` or ``more``).
        """
        asked = self._asked
        if asked is None:
            raise InvalidWeightsError("The checkpoint is not loaded.")
        arguments = {
            "num_beams": whole(question.options, "beams", BEAMS, 1, 8),
            "max_new_tokens": whole(question.options, "max_tokens", LONGEST_ANSWER, 1, 1024),
            "do_sample": False,
        }
        answers = [
            (asking, _answer(asked, question, asking, arguments, clock))
            for asking in askings(question)
        ]
        with clock("post"):
            return prediction(question, answers)


def _answer(
    asked: Asked, question: Question, asking: Asking, arguments: dict[str, Any], clock: Stopwatch
) -> Any:
    with clock("pre"):
        inputs = asked.inputs(images=question.picture.image, text=asking.text)
    with clock("forward"):
        torch.manual_seed(question.seed)
        with torch.inference_mode():
            tokens = asked.loaded.model.generate(**inputs, **arguments)[0].cpu()
    with clock("post"):
        size = (question.picture.width, question.picture.height)
        return asked.processor.post_process_generation(
            sequence=tokens, task=asking.token, image_size=size
        )[asking.token]
