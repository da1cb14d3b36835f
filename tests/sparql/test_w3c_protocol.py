"""The W3C's tests of the SPARQL 1.1 Protocol and of the Graph Store HTTP Protocol, in short.

Restated from w3c/rdf-tests (sparql11/protocol, sparql11/graph-store-protocol) with the same names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from sparql_world import KEY, scratch
from starlette.testclient import TestClient

from modelgraph.store import OxigraphStore

pytestmark = pytest.mark.slow

D0, D1, D2, D3 = (f"http://kasei.us/2009/09/sparql/data/data{number}.rdf" for number in range(4))
TARGET = "http://example.org/protocol-update-dataset-test/"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
FORM, TURTLE = "application/x-www-form-urlencoded", "text/turtle; charset=utf-8"
ONE_TWO = f"ASK {{ <{D1}> a ?type . <{D2}> a ?type }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{D1}> a ?t }} GRAPH ?g2 {{ <{D2}> a ?t }} }}"
DEFAULT_AND_NAMED = NAMED.replace("ASK {", f"ASK {{ <{D3}> a ?type .")
DOCUMENTS = "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nCLEAR ALL ; INSERT DATA { " + " ".join(
    f"GRAPH <{graph}> {{ <{graph}> a foaf:Document }}" for graph in (D1, D2, D3)
)


def copying(where: str) -> str:
    """Return an update that makes three documents, and copies those that ``where`` sees."""
    return f"{DOCUMENTS} }} ; INSERT {{ GRAPH <{TARGET}> {{ ?s a <u:Copy> }} }} WHERE {{ {where} }}"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[TestClient]:
    with scratch(OxigraphStore()) as client:
        yield client


@pytest.fixture
def client(endpoint: TestClient) -> TestClient:
    headers = {**KEY, "Content-Type": UPDATE}
    assert endpoint.post("/sparql/update", content=DOCUMENTS + "}", headers=headers).is_success
    return endpoint


def get(client: TestClient, address: str, **parameters: Any) -> Any:
    return client.get(address, params=parameters)


def post(client: TestClient, path: str, kind: str, content: Any, **parameters: Any) -> Any:
    headers = {**KEY, "Content-Type": kind} if kind else KEY
    return client.post(path, content=content, headers=headers, params=parameters)


@pytest.mark.parametrize(
    ("name", "method", "query", "dataset", "said"),
    [
        ("query_post_form", "form", "ASK {}", {"default-graph-uri": D0}, True),
        ("query_dataset_default_graphs_get", "get", ONE_TWO, {"default-graph-uri": [D1, D2]}, True),
        ("query_dataset_default_graphs_post", "post", ONE_TWO, {"default-graph-uri": [D1, D2]},
         True),
        ("query_dataset_named_graphs_post", "post", NAMED, {"named-graph-uri": [D1, D2]}, True),
        ("query_dataset_named_graphs_get", "get", NAMED, {"named-graph-uri": [D1, D2]}, True),
        ("query_dataset_full", "post", DEFAULT_AND_NAMED,
         {"default-graph-uri": D3, "named-graph-uri": [D1, D2]}, True),
        ("query_multiple_dataset", "post", NAMED.replace("ASK", f"ASK FROM <{D3}>"),
         {"named-graph-uri": [D1, D2]}, True),
        ("query_get", "get", "ASK {}", {"default-graph-uri": D0}, True),
        ("query_post_direct", "post", "ASK {}", {}, True),
    ],
)  # fmt: skip
def test_queries(  # noqa: PLR0917 - the columns of the table
    client: TestClient, name: str, method: str, query: str, dataset: dict[str, Any], said: bool
) -> None:
    match method:
        case "get":
            answer = get(client, "/sparql", query=query, **dataset)
        case "form":
            answer = post(client, "/sparql", FORM, urlencode({"query": query}), **dataset)
        case _:
            answer = post(client, "/sparql", QUERY, query, **dataset)

    assert answer.status_code == 200, name
    assert answer.json()["boolean"] is said, name


@pytest.mark.parametrize(
    ("name", "query", "kinds"),
    [
        ("query_content_type_select", "SELECT (1 AS ?value) {}",
         {"application/sparql-results+xml", "application/sparql-results+json", "text/csv",
          "text/tab-separated-values"}),
        ("query_content_type_ask", "ASK {}",
         {"application/sparql-results+xml", "application/sparql-results+json"}),
        ("query_content_type_describe", "DESCRIBE <http://example.org/>",
         {"application/rdf+xml", "text/turtle", "application/n-triples"}),
        ("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}",
         {"application/rdf+xml", "text/turtle", "application/n-triples"}),
    ],
)  # fmt: skip
def test_forms_of_answers(client: TestClient, name: str, query: str, kinds: set[str]) -> None:
    answer = post(client, "/sparql", QUERY, query, **{"default-graph-uri": D0})

    assert answer.status_code == 200, name
    assert answer.headers["content-type"].partition(";")[0] in kinds, name


@pytest.mark.parametrize(
    ("name", "update", "using", "copied"),
    [
        ("update_dataset_default_graph", copying("?s a foaf:Document"), {"using-graph-uri": D1},
         {D1}),
        ("update_dataset_default_graphs", copying("?s a foaf:Document"),
         {"using-graph-uri": [D1, D2]}, {D1, D2}),
        ("update_dataset_named_graphs", copying("GRAPH ?g { ?s a foaf:Document }"),
         {"using-named-graph-uri": [D1, D2]}, {D1, D2}),
        ("update_dataset_full",
         copying("{ ?s a foaf:Document } UNION { GRAPH ?g { ?s a foaf:Document } }"),
         {"using-graph-uri": D1, "using-named-graph-uri": D2}, {D1, D2}),
    ],
)  # fmt: skip
def test_updates_of_given_graphs(
    client: TestClient, name: str, update: str, using: dict[str, Any], copied: set[str]
) -> None:
    assert post(client, "/sparql/update", UPDATE, update, **using).is_success, name

    query = f"SELECT ?s {{ GRAPH <{TARGET}> {{ ?s a <u:Copy> }} }}"
    found = get(client, "/sparql", query=query).json()["results"]["bindings"]
    assert {row["s"]["value"] for row in found} == copied, name


def test_update_post_form_and_direct(client: TestClient) -> None:
    assert post(client, "/sparql/update", FORM, "update=CLEAR+ALL").is_success
    assert post(client, "/sparql/update", UPDATE, "CLEAR ALL").is_success


def test_update_base_uri(client: TestClient) -> None:
    graph = "http://example.org/protocol-base-test/"
    data = f"{{ GRAPH <{graph}> {{ <http://example.org/s> <http://example.org/p> <test> }} }}"

    update = f"CLEAR SILENT GRAPH <{graph}> ; INSERT DATA {data}"
    assert post(client, "/sparql/update", UPDATE, update).is_success

    query = f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o FILTER(isIRI(?o) && STR(?o) != 'test') }} }}"
    assert get(client, "/sparql", query=query).json()["boolean"] is True


@pytest.mark.parametrize(
    ("name", "method", "address", "kind", "content"),
    [
        ("bad_query_method", "PUT", "/sparql?query=ASK%20%7B%7D", FORM, ""),
        ("bad_multiple_queries", "GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D",
         "", ""),
        ("bad_query_wrong_media_type", "POST", "/sparql", "text/plain", "ASK {}"),
        ("bad_query_missing_form_type", "POST", "/sparql", "", "query=ASK%20%7B%7D"),
        ("bad_query_missing_direct_type", "POST", "/sparql", "", "ASK {}"),
        ("bad_query_non_utf8", "POST", "/sparql", f"{QUERY}; charset=UTF-16",
         "ASK {}".encode("utf-16")),
        ("bad_query_syntax", "GET", "/sparql?query=ASK%20%7B", "", ""),
        ("bad_update_get", "GET", "/sparql/update?update=CLEAR%20ALL", "", ""),
        ("bad_update_get at the query's address", "GET", "/sparql?update=CLEAR%20ALL", "", ""),
        ("bad_multiple_updates", "POST", "/sparql/update", FORM,
         "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"),
        ("bad_update_wrong_media_type", "POST", "/sparql/update", "text/plain", "CLEAR NAMED"),
        ("bad_update_missing_form_type", "POST", "/sparql/update", "", "update=CLEAR%20NAMED"),
        ("bad_update_non_utf8", "POST", "/sparql/update", f"{UPDATE}; charset=UTF-16",
         "CLEAR NAMED".encode("utf-16")),
        ("bad_update_syntax", "POST", "/sparql/update", FORM, "update=CLEAR%20XYZ"),
        ("bad_update_dataset_conflict", "POST",
         "/sparql/update?using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople", FORM,
         urlencode({"update": "WITH <http://example/addresses> DELETE { ?s ?p ?o } WHERE {}"})),
    ],
)  # fmt: skip
def test_bad_requests(  # noqa: PLR0917 - the columns of the table
    client: TestClient, name: str, method: str, address: str, kind: str, content: Any
) -> None:
    headers = {**KEY, "Content-Type": kind} if kind else KEY

    answer = client.request(method, address, content=content, headers=headers)

    assert 400 <= answer.status_code < 500, name
    query = f"ASK {{ GRAPH <{D1}> {{ ?s ?p ?o }} }}"
    assert get(client, "/sparql", query=query).json()["boolean"] is True, name


DIRECT, INDIRECT = "/graphs/person/{}.ttl", "/graphs?graph=http%3A%2F%2Fwww.example%2Fperson%2F{}"
PERSON = """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> .
<http://www.example/person/1> a foaf:Person ; foaf:businessCard [ a v:VCard ; v:fn "NAME" ] ."""
JOHN, JANE = PERSON.replace("NAME", "John Doe"), PERSON.replace("NAME", "Jane Doe")
NAMES = {"familyName": "Doe", "givenName": "Jane"}


