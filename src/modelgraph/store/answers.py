"""What engines answer over HTTP, read as it comes: solutions, a truth, triples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from modelgraph.errors import InvalidQueryError, UnavailableError
from modelgraph.store.endpoint import Body
from modelgraph.store.oxigraph import Terms, to_quad
from modelgraph.store.store import Row
from modelgraph.store.terms import IRI, XSD, BlankNode, Literal, Quad, Term, Value

SOLUTIONS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.5"
_ROWS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
}
_GRAPHS: Final = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
}
_ASKED: Final = ("__ASK_RETVAL",)
"""Under this name Virtuoso answers ASK in JSON: as a table of one cell, or of none."""
_CHUNK: Final = 65_536
_TRUE: Final = {"1", "true"}


def results(body: Body, kind: str) -> Any:
    if kind not in _ROWS:
        raise ValueError(f"{kind or 'no media type'} is no answer to a query")
    return ox.parse_query_results(cast(IO[bytes], body), format=_ROWS[kind])


def rows(body: Body, kind: str) -> tuple[tuple[str, ...], list[Row]]:
    answer = results(body, kind)
    if not isinstance(answer, ox.QuerySolutions):
        raise InvalidQueryError("This is not a SELECT query.")
    names = tuple(variable.value for variable in answer.variables)
    if names == _ASKED:
        raise InvalidQueryError("This is not a SELECT query.")
    known = _Terms().__getitem__
    return names, [tuple(map(known, solution)) for solution in answer]


def truth(body: Body, kind: str) -> bool:
    answer = results(body, kind)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if tuple(variable.value for variable in answer.variables) != _ASKED:
        raise InvalidQueryError("This is not an ASK query.")
    return any(
        isinstance(each, ox.Literal) and each.value in _TRUE for row in answer for each in row
    )


def triples(body: Body, kind: str) -> list[Quad]:
    if kind not in _GRAPHS:
        raise InvalidQueryError("This is not a CONSTRUCT or DESCRIBE query.")
    return [to_quad(triple) for triple in ox.parse(cast(IO[bytes], body), format=_GRAPHS[kind])]


class _Terms(Terms):
    """Terms as Oxigraph writes them: engines write ``true`` as ``1``, too."""

    def __missing__(self, term: Any) -> Term | None:
        made = super().__missing__(term)
        if isinstance(made, Literal) and made.datatype == _BOOLEAN:
            made = self[term] = Literal("true" if made.lexical in _TRUE else "false", _BOOLEAN)
        return made


_BOOLEAN: Final = XSD + "boolean"


def value_of(term: Term | None) -> Value:
    # As the embedded store names nodes that have no name.
    if isinstance(term, BlankNode):
        return IRI(f"urn:blank:{term.label}")
    if term is None:
        raise UnavailableError("The store left a part of a triple out.")
    return term


def name_of(term: Term | None) -> IRI:
    value = value_of(term)
    if not isinstance(value, IRI):
        raise UnavailableError("The store answers with a literal in a place of a name.")
    return value


def lines(body: Body, kind: str) -> Iterator[str]:
    """Yield the triples of an answer as lines of N-Triples, without their ends."""
    if kind not in _GRAPHS:
        raise ValueError(f"{kind or 'no media type'} is no answer to CONSTRUCT")
    if _GRAPHS[kind] is not ox.RdfFormat.N_TRIPLES:
        for triple in ox.parse(cast(IO[bytes], body), format=_GRAPHS[kind]):
            yield str(triple.triple)
        return
    rest = b""
    while chunk := body.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from filter(None, (line.decode().rstrip(" .\r") for line in whole))
    if rest.strip():
        yield rest.decode().rstrip(" .\r\n")
