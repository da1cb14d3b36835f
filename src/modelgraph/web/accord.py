"""The agreement of the runs on one image, told in sentences and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from modelgraph.runs.agreement import Finding, ImageAgreement, Measure, Member, Verdict
from modelgraph.web.rendering import percent

_KINDS: Final = {
    "labels": ("class", "classes"),
    "detections": ("box", "boxes"),
    "masks": ("mask", "masks"),
    "polygons": ("outline", "outlines"),
    "lines": ("line of text", "lines of text"),
}

_MEASURES: Final = {
    "iou": "overlap of matched boxes (IoU)",
    "mask-iou": "overlap of masks (IoU)",
    "matched": "share that is matched",
    "text-similarity": "text alike",
    "text-similarity-without-spaces": "text alike, spaces left out",
    "top-1": "same first class",
    "top-5-overlap": "same among the first five",
    "rank-correlation": "same order (−1 to 1)",
    "cosine": "cosine (−1 to 1)",
    "keypoint-error": "distance of points, as a share of the size",
    "depth-error": "difference of depth",
    "scale-invariant-error": "difference of depth, whatever the scale",
}
_SHARES: Final = frozenset(
    {
        "iou",
        "mask-iou",
        "matched",
        "text-similarity",
        "text-similarity-without-spaces",
        "top-1",
        "top-5-overlap",
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in words: the verdict, the kind of thing, who says what."""

    verdict: str
    kind: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accord:
    """``measures`` head the columns of ``pairs``: the names of two models, and their numbers."""

    sentences: tuple[str, ...]
    measures: tuple[str, ...]
    pairs: tuple[tuple[str, tuple[str, ...]], ...]
    findings: tuple[Told, ...]


def accord(of: ImageAgreement, names: Mapping[str, str]) -> Accord:
    """Return an agreement in words; ``names`` maps runs to what people call them."""
    keys = tuple(dict.fromkeys(measure.name for measure in of.measures))
    return Accord(
        (*_counted(of.findings), *of.notes),
        tuple(_MEASURES.get(key, key.replace("-", " ")) for key in keys),
        _pairs(of.measures, keys, names),
        tuple(_told(finding, names) for finding in of.findings),
    )


def _counted(findings: tuple[Finding, ...]) -> list[str]:
    """Return a sentence for each kind of thing: how many are found by all, by some, by one."""
    counted = Counter((finding.kind, finding.verdict) for finding in findings)
    sentences = []
    for kind in dict.fromkeys(finding.kind for finding in findings):
        parts = [
            f"{counted[kind, verdict]} {_noun(kind, counted[kind, verdict])} {verdict.value}"
            for verdict in Verdict
            if counted[kind, verdict]
        ]
        sentences.append(f"{', '.join(parts)}.")
    return sentences


def _noun(kind: str, number: int) -> str:
    one, many = _KINDS.get(kind, (kind, kind))
    return one if number == 1 else many


def _pairs(
    measures: tuple[Measure, ...], keys: tuple[str, ...], names: Mapping[str, str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    values = {(each.first, each.second, each.name): _number(each) for each in measures}
    pairs = dict.fromkeys((each.first, each.second) for each in measures)
    return tuple(
        (
            f"{names.get(first, first)} and {names.get(second, second)}",
            tuple(values.get((first, second, key), "") for key in keys),
        )
        for first, second in pairs
    )


def _number(measure: Measure) -> str:
    return percent(measure.value) if measure.name in _SHARES else f"{measure.value:.3f}"


def _told(finding: Finding, names: Mapping[str, str]) -> Told:
    members = tuple(_member(member, names) for member in finding.members)
    return Told(finding.verdict.value, _noun(finding.kind, 1), members)


def _member(member: Member, names: Mapping[str, str]) -> str:
    score = "" if member.score is None else f" ({percent(member.score)})"
    return f"{names.get(member.run, member.run)}: {member.label or 'no label'}{score}"
