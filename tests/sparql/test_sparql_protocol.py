"""A query may come in three ways; what is no query is refused with a code and a reason."""

from __future__ import annotations

from typing import Any

import pytest
from sparql_world import KEY, LARGE, MODELS, SMALL, rows, serving
from starlette.testclient import TestClient

from modelgraph.sparql import Limits
from modelgraph.store import OxigraphStore

NAMES = "SELECT ?name { ?model a mg:Model ; schema:name ?name }"
SIZES = "SELECT ?size { ?model it6:totalNumberOfParameters ?size }"
SOURCES = "SELECT ?g ?size { GRAPH ?g { ?model it6:totalNumberOfParameters ?size } } ORDER BY ?size"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}


def error(answer: Any) -> dict[str, Any]:
    return dict(answer.json()["error"])


def test_a_query_comes_by_get_by_form_or_as_the_body(client: TestClient) -> None:
    answers = [
        client.get("/sparql", params={"query": NAMES}),
        client.post("/sparql", data={"query": NAMES}),
        client.post("/sparql", content=NAMES, headers=DIRECT),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    for answer in answers:
        assert {row["name"] for row in rows(answer.content)} == set(MODELS)


def test_the_default_graph_is_what_is_preferred(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SIZES})

    assert rows(answer.content) == [{"size": "230000000"}]


def test_graph_ranges_over_sources_and_never_over_the_default_graph(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SOURCES})

    assert rows(answer.content) == [
        {"g": SMALL, "size": "230000000"},
        {"g": LARGE, "size": "770000000"},
    ]


def test_a_request_may_choose_the_default_graph(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SIZES, "default-graph-uri": LARGE})

    assert rows(answer.content) == [{"size": "770000000"}]


def test_a_request_that_chooses_a_default_graph_has_no_named_ones(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SOURCES, "default-graph-uri": LARGE})

    assert rows(answer.content) == []


def test_a_request_may_choose_the_named_graphs(client: TestClient) -> None:
    parameters = {"query": SOURCES, "named-graph-uri": [SMALL]}

    assert [row["g"] for row in rows(client.get("/sparql", params=parameters).content)] == [SMALL]


def test_the_request_goes_before_from(client: TestClient) -> None:
    query = f"SELECT ?size FROM <{SMALL}> {{ ?m it6:totalNumberOfParameters ?size }}"

    answer = client.get("/sparql", params={"query": query, "default-graph-uri": LARGE})

    assert rows(answer.content) == [{"size": "770000000"}]


def test_from_may_name_a_graph_of_the_catalog(client: TestClient) -> None:
    query = "SELECT ?size FROM source:large { ?m it6:totalNumberOfParameters ?size }"

    answer = client.get("/sparql", params={"query": query})

    assert rows(answer.content) == [{"size": "770000000"}]


@pytest.mark.parametrize(
    "parameters",
    [
        {"query": "SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o }"},
        {"query": "SELECT * FROM NAMED <file:///etc/passwd> { ?s ?p ?o }"},
        {"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": "http://127.0.0.1:9/x"},
        {"query": "SELECT * { ?s ?p ?o }", "named-graph-uri": "not an iri"},
    ],
)
def test_no_graph_from_elsewhere(client: TestClient, parameters: dict[str, str]) -> None:
    answer = client.get("/sparql", params=parameters)

    assert (answer.status_code, error(answer)["code"]) == (403, "REFUSED")


def test_a_graph_that_is_nearly_named_is_suggested(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": f"ASK FROM <{SMALL}er> {{}}"})

    assert error(answer)["details"]["near"][0] == SMALL


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <u:a> <u:b> <u:c> }",
        "PREFIX a: <u:> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/x>",
        "drop all",
        "CLEAR DEFAULT",
        "# SELECT\nCREATE GRAPH <u:g>",
        "WITH <u:g> DELETE { ?s ?p ?o } INSERT {} WHERE { ?s ?p ?o }",
        "COPY DEFAULT TO <u:g>",
    ],
)
def test_updates_are_refused_whichever_way_they_come(client: TestClient, update: str) -> None:
    answers = [
        client.get("/sparql", params={"query": update}),
        client.get("/sparql", params={"update": update}),
        client.post("/sparql", data={"query": update}),
        client.post("/sparql", data={"update": update}),
        client.post("/sparql", content=update, headers=DIRECT),
        client.post(
            "/sparql", content=update, headers={"Content-Type": "application/sparql-update"}
        ),
    ]

    assert {(answer.status_code, error(answer)["code"]) for answer in answers} == {(403, "REFUSED")}
    assert len(rows(client.get("/sparql", params={"query": NAMES}).content)) == len(MODELS)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT * { ?s ?p ?o } ; DROP ALL", "INVALID_QUERY"),
        ("SELECT * { ?s ?p ?o } INSERT DATA { <u:a> <u:b> <u:c> }", "INVALID_QUERY"),
    ],
)
def test_no_update_behind_a_query(client: TestClient, query: str, code: str) -> None:
    assert error(client.get("/sparql", params={"query": query}))["code"] == code


