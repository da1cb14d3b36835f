"""What a model found, as shapes to draw over the image: boxes, quads, outlines, points.

Drawn on the server, in pixels of the image as given; a label has one colour in all runs of a job.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from modelgraph.runs.prediction import Point, Prediction
from modelgraph.web import masks
from modelgraph.web.rendering import percent

SHAPES: Final = 200
"""More would hide the image, and the page would grow without end."""

COLOURS: Final = 8
_FEW: Final = 12
_COARSE: Final = 140
"""Many outlines are drawn on a coarser grid, so that the page stays small."""

_LETTERS: Final = 40
_LETTER_WIDTH: Final = 0.58
"""Of a letter of a sans-serif face, as a share of its size."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing drawn: an SVG path, or for a point its place; ``colour`` counts from 0."""

    kind: str
    path: str
    colour: int
    at: Point = (0, 0)


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on a plate: its left and upper edge and its width; it is ``Overlay.line`` high."""

    text: str
    left: float
    top: float
    width: float


@dataclass(frozen=True, slots=True)
class Overlay:
    """All that is drawn over one image; ``left_out`` counts what is not.

    ``size`` is the size of letters and ``line`` the height of a line, both in pixels of the image.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    captions: tuple[Caption, ...]
    size: float
    left_out: int = 0

    @property
    def line(self) -> float:
        return round(self.size * 1.3, 1)


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
    size = round(max(prediction.width, prediction.height) / 38, 1)
    return Overlay(
        prediction.width,
        prediction.height,
        tuple(shapes[:SHAPES]),
        tuple(_captions(prediction, size))[:SHAPES],
        size,
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
        yield Shape("box", _ring(corners), of.get(found.label or "", 0))
    for region in prediction.regions:
        if region.quad is not None:
            yield Shape("quad", _ring(region.quad), 0)
    for point in prediction.keypoints:
        yield Shape("point", "", point.instance % COLOURS, point.at)


def _areas(prediction: Prediction, of: dict[str, int]) -> Iterator[Shape]:
    detail = masks.FINE if len(prediction.masks) <= _FEW else _COARSE
    for number, mask in enumerate(prediction.masks[:SHAPES]):
        try:
            path = masks.outline(mask, detail)
        except ValueError:
            continue
        colour = number % COLOURS if mask.label is None else of.get(mask.label, 0)
        yield Shape("area", path, colour)
    for number, polygon in enumerate(prediction.polygons):
        path = "".join(_ring(ring) for ring in polygon.rings if ring)
        colour = number % COLOURS if polygon.label is None else of.get(polygon.label, 0)
        yield Shape("area", path, colour)


def _ring(points: Iterable[Point]) -> str:
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}z"


def _captions(prediction: Prediction, size: float) -> Iterator[Caption]:
    """Yield a caption above each box, inside the image, as wide as its letters usually are."""
    for found in prediction.detections:
        label = (found.label or "")[:_LETTERS]
        text = f"{label} {percent(found.score)}".strip() if found.score is not None else label
        if text:
            width = round((len(text) * _LETTER_WIDTH + 0.5) * size, 1)
            left = max(0.0, min(found.box.left, prediction.width - width))
            top = max(0.0, found.box.top - size * 1.3)
            yield Caption(text, round(left, 1), round(top, 1), width)
