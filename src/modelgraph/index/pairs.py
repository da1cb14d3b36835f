"""Which models have which values: one array of each, sorted by model, then by value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from modelgraph.index.numbers import NONE, Numbers, bitmap


@dataclass(frozen=True, slots=True)
class Pairs:
    """A model at each place of ``models`` has the value at the same place of ``values``."""

    models: Numbers
    values: Numbers

    def without(self, models: BitMap) -> Pairs:
        """Return the pairs of all other models."""
        if not len(self.models):
            return self
        gone = np.zeros(int(self.models.max()) + 1, np.bool_)
        low = [number for number in models if number < len(gone)]
        gone[low] = True
        kept = ~gone[self.models]
        return Pairs(self.models[kept], self.values[kept])

    def plus(self, other: Pairs) -> Pairs:
        """Return both; the order is that of their models."""
        if not len(other.models):
            return self
        models = np.concatenate([self.models, other.models])
        values = np.concatenate([self.values, other.values])
        order = np.argsort(models, kind="stable")
        return Pairs(models[order], values[order])

    def grouped(self) -> Iterator[tuple[int, BitMap]]:
        """Yield each value with the models that have it."""
        if not len(self.values):
            return
        order = np.argsort(self.values, kind="stable")
        values, models = self.values[order], self.models[order]
        starts = np.flatnonzero(np.diff(values, prepend=np.uint32(0xFFFFFFFF)))
        for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
            yield int(values[start]), bitmap(models[start:end])

    def slices(self, models: Numbers) -> Iterator[NDArray[Any]]:
        """Yield the values of each of some models, in their order."""
        starts = np.searchsorted(self.models, models, "left")
        ends = np.searchsorted(self.models, models, "right")
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            yield self.values[start:end]


EMPTY = Pairs(NONE, NONE)


def pairs(models: Iterable[int], values: Iterable[int]) -> Pairs:
    """Return the pairs of two rows of numbers, each once, sorted."""
    left, right = np.fromiter(models, np.uint64), np.fromiter(values, np.uint64)
    if not len(left):
        return EMPTY
    both = np.unique((left << np.uint64(32)) | right)
    return Pairs((both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32))
