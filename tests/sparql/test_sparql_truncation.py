"""An answer over the limits is cut where a row ends, stays well formed, and says that it is cut."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest
from rdflib import Graph
from sparql_world import iri, serving

from modelgraph.sparql import Limits, run_query
from modelgraph.sparql.answer import Answer
from modelgraph.store import IRI, Literal, OxigraphStore, Quad

# Each sign that could be taken for the end of a row, inside of a text.
TEXT = 'a "b"\n\t\r\n},{ "}},{" </result> \\n é'
ROWS = "SELECT ?s ?name { ?s schema:name ?name }"
GRAPH = "CONSTRUCT { ?s schema:name ?name } WHERE { ?s schema:name ?name }"


@pytest.fixture(scope="module")
def thirty() -> OxigraphStore:
    store = OxigraphStore()
    store.replace(
        {},
        add=[Quad(IRI(f"u:m{i}"), iri("schema:name"), Literal(TEXT + str(i))) for i in range(30)],
    )
    return store


def number(answer: Answer, form: str) -> int:
    """Parse an answer and return the number of its rows or triples."""
    text = answer.body.decode()
    match form:
        case "json":
            return len(json.loads(text)["results"]["bindings"])
        case "xml":
            return len(ET.fromstring(text).findall(".//{*}result"))
        case "csv":
            return len(list(csv.reader(io.StringIO(text, newline="")))) - 1
        case "tsv":
            return text.count("\n") - 1
    return len(Graph().parse(data=text, format={"ttl": "turtle", "rdf": "xml"}.get(form, form)))


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("limit", [1, 14, 15, 29, 30, 31, 1000])
def test_rows_are_cut_at_the_limit_exactly(thirty: OxigraphStore, form: str, limit: int) -> None:
    answer = run_query(thirty, ROWS, form=form, limits=Limits(rows=limit))

    assert (number(answer, form), answer.truncated) == (min(limit, 30), limit < 30)


@pytest.mark.parametrize("form", ["nt", "ttl", "rdf"])
@pytest.mark.parametrize("limit", [1, 29, 30, 31])
def test_graphs_are_cut_at_the_limit_exactly(thirty: OxigraphStore, form: str, limit: int) -> None:
    answer = run_query(thirty, GRAPH, form=form, limits=Limits(rows=limit))

    assert (number(answer, form), answer.truncated) == (min(limit, 30), limit < 30)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "nt", "ttl"])
@pytest.mark.parametrize("size", [400, 700, 1500])
def test_bytes_are_cut_at_the_end_of_a_row(thirty: OxigraphStore, form: str, size: int) -> None:
    query = GRAPH if form in ("nt", "ttl") else ROWS

    answer = run_query(thirty, query, form=form, limits=Limits(answer_bytes=size))

    assert answer.truncated
    assert 0 < number(answer, form) < 30
    assert len(answer.body) < size + 400  # prefixes, and the mark


def test_rdf_xml_that_grows_by_its_escapes_is_cut() -> None:
    store = OxigraphStore()
    quotes = '"' * 1_000
    store.replace(
        {}, add=[Quad(IRI(f"u:{i}"), iri("mg:quote"), Literal(quotes)) for i in range(99)]
    )
    query = "CONSTRUCT WHERE { ?s mg:quote ?quote }"

    answer = run_query(store, query, form="rdf", limits=Limits(answer_bytes=200_000))

    assert answer.truncated
    assert len(answer.body) < 220_000
    assert number(answer, "rdf") < 40


@pytest.mark.parametrize("size", [1, 40, 60, 100])
def test_an_answer_too_small_for_one_row_is_empty_and_well_formed(
    thirty: OxigraphStore, size: int
) -> None:
    for form in ("json", "xml"):
        answer = run_query(thirty, ROWS, form=form, limits=Limits(answer_bytes=size))

        assert (number(answer, form), answer.truncated) == (0, True)


def test_rows_without_a_value_count(thirty: OxigraphStore) -> None:
    query = "SELECT ?nothing { ?s schema:name ?name }"
    for form in ("json", "xml", "csv", "tsv"):
        answer = run_query(thirty, query, form=form, limits=Limits(rows=10))

        assert answer.truncated
        assert number(answer, form) == 10


def test_the_mark_is_in_the_header_and_in_json(thirty: OxigraphStore) -> None:
    with serving(thirty, Limits(rows=10)) as client:
        cut = client.get("/sparql", params={"query": ROWS})
        cut_table = client.get("/sparql.csv", params={"query": ROWS})
        cut_graph = client.get("/sparql", params={"query": GRAPH})
        whole = client.get("/sparql", params={"query": ROWS + " LIMIT 10"})

    for answer in (cut, cut_table, cut_graph):
        assert answer.status_code == 200
        assert answer.headers["x-modelgraph-truncated"] == "true"
    assert cut.json()["head"] == {
        "vars": ["s", "name"],
        "modelgraph": {"truncated": True, "limit": 10},
    }
    assert "x-modelgraph-truncated" not in whole.headers
    assert "modelgraph" not in whole.json()["head"]
