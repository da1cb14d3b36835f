"""What the comparison page offers to copy gives the same comparison elsewhere."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.app import GraphQLApp
from modelgraph.web.recipes import recipes


@pytest.fixture
def offered(catalog: Catalog) -> dict[str, str]:
    models = catalog.compare("florence-2", "sam-clip").models
    return {each.title: each.text for each in recipes(models, "http://testserver/")}


def test_python_gives_the_comparison(catalog: Catalog, offered: dict[str, str]) -> None:
    call = offered["Python"].replace("Catalog.open()", "catalog")

    assert eval(call, {"catalog": catalog}) == catalog.compare("florence-2", "sam-clip")


def test_http_gives_the_comparison(client: TestClient, offered: dict[str, str]) -> None:
    _, address = shlex.split(offered["HTTP"])
    parts = urlsplit(address)

    assert client.get(f"{parts.path}?{parts.query}").json()["id"] == (
        "apple/sam-clip,microsoft/florence-2"
    )


def test_graphql_gives_the_comparison(catalog: Catalog, offered: dict[str, str]) -> None:
    graphql = GraphQLApp(catalog, admit=lambda _: None)

    answer = TestClient(graphql).post("/graphql", json={"query": offered["GraphQL"]}).json()
    graphql.close()

    assert "errors" not in answer
    rows = answer["data"]["compare"]["rows"]
    expected = catalog.compare("florence-2", "sam-clip").rows
    assert [[cell["display"] for cell in row["cells"]] for row in rows] == [
        [cell.display for cell in row.cells] for row in expected
    ]


def test_sparql_gives_facts_of_both(catalog: Catalog, offered: dict[str, str]) -> None:
    found = catalog.sparql(offered["SPARQL"])

    assert {row["model"] for row in found} == {
        model.iri for model in catalog.compare("florence-2", "sam-clip").models
    }
