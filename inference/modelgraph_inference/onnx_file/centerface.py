"""CenterFace (arXiv:1911.03599): faces as peaks of a heat map, with size, offset and five points.

All maps are a quarter of the input's size. The input is RGB, 0–255, its sides multiples of 32.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Detection, Keypoint, Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.normal_form import clipped_box, suppressed
from modelgraph_inference.onnx_file.pixels import normalised, resized
from modelgraph_inference.onnx_file.session import Session
from modelgraph_inference.options import number

Array = NDArray[Any]

MULTIPLE = 32
LONG_SIDE = 1280
STRIDE = 4
OVERLAP = 0.3
POINTS = ("right eye", "left eye", "nose", "right mouth corner", "left mouth corner")
"""Right and left are the person's."""


class CenterFace:
    """One CenterFace; the task is ``face-detection``."""

    def __init__(self, checkpoint: Checkpoint, device: str) -> None:
        self._session = Session(checkpoint, checkpoint.files[0].name, device)

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the faces with their points, best first.

        Options: ``threshold`` (0.5), the least score of a face.
        """
        least = number(question.options, "threshold", 0.5, 0.01, 1)
        width, height = question.picture.width, question.picture.height
        with clock("pre"):
            scale = min(1.0, LONG_SIDE / max(width, height))
            across, down = (
                max(MULTIPLE, -(-round(side * scale) // MULTIPLE) * MULTIPLE)
                for side in (width, height)
            )
            planes = normalised(resized(question.picture.pixels, across, down), (0,) * 3, (1,) * 3)
        with clock("forward"):
            maps = self._session(planes)
        with clock("post"):
            boxes, points, scores = _faces(*(each[0] for each in maps), least=least)
            stretch = np.asarray([width / across, height / down])
            kept = suppressed(boxes, scores, OVERLAP)
            return _prediction(
                question,
                boxes[kept] * np.tile(stretch, 2),
                points[kept] * stretch,
                scores[kept],
            )


def _faces(
    heat: Array, scale: Array, offset: Array, landmarks: Array, *, least: float
) -> tuple[Array, Array, Array]:
    """Return boxes (n × 4), points (n × 5 × 2) and scores, in pixels of the input."""
    rows, columns = np.nonzero(heat[0] >= least)
    scores = heat[0, rows, columns].astype(np.float64)
    sizes = np.exp(scale[:, rows, columns].astype(np.float64)) * STRIDE
    middle_y = (rows + offset[0, rows, columns] + 0.5) * STRIDE
    middle_x = (columns + offset[1, rows, columns] + 0.5) * STRIDE
    top, left = middle_y - sizes[0] / 2, middle_x - sizes[1] / 2
    boxes = np.stack([left, top, left + sizes[1], top + sizes[0]], axis=1)
    shifts = landmarks[:, rows, columns].reshape(len(POINTS), 2, -1)
    points = np.stack([shifts[:, 1] * sizes[1] + left, shifts[:, 0] * sizes[0] + top], axis=-1)
    return boxes, points.transpose(1, 0, 2), scores


def _prediction(question: Question, boxes: Array, points: Array, scores: Array) -> Prediction:
    width, height = question.picture.width, question.picture.height
    detections: list[Detection] = []
    keypoints: list[Keypoint] = []
    for edges, corners, score in zip(boxes, points, scores, strict=True):
        box = clipped_box(edges.tolist(), width, height)
        if box is None:
            continue
        keypoints += [
            Keypoint(name, (round(float(x), 2), round(float(y), 2)), None, len(detections))
            for name, (x, y) in zip(POINTS, corners, strict=True)
        ]
        detections.append(Detection(box, "face", round(float(score), 6)))
    return question.answer(
        detections=tuple(detections),
        keypoints=tuple(keypoints),
    )
