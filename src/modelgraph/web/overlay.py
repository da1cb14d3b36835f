"""What a model found, as shapes to draw over the image: boxes, quads, outlines, points.

Drawn on the server, in pixels of the image as given; a label has one colour in all runs of a job.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from modelgraph.runs.prediction import Point, Prediction
from modelgraph.web import masks

SHAPES: Final = 200
"""More would hide the image, and the page would grow without end."""

COLOURS: Final = 8
_LETTERS: Final = 40


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing drawn: an SVG path, or a point; ``caption`` stands at ``x``, ``y``."""

    kind: str
    path: str
    colour: int
    x: float
    y: float
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """All shapes over one image; ``size`` is that of the captions, ``left_out`` the rest."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    size: float
    left_out: int = 0


def colours(predictions: Iterable[Prediction]) -> dict[str, int]:
    """Return a colour for each label that any of the predictions has."""
    found: dict[str, int] = {}
    for prediction in predictions:
        for label in _labels(prediction):
            found.setdefault(label, len(found) % COLOURS)
    return found


def _labels(prediction: Prediction) -> Iterator[str]:
    found = [each.label for each in prediction.detections]
    found += [each.label for each in prediction.masks]
    found += [each.label for each in prediction.polygons]
    return (label for label in found if label is not None)


def overlay(prediction: Prediction, of: dict[str, int]) -> Overlay | None:
    """Return what is drawn over the image, or ``None`` where nothing has a place in it."""
    shapes = list(_shapes(prediction, of))
    if not shapes:
        return None
    size = max(prediction.width, prediction.height) / 38
    return Overlay(
        prediction.width,
        prediction.height,
        tuple(shapes[:SHAPES]),
        round(size, 1),
        max(0, len(shapes) - SHAPES),
    )


def _shapes(prediction: Prediction, of: dict[str, int]) -> Iterator[Shape]:
    yield from _areas(prediction, of)
    for found in prediction.detections:
        box = found.box
        corners = (
            (box.left, box.top),
            (box.right, box.top),
            (box.right, box.bottom),
            (box.left, box.bottom),
        )
        caption = _caption(found.label, found.score)
        yield Shape("box", _ring(corners), of.get(found.label or "", 0), box.left, box.top, caption)
    for region in prediction.regions:
        if region.quad is not None:
            yield Shape("quad", _ring(region.quad), 0, *region.quad[0])
    for point in prediction.keypoints:
        yield Shape("point", "", point.instance % COLOURS, *point.at)


def _areas(prediction: Prediction, of: dict[str, int]) -> Iterator[Shape]:
    for number, mask in enumerate(prediction.masks):
        try:
            path = masks.outline(mask)
        except ValueError:
            continue
        colour = number % COLOURS if mask.label is None else of.get(mask.label, 0)
        yield Shape("area", path, colour, 0, 0)
    for number, polygon in enumerate(prediction.polygons):
        path = "".join(_ring(ring) for ring in polygon.rings if ring)
        colour = number % COLOURS if polygon.label is None else of.get(polygon.label, 0)
        yield Shape("area", path, colour, 0, 0)


def _ring(points: Iterable[Point]) -> str:
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}z"


def _caption(label: str | None, score: float | None) -> str:
    text = (label or "")[:_LETTERS]
    return f"{text} {score * 100:.0f} %".strip() if score is not None else text
