"""The embedded engine: Oxigraph, in memory or in a folder.

Oxigraph writes literals in canonical form (``"01"`` becomes ``1``) and lets one process write;
others may open the folder read-only and don't see later writes. One ``update()`` is one
transaction, which is how ``replace`` keeps old or new, never half.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from modelgraph.errors import InvalidDataError, InvalidQueryError, UnavailableError
from modelgraph.store.changes import Changes
from modelgraph.store.delta import Delta, write
from modelgraph.store.derived import Derived
from modelgraph.store.opening import open_read_only
from modelgraph.store.store import Row, Scope
from modelgraph.store.terms import IRI, XSD, BlankNode, Literal, Quad, Term, Value

_FORMATS = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS, ".ttl": ox.RdfFormat.TURTLE}


_STRING = XSD + "string"


class OxigraphStore:
    """A ``WritableStore`` over pyoxigraph.

    ``folder=None`` keeps everything in memory; ``read_only`` opens a folder that another process
    may be writing.

    Raises:
        UnavailableError: the folder can't be opened (in use by another writer, or damaged).
    """

    def __init__(self, folder: Path | None = None, *, read_only: bool = False) -> None:
        self.folder = folder
        self._revision = 0
        self._changes = Changes()
        self._derived = Derived(folder)
        self._read_only = read_only
        self.writing = threading.RLock()
        """Held by whoever writes, and by whoever must not be overtaken by a write."""
        try:
            if folder is None:
                self._store = ox.Store()
            elif read_only:
                self._store = open_read_only(str(folder))
            else:
                folder.mkdir(parents=True, exist_ok=True)
                self._store = ox.Store(str(folder))
        except OSError as error:
            raise UnavailableError(
                f"The store in {folder} can't be opened: {error}",
                hint="Another process may be writing it; stop that one, or open read-only.",
            ) from error

    @property
    def revision(self) -> int:
        return self._revision

    def changed_since(self, revision: int) -> frozenset[IRI] | None:
        return self._changes.since(revision)

    def kept(self) -> bytes | None:
        """Return what was made of the triples as they are, and kept beside them."""
        return self._derived.read()

    def keep(self, content: bytes, *, since: int) -> None:
        """Keep something made of the triples of revision ``since`` as long as they stand.

        Nothing is kept where they have changed already, or by a store that only reads.
        """
        with self.writing:
            if self._revision == since and not self._read_only:
                self._derived.keep(content)

    @property
    def engine(self) -> ox.Store:
        """The engine itself, for the rooms that speak pyoxigraph: this floor and *sparql*."""
        return self._store

    def select(self, query: str) -> tuple[tuple[str, ...], list[Row]]:
        answer = self._query(query)
        if not isinstance(answer, ox.QuerySolutions):
            raise InvalidQueryError("This is not a SELECT query.")
        names = tuple(variable.value for variable in answer.variables)
        known = Terms().__getitem__
        return names, [tuple(map(known, solution)) for solution in answer]

    def ask(self, query: str) -> bool:
        answer = self._query(query)
        if not isinstance(answer, ox.QueryBoolean):
            raise InvalidQueryError("This is not an ASK query.")
        return bool(answer)

    def construct(self, query: str) -> list[Quad]:
        answer = self._query(query)
        if not isinstance(answer, ox.QueryTriples):
            raise InvalidQueryError("This is not a CONSTRUCT or DESCRIBE query.")
        return [to_quad(triple) for triple in answer]

    def quads(
        self,
        subject: IRI | None = None,
        predicate: IRI | None = None,
        value: Value | None = None,
        graph: IRI | Scope = Scope.EVERYWHERE,
    ) -> Iterator[Quad]:
        pattern = self._store.quads_for_pattern(
            None if subject is None else _node(subject),
            None if predicate is None else _node(predicate),
            None if value is None else to_engine(value),
            _graph(graph),
        )
        return (to_quad(quad) for quad in pattern)

    def graphs(self) -> list[IRI]:
        return sorted(
            IRI(graph.value)
            for graph in self._store.named_graphs()
            if isinstance(graph, ox.NamedNode)
        )

    def replace(
        self,
        graphs: Mapping[IRI, Iterable[Quad]],
        *,
        add: Sequence[Quad] = (),
        remove: Sequence[Quad] = (),
    ) -> None:
        with self.writing:
            if not remove and not any(self._holds(graph) for graph in graphs):
                self._extend([*chain.from_iterable(graphs.values()), *add])
            elif steps := _steps(graphs, add, remove):
                self._derived.drop()
                self._store.update(" ;\n".join(steps))
                self._wrote(_subjects((*add, *remove)))

    def change(
        self,
        delta: Delta,
        *,
        since: int,
        graphs: Mapping[IRI, Iterable[Quad]] | None = None,
        add: Sequence[Quad] = (),
        remove: Sequence[Quad] = (),
    ) -> bool:
        """Write a change and what ``replace`` takes, in one transaction; say whether it was.

        Nothing is written where the store has moved on from the revision ``since``, which the
        change was worked out for.
        """
        with self.writing:
            if self._revision != since:
                return False
            steps = _steps(graphs or {}, add, remove)
            if delta or steps:
                self._derived.drop()
                write(self._store, delta, after=steps)
                named = delta.subjects
                self._wrote(None if named is None else named | _subjects((*add, *remove)))
            return True

    def _holds(self, graph: IRI) -> bool:
        return any(True for _ in self._store.quads_for_pattern(None, None, None, _node(graph)))

    def _extend(self, quads: Sequence[Quad]) -> None:
        # Where nothing goes, loading is one transaction too, and twice as fast as an update.
        if quads:
            self._derived.drop()
            # Each address has been checked, so that the engine need not do it wherever one stands.
            self._store.load(n_quads(quads), format=ox.RdfFormat.N_QUADS, lenient=True)
            self._wrote(_subjects(quads))

    def _wrote(self, subjects: frozenset[IRI] | None) -> None:
        self._changes.note(self._revision + 1, subjects)
        self._revision += 1

    def load(self, path: Path, *more: Path) -> None:
        # One bulk load for all of them: on disk each makes files of its own, which is slow.
        with self.writing:
            self._derived.drop()
            try:
                if more:
                    content = b"\n".join(each.read_bytes() for each in (path, *more))
                    self._store.bulk_load(content, format=_FORMATS[path.suffix])
                else:
                    self._store.bulk_load(path=str(path), format=_FORMATS[path.suffix])
            except (SyntaxError, ValueError) as error:
                raise InvalidDataError(f"{path.name} is not well formed: {error}") from error
            self._wrote(None)

    def _query(self, query: str) -> Any:
        try:
            return self._store.query(query)
        except SyntaxError as error:
            raise InvalidQueryError(f"The query is not well formed: {error}") from error


def to_engine(term: Value) -> ox.NamedNode | ox.Literal:
    """Return the engine's term for ours."""
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(term.lexical, language=term.language)
        if term.datatype == _STRING:
            return ox.Literal(term.lexical)
        return ox.Literal(term.lexical, datatype=_node(term.datatype))
    return _node(term)


