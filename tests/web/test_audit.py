"""Pages on what the catalog finds about itself."""

from __future__ import annotations

import re

import pytest
from rdflib import RDF, Graph
from starlette.testclient import TestClient

from modelgraph.catalog.catalog import Catalog
from modelgraph.vocabulary.prefixes import BASE
from modelgraph.vocabulary.terms import MG
from modelgraph.vocabulary.terms import RDF as TERMS


def test_disagreements_can_be_narrowed_to_a_property(client: TestClient) -> None:
    found = client.get("/conflicts.json", params={"property": "license"}).json()

    assert {each["cell"]["of"]["key"] for each in found} == {"license"}


def test_disagreements_can_be_narrowed_to_a_source(client: TestClient) -> None:
    found = client.get("/conflicts.json", params={"source": "roboflow-inference-3bb973b"}).json()

    assert found
    for each in found:
        slugs = {
            citation["source"]["slug"]
            for value in each["cell"]["values"]
            for citation in value["citations"]
        }
        assert "roboflow-inference-3bb973b" in slugs


def test_the_page_of_disagreements_counts_them(client: TestClient, catalog: Catalog) -> None:
    page = client.get("/conflicts").text

    assert "By two sources" in page
    assert f"{len(catalog.conflicts())} values" in page


def test_an_unknown_source_is_not_found(client: TestClient) -> None:
    assert client.get("/conflicts", params={"source": "nobody"}).status_code == 404
    assert client.get("/conflicts", params={"property": "colour"}).status_code == 404


def test_coverage_as_data_is_that_of_the_catalog(client: TestClient, catalog: Catalog) -> None:
    found = client.get("/coverage.json").json()

    assert {each["property"]: each["stated"] for each in found} == {
        each.property: each.stated for each in catalog.coverage()
    }


def test_gaps_of_a_property_are_listed_and_narrowed_to_a_way(client: TestClient) -> None:
    asked = {"property": "parameters", "missing": "not disclosed"}

    found = client.get("/coverage.json", params=asked).json()

    assert [each["model"]["id"] for each in found] == ["openai/gpt-5"]
    assert client.get("/coverage", params={"property": "colour"}).status_code == 404


def test_a_rule_has_a_page_with_what_it_finds(client: TestClient) -> None:
    page = client.get("/rule/one-size-for-several").text

    assert "microsoft/florence-2" in page
    assert "One size, 230000000" in page
    assert client.get("/rule/no-such-rule").status_code == 404


def test_rules_and_findings_answer_at_their_addresses_as_turtle(
    client: TestClient, catalog: Catalog
) -> None:
    (each, *_) = catalog.findings(rule="one-size-for-several")
    finding = catalog.store.select(
        "SELECT ?f WHERE { GRAPH ?g { ?f"
        f" <https://w3id.org/modelgraph/ontology#onClaim> <{each.claims[0]}> }} }}"
    )[1][0][0]
    path = str(finding).removeprefix("https://w3id.org/modelgraph")

    assert "mg:Rule" in client.get("/rule/one-size-for-several.ttl").text
    assert "sh:ValidationResult" in client.get(f"{path}.ttl").text
    assert client.get(path).status_code == 200


def test_a_warning_stands_beside_the_value(client: TestClient) -> None:
    page = client.get("/model/microsoft/florence-2").text

    assert "<b>Warning:</b> No event that any source states is of 2025-06." in page


@pytest.mark.parametrize("path", ["/conflicts", "/rules"])
def test_the_list_is_one_resource_with_its_data(client: TestClient, path: str) -> None:
    for accept in ("text/turtle", "application/ld+json", "application/json"):
        answer = client.get(path, headers={"Accept": accept})

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(accept)


def test_conflicts_in_turtle_are_those_of_the_list(client: TestClient, catalog: Catalog) -> None:
    where = {"property": "license"}
    turtle = client.get("/conflicts", params=where, headers={"Accept": "text/turtle"}).text

    graph = Graph().parse(data=turtle, format="turtle")
    about = {str(each) for each in graph.objects(None, RDF.subject)}
    shown = {
        value.subject
        for each in catalog.conflicts(property="license")
        for value in each.cell.values
    }
    assert about
    assert about <= shown


def test_what_is_only_counted_has_no_turtle_and_says_so(client: TestClient) -> None:
    answer = client.get("/coverage", headers={"Accept": "text/turtle"})

    assert answer.status_code == 406
    assert answer.json()["error"]["code"] == "NOT_ACCEPTABLE"
    assert "application/json" in answer.json()["error"]["hint"]


def test_a_disagreement_is_called_by_what_it_is_about(client: TestClient, catalog: Catalog) -> None:
    found = catalog.store.quads(predicate=TERMS.type, value=MG.Disagreement)
    paths = [each.subject.removeprefix(BASE) for each in found]

    pages = [client.get(f"/{path}", headers={"Accept": "text/html"}).text for path in paths[:5]]

    titles = [re.findall("<h1>(.*?)</h1>", page)[0] for page in pages]
    assert titles
    assert all(" of " in title and "finding" not in title for title in titles)


def test_the_examples_of_a_rule_have_a_property_a_line(client: TestClient) -> None:
    page = client.get("/rule/one-size-for-several").text

    examples = re.findall("<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert len(examples) == 2
    assert all(" ;\n    " in each for each in examples)
