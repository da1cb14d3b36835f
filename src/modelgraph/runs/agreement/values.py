"""How far the runs of a job say the same, as frozen values for the faces and the graph."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """Which of the runs found a thing."""

    ALL = "found by all"
    SOME = "found by some"
    ONE = "found by one only"
    LABEL = "disagree on the label"


@dataclass(frozen=True, slots=True)
class Measure:
    """Two runs, one number: ``value`` is in 0 … 1 for what is alike, and an error for ``…-error``.

    ``name`` is one of ``iou``, ``mask-iou``, ``matched``, ``text-similarity``,
    ``text-similarity-without-spaces``, ``top-1``, ``top-5-overlap``, ``rank-correlation``
    (−1 … 1), ``cosine``, ``keypoint-error``, ``depth-error``, ``scale-invariant-error``.
    """

    name: str
    first: str
    second: str
    value: float


@dataclass(frozen=True, slots=True)
class Member:
    """One run's version of a thing; ``index`` counts in the field of the prediction it is from."""

    run: str
    index: int
    label: str | None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that one or more runs found, each run at most once.

    ``kind`` names the field of the prediction: ``labels``, ``detections``, ``masks``, ``polygons``,
    or ``lines`` of the text.
    """

    kind: str
    verdict: Verdict
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class ImageAgreement:
    """What the runs on one image have in common; ``runs`` are those that gave an answer.

    ``notes`` say what can't be compared, and why.
    """

    image: str
    runs: tuple[str, ...]
    measures: tuple[Measure, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement within one job, image by image."""

    job: str
    images: tuple[ImageAgreement, ...]