def _graph(graph: IRI | Scope) -> ox.NamedNode | ox.DefaultGraph | None:
    if isinstance(graph, IRI):
        return _node(graph)
    return ox.DefaultGraph() if graph is Scope.DEFAULT else None


# Predicates, graphs and classes come by the thousand: the engine parses each of them once.
@lru_cache(maxsize=16_384)
def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


class Terms(dict[Any, Term | None]):
    """Our terms by those of the engine, for one answer: most stand in it many times over."""

    def __missing__(self, term: Any) -> Term | None:
        made = self[term] = _term(term)
        return made


def _term(term: Any) -> Term | None:
    kind = type(term)
    if kind is ox.NamedNode:
        return _iri(term.value)
    if kind is ox.Literal:
        return Literal(term.value, term.datatype.value, term.language or "")
    return None if term is None else BlankNode(term.value)


def _iri(text: str) -> IRI:
    # The engine has checked it; checking again would double the time of a large answer.
    return str.__new__(IRI, text)


# Predicates and graphs are few, and each stands in thousands of quads.
_often = lru_cache(maxsize=16_384)(_iri)


def _value(term: Any) -> Value:
    made = _term(term)
    # Ours have no blank nodes; those of a user's own graph get a name for the way out.
    return IRI(f"urn:blank:{term.value}") if made is None or isinstance(made, BlankNode) else made


