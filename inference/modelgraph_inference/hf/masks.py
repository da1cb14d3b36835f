"""Mask generation with SAM: a grid of points asks for everything that has an outline.

The image is encoded once, the points are asked in batches. A mask stays when the model trusts it
and its outline hardly moves with the threshold; of masks that overlap, the best stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from modelgraph.runs.prediction import Mask, Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.hf.contract import Asked
from modelgraph_inference.normal_form import mask, suppressed
from modelgraph_inference.options import number, whole

BATCH = 64
OVERLAP = 0.7
LOGIT_SHIFT = 1.0
"""How far the threshold is moved to see whether an outline is stable, in logits."""

Area = NDArray[np.bool_]


class MaskGeneration:
    """SAM asked for everything."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the masks, best first.

        Options: ``points`` (16) along each side, ``threshold`` (0.88) for the predicted IoU,
        ``stability`` (0.95) for the outline.
        """
        points = whole(question.options, "points", 16, 1, 32)
        least = number(question.options, "threshold", 0.88, 0, 1)
        stable = number(question.options, "stability", 0.95, 0, 1)
        with clock("pre"):
            inputs = self._inputs(question, points)
        areas: list[tuple[Area, float]] = []
        for logits, trust in self._answers(inputs, clock):
            with clock("post"):
                areas += _trusted(logits, trust, least, stable)
        with clock("post"):
            return question.answer(masks=_distinct(areas))

    def _inputs(self, question: Question, points: int) -> dict[str, Any]:
        width, height = question.picture.width, question.picture.height
        steps = (np.arange(points) + 0.5) / points
        grid = [[[float(x * width), float(y * height)]] for y in steps for x in steps]
        return self._asked.inputs(images=question.picture.image, input_points=[grid])

    def _answers(
        self, inputs: dict[str, Any], clock: Stopwatch
    ) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Yield masks (n × height × width, logits) with the IoU the model expects of each."""
        original, reshaped = inputs.pop("original_sizes"), inputs.pop("reshaped_input_sizes")
        points = inputs.pop("input_points")
        with clock("forward"), torch.inference_mode():
            embedding = self._asked.loaded.model.get_image_embeddings(inputs["pixel_values"])
            self._asked.wait()
        for start in range(0, points.shape[1], BATCH):
            with clock("forward"):
                outputs = self._asked.forward(
                    {
                        "image_embeddings": embedding,
                        "input_points": points[:, start : start + BATCH],
                    }
                )
            with clock("post"):
                (masks,) = self._asked.processor.image_processor.post_process_masks(
                    outputs.pred_masks.cpu(), original.cpu(), reshaped.cpu(), binarize=False
                )
            yield masks.flatten(0, 1), outputs.iou_scores[0].flatten().cpu()


def _trusted(
    logits: torch.Tensor, trust: torch.Tensor, least: float, stable: float
) -> list[tuple[Area, float]]:
    chosen = torch.nonzero(trust >= least).flatten().tolist()
    found = []
    for at in chosen:
        sure = int((logits[at] > LOGIT_SHIFT).sum())
        maybe = int((logits[at] > -LOGIT_SHIFT).sum())
        if maybe and sure / maybe >= stable:
            found.append(((logits[at] > 0).numpy(), float(trust[at])))
    return found


def _distinct(areas: list[tuple[Area, float]]) -> tuple[Mask, ...]:
    """Return masks without near copies, compared by their boxes, best first."""
    filled = [(area, score) for area, score in areas if area.any()]
    if not filled:
        return ()
    boxes = np.asarray([_bounds(area) for area, _ in filled])
    scores = np.asarray([score for _, score in filled])
    kept = suppressed(boxes, scores, OVERLAP)
    return tuple(mask(filled[at][0], None, round(filled[at][1], 6)) for at in kept)


def _bounds(area: Area) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
