"""The graph under the catalog: queries, memory, description, SPARQL and rdflib."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from catalog_world import FLORENCE, VENDOR, iri, small_store

from modelgraph.catalog import question
from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.filters import Filter, Sort
from modelgraph.errors import InvalidDataError, InvalidQueryError, NotFoundError
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Row, WritableStore
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import MG, RDF, SCHEMA


class Counting(OxigraphStore):
    """A store that counts the queries it is asked."""

    asked = 0

    def select(self, query: str) -> tuple[tuple[str, ...], list[Row]]:
        self.asked += 1
        return super().select(query)


@pytest.mark.parametrize("name", question.names())
def test_a_query_runs_as_it_stands_and_begins_with_its_question(
    small: WritableStore, name: str
) -> None:
    text = question.query(name)

    small.select(text)

    assert text.startswith("# ")
    assert text.splitlines()[0].endswith("?")
    declared = dict(
        line.removeprefix("PREFIX ").split(": ", 1)
        for line in text.splitlines()
        if line.startswith("PREFIX ")
    )
    assert declared.items() <= {(key, f"<{value}>") for key, value in PREFIXES.items()}


def test_only_an_iri_enters_a_query() -> None:
    with pytest.raises(TypeError):
        question.query("facts", model=["https://example.org/> } DROP ALL #"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="not an absolute IRI"):
        IRI("https://example.org/> } DROP ALL #")
    with pytest.raises(KeyError):
        question.query("facts", nobody=[FLORENCE])


def counting() -> Counting:
    store, full = Counting(), small_store()
    store.replace({}, add=list(full.quads()))
    graphs = {graph: list(full.quads(graph=graph)) for graph in full.graphs()}
    store.replace(graphs)
    return store


def test_a_comparison_asks_as_many_queries_for_two_models_as_for_seven() -> None:
    store = counting()
    catalog = Catalog(store)
    catalog.compare("tesseract", "yolov9")  # what all comparisons lean on is read once
    start = store.asked
    catalog.compare("florence-2", "sam-clip")
    two = store.asked - start
    store.replace({}, add=[Quad(IRI("urn:x"), RDF.type, IRI("urn:y"))])
    catalog.compare("tesseract", "yolov9")
    start = store.asked
    names = [model.id for model in catalog.models()]
    scans = store.asked - start
    start = store.asked
    catalog.page(Filter(task=("ocr",), sort=Sort.NEWEST))
    lists = store.asked - start
    start = store.asked
    catalog.compare(*names)
    seven = store.asked - start

    assert two == seven == 2
    assert scans <= 20  # one for each property, however many models there are
    assert lists == 0


def test_an_answer_is_kept_until_the_store_changes() -> None:
    store = counting()
    catalog = Catalog(store)
    first = catalog.compare("florence-2", "sam-clip")
    asked = store.asked
    again = catalog.compare("florence-2", "sam-clip")
    kept = store.asked - asked
    store.replace({}, add=[Quad(FLORENCE, MG.affiliation, iri("org:apple"))])
    fresh = catalog.compare("florence-2", "sam-clip")

    assert again is first
    assert kept == 0
    assert fresh != first
    assert [row.cells[0].display for row in fresh.rows if row.of.key == "affiliation"] == ["Apple"]


def test_a_thing_is_described_with_its_parts_and_evidence(catalog: Catalog) -> None:
    quads = catalog.describe(FLORENCE)

    subjects = {quad.subject for quad in quads}
    assert Quad(FLORENCE, SCHEMA.name, Literal("Florence-2")) in quads
    assert IRI(f"{FLORENCE}/release/preprint") in subjects
    assert {quad.graph for quad in quads} >= {None, VENDOR.iri}
    assert any(quad.object == MG.Claim for quad in quads)


def test_a_source_is_described_from_its_own_graph(catalog: Catalog) -> None:
    assert any(quad.predicate == SCHEMA.name for quad in catalog.describe(VENDOR.iri))


def test_what_the_graph_does_not_know_is_not_described(catalog: Catalog) -> None:
    with pytest.raises(NotFoundError):
        catalog.describe("https://w3id.org/modelgraph/model/nobody/nothing")
    with pytest.raises(InvalidDataError):
        catalog.describe("no iri at all")


def test_sparql_answers_plain_values(catalog: Catalog) -> None:
    answer = catalog.sparql("SELECT (1 AS ?n) (true AS ?b) ('x' AS ?s) (?u AS ?none) {}")

    assert list(answer) == [{"n": 1, "b": True, "s": "x", "none": None}]
    assert len(answer.to_pandas()) == len(answer.to_polars()) == len(answer) == 1
    with pytest.raises(InvalidQueryError):
        catalog.sparql("SELECT nonsense")


@pytest.mark.filterwarnings(
    "ignore:Dataset.default_context is deprecated:DeprecationWarning"  # rdflib warns of itself
)
def test_rdflib_sees_the_same_graph(catalog: Catalog) -> None:
    rows = catalog.graph.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ ?m a <{MG.Model}> }}")

    assert [int(row[0]) for row in rows] == [len(catalog.models())]


def test_a_store_folder_is_opened_to_read(tmp_path: Path) -> None:
    full = small_store()
    written = OxigraphStore(tmp_path / "db")
    written.replace({}, add=[Quad(q.subject, q.predicate, q.object) for q in full.quads()])
    del written

    opened = Catalog.open(tmp_path / "db")

    assert len(opened.models()) == 7


def test_counts_are_those_of_the_graph(catalog: Catalog) -> None:
    found = catalog.statistics()

    assert (found.models, found.variants, found.sources) == (7, 6, 5)
    assert found.claims == sum(source.claim_count or 0 for source in catalog.sources())
    assert found.triples > found.claims
    assert found.updated == "2026-08-21"


def test_the_catalog_is_imported_without_heavy_libraries() -> None:
    heavy = ("rdflib", "pandas", "polars", "rapidfuzz", "torch", "numpy", "pydantic")
    code = (
        "import sys, modelgraph.catalog.catalog;"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"


FOREIGN = """
@prefix mg: <https://w3id.org/modelgraph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix it6: <http://data.europa.eu/it6/> .
@prefix model: <https://w3id.org/modelgraph/model/> .

