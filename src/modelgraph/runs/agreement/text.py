"""Agreement of texts: normalised edit distance, and the lines that several runs read alike."""

from __future__ import annotations

from itertools import combinations

from rapidfuzz.distance import Levenshtein

from modelgraph.runs.agreement.matching import Thing, match, verdict
from modelgraph.runs.agreement.values import Finding, Measure, Member
from modelgraph.runs.prediction import Prediction

LEAST_LIKENESS = 0.8
_LETTERS = 50_000
_LINES = 500


def measures(texts: dict[str, str]) -> list[Measure]:
    """Return how alike every two texts are: 1 − edit distance ÷ length of the longer one.

    Runs of white space count as one space; the second measure leaves white space out, since some
    models write none.
    """
    found = []
    for (first, one), (second, other) in combinations(texts.items(), 2):
        spaced = likeness(" ".join(one.split()), " ".join(other.split()))
        plain = likeness("".join(one.split()), "".join(other.split()))
        found.append(Measure("text-similarity", first, second, spaced))
        found.append(Measure("text-similarity-without-spaces", first, second, plain))
    return found


def likeness(first: str, second: str) -> float:
    """Return how alike two texts are, 0 … 1, on their first 50,000 letters.

    >>> likeness("Invoice", "lnvoice")
    0.8571428571428572
    """
    return float(Levenshtein.normalized_similarity(first[:_LETTERS], second[:_LETTERS]))


def line_findings(predictions: dict[str, Prediction]) -> list[Finding]:
    """Return the lines of text that all, some or one of the runs read; spaces don't count."""
    things = {
        run: [
            Thing(Member(run, index, line, score), "".join(line.split()))
            for index, (line, score) in enumerate(_lines(prediction))
        ]
        for run, prediction in predictions.items()
    }
    _, findings = match("lines", "", things, _line_likeness, LEAST_LIKENESS)
    # Lines are matched by what they say, so what they say is no contradiction.
    return [_without_contradiction(finding, len(predictions)) for finding in findings]


def _line_likeness(first: str, second: str) -> float:
    return float(Levenshtein.normalized_similarity(first, second, score_cutoff=LEAST_LIKENESS))


def _without_contradiction(finding: Finding, runs: int) -> Finding:
    return Finding(finding.kind, verdict(len(finding.members), runs), finding.members)


def _lines(prediction: Prediction) -> list[tuple[str, float | None]]:
    if prediction.regions:
        lines = [(region.text, region.score) for region in prediction.regions]
    else:
        lines = [(line, None) for line in (prediction.text or "").splitlines()]
    return [(text, score) for text, score in lines if text.strip()][:_LINES]
