"""Segmentation by its three kinds: a class for each pixel, one mask a thing, or both."""

from __future__ import annotations

from typing import Any

import numpy as np

from modelgraph.errors import RefusedError
from modelgraph.runs.prediction import Mask, Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.hf.contract import Asked, target_sizes
from modelgraph_inference.normal_form import mask
from modelgraph_inference.options import number


class Semantic:
    """One mask for each class that is there; the models give no score for it."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the masks, largest first."""
        read = _reader(self._asked, "semantic")
        with clock("pre"):
            inputs = self._asked.inputs(images=question.picture.image)
        with clock("forward"):
            outputs = self._asked.forward(inputs)
        with clock("post"):
            (classes,) = read(outputs, target_sizes=target_sizes(question))
            grid = classes.cpu().numpy()
            masks = [
                mask(grid == number_, self._asked.name_of(int(number_)))
                for number_ in np.unique(grid)
            ]
            return question.answer(masks=_largest_first(masks))


class _Segments:
    """Masks of single things, each with its class and score."""

    kind = ""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the masks, largest first; option ``threshold`` (0.5), the least score."""
        least = number(question.options, "threshold", 0.5, 0, 1)
        read = _reader(self._asked, self.kind)
        with clock("pre"):
            inputs = self._asked.inputs(images=question.picture.image)
        with clock("forward"):
            outputs = self._asked.forward(inputs)
        with clock("post"):
            (found,) = read(outputs, threshold=least, target_sizes=target_sizes(question))
            masks = _largest_first(list(self._masks(found)))
            return question.answer(masks=masks)

    def _masks(self, found: Any) -> Any:
        if found["segmentation"] is None:
            return
        grid = found["segmentation"].cpu().numpy()
        for segment in found["segments_info"]:
            area = grid == segment["id"]
            if area.any():
                label = self._asked.name_of(segment["label_id"])
                yield mask(area, label, round(float(segment["score"]), 6))


class Instance(_Segments):
    """Things only."""

    kind = "instance"


class Panoptic(_Segments):
    """Things and what is round them."""

    kind = "panoptic"


def _reader(asked: Asked, kind: str) -> Any:
    read = getattr(asked.processor, f"post_process_{kind}_segmentation", None)
    if read is None:
        raise RefusedError(f"The processor of this checkpoint does no {kind} segmentation.")
    return read


def _largest_first(masks: list[Mask]) -> tuple[Mask, ...]:
    return tuple(sorted(masks, key=lambda each: -(each.area or 0)))
