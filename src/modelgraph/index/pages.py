"""A part of a list, found by the place of the last one seen: nothing twice, nothing left out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from pyroaring import BitMap

from modelgraph.index.numbers import Numbers, numbers
from modelgraph.index.order import By, Place
from modelgraph.index.value import Index


@dataclass(frozen=True, slots=True)
class Part:
    """Models in their order; whether others stand before and behind them in the list."""

    models: tuple[int, ...]
    before: bool
    behind: bool


def page(index: Index, of: BitMap, by: By, first: int, *, after: Place | None = None) -> Part:
    """Return the first models of a list, or those after a place."""
    ranks = _ranks(index, of, by)
    start = 0 if after is None else _upto(index, by, after)
    ahead = ranks[ranks >= start] if start else ranks
    chosen = np.sort(_smallest(ahead, first))
    models = tuple(index.orders[by].models[chosen].tolist())
    return Part(models, len(ahead) < len(ranks), len(models) < len(ahead))


def page_before(index: Index, of: BitMap, by: By, last: int, *, before: Place) -> Part:
    """Return the last models of a list that stand before a place."""
    ranks = _ranks(index, of, by)
    end = _upto(index, by, before)
    held = index.orders[by].models
    if end and index.place(by, int(held[end - 1])) == before:
        end -= 1
    behind = ranks[ranks < end]
    chosen = np.sort(behind)[max(0, len(behind) - last) :]
    models = tuple(held[chosen].tolist())
    return Part(models, len(models) < len(behind), len(behind) < len(ranks))


def listed(index: Index, of: BitMap, by: By) -> tuple[int, ...]:
    """Return a whole list."""
    return tuple(index.orders[by].models[np.sort(_ranks(index, of, by))].tolist())


def part_of(ranked: list[tuple[Place, int]], first: int, after: Place | None) -> Part:
    """Return the first models of a list that is there whole, or those after a place."""
    start = bisect_right(ranked, after, key=lambda each: each[0]) if after else 0
    models = tuple(number for _, number in ranked[start : start + first])
    return Part(models, start > 0, start + len(models) < len(ranked))


def ranked(index: Index, scores: Mapping[int, float], of: Iterable[int]) -> list[tuple[Place, int]]:
    """Return models by their scores, the best first, each with its place."""
    return sorted(
        ((number not in scores, -scores.get(number, 0), "", index.id(number)), number)
        for number in of
    )


def _ranks(index: Index, of: BitMap, by: By) -> Numbers:
    return index.orders[by].ranks[numbers(of)]


def _smallest(ranks: Numbers, count: int) -> Numbers:
    return ranks if len(ranks) <= count else np.partition(ranks, count - 1)[:count]


def _upto(index: Index, by: By, place: Place) -> int:
    return index.orders[by].after(place, lambda number: index.place(by, number))
