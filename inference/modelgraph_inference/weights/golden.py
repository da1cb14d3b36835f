"""The golden check: a checkpoint must say the known thing about a sample image.

It catches what hashes can't: a wrong conversion, a wrong mean or channel order, a label list of
another model. Tolerances allow for engines that round differently, not for another answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Box, Prediction
from modelgraph.runs.request import RunRequest
from modelgraph_inference.weights.samples import PAGE_LINES

SCORE_TOLERANCE = 0.08
COVERAGE_TOLERANCE = 0.04
FACE_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Golden:
    """What is asked of which sample, and what must come; ``kind`` says how they are compared."""

    sample: str
    task: str
    kind: str
    expected: Any


def check(golden: Golden, checkpoint: Checkpoint, image: Path) -> None:
    """Load the checkpoint in this process and compare its answer with the known one.

    Raises:
        InvalidWeightsError: it answers something else, or nothing.
        UnavailableError: a library or program is missing.
    """
    from modelgraph_inference import worker  # noqa: PLC0415 - the table is read without engines

    loaded = worker.load(checkpoint, "cpu")
    result = worker.answer(loaded, RunRequest(checkpoint, golden.task, image))
    if result.prediction is None:
        reason = result.failure.message if result.failure else "no answer"
        raise _wrong(checkpoint, golden, reason)
    if not _KINDS[golden.kind](result.prediction, golden.expected):
        raise _wrong(checkpoint, golden, _short(result.prediction))


def _label(prediction: Prediction, expected: tuple[str, float]) -> bool:
    """The best label is the expected one, with about the expected probability."""
    name, score = expected
    best = prediction.labels[0]
    return best.name == name and abs((best.score or 0) - score) <= SCORE_TOLERANCE


def _text(prediction: Prediction, similarity: float) -> bool:
    """The text of the page was read, up to a share of its letters; spaces don't count."""
    wanted = "".join(PAGE_LINES).replace(" ", "")
    read = "".join((prediction.text or "").split())
    return SequenceMatcher(None, wanted, read, autojunk=False).ratio() >= similarity


def _face(prediction: Prediction, expected: tuple[float, float, float, float]) -> bool:
    """Exactly one face was found, where it is."""
    if len(prediction.detections) != 1:
        return False
    return overlap(prediction.detections[0].box, Box(*expected)) >= FACE_OVERLAP


def _coverage(prediction: Prediction, expected: float) -> bool:
    """One mask was found that covers about the expected share of the image."""
    if len(prediction.masks) != 1 or prediction.masks[0].area is None:
        return False
    share = prediction.masks[0].area / (prediction.width * prediction.height)
    return abs(share - expected) <= COVERAGE_TOLERANCE


_KINDS: Mapping[str, Callable[[Prediction, Any], bool]] = {
    "label": _label,
    "text": _text,
    "face": _face,
    "coverage": _coverage,
}


def overlap(first: Box, second: Box) -> float:
    """Return intersection over union of two boxes."""
    width = min(first.right, second.right) - max(first.left, second.left)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    shared = max(width, 0.0) * max(height, 0.0)
    areas = [(box.right - box.left) * (box.bottom - box.top) for box in (first, second)]
    return shared / (sum(areas) - shared)


def _short(prediction: Prediction) -> str:
    parts = (prediction.labels[:2], prediction.detections[:2], prediction.text)
    areas = [mask.area for mask in prediction.masks[:2]]
    return "; ".join(str(part) for part in (*parts, areas) if part)[:300] or "nothing"


def _wrong(checkpoint: Checkpoint, golden: Golden, answer: str) -> InvalidWeightsError:
    return InvalidWeightsError(
        f"{checkpoint.folder.name} does not say about {golden.sample} what it should: {answer}",
        hint="The weights or an engine changed; nothing was registered.",
        expected=str(golden.expected),
    )
