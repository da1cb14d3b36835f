"""The answer to one query on one store, within the limits: the same for every way of asking.

The endpoint's workers and ``modelgraph sparql`` both end here. A deadline is not kept in this
process: the engine can't be interrupted, only its process killed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import BytesIO
from itertools import chain, islice, takewhile
from typing import IO, Any, Final, Protocol, cast

import pyoxigraph as ox

from modelgraph.errors import InvalidQueryError, RefusedError
from modelgraph.sparql.cut import FORMS, Full, Sink, marked
from modelgraph.sparql.failures import syntax_error
from modelgraph.sparql.formats import GRAPHS, ROWS, Choice, Format, named
from modelgraph.sparql.frames import Stream
from modelgraph.sparql.guard import Question, examine
from modelgraph.sparql.limits import Limits
from modelgraph.vocabulary.prefixes import PREFIXES

RDF_FORMATS: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
_RESULTS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_ENOUGH_FOR_PREFIXES: Final = 5_000


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs a query sees; ``None`` leaves what the query says, or the whole store.

    SPARQL 1.1 Protocol, section 2.1.4: given by the request, both parts go before the query's.
    """

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    @classmethod
    def of(cls, default: Sequence[str], named: Sequence[str]) -> Dataset:
        """Return what a request names; either part given makes the other one empty."""
        if not default and not named:
            return cls()
        return cls(tuple(default), tuple(named))


@dataclass(frozen=True, slots=True)
class Where:
    """What a query is asked of: graphs, the base of relative IRIs, a store with rules or without.

    Without rules, a graph that is not here is an empty one.
    """

    dataset: Dataset = Dataset()
    base: str | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in one form, ready to send or print."""

    body: bytes
    media_type: str
    truncated: bool = False


class EngineStore(Protocol):
    """A store with an Oxigraph engine inside."""

    @property
    def engine(self) -> ox.Store:
        """The engine itself."""
        ...


def run_query(
    store: EngineStore,
    text: str,
    *,
    accept: str | None = None,
    form: str | None = None,
    dataset: Dataset | None = None,
    limits: Limits | None = None,
) -> Answer:
    """Answer a query in this process, behind the same guard as the endpoint.

    ``form`` is a name such as ``csv`` or ``ttl``; else ``accept`` decides as an Accept header does.

    Raises:
        InvalidQueryError: not well formed.
        RefusedError: an update, SERVICE, a graph that is not here, no such form, over a limit.
    """
    limits = limits or Limits()
    question = examine(text, limits)
    offered = GRAPHS if question.makes_graph else ROWS
    choice = named(form, offered) if form else _accepted(accept, offered)
    where = Where(dataset or Dataset())
    body, truncated = evaluate(store.engine, question, choice.format, where, limits)
    return Answer(body, choice.content_type, truncated)


def _accepted(header: str | None, offered: tuple[Format, ...]) -> Choice:
    from modelgraph.sparql.accept import accepted  # noqa: PLC0415 - workers need no werkzeug

    return accepted(header, offered)


def evaluate(
    engine: ox.Store, question: Question, form: Format, where: Where, limits: Limits
) -> tuple[bytes, bool]:
    """Return the answer in one form, and whether it was cut at the limits' rows or bytes.

    Raises:
        InvalidQueryError: the engine can't read it, or knows one of its functions not.
        RefusedError: it names a graph that is not here.
        OSError: the store's files can't be read.
    """
    if not where.plain:
        _only_here(engine, question, where.dataset)
    answer = _ask(engine, question, where)
    if isinstance(answer, ox.QueryBoolean):
        return answer.serialize(format=_RESULTS[form.name]) or b"", False
    try:
        if isinstance(answer, ox.QueryTriples):
            return _graph(answer, form, limits.rows, limits.answer_bytes)
        return _rows(answer, form, limits.rows, limits.answer_bytes)
    except (RuntimeError, ValueError) as error:
        raise InvalidQueryError(f"The query can't be answered: {error}.") from error


def _ask(engine: ox.Store, question: Question, where: Where) -> Any:
    dataset = where.dataset
    options: dict[str, Any] = {"base_iri": where.base}
    try:
        if dataset.default is not None:
            options["default_graph"] = [ox.NamedNode(graph) for graph in dataset.default]
        if dataset.named is not None:
            options["named_graphs"] = [ox.NamedNode(graph) for graph in dataset.named]
        return engine.query(question.text, prefixes=PREFIXES, **options)
    except SyntaxError as error:
        raise syntax_error(question.text, str(error)) from error
    except (RuntimeError, ValueError) as error:
        raise InvalidQueryError(f"The query can't be answered: {error}.") from error


def _only_here(engine: ox.Store, question: Question, dataset: Dataset) -> None:
    asked = (
        *question.default_graphs,
        *question.named_graphs,
        *(dataset.default or ()),
        *(dataset.named or ()),
    )
    for graph in asked:
        if not _holds(engine, graph):
            here = [name.value for name in engine.named_graphs() if isinstance(name, ox.NamedNode)]
            near = get_close_matches(graph, here, 3)
            raise RefusedError(
                f"There is no graph <{graph}> here, and none is fetched from elsewhere.",
                hint=f"Did you mean <{near[0]}>?"
                if near
                else "SELECT DISTINCT ?g { GRAPH ?g {} } lists the graphs.",
                graph=graph,
                near=near,
            )


def _holds(engine: ox.Store, graph: str) -> bool:
    try:
        return bool(engine.contains_named_graph(ox.NamedNode(graph)))
    except ValueError:
        return False


def _rows(answer: Any, form: Format, rows: int, size: int) -> tuple[bytes, bool]:
    kind = FORMS[form.name]
    sink = Sink(kind, rows, size)
    try:
        answer.serialize(sink, format=_RESULTS[form.name])
    except Full:
        pass
    else:
        if not sink.too_many_rows():
            return sink.whole, False
    document, _ = kind.cut(sink.whole, rows, size)
    if form.name == "json":
        document = marked(document, {"truncated": True, "limit": rows})
    return document, True


def write_graph(engine: ox.Store, name: str, form: str, out: Stream) -> None:
    """Write a whole graph, by the empty name the default one, as it is read.

    Raises:
        OSError: the store's files can't be read.
    """
    graph = ox.NamedNode(name) if name else ox.DefaultGraph()
    triples = (quad.triple for quad in engine.quads_for_pattern(None, None, None, graph))
    first = list(islice(triples, _ENOUGH_FOR_PREFIXES))
    ox.serialize(
        chain(first, triples),
        cast("IO[bytes]", out),
        format=RDF_FORMATS[form],
        prefixes=_used("\n".join(map(str, first))),
    )


def _used(text: str) -> dict[str, str]:
    """Return the prefixes of the IRIs in a text."""
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in text}


def _graph(answer: Any, form: Format, rows: int, size: int) -> tuple[bytes, bool]:
    kept: list[Any] = []
    lines: list[str] = []
    length = 0
    for triple in islice(answer, rows):
        line = str(triple)
        length += len(line)
        if length > size:
            break
        kept.append(triple)
        lines.append(line)
    cut = length > size or (len(kept) == rows and next(answer, None) is not None)
    text = "\n".join(lines)
    document = BytesIO()
    few = takewhile(lambda _: document.tell() <= size, kept)
    ox.serialize(few, document, format=RDF_FORMATS[form.name], prefixes=_used(text))
    return document.getvalue(), cut or document.tell() > size
