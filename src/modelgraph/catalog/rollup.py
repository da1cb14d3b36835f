"""A whole cell in one line: the values of a model and its variants summed up for a table.

``0.23 B (base) · 0.77 B (large)``, ``2.4 M – 55.7 M (5 variants)``,
``Apache-2.0 (Small) · CC-BY-NC-4.0 (Base, Large)``, ``image, text``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from modelgraph.catalog.entities import NumberValue, StatedValue

_FEW: Final = 3  # so many different numbers are named one by one; more become a range
_NAMED: Final = 5  # so many variants are named behind a value
_SHOWN: Final = 6  # so many values of a list are named; the rest are counted


def union(values: Sequence[StatedValue], subjects: int) -> str:
    """Return the values of a many-valued property, each once."""
    shown = [_labelled(text, labels, subjects) for text, labels in _texts(values).items()]
    return _first(shown, ", ")


def one_each(values: Sequence[StatedValue], subjects: int) -> str:
    """Return the values of a property that each of ``subjects`` variants has at most once.

    With ``subjects`` 0 a value always carries the name of what it is stated of.
    """
    texts = _texts(values)
    numbers = [each.value for each in values if isinstance(each.value, NumberValue)]
    if len(numbers) == len(values) and len(texts) > _FEW:
        return _range(numbers, len({each.subject for each in values}))
    if len(texts) == 1:
        ((text, labels),) = texts.items()
        return _labelled(text, labels, subjects)
    whole = {text for text, labels in texts.items() if not all(labels)}
    named = {label for labels in texts.values() for label in labels if label}
    covered = 0 < subjects <= len(named)
    parts = []
    for text, labels in texts.items():
        known = [label for label in labels if label]
        if text in whole and not (covered and known):
            parts.append(text)
        else:
            parts.append(f"{text} ({_names(known)})" if known else text)
    return _first(parts, " · ")


def counted(labels: Sequence[str]) -> str:
    """Return how many variants there are, and which.

    >>> counted(["base", "large"])
    '2 (base, large)'
    """
    return f"{len(labels)} ({_first(labels, ', ')})"


def _texts(values: Sequence[StatedValue]) -> dict[str, list[str]]:
    """Return each text with the labels of whom it is stated of, in order."""
    texts: dict[str, list[str]] = {}
    for each in values:
        labels = texts.setdefault(each.value.display, [])
        if each.subject_label not in labels:
            labels.append(each.subject_label)
    return texts


def _labelled(text: str, labels: list[str], subjects: int) -> str:
    """Name the variants where the value is known of some of them only."""
    if not all(labels) or 0 < subjects <= len(labels) or len(labels) > _FEW:
        return text
    return f"{text} ({', '.join(labels)})"


def _range(numbers: Sequence[NumberValue], count: int) -> str:
    low = min(numbers, key=lambda each: each.number)
    high = max(numbers, key=lambda each: each.number)
    return f"{low.display} – {high.display} ({count} variants)"


def _names(labels: Sequence[str]) -> str:
    return ", ".join(labels) if len(labels) <= _NAMED else f"{len(labels)} variants"


def _first(texts: Sequence[str], between: str) -> str:
    shown = between.join(texts[:_SHOWN])
    more = len(texts) - _SHOWN
    return f"{shown}{between}{more} more" if more > 0 else shown