def graph_of(document: str) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(document, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def read(client: TestClient, address: str) -> ox.Dataset:
    answer = client.get(address, headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, TURTLE)
    return graph_of(answer.text)


def write(client: TestClient, method: str, address: str, content: str) -> int:
    headers = {**KEY, "Content-Type": TURTLE}
    return client.request(method, address, content=content, headers=headers).status_code


@pytest.mark.parametrize("address", [DIRECT, INDIRECT])
def test_put_get_put_get(client: TestClient, address: str) -> None:
    assert write(client, "PUT", address.format(1), JOHN) == 201
    assert read(client, address.format(1)) == graph_of(JOHN)
    assert write(client, "PUT", address.format(1), JANE) in (200, 204)
    assert read(client, address.format(1)) == graph_of(JANE)


def test_put_get_default(client: TestClient) -> None:
    assert write(client, "PUT", "/graphs?default", JOHN) in (200, 201, 204)
    assert read(client, "/graphs?default") == graph_of(JOHN)


@pytest.mark.parametrize("address", [DIRECT, INDIRECT])
def test_put_delete_get_delete(client: TestClient, address: str) -> None:
    assert write(client, "PUT", address.format(2), JOHN) in (200, 201, 204)
    assert client.delete(address.format(2), headers=KEY).status_code in (200, 204)
    assert client.get(address.format(2)).status_code == 404
    assert client.delete(address.format(2), headers=KEY).status_code in (200, 204, 404)


@pytest.mark.parametrize("address", [DIRECT, INDIRECT])
def test_post_get_post_several_get(client: TestClient, address: str) -> None:
    assert write(client, "POST", address.format(1), JANE) in (200, 201, 204)
    assert read(client, address.format(1)) == graph_of(JANE)
    more = {
        name: f'<http://www.example/person/1> <http://xmlns.com/foaf/0.1/{name}> "{text}" .'
        for name, text in NAMES.items()
    }
    files = {f"{name}.ttl": (f"{name}.ttl", text, TURTLE) for name, text in more.items()}

    answer = client.post(address.format(1), files=files, headers=KEY)

    assert answer.status_code in (200, 204)
    assert read(client, address.format(1)) == graph_of("\n".join([JANE, *more.values()]))


@pytest.mark.parametrize("address", [DIRECT, INDIRECT])
def test_head_on_an_existing_graph(client: TestClient, address: str) -> None:
    assert write(client, "PUT", address.format(1), JOHN) in (200, 201, 204)

    answer = client.head(address.format(1), headers={"Accept": "text/turtle"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, TURTLE)
    assert answer.content == b""


@pytest.mark.parametrize("address", [DIRECT, INDIRECT])
def test_head_on_a_graph_that_is_not_there(client: TestClient, address: str) -> None:
    assert client.head(address.format(4)).status_code == 404


def test_post_creates_a_graph(client: TestClient) -> None:
    answer = client.post("/graphs", content=JOHN, headers={**KEY, "Content-Type": TURTLE})

    assert answer.status_code == 201
    assert read(client, answer.headers["location"]) == graph_of(JOHN)
    assert write(client, "POST", answer.headers["location"], "") in (200, 204)
    assert read(client, answer.headers["location"]) == graph_of(JOHN)
