"""What a model said about an image, in the lines of one cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from modelgraph.cli.output import Cell, Span
from modelgraph.cli.text import shorten

if TYPE_CHECKING:
    from modelgraph.runs.prediction import Box, Prediction

MOST: Final = 5
LONGEST: Final = 600
NO_SCORE: Final = "–"


def answer_cell(prediction: Prediction) -> Cell:
    """Return the answer in lines: text, classes, boxes, masks, whatever there is of it."""
    lines = [*_lines(prediction)]
    return (Span("\n".join(lines)),) if lines else (Span("nothing found", "dim"),)


def _lines(prediction: Prediction) -> Iterator[str]:
    if prediction.text is not None:
        text = [shorten(line, LONGEST) for line in prediction.text.splitlines() if line.strip()]
        yield from text[: 2 * MOST] or ["(no text)"]
        yield from _more(len(text), 2 * MOST, "lines")
    for label in prediction.labels[:MOST]:
        yield f"{_score(label.score)} {label.name}"
    for found in prediction.detections[:MOST]:
        yield f"{_score(found.score)} {found.label or 'object'} at {_box(found.box)}"
    yield from _more(len(prediction.detections), MOST, "boxes")
    for mask in prediction.masks[:MOST]:
        share = (mask.area or 0) / max(1, mask.width * mask.height)
        yield f"{_score(mask.score)} {mask.label or 'mask'}: {share:.1%} of the image"
    yield from _more(len(prediction.masks), MOST, "masks")
    for outline in prediction.polygons[:MOST]:
        corners = sum(len(ring) for ring in outline.rings)
        yield f"{_score(outline.score)} {outline.label or 'outline'}: {corners} corners"
    yield from _more(len(prediction.polygons), MOST, "outlines")
    yield from _rest(prediction)


def _rest(prediction: Prediction) -> Iterator[str]:
    if prediction.text is None:
        for region in prediction.regions[:MOST]:
            yield f"{_score(region.score)} {region.text}"
    for point in prediction.keypoints[:MOST]:
        yield f"{_score(point.score)} {point.name} at {point.at[0]:.0f},{point.at[1]:.0f}"
    yield from _more(len(prediction.keypoints), MOST, "points")
    if prediction.vector is not None:
        yield f"{prediction.vector.dimension} numbers, norm {prediction.vector.norm:.3g}"
    if prediction.depth is not None:
        values = prediction.depth.values
        unit = prediction.depth.unit
        yield f"{min(values):.3g} to {max(values):.3g} ({unit})" if values else "no depth"


def _more(count: int, shown: int, what: str) -> Iterator[str]:
    if count > shown:
        yield f"… {count - shown} more {what}"


def _score(score: float | None) -> str:
    return f"{score:.2f}" if score is not None else NO_SCORE


def _box(box: Box) -> str:
    return f"{box.left:.0f},{box.top:.0f} – {box.right:.0f},{box.bottom:.0f}"
