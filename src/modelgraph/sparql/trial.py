"""An update carried out on a copy of the data, to learn what it would change.

The copy may be a folder beside the store's or a store in this process's memory. What is written is
the difference, so that whatever happens here, in a process that can be killed, harms nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from modelgraph.errors import InvalidDataError, InvalidQueryError, TooManyError
from modelgraph.sparql.answer import RDF_FORMATS
from modelgraph.sparql.failures import syntax_error
from modelgraph.sparql.frames import Frame
from modelgraph.sparql.update import Update, as_insertion
from modelgraph.store.delta import Delta, graph_of, write
from modelgraph.vocabulary.prefixes import PREFIXES


def attempt(engine: ox.Store, update: Update, *, base: str | None, most: int) -> Delta:
    """Carry an update out, and return what it has changed.

    Raises:
        InvalidQueryError: the engine can't read it, or something in it fails.
        TooManyError: it changes more quads than ``most``.
    """
    if update.data:
        return _of_data(engine, update, base, most)
    graphs = update.graphs
    if update.scouting and graphs is not None:
        found = _scout(engine, update, base)
        graphs = None if found is None else graphs | found
    quads, names = _quads(engine, graphs), _names(engine, graphs)
    _carry_out(engine, update.text, base)
    now, names_now = _quads(engine, graphs), _names(engine, graphs)
    removed, added = quads - now, now - quads
    few_enough(len(removed) + len(added), most)
    filled = {graph_of(quad) for quad in added}
    return Delta(
        tuple(removed),
        tuple(added),
        tuple(sorted(names - names_now)),
        tuple(sorted(names_now - names - filled)),
    )


def _of_data(engine: ox.Store, update: Update, base: str | None, most: int) -> Delta:
    """Return what data change: as long as a store is only given or only freed of them, that is
    what of them is not there, or is."""
    aside = ox.Store()
    text = update.text if update.data == "INSERT" else as_insertion(update.text)
    _carry_out(aside, text, base)
    # What an engine would refuse to delete, it refuses in an empty store as well.
    if update.data == "DELETE":
        _carry_out(ox.Store(), update.text, base)
    new = update.data == "INSERT"
    quads = tuple(quad for quad in aside if (quad in engine) is not new)
    few_enough(len(quads), most)
    delta = Delta(added=quads) if new else Delta(removed=quads)
    write(engine, delta)
    return delta


def _scout(engine: ox.Store, update: Update, base: str | None) -> set[str] | None:
    """Return the graphs that an update may write, ``None`` where it can't be told."""
    options: dict[str, Any] = {}
    if update.within:
        options["default_graph"] = ox.NamedNode(update.within)
    try:
        found: Any = engine.query(update.scouting, prefixes=PREFIXES, base_iri=base, **options)
        terms = {term for solution in found for term in solution}
    except (SyntaxError, RuntimeError, ValueError):
        return None  # it fails as well when it is carried out, and says why
    return {term.value for term in terms if isinstance(term, ox.NamedNode)}


def read_graph(body: bytes, form: str, graph: str, base: str | None) -> tuple[Any, ...]:
    """Return the triples of a document as quads of one graph; its blank nodes are new ones.

    Raises:
        InvalidDataError: it is not well formed.
    """
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    try:
        found = ox.parse(
            body,
            format=RDF_FORMATS[form],
            base_iri=base,
            without_named_graphs=True,
            rename_blank_nodes=True,
        )
        quads = {ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in found}
        return tuple(quads)
    except SyntaxError as error:
        where: dict[str, Any] = {}
        if error.lineno:
            where = {"line": error.lineno, "column": error.offset}
        raise InvalidDataError(f"The document is not well formed: {error}.", **where) from error
    except (ValueError, OSError) as error:
        raise InvalidDataError(f"The document can't be read: {error}.") from error


def packed_delta(delta: Delta) -> Frame:
    """Return a change as a message."""
    head = {
        "removed": len(delta.removed),
        "dropped": delta.dropped,
        "created": delta.created,
    }
    quads = (*delta.removed, *delta.added)
    return Frame(head, ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")


def unpacked_delta(frame: Frame) -> Delta:
    """Return the change in a message of a worker."""
    quads = tuple(ox.parse(frame.body, format=ox.RdfFormat.N_QUADS))
    removed = frame.head["removed"]
    return Delta(
        quads[:removed],
        quads[removed:],
        tuple(frame.head["dropped"]),
        tuple(frame.head["created"]),
    )


def few_enough(number: int, most: int) -> None:
    """Refuse what changes too much at once.

    Raises:
        TooManyError: so it does.
    """
    if number > most:
        raise TooManyError(
            f"{number:,} quads would be changed at once; {most:,} may be.",
            hint="Write it in several parts.",
            limit=most,
            actual=number,
        )


def _carry_out(engine: ox.Store, text: str, base: str | None) -> None:
    try:
        engine.update(text, prefixes=PREFIXES, base_iri=base)
    except SyntaxError as error:
        raise syntax_error(text, str(error), what="update") from error
    except (RuntimeError, ValueError) as error:
        raise InvalidQueryError(f"The update can't be carried out: {error}.") from error


def _quads(engine: ox.Store, graphs: Iterable[str] | None) -> set[Any]:
    if graphs is None:
        return set(engine)
    return {
        quad
        for name in graphs
        for quad in engine.quads_for_pattern(
            None, None, None, ox.NamedNode(name) if name else ox.DefaultGraph()
        )
    }


def _names(engine: ox.Store, graphs: Iterable[str] | None) -> set[str]:
    named = engine.named_graphs()
    return {
        name.value
        for name in named
        if isinstance(name, ox.NamedNode) and (graphs is None or name.value in graphs)
    }
