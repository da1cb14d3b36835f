"""One bitmap for each value of a facet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyroaring import BitMap

from modelgraph.index.pairs import Pairs
from modelgraph.index.words import Values


class Key(StrEnum):
    """What models can be told apart by."""

    ORGANIZATION = "organization"
    FAMILY = "family"
    CATEGORY = "category"
    LICENSE = "license"
    TASK = "task"
    RUNNABLE = "runnable"
    VERIFIED = "verified"
    MODALITY = "modality"
    FEATURE = "feature"
    BASE = "base"
    PAPER = "paper"


KEYS: Final = tuple(Key)
_NOBODY: Final = BitMap()


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a facet, by the numbers of ``words``; ``stated`` are the models with any."""

    words: Values
    models: tuple[BitMap, ...]
    stated: BitMap

    def of(self, number: int) -> BitMap:
        """Return the models that have a value; not to be changed."""
        return self.models[number] if number < len(self.models) else _NOBODY

    def called(self, ids: Iterable[str]) -> BitMap:
        """Return the models that have one of the values with these ids."""
        found = [self.of(number) for id_ in ids for number in self.words.called(id_)]
        return BitMap.union(*found) if found else BitMap()

    def changed(self, models: BitMap, was: Iterable[int], now: Pairs) -> Facet:
        """Return the facet after some models have changed: ``was`` are the values that they had,
        ``now`` those that they have."""
        came = dict(now.grouped())
        made = list(self.models) + [_NOBODY] * (len(self.words) - len(self.models))
        for number in {*was, *came}:
            made[number] = (made[number] - models) | came.get(number, _NOBODY)
        stated = (self.stated - models) | BitMap().union(*came.values())
        return Facet(self.words, tuple(made), stated)


def facet(words: Values, said: Pairs) -> Facet:
    """Return a facet of everything that is said."""
    found = dict(said.grouped())
    models = tuple(found.get(number, _NOBODY) for number in range(len(words)))
    return Facet(words, models, BitMap().union(*found.values()))
