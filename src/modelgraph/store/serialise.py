"""Quads as text: Turtle, N-Triples and JSON-LD, written by the engine with our one prefix table.

Turtle and N-Triples hold triples, so a quad's graph is left out there and a triple that several
graphs state stands once; JSON-LD keeps the graphs.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import pyoxigraph as ox

from modelgraph.store.compact import json_ld
from modelgraph.store.oxigraph import to_engine
from modelgraph.store.terms import IRI, Literal, Quad, Value
from modelgraph.vocabulary.prefixes import PREFIXES


class Syntax(Enum):
    """A syntax of RDF that we write."""

    TURTLE = "text/turtle"
    N_TRIPLES = "application/n-triples"
    JSON_LD = "application/ld+json"


_FORMATS = {
    Syntax.TURTLE: ox.RdfFormat.TURTLE,
    Syntax.N_TRIPLES: ox.RdfFormat.N_TRIPLES,
}


def serialise(quads: Iterable[Quad], syntax: Syntax) -> bytes:
    """Return the quads in a syntax, sorted, so that the same quads give the same bytes."""
    written = _json_ld(quads) if syntax is Syntax.JSON_LD else _triples(quads, syntax)
    if written is None:  # only where the engine is given an output of its own
        raise RuntimeError("the engine wrote to nowhere")
    return _with_prefixes_in_order(written) if syntax is Syntax.TURTLE else written


def _triples(quads: Iterable[Quad], syntax: Syntax) -> bytes | None:
    terms = {(quad.subject, quad.predicate, quad.object) for quad in quads}
    ordered = sorted(terms, key=lambda term: (term[0], term[1], str(term[2])))
    prefixes = PREFIXES if syntax is Syntax.TURTLE else None
    return ox.serialize(
        (_triple(*term) for term in ordered), format=_FORMATS[syntax], prefixes=prefixes
    )


def _json_ld(quads: Iterable[Quad]) -> bytes:
    return b"".join(json_ld(sorted(set(quads), key=order)))


def order(quad: Quad) -> tuple[str, ...]:
    """Return what quads are sorted by: the default graph first, then by graph and subject."""
    value = quad.object
    if isinstance(value, Literal):
        told = (value.lexical, value.datatype, value.language)
        return (quad.graph or "", quad.subject, quad.predicate, *told)
    return quad.graph or "", quad.subject, quad.predicate, value


def _triple(subject: IRI, predicate: IRI, value: Value) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), to_engine(value))


def _with_prefixes_in_order(turtle: bytes) -> bytes:
    """Sort the prefix lines, which the engine writes in the order of a hash table."""
    lines = turtle.split(b"\n")
    count = next(at for at, line in enumerate(lines) if not line.startswith(b"@prefix"))
    return b"\n".join([*sorted(lines[:count]), *lines[count:]])
