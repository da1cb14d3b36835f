"""How well a model fits a text: its names first, then what stands beside them.

An exact name is worth 100, the beginning of one 80 to 90, a part of one 50 to 60; what stands
beside (variants, organization, family, tasks) 30 to 31.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from modelgraph.vocabulary.spelling import LONGEST, fold

T = TypeVar("T")

_EXACT, _PREFIX, _INSIDE, BESIDE = 100.0, 80.0, 50.0, 30.0
BREAK: Final = "\n"
"""Between folded names, which hold nothing but letters, digits and ``+``."""

_NEAR_ENOUGH: Final = 75.0
_MOST: Final = 20


def words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return [word for word in map(fold, text[:LONGEST].split()) if word]


def folded(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as they are compared, each once."""
    return tuple(dict.fromkeys(key for name in names if (key := fold(name))))


def score(wanted: Sequence[str], names: str, beside: str) -> float:
    """Return how well the words of a text fit a model, 0 where one of them is not found. Names and
    what stands beside them are folded texts, one a line."""
    whole = "".join(wanted)
    if whole in names:
        return _best(whole, names)
    total = 0.0
    for word in wanted:
        if word in names:
            total += _best(word, names)
        elif word in beside:
            total += BESIDE + _best(word, beside) / 10
        else:
            return 0
    return total / len(wanted) - 1


def _best(word: str, names: str) -> float:
    return max(match(word, name) for name in names.split(BREAK))


def near(whole: str, owners: Mapping[str, T]) -> dict[T, float]:
    """Return those whose names are spelt nearly so; ``owners`` has who is called so."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed for what is misspelt only

    hits = process.extract(
        whole, list(owners), scorer=fuzz.ratio, limit=_MOST, score_cutoff=_NEAR_ENOUGH
    )
    found: dict[T, float] = {}
    for name, score, _ in hits:
        found[owners[name]] = max(found.get(owners[name], 0), score / 10)
    return found


def match(word: str, name: str) -> float:
    """Return how well a word fits a name; of two that fit alike the shorter name is nearer."""
    if word == name:
        return _EXACT
    nearness = 10 * len(word) / max(len(name), 1)
    if name.startswith(word):
        return _PREFIX + nearness
    return _INSIDE + nearness if word in name else 0
