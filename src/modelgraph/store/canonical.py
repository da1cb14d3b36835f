"""N-Triples in canonical form and order: the same triples are the same bytes.

RDF 1.1 N-Triples: one space between terms, only what must be escaped is, ``xsd:string`` left out;
lines in the order of their bytes, each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyoxigraph as ox

from modelgraph.store.oxigraph import OxigraphStore, n_quad, to_quad
from modelgraph.store.store import Scope, Store
from modelgraph.store.terms import IRI, Quad
from modelgraph.vocabulary.prefixes import PREFIXES

_LINES = ox.RdfFormat.N_TRIPLES


def triples(store: Store, graph: IRI | None) -> list[bytes]:
    """Return the lines of one graph, ``None`` being the default graph, without their ends."""
    if isinstance(store, OxigraphStore):
        # The engine writes them thirty times as fast as they can be read one by one.
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        written = store.engine.dump(format=_LINES, from_graph=name) or b""
        return sorted(set(written.splitlines()))
    quads = store.quads(graph=graph or Scope.DEFAULT)
    return sorted({n_quad(Quad(q.subject, q.predicate, q.object)).encode() for q in quads})


def in_graph(line: bytes, graph: IRI | None) -> bytes:
    """Return the line of a triple as one of N-Quads."""
    return line if graph is None else line[:-1] + f"<{graph}> .".encode()


def parsed(lines: Iterable[bytes], graph: IRI | None) -> Iterator[Quad]:
    """Yield the quads of lines of one graph, in their order."""
    return (to_quad(quad) for quad in _quads(lines, graph))


def write_trig(graphs: Iterable[tuple[IRI | None, list[bytes]]], out: BinaryIO) -> None:
    """Write graphs, given by their lines, as TriG."""
    quads = (quad for graph, lines in graphs for quad in _quads(lines, graph))
    # The engine writes prefixes in the order of a hash table, so they stand apart, in ours.
    used = dict(sorted(PREFIXES.items()))
    for prefix, namespace in used.items():
        out.write(f"@prefix {prefix}: <{namespace}> .\n".encode())
    text = _Body(out, len(used))
    ox.serialize(quads, text, format=ox.RdfFormat.TRIG, prefixes=used)  # type: ignore[arg-type]


class _Body:
    """Passes on what is written, without the first lines."""

    def __init__(self, out: BinaryIO, left_out: int) -> None:
        self._out, self._left, self._begun = out, left_out, b""

    def write(self, data: bytes) -> int:
        if self._left == 0:
            return self._out.write(data)
        self._begun += data
        while self._left and b"\n" in self._begun:
            _, _, self._begun = self._begun.partition(b"\n")
            self._left -= 1
        if self._left == 0:
            self._out.write(self._begun)
        return len(data)

    def flush(self) -> None:
        self._out.flush()


def _quads(lines: Iterable[bytes], graph: IRI | None) -> Iterator[ox.Quad]:
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    for found in ox.parse(b"\n".join(lines), format=_LINES):
        yield ox.Quad(found.subject, found.predicate, found.object, name)
