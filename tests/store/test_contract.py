"""What every store promises, whichever engine keeps the triples."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelgraph.errors import InvalidDataError, InvalidQueryError
from modelgraph.store import (
    IRI,
    Literal,
    Quad,
    Scope,
    WritableStore,
    boolean,
    date,
    decimal,
    integer,
)
from modelgraph.store.terms import XSD

A, B, P = IRI("urn:a"), IRI("urn:b"), IRI("urn:p")
ONE, TWO = IRI("urn:graph:1"), IRI("urn:graph:2")
X, Y = Literal("x"), Literal("y")


def everything(store: WritableStore) -> set[Quad]:
    return set(store.quads())


def test_a_new_store_is_empty(store: WritableStore) -> None:
    assert everything(store) == set()
    assert store.graphs() == []
    assert not store.ask("ASK { ?s ?p ?o }")


def test_what_is_written_is_read(store: WritableStore) -> None:
    inside, outside = Quad(A, P, X, ONE), Quad(A, P, Y)

    store.replace({ONE: [inside]}, add=[outside])

    assert everything(store) == {inside, outside}
    assert store.graphs() == [ONE]


@pytest.mark.parametrize(
    "value",
    [
        IRI("https://example.org/é?q=a&b#c"),
        Literal("quote \" backslash \\ line\nend\ttab 😀 'single' {brace} # no comment"),
        Literal('"""'),
        Literal("Grüße", language="de", datatype=f"{IRI('http://www.w3.org/1999/02/22-rdf-syntax-ns#langString')}"),
        Literal(""),
        integer(230_000_000),
        decimal("53.4"),
        boolean(True),
        boolean(False),
        date("2024"),
        date("2024-06"),
        date("2024-06-16"),
        Literal("2026-03-01T00:00:00Z", XSD + "dateTime"),
    ],
)  # fmt: skip
def test_every_kind_of_value_comes_back(store: WritableStore, value: IRI | Literal) -> None:
    quad = Quad(A, P, value, ONE)

    store.replace({ONE: [quad]})

    assert everything(store) == {quad}
    assert list(store.quads(A, P, value, ONE)) == [quad]


def test_a_pattern_finds_what_it_matches(store: WritableStore) -> None:
    first, second, third = Quad(A, P, X, ONE), Quad(B, P, X, TWO), Quad(B, P, B)
    store.replace({ONE: [first], TWO: [second]}, add=[third])

    assert set(store.quads(A)) == {first}
    assert set(store.quads(value=X)) == {first, second}
    assert set(store.quads(predicate=P, graph=TWO)) == {second}
    assert set(store.quads(graph=Scope.DEFAULT)) == {third}
    assert set(store.quads(B, P)) == {second, third}
    assert set(store.quads(A, P, Y)) == set()


def test_a_graph_is_replaced_whole(store: WritableStore) -> None:
    store.replace({ONE: [Quad(A, P, X, ONE)], TWO: [Quad(A, P, X, TWO)]})

    store.replace({ONE: [Quad(B, P, Y, ONE)]})

    assert everything(store) == {Quad(B, P, Y, ONE), Quad(A, P, X, TWO)}


def test_a_graph_mapped_to_nothing_goes(store: WritableStore) -> None:
    store.replace({ONE: [Quad(A, P, X, ONE)]}, add=[Quad(A, P, X)])

    store.replace({ONE: []})

    assert store.graphs() == []
    assert everything(store) == {Quad(A, P, X)}


def test_single_quads_come_and_go_beside_a_replaced_graph(store: WritableStore) -> None:
    store.replace({ONE: [Quad(A, P, X, ONE)]}, add=[Quad(A, P, X), Quad(B, P, X, TWO)])

    store.replace(
        {ONE: [Quad(A, P, Y, ONE)]},
        add=[Quad(A, P, Y)],
        remove=[Quad(A, P, X), Quad(B, P, X, TWO)],
    )

    assert everything(store) == {Quad(A, P, Y, ONE), Quad(A, P, Y)}


