"""Arrays made into the values of the normal form: labels, vectors, masks, boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelgraph.runs.prediction import Box, Label, Mask, Vector

Array = NDArray[Any]


def softmax(logits: Array) -> Array:
    """Return probabilities over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probabilities: Array = shifted / shifted.sum(axis=-1, keepdims=True)
    return probabilities


def top_labels(logits: Array, names: Sequence[str], count: int) -> tuple[Label, ...]:
    """Return the most probable classes, best first."""
    probabilities = softmax(logits.astype(np.float64))
    order = np.argsort(-probabilities, kind="stable")[:count]
    return tuple(Label(names[at], round(float(probabilities[at]), 6), int(at)) for at in order)


def vector(values: Array) -> Vector:
    """Return an embedding with its Euclidean norm."""
    flat = np.asarray(values, np.float64).ravel()
    norm = float(np.linalg.norm(flat))
    return Vector(tuple(np.round(flat, 7).tolist()), flat.size, norm)


def mask(area: NDArray[np.bool_], label: str | None = None, score: float | None = None) -> Mask:
    """Return a boolean image in COCO's compressed run-length form."""
    from pycocotools import mask as coco  # noqa: PLC0415 - only where masks are made

    encoded = coco.encode(np.asfortranarray(area, np.uint8))
    height, width = area.shape
    counts = encoded["counts"].decode("ascii")
    return Mask(height, width, counts, label, score, int(area.sum()))


def clipped_box(edges: Sequence[float], width: int, height: int) -> Box | None:
    """Return the part of a box (left, top, right, bottom) inside the image; None for nothing."""
    sides = (float(width), float(height), float(width), float(height))
    inside = [
        round(min(max(float(edge), 0.0), side), 3) for edge, side in zip(edges, sides, strict=True)
    ]
    left, top, right, bottom = inside
    if not all(np.isfinite(inside)) or left >= right or top >= bottom:
        return None
    return Box(left, top, right, bottom)


def suppressed(boxes: Array, scores: Array, overlap: float) -> list[int]:
    """Return which boxes stay when those that overlap a better one are dropped, best first.

    ``boxes`` are n × 4, left, top, right, bottom; ``overlap`` is the largest IoU allowed.
    """
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    waiting = np.argsort(-scores, kind="stable")
    kept = []
    while waiting.size:
        best, rest = waiting[0], waiting[1:]
        kept.append(int(best))
        inner = np.minimum(boxes[best, 2:], boxes[rest, 2:]) - np.maximum(
            boxes[best, :2], boxes[rest, :2]
        )
        shared = np.prod(np.clip(inner, 0, None), axis=1)
        union = areas[best] + areas[rest] - shared
        waiting = rest[shared <= overlap * np.maximum(union, 1e-9)]
    return kept
