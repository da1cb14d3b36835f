"""The page of changes, and imports by their addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from rdflib import Graph, URIRef
from starlette.testclient import TestClient
from web_world import application, client_of

from modelgraph.catalog.catalog import Catalog
from modelgraph.importers import curated, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.store import OxigraphStore
from modelgraph.vocabulary.prefixes import BASE
from modelgraph.vocabulary.terms import MG

HEADER = "model,level,subject,property,qualifier,value,source_kind,source\n"
ROWS = "".join(
    f"Foo {n},model,Foo {n},context_window,,{n}K,vendor,<b>lab</b>\n" for n in range(1, 61)
)


@pytest.fixture(scope="module")
def changed(_world_quads: list[Any]) -> TestClient:
    """A server of a world into which 60 claims came."""
    store = OxigraphStore()
    store.engine.extend(_world_quads)
    content = (HEADER + ROWS).encode()
    reading = curated.table("x.csv", content, shipped(), collection="x", license="CC0-1.0")
    pipeline.run(store, reading, at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    return client_of(application(Catalog(store)))


def test_changes_come_fifty_at_a_time_and_none_twice(changed: TestClient) -> None:
    first = changed.get("/changes.json").json()
    second = changed.get("/changes.json", params={"after": first["next"]}).json()

    names = [each["about_name"] for each in (*first["items"], *second["items"])]
    assert (first["total"], len(first["items"]), second["next"]) == (60, 50, None)
    assert len(set(names)) == 60


def test_the_page_says_who_and_what_and_escapes_it(changed: TestClient) -> None:
    page = changed.get("/changes", params={"model": "Foo 7"}).text

    assert "1 change of Foo 7" in page
    assert "&lt;b&gt;lab&lt;/b&gt;" in page
    assert "<b>lab</b>" not in page


@pytest.mark.parametrize(("since", "number"), [("2026", 60), ("2026-03-01", 60), ("2026-03-02", 0)])
def test_changes_since_a_day(changed: TestClient, since: str, number: int) -> None:
    table = changed.get("/changes.csv", params={"since": since}).text

    assert len(table.splitlines()) == number + 1


@pytest.mark.parametrize("query", ["since=soon", "after=nothing"])
def test_what_is_no_date_or_cursor_is_refused(changed: TestClient, query: str) -> None:
    assert changed.get(f"/changes?{query}").status_code == 400


def test_without_an_import_nothing_has_changed(client: TestClient) -> None:
    assert client.get("/changes.json").json()["total"] == 0
    assert "0 changes" in client.get("/changes").text


def test_an_import_and_its_changes_answer_at_their_addresses(changed: TestClient) -> None:
    activity = changed.get("/changes.json").json()["items"][0]["activity"]
    path = "/" + activity.removeprefix(BASE)

    turtle = changed.get(path, headers={"Accept": "text/turtle"})
    one = changed.get(f"{path}/change/1.ttl")

    assert "mg:Import" in turtle.text
    assert "mg:addition" in one.text
    assert changed.get(path, follow_redirects=False).headers["location"] == "/changes"
    assert changed.get("/import/20990101-000000-000000").status_code == 404


@pytest.mark.parametrize(
    ("day", "said"), [("2026-03-02", True), ("2026-02-28", False), ("2026", True)]
)
def test_a_model_is_shown_as_of_a_day(changed: TestClient, day: str, said: bool) -> None:
    path = f"/model/unattributed/foo-7?as_of={day}"

    page = changed.get(path, headers={"Accept": "text/html"})
    data = changed.get(path, headers={"Accept": "application/json"}).json()

    assert page.status_code == 200
    assert ("7,000" in page.text) is said
    assert ("Nothing was said of it." in page.text) is not said
    assert bool(data) is said


def test_the_past_of_what_is_no_day_or_never_was_is_refused(changed: TestClient) -> None:
    assert changed.get("/model/unattributed/foo-7?as_of=soon").status_code == 400
    assert changed.get("/model/nobody/nothing?as_of=2026").status_code == 404


def test_changes_in_turtle_are_those_of_the_first_page(changed: TestClient) -> None:
    page = changed.get("/changes.json").json()["items"]
    turtle = changed.get("/changes", headers={"Accept": "text/turtle"})

    graph = Graph().parse(data=turtle.text, format="turtle")
    claims = {str(each) for each in graph.objects(None, URIRef(MG.changedClaim))}
    assert {each["claim"] for each in page} <= claims
