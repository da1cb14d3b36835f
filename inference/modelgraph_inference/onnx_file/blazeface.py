"""BlazeFace, short range (arXiv:1907.05047): 896 anchors, each with a box and six points.

The image is fitted into a square of 128 pixels without distortion, so faces beyond some two metres
get too small: that is the model. Overlapping answers are blended by their scores, as its authors
do, instead of the best one alone.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Detection, Keypoint, Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.images import Pixels
from modelgraph_inference.normal_form import clipped_box
from modelgraph_inference.onnx_file.pixels import Floats, normalised, resized
from modelgraph_inference.onnx_file.session import Session
from modelgraph_inference.options import number

Array = NDArray[Any]

SIDE = 128
GRIDS = ((16, 2), (8, 6))
"""Cells along a side, anchors in a cell."""
OVERLAP = 0.3
POINTS = (
    "right eye",
    "left eye",
    "nose tip",
    "mouth centre",
    "right ear tragion",
    "left ear tragion",
)
"""Right and left are the person's."""


def anchors() -> Array:
    """Return the middle of each anchor, x and y in 0 … 1, in the order of the model's answers."""
    rows = []
    for cells, count in GRIDS:
        middles = (np.arange(cells) + 0.5) / cells
        across, down = np.meshgrid(middles, middles)
        grid = np.stack([across.ravel(), down.ravel()], axis=1)
        rows.append(np.repeat(grid, count, axis=0))
    return np.concatenate(rows)


class BlazeFace:
    """One BlazeFace; the task is ``face-detection``."""

    def __init__(self, checkpoint: Checkpoint, device: str) -> None:
        self._session = Session(checkpoint, checkpoint.files[0].name, device)
        self._anchors = anchors()

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the faces with their points, best first.

        Options: ``threshold`` (0.5), the least score of a face.
        """
        least = number(question.options, "threshold", 0.5, 0.01, 1)
        with clock("pre"):
            planes, scale, margin = _fitted(question.picture.pixels)
        with clock("forward"):
            shapes, logits = self._session(planes, ["regressors", "classificators"])
        with clock("post"):
            scores = 1 / (1 + np.exp(-np.clip(logits[0, :, 0].astype(np.float64), -100, 100)))
            chosen = np.flatnonzero(scores >= least)
            coordinates = self._coordinates(shapes[0], chosen)
            faces = _blended(coordinates, scores[chosen])
            return _prediction(
                question, [((xy * SIDE - margin) / scale, score) for xy, score in faces]
            )

    def _coordinates(self, shapes: Array, chosen: Array) -> Array:
        """Return two corners and six points of each chosen anchor: n × 8 × 2, in 0 … 1."""
        raw = shapes[chosen].astype(np.float64).reshape(-1, 8, 2) / SIDE
        middles = self._anchors[chosen][:, None, :]
        centre, size = raw[:, :1] + middles, raw[:, 1:2]
        corners = np.concatenate([centre - size / 2, centre + size / 2], axis=1)
        return np.concatenate([corners, raw[:, 2:] + middles], axis=1)


def _fitted(pixels: Pixels) -> tuple[Floats, float, Array]:
    """Return the image in a square with black borders, the scale, and the border left and above."""
    height, width = pixels.shape[:2]
    scale = SIDE / max(height, width)
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (SIDE - across) // 2, (SIDE - down) // 2
    bordered = cv2.copyMakeBorder(
        resized(pixels, across, down),
        top,
        SIDE - down - top,
        left,
        SIDE - across - left,
        cv2.BORDER_CONSTANT,
        value=(0, 0, 0),
    )
    square = np.asarray(bordered, np.uint8)
    return normalised(square, (127.5,) * 3, (127.5,) * 3), scale, np.asarray([left, top])


def _blended(coordinates: Array, scores: Array) -> list[tuple[Array, float]]:
    """Return faces, best first: answers that overlap the best one, averaged by their scores."""
    waiting = np.argsort(-scores, kind="stable")
    faces = []
    while waiting.size:
        same = _overlaps(coordinates[waiting[0]], coordinates[waiting]) > OVERLAP
        same[0] = True
        group, waiting = waiting[same], waiting[~same]
        mean = np.average(coordinates[group], axis=0, weights=scores[group])
        faces.append((mean, float(scores[group[0]])))
    return faces


def _overlaps(face: Array, others: Array) -> Array:
    inner = np.minimum(face[1], others[:, 1]) - np.maximum(face[0], others[:, 0])
    shared = np.prod(np.clip(inner, 0, None), axis=1)
    areas = np.prod(np.clip(others[:, 1] - others[:, 0], 0, None), axis=1)
    union = np.prod(np.clip(face[1] - face[0], 0, None)) + areas - shared
    ratios: Array = shared / np.maximum(union, 1e-9)
    return ratios


def _prediction(question: Question, faces: list[tuple[Array, float]]) -> Prediction:
    width, height = question.picture.width, question.picture.height
    detections: list[Detection] = []
    keypoints: list[Keypoint] = []
    for coordinates, score in faces:
        box = clipped_box(coordinates[:2].ravel().tolist(), width, height)
        if box is None:
            continue
        keypoints += [
            Keypoint(name, (round(float(x), 2), round(float(y), 2)), None, len(detections))
            for name, (x, y) in zip(POINTS, coordinates[2:], strict=True)
        ]
        detections.append(Detection(box, "face", round(score, 6)))
    return question.answer(
        detections=tuple(detections),
        keypoints=tuple(keypoints),
    )
