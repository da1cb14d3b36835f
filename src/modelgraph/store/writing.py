"""Quads as SPARQL 1.1 Update: the steps that replace graphs, and files as blocks of triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import pyoxigraph as ox

from modelgraph.errors import InvalidDataError, RefusedError
from modelgraph.store.delta import Delta, graph_of
from modelgraph.store.oxigraph import n_quad, to_engine, to_quad
from modelgraph.store.parse import BLANK, SYNTAXES
from modelgraph.store.terms import IRI, Quad, Value

_OPERATION: Final = 500
"""Quads of one operation. Virtuoso compiles each one, and gives up on long ones."""
_BLOCK: Final = 20_000
"""Triples of one request that loads."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: on a whole graph, or on some quads."""

    verb: str
    quads: tuple[Quad, ...] = ()
    graph: IRI | None = None

    def text(self, into: IRI | None) -> str:
        """Return the step; quads without a graph go ``into`` that graph, or the default one."""
        if self.graph is not None:
            return f"{self.verb} <{self.graph}>"
        return f"{self.verb} {{ {_block(self.quads, into)} }}"


def steps(
    graphs: Mapping[IRI, Iterable[Quad]], add: Sequence[Quad], remove: Sequence[Quad]
) -> list[Step]:
    """Return the steps that replace graphs, remove and add.

    The replaced graphs come last. Where an engine stops half-way, an import finds its source
    unchanged, works out the same additions and removals again, and completes them.
    """
    made = _cut("DELETE DATA", [quad for quad in remove if quad.graph not in graphs])
    made += _cut("INSERT DATA", [quad for quad in add if quad.graph not in graphs])
    for graph, quads in graphs.items():
        made.append(Step("DROP SILENT GRAPH", graph=graph))
        # A graph may hold quads of others, too, as they are given.
        made += _cut("INSERT DATA", [*quads, *(quad for quad in add if quad.graph == graph)])
    return made


def of_delta(delta: Delta) -> list[Step]:
    """Return the steps that write a difference.

    Raises:
        RefusedError: it takes out a node without a name, or speaks of a triple; SPARQL 1.1 Update
            over HTTP has no words for that.
    """
    gone = [quad for quad in delta.removed if graph_of(quad) not in delta.dropped]
    if any(isinstance(each, ox.BlankNode) for quad in gone for each in quad):
        raise RefusedError("Nodes without a name can't be taken out of a store at an address.")
    if any(isinstance(each, ox.Triple) for quad in (*gone, *delta.added) for each in quad):
        raise RefusedError("Triples about triples can't be written to a store at an address.")
    made = [Step("DROP SILENT GRAPH", graph=IRI(name)) for name in delta.dropped]
    made += _cut("DELETE DATA", [to_quad(quad) for quad in gone])
    made += (Step("CREATE SILENT GRAPH", graph=IRI(name)) for name in delta.created)
    return made + _cut("INSERT DATA", [to_quad(quad) for quad in delta.added])


def _cut(verb: str, quads: Sequence[Quad]) -> list[Step]:
    return [
        Step(verb, tuple(quads[at : at + _OPERATION])) for at in range(0, len(quads), _OPERATION)
    ]


def _block(quads: Iterable[Quad], into: IRI | None) -> str:
    lines = []
    for quad in quads:
        triple = n_quad(Quad(quad.subject, quad.predicate, quad.object))
        graph = quad.graph or into
        lines.append(f"GRAPH <{graph}> {{ {triple} }}" if graph else triple)
    return "\n".join(lines)


def insert(block: bytes, graph: IRI | None) -> str:
    """Return the update that adds a block of N-Triples to a graph."""
    text = block.decode()
    return f"INSERT DATA {{ {f'GRAPH <{graph}> {{ {text} }}' if graph else text} }}"


def written(term: Value) -> str:
    """Return a term as SPARQL writes it."""
    return str(to_engine(term))


def pattern(subject: IRI | None, predicate: IRI | None, value: Value | None) -> str:
    """Return a triple pattern, with a variable for what is left out."""
    given = zip("spo", (subject, predicate, value), strict=True)
    return " ".join(f"?{name}" if term is None else written(term) for name, term in given)


def blocks(paths: Iterable[Path]) -> Iterator[tuple[IRI | None, bytes]]:
    """Yield what is in files as N-Triples, graph by graph.

    Nodes without a name get one: over HTTP theirs would end with the request, Virtuoso takes none
    in ``INSERT DATA``, and what it calls them in its answers is no name of a node.

    Raises:
        InvalidDataError: a file is not well formed.
    """
    for graph, lines in _by_graph(paths).items():
        for at in range(0, len(lines), _BLOCK):
            yield IRI(graph) if graph else None, "".join(lines[at : at + _BLOCK]).encode()


def _by_graph(paths: Iterable[Path]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        start = f"{BLANK}{token_hex(8)}-"
        try:
            for quad in ox.parse(path=str(path), format=SYNTAXES[path.suffix]):
                name = quad.graph_name
                key = name.value if isinstance(name, ox.NamedNode) else ""
                subject, value = _named(quad.subject, start), _named(quad.object, start)
                found.setdefault(key, []).append(f"{subject} {quad.predicate} {value} .\n")
        except (SyntaxError, ValueError) as error:
            raise InvalidDataError(f"{path.name} is not well formed: {error}") from error
    return found


def _named(term: Any, start: str) -> Any:
    if isinstance(term, ox.BlankNode):
        return ox.NamedNode(start + term.value)
    if isinstance(term, ox.Triple):
        return ox.Triple(_named(term.subject, start), term.predicate, _named(term.object, start))
    return term