def test_many_quads_are_written_at_once(store: WritableStore) -> None:
    many = {Quad(A, P, Literal(f"{n} {'x' * 40}"), ONE) for n in range(3_000)}

    store.replace({ONE: many})

    assert everything(store) == many


def test_graph_names_no_preferred_fact(store: WritableStore) -> None:
    store.replace({ONE: [Quad(A, P, X, ONE)]}, add=[Quad(A, P, Y)])

    who_says_so = "SELECT ?g ?o WHERE { GRAPH ?g { <urn:a> ?p ?o } }"
    assert store.select(who_says_so) == (("g", "o"), [(ONE, X)])
    preferred = "SELECT ?o WHERE { <urn:a> <urn:p> ?o }"
    assert store.select(preferred) == (("o",), [(Y,)])


def test_both_graphs_answer_one_query(store: WritableStore) -> None:
    store.replace({ONE: [Quad(A, P, X, ONE), Quad(B, P, Y, ONE)]}, add=[Quad(A, P, X)])

    _, rows = store.select(
        "SELECT ?s ?g WHERE { ?s <urn:p> ?o OPTIONAL { GRAPH ?g { ?s <urn:p> ?o } } }"
    )

    assert rows == [(A, ONE)]


def test_ask_says_yes_and_no(store: WritableStore) -> None:
    store.replace({}, add=[Quad(A, P, X)])

    assert store.ask('ASK { <urn:a> <urn:p> "x" }') is True
    assert store.ask('ASK { <urn:a> <urn:p> "y" }') is False


def test_construct_returns_triples(store: WritableStore) -> None:
    store.replace({ONE: [Quad(A, P, X, ONE)]})

    built = store.construct("CONSTRUCT { ?s <urn:q> ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")

    assert built == [Quad(A, IRI("urn:q"), X)]


def test_an_unbound_variable_is_none(store: WritableStore) -> None:
    store.replace({}, add=[Quad(A, P, X)])

    _, rows = store.select("SELECT ?s ?no WHERE { ?s ?p ?o OPTIONAL { ?s <urn:no> ?no } }")

    assert rows == [(A, None)]


def test_a_wrong_query_is_refused(store: WritableStore) -> None:
    with pytest.raises(InvalidQueryError):
        store.select("SELECT ?s WHERE { ?s")


def test_each_write_is_a_revision(store: WritableStore) -> None:
    before = store.revision

    store.replace({ONE: [Quad(A, P, X, ONE)]})
    first = store.revision
    store.replace({}, add=[Quad(A, P, X)])

    assert before < first < store.revision


def test_nothing_to_write_is_no_revision(store: WritableStore) -> None:
    store.replace({ONE: [Quad(A, P, X, ONE)]})
    before = store.revision

    store.replace({})

    assert store.revision == before


def test_the_subjects_of_a_write_are_known(store: WritableStore) -> None:
    store.replace({ONE: [Quad(A, P, X, ONE)]}, add=[Quad(A, P, X)])
    before = store.revision

    store.replace({}, add=[Quad(B, P, X)])

    assert store.changed_since(before) == {B}


def test_files_are_loaded_on_top(store: WritableStore, tmp_path: Path) -> None:
    store.replace({ONE: [Quad(A, P, X, ONE)]})
    first, second = tmp_path / "1.trig", tmp_path / "2.trig"
    first.write_text("<urn:graph:1> { <urn:b> <urn:p> 'y' } <urn:b> <urn:p> 'x' .")
    second.write_text("<urn:graph:2> { <urn:b> <urn:p> [ <urn:p> 'z' ] }")
    before = store.revision

    store.load(first, second)

    assert everything(store) >= {Quad(A, P, X, ONE), Quad(B, P, Y, ONE), Quad(B, P, X)}
    (joined,) = store.select("SELECT ?z WHERE { GRAPH ?g { <urn:b> <urn:p>/<urn:p> ?z } }")[1]
    assert joined == (Literal("z"),)
    assert store.revision > before
    assert store.changed_since(before) is None


def test_a_broken_file_is_refused(store: WritableStore, tmp_path: Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("<urn:a> <urn:b> .")

    with pytest.raises(InvalidDataError, match=r"broken\.nq"):
        store.load(broken)
