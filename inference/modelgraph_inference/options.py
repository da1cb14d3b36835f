"""Options and prompts of a question, read with their limits; they come from outside.

Every reader refuses what is of the wrong kind or out of range and names the option, so that no
adapter meets a value it did not expect.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelgraph.errors import RefusedError

PROMPT_LIMIT = 2_000
LABELS_LIMIT = 200
LABEL_LENGTH_LIMIT = 200


def number(options: Mapping[str, Any], name: str, default: float, low: float, high: float) -> float:
    """Return a number of the options, ``low ≤ number ≤ high``.

    Raises:
        RefusedError: it is not a number, or out of range.
    """
    value = options.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _refused(name, f"a number from {low:g} to {high:g}")
    return float(value)


def whole(options: Mapping[str, Any], name: str, default: int, low: int, high: int) -> int:
    """Return a whole number of the options, ``low ≤ number ≤ high``.

    Raises:
        RefusedError: it is not a whole number, or out of range.
    """
    value = options.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _refused(name, f"a whole number from {low} to {high}")
    return value


def texts(options: Mapping[str, Any], name: str, prompt: str | None) -> list[str]:
    """Return a list of labels: the option, else the prompt's parts between commas or full stops.

    Raises:
        RefusedError: there is none, or one is empty, or there are too many.
    """
    value = options.get(name)
    if value is None and prompt:
        value = [part.strip() for part in prompt.replace(";", ",").split(",")]
        value = [part for part in value if part]
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= LABELS_LIMIT:
        raise _refused(name, f"a list of 1 to {LABELS_LIMIT} texts")
    if not all(
        isinstance(each, str) and each.strip() and len(each) <= LABEL_LENGTH_LIMIT for each in value
    ):
        raise _refused(name, f"a list of texts of 1 to {LABEL_LENGTH_LIMIT} letters")
    return [each.strip() for each in value]


def choice(options: Mapping[str, Any], name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return one of the allowed words.

    Raises:
        RefusedError: it is another.
    """
    value = options.get(name, default)
    if not isinstance(value, str) or value not in allowed:
        raise _refused(name, "one of " + ", ".join(allowed))
    return value


def required_prompt(prompt: str | None, what: str) -> str:
    """Return the prompt of a task that needs one; ``what`` names it (``a phrase``).

    Raises:
        RefusedError: it is missing, blank or too long.
    """
    if prompt is None or not prompt.strip():
        raise RefusedError(
            f"This task needs {what}.", hint="Give it as the prompt.", option="prompt"
        )
    if len(prompt) > PROMPT_LIMIT:
        raise _refused("prompt", f"a text of at most {PROMPT_LIMIT} letters")
    return prompt.strip()


def box(options: Mapping[str, Any], width: int, height: int) -> tuple[float, float, float, float]:
    """Return the option ``region``: left, top, right, bottom in pixels of the image.

    Raises:
        RefusedError: it is missing, not four numbers, or no rectangle inside the image.
    """
    value = options.get("region")
    wanted = "[left, top, right, bottom] in pixels, inside the image"
    if not isinstance(value, list | tuple) or len(value) != 4:
        raise _refused("region", wanted)
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in value):
        raise _refused("region", wanted)
    left, top, right, bottom = (float(each) for each in value)
    if not (0 <= left < right <= width and 0 <= top < bottom <= height):
        raise _refused("region", wanted)
    return left, top, right, bottom


def _refused(name: str, wanted: str) -> RefusedError:
    return RefusedError(f"The option {name!r} must be {wanted}.", option=name, wanted=wanted)
