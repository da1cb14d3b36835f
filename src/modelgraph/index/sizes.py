"""The numbers of parameters of the smallest and the largest variant of each model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from modelgraph.index.numbers import where

LARGEST: Final = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Sizes:
    """By model; both are 0 of models that are not ``known``."""

    smallest: NDArray[np.uint64]
    largest: NDArray[np.uint64]
    known: BitMap

    def of(self, number: int) -> tuple[int, int] | None:
        """Return the smallest and the largest size of a model, or nothing."""
        if number not in self.known:
            return None
        return int(self.smallest[number]), int(self.largest[number])

    def meeting(self, least: int | None, most: int | None) -> BitMap:
        """Return the models whose range of sizes meets another."""
        mask = np.ones(len(self.smallest), np.bool_)
        if least is not None:
            mask &= self.largest >= _within(least)
        if most is not None:
            mask &= self.smallest <= _within(most)
        fits = (least is None or least <= LARGEST) and (most is None or most >= 0)
        return where(mask) & self.known if fits else BitMap()

    def at_most(self, parameters: int) -> BitMap:
        """Return the models of which the smallest variant is not larger."""
        return self.meeting(None, parameters)

    def changed(self, models: BitMap, now: Mapping[int, tuple[int, int]], length: int) -> Sizes:
        """Return the sizes after some models have changed, for ``length`` models."""
        smallest, largest = _longer(self.smallest, length), _longer(self.largest, length)
        for number in models:
            smallest[number], largest[number] = now.get(number, (0, 0))
        return Sizes(smallest, largest, (self.known - models) | BitMap(now))


NO_SIZES: Final = Sizes(np.empty(0, np.uint64), np.empty(0, np.uint64), BitMap())


def _within(number: int) -> np.uint64:
    return np.uint64(min(max(number, 0), LARGEST))


def _longer(column: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    made = np.zeros(length, np.uint64)
    made[: len(column)] = column
    return made
