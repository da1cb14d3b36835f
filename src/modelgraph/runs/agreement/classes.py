"""Agreement of classes for a whole image: the first, the first five, and their order."""

from __future__ import annotations

from itertools import combinations

from modelgraph.runs.agreement.labels import same
from modelgraph.runs.agreement.matching import Thing, match
from modelgraph.runs.agreement.values import Finding, Measure, Member
from modelgraph.runs.prediction import Label, Prediction

FIRST = 5
_Named = tuple[str, str | None]


def compare(predictions: dict[str, Prediction]) -> tuple[list[Measure], list[Finding]]:
    """Return the measures of every two runs, and the classes found by all, some or one."""
    measures = [
        measure
        for (first, one), (second, other) in combinations(predictions.items(), 2)
        for measure in _measures(first, one, second, other)
    ]
    things = {run: _things(run, prediction) for run, prediction in predictions.items()}
    _, findings = match("labels", "", things, _same_name)
    return measures, findings


def _measures(first: str, one: Prediction, second: str, other: Prediction) -> list[Measure]:
    firsts, seconds = _top(one), _top(other)
    if not firsts or not seconds:
        return []
    sets = (one.label_set, other.label_set)
    ranks = [
        (rank, place)
        for rank, label in enumerate(firsts)
        for place, candidate in enumerate(seconds)
        if same(label.name, candidate.name, sets)
    ]
    overlap = min(len(ranks), FIRST) / max(len(firsts), len(seconds))
    found = [
        Measure("top-1", first, second, float(same(firsts[0].name, seconds[0].name, sets))),
        Measure("top-5-overlap", first, second, min(1.0, overlap)),
    ]
    if (correlation := _kendall(ranks)) is not None:
        found.append(Measure("rank-correlation", first, second, correlation))
    return found


def _top(prediction: Prediction) -> list[Label]:
    ranked = sorted(
        prediction.labels, key=lambda label: -(label.score if label.score is not None else 0.0)
    )
    return ranked[:FIRST]


def _things(run: str, prediction: Prediction) -> list[Thing[_Named]]:
    wanted = _top(prediction)
    return [
        Thing(
            Member(run, prediction.labels.index(label), label.name, label.score),
            (label.name, prediction.label_set),
            prediction.label_set,
        )
        for label in wanted
    ]


def _same_name(first: _Named, second: _Named) -> float:
    return float(same(first[0], second[0], (first[1], second[1])))


def _kendall(ranks: list[tuple[int, int]]) -> float | None:
    """Return Kendall's τ of the shared classes, −1 … 1; one class has no order."""
    signs = [
        1 if (a - c) * (b - d) > 0 else -1
        for (a, b), (c, d) in combinations(ranks, 2)
        if a != c and b != d
    ]
    return sum(signs) / len(signs) if signs else None