model:microsoft/florence-2 it6:totalNumberOfParameters "many"^^xsd:integer , %s , [] ;
    mg:hasRelease [ mg:date "yesterday" ] , "text" ; mg:supports model:microsoft/florence-2 ;
    it6:hasVariation model:microsoft/florence-2 , "x" , [] .
<urn:own> {
  <urn:c1> mg:about model:microsoft/florence-2 ; rdf:subject [] ; rdf:predicate "p" ;
      rdf:object [] ; mg:kind mg:vendor .
  <urn:c2> mg:about model:microsoft/florence-2 ; rdf:subject model:microsoft/florence-2 ;
      rdf:predicate it6:totalNumberOfParameters ; rdf:object "1e9999"^^xsd:double ;
      mg:kind <urn:hearsay> ; mg:rank "first" .
  <urn:c3> mg:about model:microsoft/florence-2 ; rdf:subject model:microsoft/florence-2 ;
      rdf:predicate mg:contextWindowTokens ; rdf:object "INF"^^xsd:double ;
      mg:kind mg:measured ; mg:statedAs <urn:x> , "a", "b" .
  [] a mg:Source ; schema:name [] ; mg:kind "none" .
  <urn:s> a mg:Source ; schema:name <urn:n> ; mg:kind mg:vendor ; mg:revision <urn:r> .
}
"""


def test_what_others_write_does_not_break_an_answer(
    own_small: WritableStore, tmp_path: Path
) -> None:
    store = own_small
    path = tmp_path / "foreign.trig"
    huge = FOREIGN.replace("%s", "9" * 6000)
    path.write_text(huge.replace("model:microsoft/florence-2", f"<{FLORENCE}>"))
    store.load(path)

    catalog = Catalog(store)

    assert catalog.compare("florence-2", "sam-clip").models[0].id == "microsoft/florence-2"
    assert catalog.model("florence-2").cells
    assert len(catalog.models()) == 7
    assert catalog.facets().tasks
    assert catalog.conflicts()
    assert catalog.sources()
    assert catalog.describe(FLORENCE)
    assert catalog.statistics().models == 7
