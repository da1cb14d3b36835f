"""How far runs say the same of an image: boxes, masks, text, classes, depth, each in its way."""

from modelgraph.runs.agreement.compare import compare, compare_runs
from modelgraph.runs.agreement.values import (
    Agreement,
    Finding,
    ImageAgreement,
    Measure,
    Member,
    Verdict,
)

__all__ = [
    "Agreement",
    "Finding",
    "ImageAgreement",
    "Measure",
    "Member",
    "Verdict",
    "compare",
    "compare_runs",
]
