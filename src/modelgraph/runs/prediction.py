"""What a model said about an image, in one form for all models.

Boxes and points are pixels of the image as given, EXIF orientation applied: left, top, right,
bottom. A score that the model does not give is ``None``, never 1.0. Converting from a model's own
form is the work of its adapter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, ``left < right`` and ``top < bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.left < self.right and self.top < self.bottom):
            raise ValueError(f"not a box: {self}")


@dataclass(frozen=True, slots=True)
class Label:
    """A class for the whole image; ``identifier`` is its number in the checkpoint's label set."""

    name: str
    score: float | None = None
    identifier: int | None = None


@dataclass(frozen=True, slots=True)
class Detection:
    """A box with its label; ``label`` is ``None`` for class-free proposals."""

    box: Box
    label: str | None = None
    score: float | None = None
    identifier: int | None = None


@dataclass(frozen=True, slots=True)
class TextRegion:
    """A piece of text and its four corners, clockwise from the top left of the text."""

    text: str
    quad: tuple[Point, Point, Point, Point] | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Mask:
    """A mask in COCO run-length form (pycocotools, compressed counts), height × width pixels."""

    height: int
    width: int
    counts: str
    label: str | None = None
    score: float | None = None
    area: int | None = None


@dataclass(frozen=True, slots=True)
class Polygon:
    """One object's outline: one or more rings of points, in pixels."""

    rings: tuple[tuple[Point, ...], ...]
    label: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Keypoint:
    """A named point of one instance, in pixels."""

    name: str
    at: Point
    score: float | None = None
    instance: int = 0


@dataclass(frozen=True, slots=True)
class Vector:
    """An embedding; comparable only with vectors of the same checkpoint."""

    values: tuple[float, ...]
    dimension: int
    norm: float


@dataclass(frozen=True, slots=True)
class Depth:
    """A depth map, row by row; ``unit`` is ``"m"`` or ``"relative"`` (larger = as stated)."""

    height: int
    width: int
    values: tuple[float, ...]
    unit: str
    larger_is: str = "farther"


@dataclass(frozen=True, slots=True)
class Prediction:
    """Everything one checkpoint answers to one task on one image.

    ``width`` and ``height`` are those of the image as given, in pixels. What a task does not
    produce stays empty: ``text`` is ``None`` where no text was asked for, ``""`` where none was
    found.
    """

    task: str
    width: int
    height: int
    labels: tuple[Label, ...] = ()
    detections: tuple[Detection, ...] = ()
    regions: tuple[TextRegion, ...] = ()
    masks: tuple[Mask, ...] = ()
    polygons: tuple[Polygon, ...] = ()
    keypoints: tuple[Keypoint, ...] = ()
    text: str | None = None
    vector: Vector | None = None
    depth: Depth | None = None
    label_set: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; ``from_json`` is the inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote.

        Raises:
            ValueError, KeyError, TypeError: the data is not a prediction.
        """
        return cls(
            task=data["task"],
            width=data["width"],
            height=data["height"],
            labels=tuple(Label(**each) for each in data["labels"]),
            detections=tuple(
                Detection(**{**each, "box": Box(**each["box"])}) for each in data["detections"]
            ),
            regions=tuple(
                TextRegion(**{**each, "quad": _quad(each["quad"])}) for each in data["regions"]
            ),
            masks=tuple(Mask(**each) for each in data["masks"]),
            polygons=tuple(
                Polygon(**{**each, "rings": tuple(_points(ring) for ring in each["rings"])})
                for each in data["polygons"]
            ),
            keypoints=tuple(
                Keypoint(**{**each, "at": (each["at"][0], each["at"][1])})
                for each in data["keypoints"]
            ),
            text=data["text"],
            vector=_vector(data["vector"]),
            depth=_depth(data["depth"]),
            label_set=data["label_set"],
        )


def _points(pairs: Any) -> tuple[Point, ...]:
    return tuple((x, y) for x, y in pairs)


def _quad(pairs: Any) -> tuple[Point, Point, Point, Point] | None:
    if pairs is None:
        return None
    first, second, third, fourth = _points(pairs)
    return first, second, third, fourth


def _vector(data: Any) -> Vector | None:
    return None if data is None else Vector(**{**data, "values": tuple(data["values"])})


def _depth(data: Any) -> Depth | None:
    return None if data is None else Depth(**{**data, "values": tuple(data["values"])})
