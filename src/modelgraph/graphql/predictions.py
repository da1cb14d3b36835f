"""What a model said about an image, in one form for all models; boxes and points are pixels of the
image as given."""

from __future__ import annotations

# The self of a resolver is the entity behind the type, which strawberry calls its parent.
# mypy: disable-error-code="misc"
import strawberry

from modelgraph.graphql.fields import attribute, field
from modelgraph.graphql.scalars import JSON
from modelgraph.runs import prediction as made


@strawberry.type(description="A rectangle in pixels of the image as given.")
class Box:
    left: float = attribute("The left edge.")
    top: float = attribute("The upper edge.")
    right: float = attribute("The right edge.")
    bottom: float = attribute("The lower edge.")


@strawberry.type(description="A point in pixels of the image as given.")
class Point:
    x: float = attribute("From the left.")
    y: float = attribute("From the top.")


@strawberry.type(description="A class for the whole image.")
class Label:
    name: str = attribute("The class.")
    score: float | None = attribute("How sure the model is; null where it does not say.")
    identifier: int | None = attribute("The number in the checkpoint's label set.")


@strawberry.type(description="A box with its label.")
class Detection:
    box: Box = attribute("Where.")
    label: str | None = attribute("What; null for proposals without a class.")
    score: float | None = attribute("How sure the model is; null where it does not say.")
    identifier: int | None = attribute("The number in the checkpoint's label set.")


@strawberry.type(description="A piece of text and where it stands.")
class TextRegion:
    text: str = attribute("The text.")
    score: float | None = attribute("How sure the model is; null where it does not say.")

    @field("Its four corners, clockwise from the top left of the text.")
    def quad(self: made.TextRegion) -> list[Point] | None:
        return None if self.quad is None else [Point(x=x, y=y) for x, y in self.quad]


@strawberry.type(description="A mask in COCO run-length form.")
class Mask:
    height: int = attribute("Rows.")
    width: int = attribute("Columns.")
    counts: str = attribute("The compressed counts of pycocotools.")
    label: str | None = attribute("What it covers.")
    score: float | None = attribute("How sure the model is; null where it does not say.")
    area: int | None = attribute("How many pixels it covers.")


@strawberry.type(description="One object's outline.")
class Polygon:
    label: str | None = attribute("What it surrounds.")
    score: float | None = attribute("How sure the model is; null where it does not say.")

    @field("One or more rings of points.")
    def rings(self: made.Polygon) -> list[list[Point]]:
        return [[Point(x=x, y=y) for x, y in ring] for ring in self.rings]


@strawberry.type(description="A named point of one instance.")
class Keypoint:
    name: str = attribute("What is there: `left eye`.")
    score: float | None = attribute("How sure the model is; null where it does not say.")
    instance: int = attribute("Which instance it belongs to.")

    @field("Where.")
    def at(self: made.Keypoint) -> Point:
        return Point(x=self.at[0], y=self.at[1])


@strawberry.type(description="An embedding; comparable only with those of the same checkpoint.")
class Vector:
    dimension: int = attribute("How many numbers.")
    norm: float = attribute("Its length.")
    values: list[float] = attribute("The numbers.")


@strawberry.type(description="A depth map, row by row.")
class Depth:
    height: int = attribute("Rows.")
    width: int = attribute("Columns.")
    unit: str = attribute("`m` or `relative`.")
    larger_is: str = attribute("Whether larger values are `farther` or `nearer`.")
    values: list[float] = attribute("The values.")


@strawberry.type(description="Everything one checkpoint answers to one task on one image.")
class Prediction:
    width: int = attribute("Columns of the image as given.")
    height: int = attribute("Rows of the image as given.")
    labels: list[Label] = attribute("Classes of the whole image, likeliest first.")
    detections: list[Detection] = attribute("Boxes.")
    regions: list[TextRegion] = attribute("Pieces of text.")
    masks: list[Mask] = attribute("Masks.")
    polygons: list[Polygon] = attribute("Outlines.")
    keypoints: list[Keypoint] = attribute("Named points.")
    text: str | None = attribute("Text; null where none was asked for.")
    vector: Vector | None = attribute("An embedding.")
    depth: Depth | None = attribute("A depth map.")
    label_set: str | None = attribute("The list its labels are from: `imagenet-1k`, `open` …")

    @field("All of it as plain JSON.")
    def json(self: made.Prediction) -> JSON:
        return JSON(self.to_json())
