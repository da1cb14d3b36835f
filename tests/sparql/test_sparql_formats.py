"""An answer takes the form that the request likes best, and each form is what it says."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import pytest
from rdflib import Graph, Variable
from rdflib.query import Result
from sparql_world import MODELS, fill
from starlette.testclient import TestClient

from modelgraph.sparql import run_query
from modelgraph.sparql.accept import accepted
from modelgraph.sparql.failures import NotAcceptableError
from modelgraph.sparql.formats import GRAPHS, ROWS, named
from modelgraph.store import OxigraphStore

SELECT = "SELECT ?name { ?model schema:name ?name } ORDER BY ?name"
CONSTRUCT = "CONSTRUCT { ?model schema:name ?name } WHERE { ?model schema:name ?name }"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"


@pytest.mark.parametrize(
    ("media_type", "parser"), [(JSON, "json"), (XML, "xml"), (CSV, "csv"), (TSV, "tsv")]
)
def test_rows_are_read_by_rdflib_in_every_form(
    client: TestClient, media_type: str, parser: str
) -> None:
    answer = client.get("/sparql", params={"query": SELECT}, headers={"Accept": media_type})

    found = Result.parse(io.BytesIO(answer.content), format=parser)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert [str(row[0]) for row in found] == sorted(MODELS)


@pytest.mark.parametrize(("media_type", "parser"), [(JSON, "json"), (XML, "xml")])
def test_a_truth_value_is_read_by_rdflib(client: TestClient, media_type: str, parser: str) -> None:
    query = "ASK { ?model a mg:Model }"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})

    assert Result.parse(io.BytesIO(answer.content), format=parser).askAnswer is True


@pytest.mark.parametrize("media_type", [CSV, TSV])
def test_a_truth_value_is_a_word_in_tables(client: TestClient, media_type: str) -> None:
    query = "ASK { ?model a mg:Nothing }"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})

    assert answer.content == b"false"


@pytest.mark.parametrize(
    ("media_type", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
    ],
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD
@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE ?model { ?model a mg:Model }"])
def test_graphs_are_read_by_rdflib_in_every_form(
    client: TestClient, query: str, media_type: str, parser: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})

    graph = Graph().parse(data=answer.content, format=parser)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert {str(name) for name in graph.objects()} >= set(MODELS)


def test_turtle_declares_the_prefixes_it_uses_and_no_others(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": CONSTRUCT})

    declared = [line for line in answer.text.splitlines() if line.startswith("@prefix")]
    assert sorted(line.split()[1] for line in declared) == ["model:", "schema:"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", CSV),
        (f"{XML}, {JSON};q=0.9", XML),
        (f"{XML};q=0.1, {CSV};q=0.7, {JSON};q=0.3", CSV),
        (f"{TSV};q=1.0, */*;q=0.1", TSV),
        (f"{JSON};q=0, */*", XML),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("text/turtle, */*;q=0.1", JSON),
        ('text/csv; charset="utf-8"; header=present', CSV),
        ("  ,, ;; q=;,*/*", JSON),
        ("TEXT/CSV", CSV),
        ("text/csv;q=2, application/xml;q=-1", JSON),
        ("\xe9/\xe9, text/csv", CSV),
    ],
)
def test_accept_is_read_with_its_weights(accept: str | None, expected: str) -> None:
    assert accepted(accept, ROWS).media_type == expected


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0", "application/pdf;q=1"])
def test_forms_that_are_not_there_are_refused_with_those_that_are(accept: str) -> None:
    with pytest.raises(NotAcceptableError) as refusal:
        accepted(accept, ROWS)

    assert refusal.value.details["offered"] == [JSON, XML, CSV, TSV]


def test_an_unacceptable_form_is_406(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SELECT}, headers={"Accept": "image/png"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (406, "REFUSED")


def test_several_accept_lines_are_one_list(client: TestClient) -> None:
    headers = [("Accept", "image/png"), ("Accept", CSV)]

    answer = client.get("/sparql", params={"query": SELECT}, headers=headers)

    assert answer.headers["content-type"].startswith(CSV)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("json", JSON), ("XML", XML), (".csv", CSV), ("text/tab-separated-values", TSV)],
)
def test_a_form_has_a_name(name: str, expected: str) -> None:
    assert named(name, ROWS).media_type == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("ttl", "text/turtle"), ("json", "application/ld+json"), ("xml", "application/rdf+xml")],
)
def test_a_graph_has_its_own_json_and_xml(name: str, expected: str) -> None:
    assert named(name, GRAPHS).media_type == expected


def test_a_name_goes_before_accept(client: TestClient) -> None:
    parameters = {"query": SELECT, "format": "csv"}

    answer = client.get("/sparql", params=parameters, headers={"Accept": XML})
    ended = client.get("/sparql.tsv", params={"query": SELECT}, headers={"Accept": XML})

    assert answer.headers["content-type"].startswith(CSV)
    assert ended.headers["content-type"].startswith(TSV)


def test_no_answer_is_ever_html(client: TestClient) -> None:
    query = "SELECT ('<script>alert(1)</script>' AS ?x) {}"
    for form in ("json", "xml", "csv", "tsv"):
        answer = client.get("/sparql", params={"query": query, "format": form})

        assert "html" not in answer.headers["content-type"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_texts_survive_every_form(store: OxigraphStore) -> None:
    text = 'a "b"\n\tc\r\n},{ é 😀 </result> \\'
    escaped = "".join(f"\\u{ord(c):04X}" if ord(c) < 0x10000 else f"\\U{ord(c):08X}" for c in text)
    query = f'SELECT ("{escaped}" AS ?x) {{}}'

    found = {form: run_query(store, query, form=form).body for form in ("json", "xml", "csv")}

    assert (
        Result.parse(io.BytesIO(found["json"]), format="json").bindings[0][Variable("x")].value
        == text
    )
    assert list(csv.reader(io.StringIO(found["csv"].decode(), newline="")))[1] == [text]
    literal = ET.fromstring(found["xml"]).find(".//{*}literal")
    assert literal is not None
    assert (literal.text or "").replace("\r", "") == text.replace("\r", "")


def test_the_command_line_gets_the_same_bytes(client: TestClient) -> None:
    here = run_query(fill(OxigraphStore()), SELECT, form="csv")

    there = client.get("/sparql.csv", params={"query": SELECT})

    assert (here.body, here.media_type) == (there.content, there.headers["content-type"])
