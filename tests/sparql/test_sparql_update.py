"""A store without rules takes whatever the key's owner writes; without the key, nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sparql_world import KEY, fill, rows, scratch
from starlette.testclient import TestClient

from modelgraph.errors import UnavailableError
from modelgraph.sparql import Caller, Changes, Limits, PlainWriter, StoreSource, Written
from modelgraph.sparql.update import Using
from modelgraph.store import IRI, Delta, OxigraphStore, Quad, integer

DIRECT = {**KEY, "Content-Type": "application/sparql-update"}
TURTLE = {**KEY, "Content-Type": "text/turtle"}
ALL = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[TestClient]:
    with scratch(OxigraphStore()) as client:
        yield client


@pytest.fixture
def client(endpoint: TestClient) -> TestClient:
    """Return a client of an empty store that may be written; the tests share the endpoint."""
    written(endpoint, "DROP ALL")
    return endpoint


def written(client: TestClient, update: str, **options: Any) -> dict[str, Any]:
    answer = client.post("/sparql/update", content=update, headers=DIRECT, **options)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def error(answer: Any) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["error"]["code"])


def asked(client: TestClient, query: str = ALL) -> set[tuple[str, ...]]:
    found = rows(client.get("/sparql", params={"query": query}).content)
    return {tuple(row.get(name, "") for name in ("g", "s", "p", "o")) for row in found}


def test_an_update_comes_as_a_form_or_as_the_body_and_counts_what_it_changed(
    client: TestClient,
) -> None:
    form = {"update": "INSERT DATA { <u:s> <u:p> 1 . GRAPH <u:g> { <u:s> <u:p> 2 } }"}

    inserted = client.post("/sparql/update", data=form, headers=KEY)
    again = written(client, form["update"])
    deleted = written(client, "DELETE WHERE { ?s ?p ?o } ; INSERT DATA { <u:s> <u:p> 3 }")

    assert inserted.json() == {"added": 2, "removed": 0}
    assert again == {"added": 0, "removed": 0}
    assert deleted == {"added": 1, "removed": 1}
    assert asked(client) == {("", "u:s", "u:p", "3"), ("u:g", "u:s", "u:p", "2")}


def test_the_next_answer_shows_it_and_what_was_kept_is_not_given_again(client: TestClient) -> None:
    before = client.get("/sparql", params={"query": ALL})
    headers = {"If-None-Match": before.headers["etag"]}
    kept = client.get("/sparql", params={"query": ALL}, headers=headers)

    written(client, "INSERT DATA { <u:s> <u:p> 1 }")
    after = client.get("/sparql", params={"query": ALL}, headers=headers)

    assert kept.status_code == 304
    assert (after.status_code, len(rows(after.content))) == (200, 1)


def test_an_update_is_carried_out_whole_or_not_at_all(client: TestClient) -> None:
    answer = client.post(
        "/sparql/update",
        content="INSERT DATA { <u:s> <u:p> 1 } ; CREATE GRAPH <u:g> ; CREATE GRAPH <u:g>",
        headers=DIRECT,
    )

    assert error(answer) == (400, "INVALID_QUERY")
    assert asked(client) == set()
    assert client.get("/graphs?graph=u:g").status_code == 404


def test_a_blank_node_stays_the_node_it_is(client: TestClient) -> None:
    written(client, "INSERT DATA { <u:s> <u:p> _:b . GRAPH <u:g> { _:b <u:q> 1 } }")
    written(client, "DELETE { ?s ?p ?o } INSERT { ?s <u:r> ?o } WHERE { ?s ?p ?o }")

    query = "SELECT ?o { ?s <u:r> ?b . GRAPH <u:g> { ?b <u:q> ?o } }"
    assert asked(client, query) == {("", "", "", "1")}
    assert written(client, "DELETE WHERE { GRAPH <u:g> { ?b <u:q> 1 } }")["removed"] == 1


def test_a_blank_node_is_found_again_by_a_process_that_reads_the_data_anew(
    client: TestClient,
) -> None:
    client.put("/graphs?graph=u:g", content="<u:s> <u:p> [ <u:q> 1 ] .", headers=TURTLE)

    assert written(client, "DELETE WHERE { GRAPH <u:g> { ?s ?p ?o } }")["removed"] == 2
    assert asked(client) == set()


@pytest.mark.parametrize(
    ("update", "left"),
    [
        ("DELETE WHERE { GRAPH ?g { ?s ?p 1 } }", {("u:h", "2")}),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } USING NAMED <u:h> WHERE { GRAPH ?g { ?s ?p ?o } }",
         {("u:g", "1")}),
        ("WITH <u:g> INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { ?s ?p ?o BIND(<u:n> AS ?g) }",
         {("u:g", "1"), ("u:h", "2"), ("u:n", "1")}),
        ("DELETE DATA { GRAPH <u:g> { <u:s> <u:p> 1 } } ; DELETE DATA { GRAPH <u:h> { <u:s> <u:p> 1"
         " } }", {("u:h", "2")}),
        ("DELETE DATA { GRAPH <u:g> { <u:s> <u:p> 1 } } ; INSERT DATA { GRAPH <u:g> { <u:s> <u:p> 3"
         " } }", {("u:g", "3"), ("u:h", "2")}),
        ("COPY <u:g> TO <u:h>", {("u:g", "1"), ("u:h", "1")}),
        ("MOVE <u:g> TO <u:h> ; DROP SILENT GRAPH <u:none>", {("u:h", "1")}),
    ],
)  # fmt: skip
def test_whichever_graphs_an_update_finds_are_written(
    client: TestClient, update: str, left: set[tuple[str, str]]
) -> None:
    written(
        client,
        "INSERT DATA { GRAPH <u:g> { <u:s> <u:p> 1 } GRAPH <u:h> { <u:s> <u:p> 2 } }",
    )

    written(client, update)
    again = written(client, "INSERT DATA { <u:s> <u:q> 1 }")

    assert again["added"] == 1
    found = rows(client.get("/sparql", params={"query": ALL}).content)
    assert {(row["g"], row["o"]) for row in found if "g" in row} == left


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", "/sparql/update"),
        ("PUT", "/graphs?graph=u:g"),
        ("POST", "/graphs"),
        ("DELETE", "/graphs?default"),
    ],
)
def test_nobody_writes_without_the_key(client: TestClient, method: str, address: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic c2VjcmV0"}):
        answer = client.request(method, address, content="DROP ALL", headers=headers)

        assert error(answer) == (401, "UNAUTHORIZED")
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("content", "parameters", "status"),
    [
        ("LOAD <http://127.0.0.1:9/x>", {}, 403),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}, 403),
        ("SELECT * {}", {}, 403),
        ("INSERT DATA { <u:s> <u:p> }", {}, 400),
        ("DROP ALL", {"update": "DROP ALL"}, 400),
        ("DROP ALL", {"query": "ASK {}"}, 400),
        ("DROP ALL", {"using-graph-uri": "no iri"}, 400),
        ("DROP ALL", {"using-graph-uri": "u:g> . <u:h"}, 400),
        ("INSERT {} USING <u:g> WHERE {}", {"using-graph-uri": "u:g"}, 400),
        (b"DROP ALL # \xff", {}, 400),
    ],
)
def test_odd_updates_are_refused(
    client: TestClient, content: Any, parameters: dict[str, str], status: int
) -> None:
    answer = client.post("/sparql/update", content=content, headers=DIRECT, params=parameters)

    assert answer.status_code == status
    assert answer.json()["error"]["message"]


def test_a_mistake_in_an_update_is_shown_in_its_place(client: TestClient) -> None:
    answer = client.post(
        "/sparql/update", content="INSERT DATA {\n  <u:s> <u:p> .\n}", headers=DIRECT
    )

    assert answer.json()["error"]["message"].startswith("The update is not well formed before")
    assert answer.json()["error"]["details"]["line"] == 2


def test_a_graph_is_put_read_extended_and_deleted(client: TestClient) -> None:
    address = "/graphs?graph=u:g"

    created = client.put(address, content="<u:s> <u:p> [ <u:q> 1 ] .", headers=TURTLE)
    replaced = client.put(address, content="<u:s> <u:p> 2 .", headers=TURTLE)
    extended = client.post(address, content="<u:s> <u:p> 3 .", headers=TURTLE)
    read = client.get(address, headers={"Accept": "application/n-triples"})
    deleted = client.delete(address, headers=KEY)

    statuses = [answer.status_code for answer in (created, replaced, extended, deleted)]
    assert statuses == [201, 204, 204, 204]
    assert {line[12:15] for line in read.text.splitlines()} == {'"2"', '"3"'}
    assert read.headers["access-control-allow-origin"] == "*"
    assert client.get(address).status_code == 404


@pytest.mark.slow
def test_what_is_large_comes_and_goes_whole(client: TestClient) -> None:
    many = "".join(
        f"<u:{number}> <u:p> 'a text of some length {number}' .\n" for number in range(9_000)
    )

    created = client.put("/graphs?graph=u:g", content=many, headers=TURTLE)
    copied = written(client, "COPY <u:g> TO <u:h>")
    read = client.get("/graphs?graph=u:h", headers={"Accept": "application/n-triples"})

    assert created.status_code == 201
    assert copied == {"added": 9_000, "removed": 0}
    assert len(read.text.splitlines()) == 9_000


def test_a_graph_is_written_only_over_what_was_seen(client: TestClient) -> None:
    address = "/graphs?graph=u:g"
    client.put(address, content="<u:s> <u:p> 1 .", headers=TURTLE)
    seen = client.get(address).headers["etag"]
    client.post(address, content="<u:s> <u:p> 2 .", headers=TURTLE)

    late = client.put(address, content="", headers={**TURTLE, "If-Match": seen})
    twice = client.put(address, content="", headers={**TURTLE, "If-None-Match": "*"})
    now = client.get(address).headers["etag"]
    in_time = client.put(address, content="", headers={**TURTLE, "If-Match": now})

    assert [answer.status_code for answer in (late, twice, in_time)] == [412, 412, 204]
    assert client.get(address, headers={"If-None-Match": now}).status_code == 200


@pytest.mark.parametrize(
    ("address", "content", "kind", "status"),
    [
        ("/graphs?graph=u:g&default", "", "text/turtle", 400),
        ("/graphs/a?graph=u:g", "", "text/turtle", 400),
        ("/graphs?graph=relative", "", "text/turtle", 400),
        ("/graphs?graph=u:a%3E", "", "text/turtle", 400),
        ("/graphs?graph=u:g", "<u:s> <u:p>", "text/turtle", 400),
        ("/graphs?graph=u:g", "GRAPH <u:h> { <u:s> <u:p> 1 }", "application/trig", 415),
        ("/graphs?graph=u:g", "", "text/plain", 415),
        ("/graphs?graph=u:g", "{}", "application/json; charset=utf-16", 415),
        ("/graphs?graph=u:g", '{"@context": "http://127.0.0.1:9/"}', "application/ld+json", 400),
    ],
)
def test_odd_graphs_are_refused(
    client: TestClient, address: str, content: str, kind: str, status: int
) -> None:
    answer = client.put(address, content=content, headers={**KEY, "Content-Type": kind})

    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert client.get("/graphs?graph=u:g").status_code == 404


def test_any_site_may_read_graphs_and_none_may_write(client: TestClient) -> None:
    before = client.options("/graphs", headers={"Access-Control-Request-Method": "PUT"})

    assert before.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "authorization" not in before.headers["access-control-allow-headers"].lower()
    assert client.get("/sparql/update").status_code == 405


class Overtaken(PlainWriter):
    """Writes a few times only after somebody else has."""

    def __init__(self, store: OxigraphStore, times: int) -> None:
        super().__init__(store)
        self.store, self.times = store, times

    def write(self, delta: Delta, since: int) -> Written | None:
        if self.times:
            self.times -= 1
            other = Quad(IRI("u:other"), IRI("u:p"), integer(self.times))
            self.store.replace({}, add=[other])
        return super().write(delta, since)


@pytest.mark.slow
@pytest.mark.parametrize(("times", "done"), [(0, True), (2, True), (3, False)])
def test_an_update_that_is_overtaken_is_tried_again(times: int, done: bool) -> None:
    store = fill(OxigraphStore())
    changes = Changes(StoreSource(store), Overtaken(store, times))

    async def update() -> Written:
        try:
            copy = "INSERT { ?s <u:q> ?o } WHERE { ?s <u:p> ?o }"
            return await changes.update(copy, Using(), caller=Caller("a"), base=None)
        finally:
            await changes.stop()

    if done:
        assert asyncio.run(update()).added == times
    else:
        with pytest.raises(UnavailableError):
            asyncio.run(update())
    copies = list(store.quads(predicate=IRI("u:q")))
    assert len(copies) == (times if done else 0)


@pytest.mark.slow
def test_the_description_says_that_updates_are_taken(client: TestClient) -> None:
    described = client.get("/sparql", headers={"Accept": "application/n-triples"}).text

    assert "<http://testserver/sparql/update> <http://www.w3.org/ns/sparql-service" in described
    assert "#SPARQL11Update>" in described


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["memory", "disk"])
def test_what_runs_away_is_stopped_and_nothing_is_written(kind: str, tmp_path: Path) -> None:
    store = fill(OxigraphStore(tmp_path / "store" if kind == "disk" else None))
    quads = set(store.engine)
    runaway = (
        "INSERT { GRAPH <u:g> { ?a ?b ?c } } WHERE { "
        + "".join(f"?a{i} ?b{i} ?c{i} . " for i in range(14))
        + "?a ?b ?c }"
    )
    limits = Limits(trusted_deadline_seconds=0.5, changed_quads=500)

    with scratch(store, limits) as client:
        late = client.post("/sparql/update", content=runaway, headers=DIRECT)
        wide = client.post(
            "/sparql/update",
            content="INSERT { GRAPH <u:g> { ?a ?b ?x } } WHERE { ?a ?b ?c . ?d ?e ?f ."
            " ?g ?h ?i BIND(STRUUID() AS ?x) }",
            headers=DIRECT,
        )
        after = written(client, "INSERT DATA { <u:s> <u:p> 1 }")

    assert error(late) == (503, "TIMEOUT")
    assert error(wide) == (400, "TOO_MANY")
    assert after == {"added": 1, "removed": 0}
    assert {quad for quad in store.engine if str(quad.predicate) != "<u:p>"} >= quads
    assert not list(tmp_path.glob(".store-trial-*"))
