"""The shipped data in a store that lives on: loaded once, brought up to date after an upgrade.

A new store is filled in bulk. Later, when the shipped files differ from those that a store was made
of, their sources go through the same steps as any import: what changed is replaced in one
transaction, the preferred facts follow, and whatever else the store holds stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from typing import Final

from modelgraph.catalog.shipped import load_shipped, shipped_store
from modelgraph.importers import pipeline, vocabulary
from modelgraph.importers.content import is_source_graph, whole_graph
from modelgraph.importers.reading import Reading
from modelgraph.importers.rules import SOURCE as RULES
from modelgraph.provenance import Source, source_from
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, Quad, Scope, Store, WritableStore
from modelgraph.vocabulary.prefixes import BASE
from modelgraph.vocabulary.terms import MG

_MARK: Final = IRI(f"{BASE}shipped")
"""A graph with one triple: the hash of the shipped files that a store was made of."""


def bring_up_to_date(store: WritableStore, *, at: datetime | None = None) -> None:
    """Load the shipped data into an empty store, or what has changed of them into another.

    What an upgrade changes is recorded under the moment ``at``, by default now.

    Raises:
        UnavailableError: the shipped folder is missing.
    """
    mark = Quad(_MARK, MG.contentHash, Literal(_hash()), _MARK)
    known = list(store.quads(graph=_MARK))
    if known == [mark]:
        return
    if known or _holds_anything(store):
        vocabulary.load(store)
        pipeline.run(store, list(_readings(shipped_store())), at=at or datetime.now(UTC))
    else:
        load_shipped(store)
    store.replace({_MARK: [mark]})


def _holds_anything(store: Store) -> bool:
    return any(True for _ in store.quads(graph=Scope.DEFAULT))


def _hash() -> str:
    digest = sha256()
    for path in sorted(data().glob("*.trig")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _readings(shipped: Store) -> Iterator[Reading]:
    """Yield the shipped graphs as the importers handed them over, one collection at a time."""
    graphs = [graph for graph in shipped.graphs() if is_source_graph(graph) and graph != RULES.iri]
    # The hash is worked out anew from what is read; it is not part of what the source is.
    sources = [
        replace(source_from(shipped.quads(graph=graph)), content_hash="") for graph in graphs
    ]
    for collection, group in groupby(sorted(sources, key=_collection), key=_collection):
        yield _reading(shipped, collection, tuple(group))


def _collection(source: Source) -> str:
    return source.collection


def _reading(shipped: Store, collection: str, sources: tuple[Source, ...]) -> Reading:
    claims, links = [], []
    for source in sources:
        said, plain = whole_graph(shipped, source.iri)
        claims += said
        links += [quad for quad in plain if quad.subject != source.iri]
    return Reading(collection, sources, tuple(claims), tuple(links))
