"""GraphQL tells what the catalog finds about itself, as the catalog does."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import graphql_sync

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.context import Context
from modelgraph.graphql.schema import schema


@pytest.fixture(scope="module")
def catalog(memory_catalog: Catalog) -> Catalog:
    return memory_catalog


def ask(catalog: Catalog, question: str) -> dict[str, Any]:
    answer = graphql_sync(
        schema(), question, context_value=Context(catalog, None, "", lambda: None)
    )
    assert answer.errors is None
    assert answer.data is not None
    return answer.data


def test_conflicts_are_counted_in_three_ways(catalog: Catalog) -> None:
    data = ask(
        catalog,
        "{ conflictCounts { total byProperty { label things } byModel { model { id } things } } }",
    )["conflictCounts"]

    counts = catalog.conflict_counts()
    assert data["total"] == counts.total
    assert [(each["model"]["id"], each["things"]) for each in data["byModel"]] == [
        (each.model.id, each.things) for each in counts.by_model
    ]


def test_the_agreement_of_each_source_is_told(catalog: Catalog) -> None:
    data = ask(catalog, "{ agreement { source { slug } compared disputed rate } }")

    assert [(each["source"]["slug"], each["rate"]) for each in data["agreement"]] == [
        (each.source.slug, each.rate) for each in catalog.agreement()
    ]


def test_findings_of_a_model_are_those_of_the_catalog(catalog: Catalog) -> None:
    question = '{ findings(model: "florence-2", first: 100) { rule message modelId claims } }'

    data = ask(catalog, question)["findings"]

    assert [(each["rule"], each["claims"]) for each in data] == [
        (each.rule, list(each.claims)) for each in catalog.findings("florence-2")
    ]
    assert {each["modelId"] for each in data} == {"microsoft/florence-2"}


def test_a_citation_carries_its_warnings(catalog: Catalog) -> None:
    question = """{ model(by: {slug: "florence-2"}) { cells(properties: ["released"]) {
      values { citations { statedAs warnings } } } } }"""

    (cell,) = ask(catalog, question)["model"]["cells"]

    warned = {c["statedAs"]: c["warnings"] for value in cell["values"] for c in value["citations"]}
    assert warned["Jun 2025"] == ["No event that any source states is of 2025-06."]
