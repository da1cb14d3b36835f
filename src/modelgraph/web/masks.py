"""COCO run-length masks as outlines, in plain Python: the pages need no imaging library.

A compressed mask counts pixels column by column, first those outside, then those inside, and so on
(pycocotools, ``rleFrString``).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, TypeAlias

from modelgraph.runs.prediction import Mask

Span: TypeAlias = tuple[int, int]
"""From, to (without the end), in one column."""

FINE: Final = 360
"""Columns or rows of an outline that no page shows finer."""


def outline(mask: Mask, detail: int = FINE) -> str:
    """Return the outline of a mask as the ``d`` of an SVG path, in pixels of the image.

    It is drawn on a grid of at most ``detail`` columns and rows.

    Raises:
        ValueError: the mask is damaged, or counts more pixels than it has.
    """
    step = max(1, -(-max(mask.width, mask.height) // detail))
    columns = [_coarse(spans, step) for spans in _columns(mask, step)]
    return _path(_edges(columns), step)


def counts(compressed: str) -> Iterator[int]:
    """Yield the run lengths of a compressed mask.

    Raises:
        ValueError: the text is cut off or holds foreign letters.
    """
    at = 0
    seen: list[int] = []
    while at < len(compressed):
        value = shift = 0
        more = True
        while more:
            if at >= len(compressed) or shift > 30:
                raise ValueError("the counts of the mask are cut off")
            letter = ord(compressed[at]) - 48
            if not 0 <= letter < 64:
                raise ValueError("the counts of the mask hold a foreign letter")
            value |= (letter & 0x1F) << shift
            more = bool(letter & 0x20)
            at, shift = at + 1, shift + 5
            if not more and letter & 0x10:
                value |= -1 << shift
        if len(seen) > 2:
            value += seen[-2]
        seen.append(value)
        if value < 0:
            raise ValueError("a run of the mask is shorter than nothing")
        yield value


def _columns(mask: Mask, step: int) -> list[list[Span]]:
    """Return the spans inside, of every ``step``-th column."""
    spans: list[list[Span]] = [[] for _ in range(0, mask.width, step)]
    at, inside = 0, False
    for run in counts(mask.counts):
        if at + run > mask.width * mask.height:
            raise ValueError("the mask counts more pixels than it has")
        if inside and run:
            _add(spans, at, at + run, mask.height, step)
        at, inside = at + run, not inside
    return spans


def _add(spans: list[list[Span]], start: int, end: int, height: int, step: int) -> None:
    first = -(-(start // height) // step) * step
    for column in range(first, (end - 1) // height + 1, step):
        top = max(start - column * height, 0)
        bottom = min(end - column * height, height)
        spans[column // step].append((top, bottom))


def _coarse(spans: list[Span], step: int) -> list[Span]:
    """Return spans on the coarse grid, joined where they touch."""
    joined: list[Span] = []
    for top, bottom in spans:
        start, end = top // step, max(top // step + 1, round(bottom / step))
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


Point: TypeAlias = tuple[int, int]


def _edges(columns: list[list[Span]]) -> dict[Point, list[Point]]:
    """Return the border as steps from point to point, with the inside on the right."""
    steps: dict[Point, list[Point]] = {}
    for x, spans in enumerate(columns):
        for top, bottom in spans:
            steps.setdefault((x, top), []).append((x + 1, top))
            steps.setdefault((x + 1, bottom), []).append((x, bottom))
    empty: list[Span] = []
    for x, (left, right) in enumerate(pairwise([empty, *columns, empty])):
        for top, bottom in _only(left, right):
            steps.setdefault((x, top), []).append((x, bottom))
        for top, bottom in _only(right, left):
            steps.setdefault((x, bottom), []).append((x, top))
    return steps


def _only(spans: list[Span], others: list[Span]) -> Iterator[Span]:
    """Yield the parts of spans that no other span covers."""
    for start, end in spans:
        at = start
        for top, bottom in others:
            if bottom <= at or top >= end:
                continue
            if top > at:
                yield at, top
            at = max(at, bottom)
        if at < end:
            yield at, end


def _path(steps: dict[Point, list[Point]], step: int) -> str:
    parts = []
    while steps:
        start = next(iter(steps))
        at, loop = start, []
        while at in steps:
            ahead = steps[at]
            to = ahead.pop()
            if not ahead:
                del steps[at]
            loop.append(to)
            at = to
        parts.append(_loop(start, loop, step))
    return "".join(parts)


def _loop(start: Point, loop: list[Point], step: int) -> str:
    """Return one closed line; steps that go straight on are one."""
    text = [f"M{start[0] * step} {start[1] * step}"]
    corners = [start]
    for point in loop:
        if len(corners) > 1 and _straight(corners[-2], corners[-1], point):
            corners[-1] = point
        else:
            corners.append(point)
    for (x, y), (to_x, to_y) in pairwise(corners[:-1] if corners[-1] == start else corners):
        text.append(f"v{(to_y - y) * step}" if x == to_x else f"h{(to_x - x) * step}")
    return "".join([*text, "z"])


def _straight(a: Point, b: Point, c: Point) -> bool:
    return a[0] == b[0] == c[0] or a[1] == b[1] == c[1]
