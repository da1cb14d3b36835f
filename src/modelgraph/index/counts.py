"""How many models have each value of a facet."""

from __future__ import annotations

from collections.abc import Callable

from pyroaring import BitMap

from modelgraph.index.facet import Key
from modelgraph.index.value import Index


def counts(index: Index, key: Key, of: BitMap) -> dict[str, int]:
    """Return the number of models by the id of a value; values that none of them has are left
    out."""
    facet = index.facets[key]
    everybody = len(of) == len(index.live)
    found = {}
    for id_, known in facet.words.ids.items():
        models = facet.of(known[0]) if len(known) == 1 else facet.called([id_])
        count = len(models) if everybody else models.intersection_cardinality(of)
        if count:
            found[id_] = count
    return found


def task_counts(index: Index, of: BitMap) -> dict[str, int]:
    """Return the number of models by the id of a task that they do, or of a broader one."""
    found = {id_: models.intersection_cardinality(of) for id_, models in index.closure.items()}
    return {id_: count for id_, count in found.items() if count}


def with_any_of(key: Key) -> Callable[[Index, BitMap], dict[str, int]]:
    """Return a way to count who has any value of a facet (``yes``) and who has none (``no``)."""

    def count(index: Index, of: BitMap) -> dict[str, int]:
        having = index.facets[key].stated.intersection_cardinality(of)
        found = {"yes": having, "no": len(of) - having}
        return {answer: number for answer, number in found.items() if number}

    return count
