"""Text lines out of a probability map: differentiable binarization (DB, arXiv:1911.08947).

The map says for each pixel how likely it lies in the shrunken core of a text line. Cores are
found as contours, kept where the map is sure enough, and grown back to the size of the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pyclipper
from numpy.typing import NDArray

Array = NDArray[Any]
Quad = NDArray[np.float32]
"""Four corners, clockwise from the top left, 4 × 2."""

MAP_THRESHOLD = 0.3
MINIMUM_SIDE = 3.0
UNCLIP_RATIO = 1.6
CANDIDATES = 1000
SAME_LINE_PIXELS = 10


@dataclass(frozen=True, slots=True)
class TextBox:
    """Where a line is, in pixels of the image, and how sure the detector is."""

    quad: Quad
    score: float


def text_boxes(heat: Array, width: int, height: int, threshold: float) -> list[TextBox]:
    """Return the lines of a map, in reading order, in pixels of an image of this size."""
    scale = np.asarray([width / heat.shape[1], height / heat.shape[0]], np.float32)
    limits = np.asarray([width - 1, height - 1], np.float32)
    found = [
        TextBox(np.clip(np.round(quad * scale), 0, limits).astype(np.float32), score)
        for quad, score in _cores(heat, threshold)
    ]
    return _reading_order([box for box in found if min(_sides(box.quad)) > MINIMUM_SIDE])


def _cores(heat: Array, threshold: float) -> Iterator[tuple[Quad, float]]:
    bitmap = cv2.dilate((heat > MAP_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(bitmap, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours[:CANDIDATES]:
        quad, side = _smallest_rectangle(contour)
        if side < MINIMUM_SIDE:
            continue
        score = _mean_inside(heat, quad)
        if score < threshold:
            continue
        grown = _grown(quad)
        if grown is None:
            continue
        quad, side = _smallest_rectangle(grown)
        if side >= MINIMUM_SIDE + 2:
            yield quad, score


def _smallest_rectangle(points: Array) -> tuple[Quad, float]:
    """Return the corners of the smallest rectangle round points, and its shorter side."""
    rectangle = cv2.minAreaRect(points)
    return clockwise(cv2.boxPoints(rectangle)), min(rectangle[1])


def clockwise(corners: Array) -> Quad:
    """Return four corners clockwise from the top left: left pair first, each pair by height."""
    ordered = corners[np.argsort(corners[:, 0], kind="stable")]
    left = ordered[:2][np.argsort(ordered[:2, 1], kind="stable")]
    right = ordered[2:][np.argsort(ordered[2:, 1], kind="stable")]
    return np.asarray([left[0], right[0], right[1], left[1]], np.float32)


def _mean_inside(heat: Array, quad: Quad) -> float:
    """Return the mean of the map inside a quadrilateral."""
    height, width = heat.shape
    low = np.clip(np.floor(quad.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    high = np.clip(np.ceil(quad.max(axis=0)).astype(int), 0, [width - 1, height - 1])
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), np.uint8)
    cv2.fillPoly(mask, [(quad - low).astype(np.int32)], 1)
    window = heat[low[1] : high[1] + 1, low[0] : high[0] + 1]
    return float(cv2.mean(window, mask)[0])


def _grown(quad: Quad) -> Array | None:
    """Return the outline of a core grown by area × ratio / circumference; None if it splits."""
    area = abs(float(cv2.contourArea(quad)))
    length = float(cv2.arcLength(quad, closed=True))
    if length == 0:
        return None
    offset = pyclipper.PyclipperOffset()
    offset.AddPath(quad.astype(np.int64).tolist(), pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    paths = offset.Execute(area * UNCLIP_RATIO / length)
    if len(paths) != 1:
        return None
    return np.asarray(paths[0], np.float32).reshape(-1, 1, 2)


def _sides(quad: Quad) -> tuple[float, float]:
    return (
        float(np.linalg.norm(quad[0] - quad[1])),
        float(np.linalg.norm(quad[0] - quad[3])),
    )


def _reading_order(boxes: list[TextBox]) -> list[TextBox]:
    """Return boxes from top to bottom; those of about one height from left to right."""
    waiting = sorted(boxes, key=lambda box: (box.quad[0, 1], box.quad[0, 0]))
    ordered: list[TextBox] = []
    row: list[TextBox] = []
    for box in waiting:
        if row and box.quad[0, 1] - row[-1].quad[0, 1] >= SAME_LINE_PIXELS:
            ordered += sorted(row, key=lambda each: each.quad[0, 0])
            row = []
        row.append(box)
    return ordered + sorted(row, key=lambda each: each.quad[0, 0])
