"""Overlap of masks, taken on their run lengths without ever laying out the pixels.

COCO's run-length form counts pixels column by column, from the top left, in turns of off and on;
``counts`` packs the numbers into letters (pycocotools, ``rleFrString``). Outlines are turned into
the same form: a pixel is inside where its centre is, by the even-odd rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from modelgraph.runs.prediction import Mask, Point, Polygon

_LARGEST_BITS = 60


@dataclass(frozen=True, slots=True)
class Area:
    """The pixels of a thing: ``spans`` of on-pixels as (start, end), ordered, and their bounds."""

    height: int
    width: int
    spans: tuple[tuple[int, int], ...]
    size: int
    columns: tuple[int, int]


def from_mask(mask: Mask) -> Area:
    """Return the area of a mask.

    Raises:
        ValueError: the counts are no run lengths, or go beyond the image.
    """
    spans, at, on = [], 0, False
    for count in decode(mask.counts):
        if on and count:
            spans.append((at, at + count))
        at, on = at + count, not on
    if at > mask.height * mask.width:
        raise ValueError(f"run lengths of {at} pixels for {mask.width} × {mask.height}")
    return _area(mask.height, mask.width, spans)


def decode(counts: str) -> list[int]:
    """Return the run lengths that ``counts`` packs: 5 bits a letter, each a difference to the
    second last from the fourth on.

    >>> decode("042")
    [0, 4, 2]

    Raises:
        ValueError: the text is no such packing.
    """
    found: list[int] = []
    position = 0
    while position < len(counts):
        value = shift = 0
        more = True
        while more:
            short = position >= len(counts) or shift > _LARGEST_BITS
            if short or not 48 <= ord(counts[position]) < 112:
                raise ValueError("these are not the run lengths of a mask")
            bits = ord(counts[position]) - 48
            value |= (bits & 0x1F) << shift
            more = bool(bits & 0x20)
            position, shift = position + 1, shift + 5
            if not more and bits & 0x10:
                value |= -1 << shift
        if len(found) > 2:
            value += found[-2]
        if value < 0:
            raise ValueError("these are not the run lengths of a mask")
        found.append(value)
    return found


def from_polygon(polygon: Polygon, width: int, height: int) -> Area:
    """Return the area inside the rings of an outline."""
    spans = []
    for column in range(width):
        crossings = sorted(_crossings(polygon.rings, column + 0.5))
        for top, bottom in zip(crossings[::2], crossings[1::2], strict=False):
            start = max(0, math.ceil(top - 0.5))
            end = min(height, math.ceil(bottom - 0.5))
            if start < end:
                spans.append((column * height + start, column * height + end))
    return _area(height, width, spans)


def iou(first: Area, second: Area) -> float:
    """Return the intersection over the union of two areas of one image, 0 … 1."""
    if (first.height, first.width) != (second.height, second.width):
        return 0.0
    if not _may_overlap(first, second):
        return 0.0
    both = _shared(first.spans, second.spans)
    union = first.size + second.size - both
    return both / union if union else 0.0


def _shared(first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]) -> int:
    both = one = other = 0
    while one < len(first) and other < len(second):
        start = max(first[one][0], second[other][0])
        end = min(first[one][1], second[other][1])
        if start < end:
            both += end - start
        if first[one][1] <= second[other][1]:
            one += 1
        else:
            other += 1
    return both


def _may_overlap(first: Area, second: Area) -> bool:
    left = max(first.columns[0], second.columns[0])
    return bool(first.size and second.size) and left <= min(first.columns[1], second.columns[1])


def _area(height: int, width: int, spans: Sequence[tuple[int, int]]) -> Area:
    columns = (0, -1)
    if spans and height:
        columns = (spans[0][0] // height, (spans[-1][1] - 1) // height)
    return Area(height, width, tuple(spans), sum(end - start for start, end in spans), columns)


def _crossings(rings: Sequence[Sequence[Point]], x: float) -> list[float]:
    """Return where a vertical line crosses the rings."""
    found = []
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
            if (x1 <= x) != (x2 <= x):
                found.append(y1 + (x - x1) * (y2 - y1) / (x2 - x1))
    return found
