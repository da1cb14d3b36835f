"""The agreement of a job: image by image, whatever its predictions hold, each in its own way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import TypeVar

from modelgraph.runs.agreement import boxes, classes, depth, masks, text
from modelgraph.runs.agreement.masks import Area
from modelgraph.runs.agreement.matching import Thing, match
from modelgraph.runs.agreement.values import Agreement, Finding, ImageAgreement, Measure, Member
from modelgraph.runs.job import Job, Run
from modelgraph.runs.prediction import Detection, Mask, Polygon, Prediction

_THINGS = 300
"""So many things of one run are compared, the surest ones."""

_Found = tuple[list[Measure], list[Finding]]
_Scored = TypeVar("_Scored", Detection, Mask, Polygon)


def compare(job: Job) -> Agreement:
    """Return the agreement of the runs of a job, for those that have answered."""
    return Agreement(
        job.id,
        tuple(
            compare_runs(image.id, [run for run in job.runs if run.image == image.id])
            for image in job.images
        ),
    )


def compare_runs(image: str, runs: Sequence[Run]) -> ImageAgreement:
    """Return the agreement of runs on one image."""
    answers = {run.id: run.prediction for run in runs if run.prediction is not None}
    names = tuple(answers)
    if len(answers) < 2:
        return ImageAgreement(image, names)
    weights = {run.id: run.weights_sha256 for run in runs}
    found = [
        _labels(answers),
        _detections(answers),
        _masks(answers),
        _polygons(answers),
        _text(answers),
        (_depths(answers) + _keypoints(answers) + _vectors(answers, weights), []),
    ]
    return ImageAgreement(
        image,
        names,
        tuple(measure for measures, _ in found for measure in measures),
        tuple(finding for _, findings in found for finding in findings),
        _notes(answers, weights),
    )


def _labels(answers: dict[str, Prediction]) -> _Found:
    if not any(answer.labels for answer in answers.values()):
        return [], []
    return classes.compare(answers)


def _detections(answers: dict[str, Prediction]) -> _Found:
    if not any(answer.detections for answer in answers.values()):
        return [], []
    things = {
        run: [
            Thing(Member(run, index, each.label, each.score), each.box, answer.label_set)
            for index, each in _surest(answer.detections)
        ]
        for run, answer in answers.items()
    }
    return match("detections", "iou", things, boxes.iou)


def _masks(answers: dict[str, Prediction]) -> _Found:
    if not any(answer.masks for answer in answers.values()):
        return [], []
    things = {
        run: [
            Thing(Member(run, index, each.label, each.score), area, answer.label_set)
            for index, each in _surest(answer.masks)
            if (area := _area(each)) is not None
        ]
        for run, answer in answers.items()
    }
    return match("masks", "mask-iou", things, masks.iou)


def _polygons(answers: dict[str, Prediction]) -> _Found:
    if not any(answer.polygons for answer in answers.values()):
        return [], []
    things = {
        run: [
            Thing(
                Member(run, index, each.label, each.score),
                masks.from_polygon(each, answer.width, answer.height),
                answer.label_set,
            )
            for index, each in _surest(answer.polygons)
        ]
        for run, answer in answers.items()
    }
    return match("polygons", "mask-iou", things, masks.iou)


def _text(answers: dict[str, Prediction]) -> _Found:
    texts = {run: each.text for run, each in answers.items() if each.text is not None}
    if len(texts) < 2:
        return [], []
    reading = {run: answers[run] for run in texts}
    # A caption is one sentence; only what is read off the image has lines to be matched.
    lines = any(each.regions for each in reading.values()) or any(
        "\n" in content.strip() for content in texts.values()
    )
    return text.measures(texts), text.line_findings(reading) if lines else []


def _depths(answers: dict[str, Prediction]) -> list[Measure]:
    maps = {run: each.depth for run, each in answers.items() if each.depth is not None}
    found = [
        depth.measure(first, one, second, other)
        for (first, one), (second, other) in combinations(maps.items(), 2)
    ]
    return [measure for measure in found if measure is not None]


def _keypoints(answers: dict[str, Prediction]) -> list[Measure]:
    """Return the mean distance of points of one name, as a share of the image's diagonal."""
    points = {
        run: {(each.instance, each.name): each.at for each in answer.keypoints}
        for run, answer in answers.items()
        if answer.keypoints
    }
    found = []
    for (first, one), (second, other) in combinations(points.items(), 2):
        shared = one.keys() & other.keys()
        if shared:
            diagonal = math.hypot(answers[first].width, answers[first].height) or 1.0
            mean = sum(math.dist(one[name], other[name]) for name in shared) / len(shared)
            found.append(Measure("keypoint-error", first, second, mean / diagonal))
    return found


def _vectors(answers: dict[str, Prediction], weights: dict[str, str]) -> list[Measure]:
    """Return the cosine of vectors of the same checkpoint; others have no common space."""
    vectors = {run: each.vector for run, each in answers.items() if each.vector is not None}
    found = []
    for (first, one), (second, other) in combinations(vectors.items(), 2):
        if weights[first] == weights[second] and one.dimension == other.dimension:
            product = sum(a * b for a, b in zip(one.values, other.values, strict=True))
            length = one.norm * other.norm
            found.append(Measure("cosine", first, second, product / length if length else 0.0))
    return found


def _notes(answers: dict[str, Prediction], weights: dict[str, str]) -> tuple[str, ...]:
    notes = []
    with_vector = [run for run, each in answers.items() if each.vector is not None]
    if len({weights[run] for run in with_vector}) > 1:
        notes.append(
            "Vectors of different checkpoints lie in different spaces and can't be compared;"
            " compare which images each of them takes to be alike."
        )
    if any(each.depth and each.depth.unit != "m" for each in answers.values()):
        notes.append("Relative depth is compared without its scale and shift.")
    return tuple(notes)


def _area(mask: Mask) -> Area | None:
    """Return the area of a mask; one that is empty, or is none at all, is compared with nothing."""
    try:
        area = masks.from_mask(mask)
    except ValueError:
        return None
    return area if area.size else None


def _surest(things: Sequence[_Scored]) -> list[tuple[int, _Scored]]:
    ranked = sorted(
        enumerate(things), key=lambda each: -(each[1].score if each[1].score is not None else 1.0)
    )
    return ranked[:_THINGS]
