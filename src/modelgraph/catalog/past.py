"""Questions about the past: what changed since a day, and what was said on one."""

from __future__ import annotations

from collections.abc import Mapping

from modelgraph.catalog import compare, history, undoing
from modelgraph.catalog.addresses import local
from modelgraph.catalog.cells import cells
from modelgraph.catalog.entities import Cell, Change
from modelgraph.catalog.history import Asked, History, read_history
from modelgraph.catalog.reading import Reading
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI, Literal, Store
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.spelling import fold
from modelgraph.vocabulary.terms import RDFS, SCHEMA


def changes(
    read: Reading, since: str, subject: str | None, source: str | None
) -> tuple[Change, ...]:
    """Return what changed, newest first: of one model with its variants, by one source, or all.

    Raises:
        InvalidDataError: ``since`` is no date.
        NotFoundError, RefusedError: nothing, or several things, are called so.
    """
    known = _history(read)
    asked = Asked(
        history.moment(since) if since else "",
        None if subject is None else _group(read, known, _find(read, known, subject)),
        None if source is None else _find_source(read, known, source),
    )
    return read.once(
        ("changes", asked),
        lambda: history.changes(known, asked, read.sources, _names(read, known)),
    )


def as_of(read: Reading, name: str, date: str) -> tuple[Cell, ...]:
    """Return the cells of a model or variant as they stood at the end of a day.

    Raises:
        InvalidDataError: ``date`` is no date.
        NotFoundError, RefusedError: nothing, or several things, are called so.
    """
    known, moment = _history(read), history.moment(date)
    iri = _find(read, known, name)
    return read.once(("as of", iri, moment), lambda: _as_of(read, known, iri, moment))


def _as_of(read: Reading, known: History, iri: IRI, moment: str) -> tuple[Cell, ...]:
    try:
        today = read.sheets([iri])[0].dossier
    except NotFoundError:
        today = undoing.blank(iri, _names(read, known))
    group = _group(read, known, iri)
    then = undoing.as_of(today, group, _links(read.store, iri), known, moment)
    if not then.claims:
        return ()
    sources = history.sources_then(read.sources, known)
    return compare.in_order(then, cells(then, sources), sources)


def _links(store: Store, model: IRI) -> list[tuple[IRI, IRI]]:
    """Return the variants of a model with the sources that say so."""
    found = store.quads(predicate=SCHEMA.isVariantOf, value=model)
    return [(quad.subject, quad.graph) for quad in found if quad.graph is not None]


def _history(read: Reading) -> History:
    return read.once("history", lambda: read_history(read.store))


def _names(read: Reading, known: History) -> Mapping[IRI, str]:
    """Return what things are called, with those that are gone."""

    def made() -> dict[IRI, str]:
        gone = {
            said.subject: said.value.lexical
            for each in known.imports
            for said in each.changes
            if said.predicate in {SCHEMA.name, RDFS.label} and isinstance(said.value, Literal)
        }
        return {**gone, **read.labels}

    return read.once("names then", made)


def _find(read: Reading, known: History, name: str) -> IRI:
    """Return the model or variant that is, or was, called so."""
    try:
        return read.models.find(name)
    except NotFoundError:
        for iri in sorted(known.subjects):
            if name == iri or fold(name) in {
                fold(local(iri)),
                fold(_names(read, known).get(iri, "")),
            }:
                return iri
        raise


def _find_source(read: Reading, known: History, name: str) -> IRI:
    """Return the source that is, or was, called so."""
    try:
        return read.index("source").find(name)
    except NotFoundError:
        for iri, title in known.sources.items():
            if name == iri or fold(name) in {fold(local(iri)), fold(title)}:
                return iri
        raise


def _group(read: Reading, known: History, iri: IRI) -> frozenset[IRI]:
    """Return a model with its variants of today and of the past; a variant alone."""
    if not iri.startswith(PREFIXES["model"]):
        return frozenset({iri})
    parents = {**known.models, **read.names.parents}
    return frozenset({iri, *(variant for variant, model in parents.items() if model == iri)})
