"""Prompts and options, checked before anything is queued: they come from outside.

Which options a task takes, and their ranges, are the same for every model, or its answers could not
stand side by side.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from modelgraph.errors import RefusedError
from modelgraph.runs.job import StoredImage

PROMPT_LETTERS = 2_000
LABELS = 200
LABEL_LETTERS = 200
REGION_NUMBERS = 4


@dataclass(frozen=True, slots=True)
class Option:
    """One option: what it does, what may be given, and the reader that checks it."""

    name: str
    description: str
    wanted: str
    read: Callable[[Any], Any]


def _number(low: float, high: float) -> Callable[[Any], float | None]:
    def read(value: Any) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if math.isfinite(value) and low <= value <= high else None

    return read


def _whole(low: int, high: int) -> Callable[[Any], int | None]:
    def read(value: Any) -> int | None:
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # JSON does not tell 5.0 from 5
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if low <= value <= high else None

    return read


def _word(*words: str) -> Callable[[Any], str | None]:
    return lambda value: value if isinstance(value, str) and value in words else None


def _labels(value: Any) -> list[str] | None:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= LABELS:
        return None
    if not all(isinstance(each, str) and each.strip() for each in value):
        return None
    labels = list(dict.fromkeys(each.strip() for each in value))
    return labels if all(len(label) <= LABEL_LETTERS for label in labels) else None


def _region(value: Any) -> list[float] | None:
    if not isinstance(value, list | tuple) or len(value) != REGION_NUMBERS:
        return None
    numbers = [_number(0, 1_000_000)(each) for each in value]
    left, top, right, bottom = numbers
    if left is None or top is None or right is None or bottom is None:
        return None
    return [left, top, right, bottom] if left < right and top < bottom else None


OPTIONS: Mapping[str, Option] = {
    option.name: option
    for option in (
        Option("threshold", "The least score of an answer.", "a number, 0 to 1", _number(0, 1)),
        Option("top_k", "How many classes.", "a whole number, 1 to 1000", _whole(1, 1000)),
        Option(
            "labels",
            "The classes to tell apart, or the things to find.",
            f"a list of 1 to {LABELS} texts of at most {LABEL_LETTERS} letters",
            _labels,
        ),
        Option(
            "region",
            "The part of the image that is meant.",
            "[left, top, right, bottom] in pixels",
            _region,
        ),
        Option("detail", "How much a caption says.", "plain or more", _word("plain", "more")),
        Option("max_tokens", "The longest text.", "a whole number, 1 to 1024", _whole(1, 1024)),
        Option("beams", "How many texts are weighed.", "a whole number, 1 to 8", _whole(1, 8)),
        Option("points", "Points on a side.", "a whole number, 1 to 32", _whole(1, 32)),
        Option("stability", "The least stability of a mask.", "a number, 0 to 1", _number(0, 1)),
        Option("layout", "Tesseract's page layout.", "a whole number, 3 to 13", _whole(3, 13)),
    )
}
"""Every option there is, by name."""

_TEXT = ("max_tokens", "beams")
_TASKS: Mapping[str, tuple[str, ...]] = {
    "image-classification": ("top_k",),
    "image-tagging": ("top_k",),
    "zero-shot-image-classification": ("labels",),
    "object-detection": ("threshold", *_TEXT),
    "open-vocabulary-object-detection": ("labels", "threshold", *_TEXT),
    "phrase-grounding": _TEXT,
    "region-proposal": _TEXT,
    "referring-segmentation": _TEXT,
    "semantic-segmentation": (),
    "mask-generation": ("threshold", "points", "stability"),
    "promptable-segmentation": ("region", "threshold"),
    "region-segmentation": ("region", *_TEXT),
    "region-classification": ("region", *_TEXT),
    "region-captioning": ("region", *_TEXT),
    "region-ocr": ("region", *_TEXT),
    "dense-region-captioning": _TEXT,
    "image-captioning": _TEXT,
    "detailed-image-captioning": ("detail", *_TEXT),
    "image-to-text": _TEXT,
    "image-text-to-text": _TEXT,
    "visual-question-answering": _TEXT,
    "visual-reasoning": _TEXT,
    "open-prompt": _TEXT,
    "document-understanding": _TEXT,
    "document-parsing": _TEXT,
    "ocr": ("threshold", "layout", *_TEXT),
    "ocr-with-regions": ("threshold", "layout", *_TEXT),
    "text-recognition": ("threshold", *_TEXT),
    "image-embedding": (),
    "image-similarity": (),
    "depth-estimation": (),
}
_FINDING = ("threshold",)
"""What every other task takes: they find things, more or less surely."""


def of_task(task: str) -> tuple[Option, ...]:
    """Return the options that a task takes, the commonest first."""
    return tuple(OPTIONS[name] for name in _TASKS.get(task, _FINDING))


def check_options(task: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options as the adapters get them.

    Raises:
        RefusedError: an option is unknown to this task, or out of its range.
    """
    allowed = {option.name: option for option in of_task(task)}
    checked = {}
    for name, value in options.items():
        if name not in allowed:
            raise RefusedError(
                f"The task {task} has no option {str(name)[:100]!r}.",
                hint=_choices(allowed),
                option=str(name)[:100],
                allowed=sorted(allowed),
            )
        if value is None:
            continue
        checked[name] = allowed[name].read(value)
        if checked[name] is None:
            wanted = allowed[name].wanted
            raise RefusedError(f"The option {name} must be {wanted}.", option=name, wanted=wanted)
    return checked


def check_region(options: Mapping[str, Any], images: Iterable[StoredImage]) -> None:
    """Check that the region, if there is one, lies inside each of the images.

    Raises:
        RefusedError: it reaches beyond one of them.
    """
    if "region" not in options:
        return
    _, _, right, bottom = options["region"]
    for image in images:
        if right > image.width or bottom > image.height:
            raise RefusedError(
                f"The region ends at {right:g}, {bottom:g}; the image at"
                f" {image.width}, {image.height}.",
                option="region",
                limit=[image.width, image.height],
                actual=[right, bottom],
            )


def check_prompt(
    task: str, prompt: str | None, *, needed: bool, options: Mapping[str, Any]
) -> str | None:
    """Return the prompt without surrounding spaces; ``labels`` may stand for it.

    Raises:
        RefusedError: it is missing where the task needs one, too long, or holds control characters.
    """
    text = (prompt or "").strip()
    if needed and not text and "labels" not in options:
        also = ", or the option labels" if _takes_labels(task) else ""
        raise RefusedError(
            f"The task {task} needs a prompt{also}.",
            hint="Say what to look for, or what to ask.",
            option="prompt",
        )
    if len(text) > PROMPT_LETTERS:
        raise RefusedError(
            f"The prompt is longer than {PROMPT_LETTERS} letters.",
            option="prompt",
            limit=PROMPT_LETTERS,
            actual=len(text),
        )
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise RefusedError("The prompt holds control characters.", option="prompt")
    return text or None


def _takes_labels(task: str) -> bool:
    return any(option.name == "labels" for option in of_task(task))


def _choices(allowed: Mapping[str, Option]) -> str:
    if not allowed:
        return "It takes no options."
    return "It takes " + "; ".join(f"{each.name}: {each.wanted}" for each in allowed.values()) + "."
