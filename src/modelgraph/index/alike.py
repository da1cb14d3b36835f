"""Which models share tasks with one, and which tasks several models have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyroaring import BitMap

from modelgraph.index.facet import Key
from modelgraph.index.numbers import Numbers, numbers
from modelgraph.index.order import By
from modelgraph.index.value import Index
from modelgraph.vocabulary.addresses import local


def alike(index: Index, number: int, at_least: int, among: BitMap | None = None) -> Numbers:
    """Return the models that share at least so many (1 or more) tasks with one, those that share
    most first, then by id."""
    facet = index.facets[Key.TASK]
    shared = np.zeros(len(index.records), np.uint16)
    for id_ in {local(facet.words[task]) for task in index.record(number).of(Key.TASK)}:
        shared[numbers(facet.called([id_]))] += 1
    shared[number] = 0
    if among is not None:
        left_out = np.ones(len(shared), np.bool_)
        left_out[numbers(among)] = False
        shared[left_out] = 0
    found = np.flatnonzero(shared >= max(1, at_least)).astype(np.uint32)
    ranks = index.orders[By.ID].ranks[found]
    return found[np.lexsort((ranks, -shared[found].astype(np.int32)))]


def shared_tasks(
    index: Index, models: Sequence[int], *, key: Key = Key.TASK, broader: bool = False
) -> frozenset[str]:
    """Return the ids of the tasks that all models do (or can run, or have run, by ``key``); with
    ``broader`` who does a task does what is broader, too."""
    words = index.facets[key].words
    wide = index.scheme.above if broader else {}
    found: list[set[str]] = []
    for number in models:
        own = {local(words[task]) for task in index.record(number).of(key)}
        found.append(own.union(*(wide.get(task, ()) for task in own)))
    return frozenset(set.intersection(*found)) if found else frozenset()
