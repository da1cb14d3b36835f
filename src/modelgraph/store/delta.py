"""What an update changes, and how that is written in one transaction.

An update by strangers is tried elsewhere; what it would change comes back as quads of the engine,
which are written as they are: a node without a name stays the node that it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from modelgraph.store.terms import IRI

_PARTS: Final = {"s": "subject", "p": "predicate", "o": "object", "g": "graph_name"}


@dataclass(frozen=True, slots=True)
class Delta:
    """Quads that go and quads that come, and names of graphs that go or come as a whole.

    A graph that is dropped takes its quads along; one that is created may be empty.
    """

    removed: tuple[Any, ...] = ()
    added: tuple[Any, ...] = ()
    dropped: tuple[str, ...] = ()
    created: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.dropped or self.created)

    @property
    def graphs(self) -> frozenset[str]:
        """The graphs that change; the default graph is the empty text."""
        spoken = {graph_of(quad) for quad in (*self.removed, *self.added)}
        return frozenset(spoken.union(self.dropped, self.created))

    @property
    def subjects(self) -> frozenset[IRI] | None:
        """Of what it speaks in the default graph; ``None`` where one of these has no name."""
        spoken = {q.subject for q in (*self.removed, *self.added) if graph_of(q) == ""}
        if not all(isinstance(each, ox.NamedNode) for each in spoken):
            return None
        return frozenset(IRI(each.value) for each in spoken)


def graph_of(quad: Any) -> str:
    """Return the name of a quad's graph, empty for the default graph."""
    name = quad.graph_name
    return name.value if isinstance(name, ox.NamedNode) else ""


def write(engine: Any, delta: Delta, *, after: Sequence[str] = ()) -> None:
    """Write a change in one transaction, with further steps of SPARQL Update behind it."""
    functions: dict[ox.NamedNode, Callable[[Any], Any]] = {}
    gone = [quad for quad in delta.removed if graph_of(quad) not in delta.dropped]
    steps = [f"DROP SILENT GRAPH <{name}>" for name in delta.dropped]
    steps += _steps("DELETE", gone, functions)
    steps += (f"CREATE SILENT GRAPH <{name}>" for name in delta.created)
    steps += _steps("INSERT", delta.added, functions)
    steps += after
    if steps:
        engine.update(" ;\n".join(steps), custom_functions=functions)


def _steps(
    verb: str, quads: Iterable[Any], functions: dict[ox.NamedNode, Callable[[Any], Any]]
) -> Iterable[str]:
    plain: list[str] = []
    nameless: list[Any] = []
    for quad in quads:
        if _is_nameless(quad):
            nameless.append(quad)
        else:
            plain.append(_written(quad))
    if plain:
        yield f"{verb} DATA {{ " + "\n".join(plain) + " }"
    for default in (True, False):
        some = tuple(quad for quad in nameless if (graph_of(quad) == "") is default)
        if some:
            yield _by_number(verb, some, default, functions)


def _is_nameless(quad: Any) -> bool:
    # A triple as a term may hold a node without a name, too.
    odd = (ox.BlankNode, ox.Triple)
    return isinstance(quad.subject, odd) or isinstance(quad.object, odd)


def _written(quad: Any) -> str:
    graph = graph_of(quad)
    return f"GRAPH <{graph}> {{ {quad.triple} }}" if graph else f"{quad.triple} ."


def _by_number(
    verb: str, quads: tuple[Any, ...], default: bool, functions: dict[ox.NamedNode, Any]
) -> str:
    """Return a step that gets its terms by number: SPARQL has no name for a blank node."""
    start = f"urn:modelgraph:delta:{len(functions)}:"
    for short, part in _PARTS.items():
        functions[ox.NamedNode(start + short)] = _getter(quads, part)
    kept = "spo" if default else "spog"
    bound = " ".join(f"BIND(<{start}{short}>(?i) AS ?{short})" for short in kept)
    template = "?s ?p ?o" if default else "GRAPH ?g { ?s ?p ?o }"
    numbers = " ".join(map(str, range(len(quads))))
    return f"{verb} {{ {template} }} WHERE {{ VALUES ?i {{ {numbers} }} {bound} }}"


def _getter(quads: tuple[Any, ...], part: str) -> Callable[[Any], Any]:
    return lambda number: getattr(quads[int(number.value)], part)
