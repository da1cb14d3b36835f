"""Florence-2's answers in the normal form.

``answer`` is what the library's post-processor returns for one prompt: a text, or lists of boxes,
quadrilaterals or polygons in pixels. No answer carries a score, so each is ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from modelgraph.runs.prediction import (
    Box,
    Detection,
    Point,
    Polygon,
    Prediction,
    TextRegion,
)
from modelgraph_inference.adapter import Question
from modelgraph_inference.florence2.prompts import Asking
from modelgraph_inference.normal_form import clipped_box
from modelgraph_inference.options import box

_MARKUP = re.compile(r"</?(?:s|pad|unk|mask|loc_\d+|od|ocr|cap|ncap|dcap|poly|sep|grounding)>")
_TEXT_TASKS = frozenset({"image-captioning", "detailed-image-captioning", "ocr"})
_REGION_TASKS = frozenset({"region-classification", "region-captioning", "region-ocr"})


def prediction(question: Question, answers: Sequence[tuple[Asking, Any]]) -> Prediction:
    """Return the prediction for the answers to everything that was asked."""
    empty = question.answer()
    if question.task in _TEXT_TASKS:
        return replace(empty, text=_text(answers[0][1]))
    if question.task in _REGION_TASKS:
        return _about_region(question, empty, _text(answers[0][1]))
    if question.task == "ocr-with-regions":
        return _with_regions(empty, answers[0][1])
    return replace(
        empty,
        detections=tuple(chain.from_iterable(_detections(empty, *each) for each in answers)),
        polygons=tuple(chain.from_iterable(_polygons(empty, *each) for each in answers)),
        label_set="open",
    )


def _text(answer: Any) -> str:
    return " ".join(_MARKUP.sub(" ", str(answer)).split())


def _about_region(question: Question, empty: Prediction, text: str) -> Prediction:
    """Return a text about a region, together with the region that was asked about."""
    edges = Box(*box(question.options, empty.width, empty.height))
    if question.task == "region-ocr":
        corners = (
            (edges.left, edges.top),
            (edges.right, edges.top),
            (edges.right, edges.bottom),
            (edges.left, edges.bottom),
        )
        return replace(empty, text=text, regions=(TextRegion(text, corners),))
    return replace(empty, text=text, detections=(Detection(edges, text or None),))


def _with_regions(empty: Prediction, answer: Any) -> Prediction:
    regions = []
    for numbers, label in zip(answer["quad_boxes"], answer["labels"], strict=True):
        text, points = _text(label), _points(empty, numbers)
        if text and len(points) == 4:
            first, second, third, fourth = points
            regions.append(TextRegion(text, (first, second, third, fourth)))
    text = "\n".join(region.text for region in regions)
    return replace(empty, regions=tuple(regions), text=text)


def _detections(empty: Prediction, asking: Asking, answer: Any) -> Iterator[Detection]:
    """Yield boxes; the open-vocabulary prompt names its labels otherwise than the rest do."""
    labels = answer.get("bboxes_labels", answer.get("labels", ()))
    for edges, label in zip(answer.get("bboxes", ()), labels, strict=False):
        box_ = clipped_box(edges, empty.width, empty.height)
        if box_ is not None:
            yield Detection(box_, _label(label, asking))


def _polygons(empty: Prediction, asking: Asking, answer: Any) -> Iterator[Polygon]:
    labels = answer.get("polygons_labels", answer.get("labels", ()))
    for rings, label in zip(answer.get("polygons", ()), labels, strict=False):
        outlines = tuple(points for points in (_points(empty, ring) for ring in rings))
        kept = tuple(points for points in outlines if len(points) >= 3)
        if kept:
            yield Polygon(kept, _label(label, asking))


def _label(label: Any, asking: Asking) -> str | None:
    """Return the label; where the model left it out, the phrase that was asked for."""
    return _text(label) or asking.label


def _points(empty: Prediction, numbers: Sequence[float]) -> tuple[Point, ...]:
    """Return a flat list of numbers as points inside the image."""
    pairs = zip(numbers[0::2], numbers[1::2], strict=False)
    return tuple(
        (min(max(float(x), 0.0), empty.width), min(max(float(y), 0.0), empty.height))
        for x, y in pairs
    )
