"""What an update changes is written as it is, in one transaction, whatever its terms are."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from modelgraph.store import IRI, Delta, OxigraphStore, Quad, integer

S, P, G = ox.NamedNode("u:s"), ox.NamedNode("u:p"), ox.NamedNode("u:g")
BLANK = ox.BlankNode("b0")
TERMS = [
    ox.NamedNode("u:o"),
    ox.Literal('a "quoted"\nline \\ and a tab\t'),
    ox.Literal("ja", language="de"),
    ox.Literal(1),
    BLANK,
    ox.Triple(S, P, BLANK),
]
QUADS = [ox.Quad(subject, P, term, graph) for subject in (S, BLANK) for term in TERMS
         for graph in (G, ox.DefaultGraph())]  # fmt: skip


def test_every_kind_of_term_comes_and_goes() -> None:
    store = OxigraphStore()

    assert store.change(Delta(added=tuple(QUADS)), since=0)
    assert set(store.engine) == set(QUADS)

    assert store.change(Delta(removed=tuple(QUADS[::2]), added=()), since=1)
    assert set(store.engine) == set(QUADS[1::2])


def test_graphs_come_empty_and_go_whole() -> None:
    store = OxigraphStore()
    store.change(Delta(added=tuple(QUADS), created=("u:empty",)), since=0)

    store.change(Delta(removed=tuple(QUADS), dropped=("u:g",), created=("u:other",)), since=1)

    assert store.graphs() == ["u:empty", "u:other"]
    assert set(store.engine) == set()


def test_nothing_is_written_where_the_store_has_moved_on() -> None:
    store = OxigraphStore()
    store.replace({}, add=[Quad(IRI("u:s"), IRI("u:p"), integer(1))])

    assert not store.change(Delta(added=tuple(QUADS)), since=0)
    assert len(set(store.engine)) == 1
    assert store.revision == 1


def test_what_follows_is_written_with_it_or_not_at_all() -> None:
    store = OxigraphStore()
    follows = Quad(IRI("u:s"), IRI("u:follows"), integer(1))

    assert store.change(Delta(added=tuple(QUADS)), since=0, add=[follows])
    assert list(store.quads(predicate=IRI("u:follows"))) == [follows]
    broken = Quad(IRI("u:s"), str.__new__(IRI, "not > an iri"), integer(1), IRI("u:g"))
    with pytest.raises(SyntaxError):
        store.change(Delta(removed=tuple(QUADS)), since=1, add=[broken])

    assert set(QUADS) <= set(store.engine)
    assert store.revision == 1
