"""What changed is one list: Python, GraphQL, the command line and the pages give the same."""

from __future__ import annotations

import csv
import io
import json
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from graphql import graphql_sync
from starlette.testclient import TestClient
from tests.questions.asking import COMMAND

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Change, Source
from modelgraph.graphql.context import Context
from modelgraph.graphql.schema import schema
from modelgraph.importers import curated, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.store import IRI, OxigraphStore
from modelgraph.vocabulary.prefixes import expand
from modelgraph.web import router

HEADER = "model,level,subject,parent,property,qualifier,value,source_kind,source"
SIZE = "CLIP,checkpoint,CLIP RN50x16,CLIP,parameters,published,{},upstream,{}"
TASK = "CLIP,model,CLIP,,task,claimed,{},vendor,{}"
DAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("one", (SIZE.format("63M", "lab/one"), TASK.format("OCR", "lab/one"))),
    ("two", (TASK.format("Image captioning", "lab/two"), TASK.format("OCR", "lab/two"))),
    ("one", (SIZE.format("64M", "lab/one"),)),
)
"""What each day brings: a collection with all that it then says."""

ASKED: tuple[dict[str, str], ...] = (
    {},
    {"since": "2026-03-02"},
    {"subject": "clip"},
    {"subject": "openai/clip-rn50x16"},
    {"source": "lab-one"},
    {"source": "lab/two"},  # by its name; it is gone since
    {"since": "2026-03-03", "subject": "clip", "source": "lab one"},
    {"since": "2027"},
)

DOCUMENT = """
query ($since: String! = "", $subject: ID, $source: String, $after: String) {
  changes(since: $since, subject: $subject, source: $source, first: 2, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage endCursor }
    nodes {
      claim moment type aboutId property { key } source { slug }
      before { ...plain } after { ...plain }
    }
  }
}
fragment plain on Value {
  ... on EntityValue { iri } ... on NumberValue { exact }
  ... on DateValue { date } ... on TextValue { text }
}
"""


PLAIN = ("iri", "exact", "date", "text")
"""What the kinds of values are called in JSON."""


@pytest.fixture(scope="module")
def lived() -> Catalog:
    """A store into which two sources came; one grew, the other was taken out."""
    store = OxigraphStore()
    for number, (name, rows) in enumerate(DAYS, start=1):
        content = "\n".join((HEADER, *rows)).encode()
        read = curated.table(f"{name}.csv", content, shipped(), collection=name, license="CC0-1.0")
        pipeline.run(store, read, at=datetime(2026, 3, number, tzinfo=UTC))
    pipeline.remove(store, IRI(expand("source:lab-two")), at=datetime(2026, 3, 9, tzinfo=UTC))
    return Catalog(store)


@pytest.fixture(scope="module")
def folder(lived: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("changes")
    assert isinstance(lived.store, OxigraphStore)
    lived.store.engine.dump(str(path / "all.nq"))
    OxigraphStore(path / "store").load(path / "all.nq")
    return path / "store"


@pytest.fixture(scope="module")
def pages(lived: Catalog) -> TestClient:
    app = FastAPI()
    app.include_router(router(lived, None))
    return TestClient(app)


def row(each: Change) -> tuple[Any, ...]:
    before, after = (value and str(value.plain) for value in (each.before, each.after))
    return (
        each.claim, each.moment, each.type.value, each.about_id, each.property.key,
        each.source.slug, before, after,
    )  # fmt: skip


def said(value: dict[str, str] | None) -> str | None:
    return value and next(value[key] for key in PLAIN if key in value)


def in_json(each: dict[str, Any]) -> tuple[Any, ...]:
    before, after = (said(each[when]) for when in ("before", "after"))
    return (
        each["claim"], each["moment"], each["type"].lower(),
        each.get("about_id") or each["aboutId"],
        each["property"]["key"], each["source"]["slug"], before, after,
    )  # fmt: skip


def python(catalog: Catalog, asked: dict[str, str]) -> list[tuple[Any, ...]]:
    found: list[Change] = []
    after: str | None = None
    while True:
        page = catalog.changes_page(**asked, first=2, after=after)
        found += page.items
        assert page.previous is (after is not None)
        if page.next is None:
            assert page.total == len(found)
            return [row(each) for each in found]
        after = page.next


def graphql(catalog: Catalog, asked: dict[str, str]) -> list[tuple[Any, ...]]:
    context = Context(catalog, None, "", lambda: None)
    found: list[Any] = []
    variables: dict[str, Any] = dict(asked)
    while True:
        answer = graphql_sync(schema(), DOCUMENT, None, context, variables)
        assert answer.errors is None
        assert answer.data is not None
        page = answer.data["changes"]
        found += page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] is ("after" in variables)
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return [in_json(each) for each in found]
        variables["after"] = page["pageInfo"]["endCursor"]