def to_quad(quad: Any) -> Quad:
    graph = getattr(quad, "graph_name", None)
    subject = _value(quad.subject)
    return Quad(
        subject if isinstance(subject, IRI) else IRI(f"urn:triple:{quad.subject}"),
        _often(quad.predicate.value),
        _value(quad.object),
        _often(graph.value) if isinstance(graph, ox.NamedNode) else None,
    )


def _subjects(quads: Iterable[Quad]) -> frozenset[IRI]:
    """Return of what the quads of the default graph speak; whole graphs that are replaced are
    named ones."""
    return frozenset(quad.subject for quad in quads if quad.graph is None)


def _steps(
    graphs: Mapping[IRI, Iterable[Quad]], add: Sequence[Quad], remove: Sequence[Quad]
) -> list[str]:
    """Return the steps of one update that replaces graphs, removes and adds."""
    steps = [f"DROP SILENT GRAPH <{graph}>" for graph in graphs]
    if remove:
        steps.append(f"DELETE DATA {{ {_block(remove)} }}")
    fresh = [quad for quads in graphs.values() for quad in quads]
    if fresh or add:
        steps.append(f"INSERT DATA {{ {_block([*fresh, *add])} }}")
    return steps


def _block(quads: Sequence[Quad]) -> str:
    """Return the quads as the inside of INSERT DATA."""
    return "\n".join(
        f"GRAPH <{q.graph}> {{ {_triple(q)} }}" if q.graph else f"{_triple(q)} ." for q in quads
    )


_AT_ONCE: Final = 8_192
"""Quads that are written as one piece: more would leave the processor's caches."""


def n_quads(quads: Sequence[Quad]) -> bytes:
    """Return the quads in N-Quads, each address as the engine takes it.

    Raises:
        ValueError: an address is none by RFC 3987.
    """
    addresses: set[str] = set()
    pieces = [
        _piece(quads[start : start + _AT_ONCE], addresses)
        for start in range(0, len(quads), _AT_ONCE)
    ]
    for address in addresses:
        ox.NamedNode(address)
    return b"".join(pieces)


def _piece(quads: Sequence[Quad], addresses: set[str]) -> bytes:
    """Return some quads in N-Quads, and add what addresses they hold."""
    parts: list[str] = []
    last: IRI | None = None
    home: IRI | None = None
    start, end = "", " .\n"
    for subject, predicate, value, graph in quads:
        if subject is not last:
            addresses.add(subject)
            last, start = subject, "<" + subject + "> <"
        if graph is not home:
            home, end = graph, " <" + graph + "> .\n" if graph else " .\n"
            addresses.update((graph,) if graph else ())
        addresses.add(predicate)
        if isinstance(value, Literal):
            parts += (start, predicate, "> ", _written(value), end)
        else:
            addresses.add(value)
            parts += (start, predicate, "> <", value, ">", end)
    return "".join(parts).encode()


def n_quad(quad: Quad) -> str:
    """Return the quad in N-Quads."""
    text = _triple(quad)
    return text + " <" + quad.graph + "> ." if quad.graph else text + " ."


def _triple(quad: Quad) -> str:
    return "<" + quad.subject + "> <" + quad.predicate + "> " + _written(quad.object)


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
"""What may not stand in a short string of N-Triples and SPARQL."""
_ESCAPED = re.compile(r'[\\"\n\r]')


def _written(term: Value) -> str:
    """Return a term as N-Triples and SPARQL write it; an ``IRI`` holds nothing that ends it."""
    if not isinstance(term, Literal):
        return "<" + term + ">"
    text = term.lexical
    if _ESCAPED.search(text):
        text = text.translate(_ESCAPES)
    return '"' + text + '"' + _suffix(term.datatype, term.language)


@lru_cache(maxsize=1_024)
def _suffix(datatype: str, language: str) -> str:
    """Return what follows the text of a literal; the engine checks both, once each."""
    if language:
        return f"@{ox.Literal('', language=language).language}"
    return "" if datatype == _STRING else f"^^<{ox.NamedNode(datatype).value}>"
