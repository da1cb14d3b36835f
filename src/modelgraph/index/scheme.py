"""The scheme of tasks: what is narrower through any number of steps, and what tasks are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyroaring import BitMap

from modelgraph.index.facet import Facet


@dataclass(frozen=True, slots=True)
class Scheme:
    """By the id of a task: the ids of all narrower and of all broader ones, and its name."""

    below: Mapping[str, frozenset[str]]
    above: Mapping[str, frozenset[str]]
    names: Mapping[str, str]


def scheme(broader: Mapping[str, Iterable[str]], names: Mapping[str, str]) -> Scheme:
    """Return the scheme of tasks whose next broader ones are known; a circle does no harm."""
    narrower: defaultdict[str, set[str]] = defaultdict(set)
    for task, parents in broader.items():
        for parent in parents:
            narrower[parent].add(task)
    return Scheme(
        {task: _reached(task, narrower) for task in broader},
        {task: _reached(task, broader) for task in broader},
        names,
    )


def closure(tasks: Facet, scheme: Scheme) -> dict[str, BitMap]:
    """Return for each task the models that do it or a narrower one, where there are any."""
    found = {}
    for id_ in {*tasks.words.ids, *scheme.below}:
        models = tasks.called((id_, *scheme.below.get(id_, ())))
        if models:
            found[id_] = models
    return found


def _reached(start: str, steps: Mapping[str, Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        for each in steps.get(ahead.pop(), ()):
            if each not in found:
                found.add(each)
                ahead.append(each)
    return frozenset(found)