def command(folder: Path, asked: dict[str, str]) -> list[tuple[Any, ...]]:
    words = [asked["subject"]] if "subject" in asked else []
    words += [f"--{key}={value}" for key, value in asked.items() if key != "subject"]
    out = io.StringIO()
    with redirect_stdout(out):
        COMMAND.main(
            ["changes", *words, "--store", str(folder), "--format", "json"], standalone_mode=False
        )
    return [in_json(each) for each in json.loads(out.getvalue())]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_every_face_tells_the_same_changes(
    lived: Catalog, folder: Path, pages: TestClient, asked: dict[str, str]
) -> None:
    fields = {"model" if key == "subject" else key: value for key, value in asked.items()}
    web = pages.get("/changes.json", params=fields).json()
    table = pages.get("/changes.csv", params=fields).text

    found = python(lived, asked)

    assert found == [row(each) for each in lived.changes(**asked)]
    assert graphql(lived, asked) == found
    assert command(folder, asked) == found
    assert [in_json(each) for each in web["items"]] == found
    assert [each["model_or_variant"] for each in csv.DictReader(io.StringIO(table))] == [
        each[3] for each in found
    ]
    assert bool(found) is (asked != {"since": "2027"})


def test_changes_by_a_source_are_those_that_name_it(lived: Catalog) -> None:
    sources: dict[str, Source] = {each.source.slug: each.source for each in lived.changes()}

    parts = {slug: lived.changes(source=slug) for slug in sources}

    assert sources.keys() == {"lab-one", "lab-two"}
    assert all(each.source.slug == slug for slug, part in parts.items() for each in part)
    assert sum(map(len, parts.values())) == len(lived.changes())


@pytest.mark.parametrize("wrong", ["first: 0", "first: 101", 'after: "x"', 'since: "soon"'])
def test_what_no_page_can_be_is_refused(lived: Catalog, wrong: str) -> None:
    context = Context(lived, None, "", lambda: None)

    answer = graphql_sync(schema(), f"{{ changes({wrong}) {{ totalCount }} }}", None, context)

    assert answer.errors


def test_a_source_that_never_was_is_not_found(lived: Catalog, pages: TestClient) -> None:
    context = Context(lived, None, "", lambda: None)

    answer = graphql_sync(schema(), '{ changes(source: "x/y") { totalCount } }', None, context)

    assert answer.errors
    assert pages.get("/changes?source=x%2Fy").status_code == 404


def test_what_was_said_on_a_day_is_that_of_the_catalog(lived: Catalog) -> None:
    context = Context(lived, None, "", lambda: None)
    question = """{ asOf(model: "openai/clip-rn50x16", date: "2026-03-02") {
      property { key } display } }"""

    answer = graphql_sync(schema(), question, None, context)

    assert answer.data is not None
    told = [(each["property"]["key"], each["display"]) for each in answer.data["asOf"]]
    then = lived.as_of("openai/clip-rn50x16", "2026-03-02")
    assert told == [(each.of.key, each.display) for each in then]
    assert ("parameters", "63 M") in told