@pytest.mark.parametrize(
    ("address", "body", "headers", "status"),
    [
        ("/sparql?query=ASK{}&query=ASK{}", None, {}, 400),
        ("/sparql?query=ASK{}", "query=ASK{}", FORM, 400),
        ("/sparql?query=ASK{}", "ASK {}", DIRECT, 400),
        ("/sparql?query=", None, {}, 400),
        ("/sparql", "", FORM, 400),
        ("/sparql", "", DIRECT, 400),
        ("/sparql?query=ASK%7B%7D&timeout=never", None, {}, 400),
        ("/sparql?query=ASK%7B%7D%FF", None, {}, 400),
        ("/sparql?query=ASK%7B%7D%23%ED%A0%80", None, {}, 400),
        ("/sparql?query=ASK%7B%7D%00", None, {}, 400),
        ("/sparql", b"query=ASK%7B%7D%23%FF", FORM, 400),
        ("/sparql", b"ASK {} # \xff", DIRECT, 400),
        ("/sparql", "ASK { ?s ?p '\\u0000' }", DIRECT, 400),
        ("/sparql", "ASK { ?s ?p '\\uD800' }", DIRECT, 400),
        ("/sparql", "ASK { ?s ?p ?o\\uD800 }", DIRECT, 400),
        ("/sparql", "ASK {}", {}, 415),
        ("/sparql", "ASK {}", {"Content-Type": "text/plain"}, 415),
        ("/sparql", "ASK {}", {"Content-Type": "application/sparql-query; charset=utf-16"}, 415),
        ("/sparql", "q" * 70_000, DIRECT, 413),
        ("/sparql?" + "&".join(f"default-graph-uri=u:{i}" for i in range(200)), None, {}, 400),
    ],
)
def test_odd_requests_are_refused(
    client: TestClient, address: str, body: Any, headers: dict[str, str], status: int
) -> None:
    if body is None:
        answer = client.get(address)
    else:
        answer = client.post(address, content=body, headers=headers)

    assert answer.status_code == status
    assert error(answer)["message"]


def test_a_text_over_the_limit_is_refused_with_limit_and_length(client: TestClient) -> None:
    query = f"ASK {{ ?s ?p '{'é' * 5_000}' }}"

    answer = client.post("/sparql", content=query.encode(), headers=DIRECT)

    assert answer.status_code == 400
    assert error(answer)["code"] == "TOO_MANY"
    assert error(answer)["details"] == {"limit": 10_000, "actual": len(query.encode())}


def test_a_mistake_is_shown_in_its_place(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT ?s WHERE {\n  ?s foo:bar 1 .\n}"})

    assert answer.status_code == 400
    assert error(answer)["code"] == "INVALID_QUERY"
    assert "foo:" in error(answer)["message"]
    assert error(answer)["details"] == {
        "line": 2,
        "column": 6,
        "place": "  ?s foo:bar 1 .\n     ^",
    }


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("SELEC * {}", "SELECT"),
        ("SELECT * { ?s ?p ?o } LIMT 3", "LIMIT"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", "unbound"),
        ("SELECT * { ?s scema:name ?o }", "schema:"),
        ("SELECT * { ?s <relative> ?o }", "BASE"),
    ],
)
def test_a_mistake_comes_with_a_hint(client: TestClient, query: str, hint: str) -> None:
    assert hint in error(client.get("/sparql", params={"query": query}))["hint"]


def test_a_function_that_nobody_knows_is_a_mistake(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT (<u:f>(1) AS ?x) {}"})

    assert (answer.status_code, error(answer)["code"]) == (400, "INVALID_QUERY")


def test_the_same_question_on_the_same_data_needs_no_second_answer(store: OxigraphStore) -> None:
    with serving(store) as client:
        first = client.get("/sparql", params={"query": NAMES})
        headers = {"If-None-Match": first.headers["etag"]}

        again = client.get("/sparql", params={"query": NAMES}, headers=headers)
        store.replace({})
        store.replace({}, remove=list(store.quads())[:1])
        changed = client.get("/sparql", params={"query": NAMES}, headers=headers)

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_an_answer_of_chance_or_time_has_no_etag(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT (RAND() AS ?x) {}"})

    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_any_site_may_read(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://a.b"})
    asked_before = client.options(
        "/sparql", headers={"Origin": "https://a.b", "Access-Control-Request-Method": "POST"}
    )

    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "POST" in asked_before.headers["access-control-allow-methods"]


def test_head_is_get_without_the_answer(client: TestClient) -> None:
    answer = client.head("/sparql", params={"query": NAMES})

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize(
    ("method", "address"),
    [("POST", "/sparql/update"), ("PUT", "/graphs?default"), ("DELETE", "/graphs?default")],
)
def test_where_no_key_is_set_nobody_writes_at_all(
    client: TestClient, method: str, address: str
) -> None:
    answer = client.request(method, address, content="DROP ALL", headers=KEY)

    assert (answer.status_code, error(answer)["code"]) == (403, "REFUSED")
    assert len(rows(client.get("/sparql", params={"query": NAMES}).content)) == len(MODELS)


def test_a_caller_may_shorten_the_deadline_but_not_lengthen_it(store: OxigraphStore) -> None:
    endless = (
        "SELECT (COUNT(*) AS ?n) {"
        + "?a ?b ?c . ?d ?e ?f . " * 1
        + "".join(f"?x{i} ?y{i} ?z{i} . " for i in range(12))
        + "}"
    )
    with serving(store, Limits(deadline_seconds=0.4)) as client:
        shorter = client.get("/sparql", params={"query": endless, "timeout": "0.2"})
        longer = client.get("/sparql", params={"query": endless, "timeout": "60"})

    assert (shorter.status_code, error(shorter)["code"]) == (503, "TIMEOUT")
    assert error(shorter)["details"]["limit_seconds"] == 0.2
    assert error(longer)["details"]["limit_seconds"] == 0.4
