"""Which models a text may mean: names first, then what stands near them; spelling is forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modelgraph.vocabulary.spelling import fold

_EXACT, _PREFIX, _INSIDE, _BESIDE = 100.0, 80.0, 50.0, 30.0
_NEAR_ENOUGH = 75.0
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """What a model is found by: its names and ids, and the words that stand beside it (variants,
    organization, family, tasks)."""

    id: str
    names: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Folded names of all models."""

    names: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, tuple[str, ...]]

    def scores(self, text: str) -> dict[str, float]:
        """Return the models that a text may mean with their scores, the best first.

        Every word of the text must be found; where nothing has them all, near names are tried.
        """
        words = [word for word in map(fold, text[:_LONGEST].split()) if word]
        if not words:
            return {}
        whole = "".join(words)
        found = {}
        for id_, names in self.names.items():
            score = self._score(whole, words, names, self.beside[id_])
            if score:
                found[id_] = score
        return _ranked(found or self._near(whole))

    def _score(
        self, whole: str, words: list[str], names: tuple[str, ...], beside: tuple[str, ...]
    ) -> float:
        best = max((_match(whole, name) for name in names), default=0)
        if best:
            return best
        total = 0.0
        for word in words:
            score = max((_match(word, name) for name in names), default=0.0) or max(
                (_BESIDE + _match(word, each) / 10 for each in beside if word in each), default=0.0
            )
            if not score:
                return 0
            total += score
        return total / len(words) - 1

    def _near(self, whole: str) -> dict[str, float]:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed for what is misspelt only

        owners = {name: id_ for id_, names in self.names.items() for name in names}
        hits = process.extract(
            whole, list(owners), scorer=fuzz.ratio, limit=20, score_cutoff=_NEAR_ENOUGH
        )
        found: dict[str, float] = {}
        for name, score, _ in hits:
            found[owners[name]] = max(found.get(owners[name], 0), score / 10)
        return found


def search_index(entries: Iterable[Entry]) -> SearchIndex:
    """Return an index over all models."""
    kept = list(entries)
    return SearchIndex(
        {each.id: _folded(each.names) for each in kept},
        {each.id: _folded(each.beside) for each in kept},
    )


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for name in names if (key := fold(name))))


def _match(word: str, name: str) -> float:
    """Return how well a word fits a name; of two that fit alike the shorter name is nearer."""
    if word == name:
        return _EXACT
    nearness = 10 * len(word) / max(len(name), 1)
    if name.startswith(word):
        return _PREFIX + nearness
    return _INSIDE + nearness if word in name else 0


def _ranked(found: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
