"""Depth estimation: one number a pixel, in metres where the model was trained for that.

The map is handed on at the size the model computed, at most 384 pixels on its long side: a larger
one would be interpolation, not knowledge.
"""

from __future__ import annotations

from typing import Any

import torch

from modelgraph.runs.prediction import Depth, Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.hf.contract import Asked

LONG_SIDE = 384
_METRIC = frozenset({"zoedepth", "glpn", "depth_pro", "prompt_depth_anything"})


class DepthEstimation:
    """``predicted_depth`` of the model."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        kind = asked.config.model_type
        stated = getattr(asked.config, "depth_estimation_type", "")
        self._metric = kind in _METRIC or stated == "metric"

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the depth map; a relative one is an inverse depth: larger is nearer."""
        with clock("pre"):
            inputs = self._asked.inputs(images=question.picture.image)
        with clock("forward"):
            values = self._asked.forward(inputs).predicted_depth[0].float().cpu()
        with clock("post"):
            depth = _depth(values, metric=self._metric)
            return question.answer(depth=depth)


def _depth(values: Any, *, metric: bool) -> Depth:
    height, width = values.shape[-2:]
    scale = min(1.0, LONG_SIDE / max(height, width))
    if scale < 1:
        target = (max(1, round(height * scale)), max(1, round(width * scale)))
        values = torch.nn.functional.interpolate(values[None, None], target, mode="area")[0, 0]
    height, width = values.shape[-2:]
    flat = tuple(round(value, 5) for value in values.flatten().tolist())
    if metric:
        return Depth(height, width, flat, "m", "farther")
    return Depth(height, width, flat, "relative", "nearer")
