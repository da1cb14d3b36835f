"""Which models a text may mean: names first, then what stands near them; spelling is forgiven.

Every model is looked at in turn: for catalogs that are small, and to compare the index with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from modelgraph.index.relevance import BESIDE, folded, match, near, words


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
        wanted = words(text)
        if not wanted:
            return {}
        found = {}
        for id_, names in self.names.items():
            if value := _score(wanted, names, self.beside[id_]):
                found[id_] = value
        return _ranked(found or near("".join(wanted), self._owners()))

    def _owners(self) -> dict[str, str]:
        return {name: id_ for id_, names in self.names.items() for name in names}


def _score(wanted: Sequence[str], names: Sequence[str], beside: Sequence[str]) -> float:
    whole = "".join(wanted)
    best = max((match(whole, name) for name in names), default=0)
    if best:
        return best
    total = 0.0
    for word in wanted:
        found = max((match(word, name) for name in names), default=0.0) or max(
            (BESIDE + match(word, each) / 10 for each in beside if word in each), default=0.0
        )
        if not found:
            return 0
        total += found
    return total / len(wanted) - 1


def search_index(entries: Iterable[Entry]) -> SearchIndex:
    """Return an index over all models."""
    kept = list(entries)
    return SearchIndex(
        {each.id: folded(each.names) for each in kept},
        {each.id: folded(each.beside) for each in kept},
    )


def _ranked(found: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
