"""Models in the orders in which lists are read; who has no value stands last, equal ones by id."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypeAlias

import numpy as np
from pyroaring import BitMap

from modelgraph.index.numbers import Numbers

Place: TypeAlias = tuple[bool, float, str, str]
"""Whether the value is missing, a number, a text, the id: what a list is ordered by."""


class By(StrEnum):
    """What a list is ordered by."""

    ID = "id"
    NAME = "name"
    RELEASED = "released"
    NEWEST = "-released"
    SMALLEST = "parameters"
    LARGEST = "-parameters"


@dataclass(frozen=True, slots=True)
class Order:
    """The models one after the other, and by model at which place it stands."""

    models: Numbers
    ranks: Numbers

    def changed(
        self,
        gone: BitMap,
        came: Iterable[int],
        place: Callable[[int], Place],
        length: int,
    ) -> Order:
        """Return the order without some models, and with others put in their places."""
        absent = np.zeros(max(length, int(self.models.max(initial=0)) + 1), np.bool_)
        absent[[*gone]] = True
        kept = self.models[~absent[self.models]]
        known = cache(place)  # those in the middle are compared with all that come
        new = sorted((known(number), number) for number in came)
        held = kept.data
        at = [bisect_left(held, key, key=known) for key, _ in new]
        return ordered(np.insert(kept, at, [number for _, number in new]), length)

    def after(self, key: Place, place: Callable[[int], Place]) -> int:
        """Return how many models stand at a key or before it."""
        return bisect_right(self.models.data, key, key=place)


def ordered(models: Numbers, length: int) -> Order:
    """Return an order of models that are numbered below ``length``."""
    ranks = np.zeros(length, np.uint32)
    ranks[models] = np.arange(len(models), dtype=np.uint32)
    return Order(models.astype(np.uint32, copy=False), ranks)
