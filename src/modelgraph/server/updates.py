"""What updates may write into the catalog, and what follows from it before they are acknowledged.

A source's graph may be written, and a user's own; never what is derived from others: the preferred
facts, the findings, the record of runs and of imports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from modelgraph.errors import RefusedError
from modelgraph.importers.amend import Change, amend
from modelgraph.importers.content import is_source_graph
from modelgraph.sparql.changes import Written
from modelgraph.store import IRI, ChangeableStore, Delta, Quad
from modelgraph.store.delta import graph_of
from modelgraph.store.oxigraph import to_quad
from modelgraph.vocabulary.prefixes import BASE, PREFIXES

_OURS: Final = PREFIXES["source"] + "modelgraph-"


def now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


class CatalogWriter:
    """Writes updates of the catalog, with what follows from them."""

    def __init__(self, store: ChangeableStore, clock: Callable[[], datetime] = now) -> None:
        self._store, self._clock = store, clock

    def write(self, delta: Delta, since: int) -> Written | None:
        """Write a change, or return ``None`` where the store has moved on.

        Raises:
            RefusedError: it touches a graph that follows from others.
            InvalidDataError: what a source would say can't be taken, or violates a rule.
        """
        sources = [graph for graph in sorted(delta.graphs) if _is_of_a_source(graph)]
        own = _without(delta, frozenset(sources))
        if not sources:
            if not self._store.change(own, since=since):
                return None
            return Written(len(delta.added), len(delta.removed))
        changes = {IRI(graph): _change(delta, graph) for graph in sources}

        def write(
            graphs: Mapping[IRI, Sequence[Quad]], add: Sequence[Quad], remove: Sequence[Quad]
        ) -> bool:
            return self._store.change(own, since=since, graphs=graphs, add=add, remove=remove)

        followed = amend(self._store, changes, at=self._clock(), write=write)
        if followed is None:
            return None
        told = {
            "claims": {"added": followed.claims_added, "removed": followed.claims_removed},
            "newConflicts": followed.new_conflicts,
            "newWarnings": followed.new_warnings,
            "recorded": followed.activity,
        }
        return Written(len(delta.added), len(delta.removed), told, same=False)


def _is_of_a_source(graph: str) -> bool:
    """Say whether a source speaks in this graph.

    Raises:
        RefusedError: nobody may write into it.
    """
    if not graph:
        raise RefusedError(
            "The default graph holds the preferred facts, which follow from the sources.",
            hint="Write into a graph: INSERT DATA { GRAPH <…> { … } }.",
        )
    if graph.startswith(_OURS) or (graph.startswith(BASE) and not is_source_graph(IRI(graph))):
        raise RefusedError(
            f"<{graph}> is kept by modelgraph itself.",
            hint=f"Write into the graph of a source of yours, <{PREFIXES['source']}…>, or into one"
            " with an address of your own.",
            graph=graph,
        )
    return graph.startswith(BASE)


def _without(delta: Delta, graphs: frozenset[str]) -> Delta:
    return Delta(
        tuple(quad for quad in delta.removed if graph_of(quad) not in graphs),
        tuple(quad for quad in delta.added if graph_of(quad) not in graphs),
        tuple(graph for graph in delta.dropped if graph not in graphs),
        tuple(graph for graph in delta.created if graph not in graphs),
    )


def _change(delta: Delta, graph: str) -> Change:
    return Change(
        frozenset(to_quad(quad) for quad in delta.removed if graph_of(quad) == graph),
        frozenset(to_quad(quad) for quad in delta.added if graph_of(quad) == graph),
        whole=graph in delta.dropped,
    )
