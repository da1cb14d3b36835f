"""What updates may write into the catalog: a user's own graphs, never what is derived.

The preferred facts, the findings, the record of runs and of imports follow from something else, and
would not be true any more.
"""

from __future__ import annotations

from typing import Final

from modelgraph.errors import RefusedError
from modelgraph.sparql.changes import Written
from modelgraph.store import Delta, OxigraphStore
from modelgraph.vocabulary.prefixes import BASE, PREFIXES

_SOURCES: Final = PREFIXES["source"]


class CatalogWriter:
    """Writes updates of the catalog, with what follows from them."""

    def __init__(self, store: OxigraphStore) -> None:
        self._store = store

    def write(self, delta: Delta, since: int) -> Written | None:
        """Write a change, or ``None`` where the store has moved on.

        Raises:
            RefusedError: it touches a graph that follows from others.
        """
        for graph in sorted(delta.graphs):
            _may_write(graph)
        if not self._store.change(delta, since=since):
            return None
        return Written(len(delta.added), len(delta.removed))


def _may_write(graph: str) -> None:
    if not graph:
        raise RefusedError(
            "The default graph holds the preferred facts, which follow from the sources.",
            hint="Write into a graph: INSERT DATA { GRAPH <…> { … } }.",
        )
    if graph.startswith(_SOURCES):
        raise RefusedError(
            f"<{graph}> is a source's graph.",
            hint="modelgraph import claims brings facts in; or write into a graph of your own.",
            graph=graph,
        )
    if graph.startswith(BASE):
        raise RefusedError(
            f"<{graph}> is kept by modelgraph itself.",
            hint="Write into a graph of your own, with an address of your own.",
            graph=graph,
        )
