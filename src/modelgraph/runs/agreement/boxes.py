"""Overlap of boxes: intersection over union, in pixels."""

from __future__ import annotations

from modelgraph.runs.prediction import Box


def iou(first: Box, second: Box) -> float:
    """Return the intersection over the union of two boxes, 0 … 1.

    >>> iou(Box(0, 0, 2, 2), Box(1, 0, 3, 2))
    0.3333333333333333
    """
    width = min(first.right, second.right) - max(first.left, second.left)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (_area(first) + _area(second) - both)


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)
