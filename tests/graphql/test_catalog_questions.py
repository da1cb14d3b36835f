"""The catalog's answers through GraphQL: the same facts, sources and reasons as everywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.filters import Filter
from modelgraph.catalog.openness import openness
from modelgraph.graphql.app import GraphQLApp
from modelgraph.store import OxigraphStore, Row

pytestmark = pytest.mark.anyio

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(scope="module")
def catalog(memory_catalog: Catalog) -> Catalog:
    return memory_catalog


@pytest.fixture
async def ask(catalog: Catalog) -> AsyncIterator[Ask]:
    """Return a function that gives the whole answer to a document."""
    app = GraphQLApp(catalog, admit=lambda _: None)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:

        async def post(query: str, **variables: Any) -> dict[str, Any]:
            body = {"query": query, "variables": variables}
            return (await client.post("/graphql", json=body)).json()  # type: ignore[no-any-return]

        yield post
    app.close()


CELLS = """query($models: [ID!]!, $properties: [String!]) {
  compare(models: $models, properties: $properties) {
    id canonicalPath
    rows {
      property { key label group many }
      differs hasConflict
      cells {
        modelId presence display conflict
        accepted { value { ...shown } subjectLabel }
        outranked { value { ...shown } reason citations { statedAs source { name kind } } }
        values { citations { claim kind place quote source { slug url } } }
      }
    }
  }
}
fragment shown on Value {
  __typename
  ... on NumberValue { exact display unit }
  ... on TextValue { text }
  ... on DateValue { date }
  ... on EntityValue { iri name kind }
}"""


async def test_a_cell_has_its_values_with_sources_and_what_was_outranked(ask: Ask) -> None:
    answer = await ask(
        CELLS, models=["florence-2", "sam-clip"], properties=["parameters", "released"]
    )

    comparison = answer["data"]["compare"]
    rows = {row["property"]["key"]: row["cells"] for row in comparison["rows"]}
    parameters, released = rows["parameters"][0], rows["released"][0]
    assert comparison["id"] == "apple/sam-clip,microsoft/florence-2"
    assert {
        (value["subjectLabel"], value["value"]["exact"]) for value in parameters["accepted"]
    } == {("base", "230000000"), ("large", "770000000")}
    assert released["display"] == "2024-06-16"
    assert [
        (value["value"], value["citations"][0]["source"]["name"]) for value in released["outranked"]
    ] == [({"__typename": "DateValue", "date": "2025-06"}, "playground.roboflow.com")]
    for value in parameters["values"]:
        for citation in value["citations"]:
            assert citation["claim"].startswith("https://w3id.org/modelgraph/claim/")
            assert citation["place"]
            assert citation["quote"]


async def test_the_answer_is_that_of_the_catalog(ask: Ask, catalog: Catalog) -> None:
    answer = await ask(CELLS, models=["clip", "sam-clip", "florence-2"])

    expected = catalog.compare("clip", "sam-clip", "florence-2")
    rows = answer["data"]["compare"]["rows"]
    assert [row["property"]["key"] for row in rows] == [row.of.key for row in expected.rows]
    assert [[cell["display"] for cell in row["cells"]] for row in rows] == [
        [cell.display for cell in row.cells] for row in expected.rows
    ]


async def test_a_missing_value_says_how_it_is_missing(ask: Ask) -> None:
    answer = await ask(CELLS, models=["gpt-5", "sam-clip"])

    cells = {
        (row["property"]["key"], cell["modelId"]): cell
        for row in answer["data"]["compare"]["rows"]
        for cell in row["cells"]
    }
    missing = {cell["presence"] for cell in cells.values()} - {"STATED"}
    assert cells["parameters", "openai/gpt-5"]["presence"] == "NOT_DISCLOSED"
    assert missing > {"NOT_DISCLOSED"}
    assert all(cell["display"] for cell in cells.values())


async def test_differences_only_leaves_out_rows_that_are_the_same(ask: Ask) -> None:
    document = """{ compare(models: ["clip", "sam-clip"]) {
      all: rows { property { key } differs } some: rows(differencesOnly: true) { property { key } }
      differences { property { key } } groups { label rows { property { key } } } } }"""

    found = (await ask(document))["data"]["compare"]

    differing = [row["property"] for row in found["all"] if row["differs"]]
    assert [row["property"] for row in found["some"]] == differing
    assert [row["property"] for row in found["differences"]] == differing
    assert sum(len(group["rows"]) for group in found["groups"]) == len(found["all"])


SHARED = """query($models: [ID!]!, $scope: TaskScope! = CLAIMED, $broader: Boolean! = false) {
  sharedTasks(models: $models, scope: $scope, includeBroader: $broader) {
    task { slug } scope models support { scopes inherited citations { source { name } } }
    notRunnable { model obstacle explanation }
  }
}"""


async def test_a_shared_task_that_can_not_run_names_the_reason_for_each_model(ask: Ask) -> None:
    answer = await ask(SHARED, models=["florence-2", "yolov9"])

    (task,) = answer["data"]["sharedTasks"]
    assert (task["task"]["slug"], task["scope"]) == ("object-detection", "CLAIMED")
    assert [why["model"] for why in task["notRunnable"]] == task["models"]
    assert all(why["explanation"] for why in task["notRunnable"])
    assert all(support["citations"] for support in task["support"])


async def test_no_task_is_shared_beyond_the_scope_asked_for(ask: Ask) -> None:
    answer = await ask(SHARED, models=["florence-2", "yolov9"], scope="RUNNABLE")

    assert answer["data"]["sharedTasks"] == []


@pytest.mark.parametrize(
    "name",
    [
        "microsoft/florence-2",
        "florence-2",
        "Florence 2",
        "FLORENCE_2",
        "https://w3id.org/modelgraph/model/microsoft/florence-2",
        "microsoft/florence-2-base",
    ],
)
async def test_a_model_is_found_by_every_kind_of_name(ask: Ask, name: str) -> None:
    answer = await ask("query($n: String!) { model(by: {name: $n}) { id url } }", n=name)

    assert answer["data"]["model"] == {
        "id": "microsoft/florence-2",
        "url": "/model/microsoft/florence-2",
    }


async def test_an_unknown_model_names_the_near_ones(ask: Ask) -> None:
    answer = await ask('{ model(by: {slug: "florence-3"}) { id } }')

    (error,) = answer["errors"]
    assert answer["data"] == {"model": None}
    assert error["path"] == ["model"]
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert "microsoft/florence-2" in error["extensions"]["near"]
    assert "florence-2" in error["extensions"]["hint"]


@pytest.mark.parametrize("by", ['{slug: "clip", name: "clip"}', "{}", "{slug: null}"])
async def test_a_thing_must_be_named_in_one_way(ask: Ask, by: str) -> None:
    answer = await ask(f"{{ model(by: {by}) {{ id }} }}")

    assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize("by", [{"slug": "clip", "name": "clip"}, {}, {"slug": None}])
async def test_the_same_holds_for_a_variable(ask: Ask, by: dict[str, str | None]) -> None:
    answer = await ask("query($by: ModelBy!) { model(by: $by) { id } }", by=by)

    assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_INVALID_VARIABLES"


async def test_a_model_has_its_variants_releases_and_tasks(ask: Ask) -> None:
    document = """{ model(by: {slug: "florence-2"}) {
      organization { name } licenses { identifier } minimumParameters maximumParameters family
      variants { id label parameters license { identifier } model { id } cells { display } }
      releases { event date values { citations { quote } } }
      tasks { task { slug } scopes citations { source { name } } }
      runnable: tasks(scope: RUNNABLE) { task { slug } }
      features { slug } conflicts { property { key } } obstacles { obstacle explanation }
      cells(properties: ["license"]) { display } } }"""

    model = (await ask(document))["data"]["model"]

    assert model["organization"] == {"name": "Microsoft"}
    assert (model["minimumParameters"], model["maximumParameters"]) == (230_000_000, 770_000_000)
    assert {variant["label"] for variant in model["variants"]} == {
        "base", "base-ft", "large", "large-ft",
    }  # fmt: skip
    assert {release["event"]: release["date"] for release in model["releases"]}[
        "library-support"
    ] == "2025-08-20"
    assert "ocr" in {support["task"]["slug"] for support in model["tasks"]}
    assert model["runnable"] == []
    assert {cell["property"]["key"] for cell in model["conflicts"]} >= {"released"}
    assert model["cells"] == [{"display": "MIT"}]


LIST = """
query($where: ModelWhere, $search: String, $order: ModelOrder, $first: Int!, $after: String) {
  models(where: $where, search: $search, order: $order, first: $first, after: $after) {
    totalCount nodes { id } pageInfo { hasNextPage endCursor }
    facets(fields: [TASK, LICENSE, CATEGORY], limit: 2) {
      field otherCount buckets { key label count }
    }
  }
}"""


async def test_pages_follow_each_other_without_gap_or_double(ask: Ask, catalog: Catalog) -> None:
    seen: list[str] = []
    after = None
    for _ in range(50):
        page = (await ask(LIST, first=30, after=after))["data"]["models"]
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == [model.id for model in catalog.models()]
    assert page["totalCount"] == len(seen)


async def test_a_filter_narrows_the_list_and_the_counts(ask: Ask) -> None:
    where = {
        "task": {"anyOf": ["object-detection"]},
        "parameters": {"gte": 1_000_000},
        "released": {"gte": "2023", "lte": "2026"},
    }

    found = (await ask(LIST, where=where, first=20))["data"]["models"]

    ids = {node["id"] for node in found["nodes"]}
    assert "microsoft/florence-2" in ids
    assert found["totalCount"] == len(ids) < 20
    tasks = found["facets"][0]
    assert tasks["field"] == "TASK"
    assert len(tasks["buckets"]) <= 2
    assert all(bucket["count"] > 0 for bucket in tasks["buckets"])


WHERE = "query($w: ModelWhere!) { models(where: $w, first: 100) { totalCount nodes { id } } }"


async def passing(ask: Ask, where: dict[str, Any]) -> set[str]:
    found = (await ask(WHERE, w=where))["data"]["models"]
    assert found["totalCount"] == len(found["nodes"]) or found["totalCount"] > 100
    return {node["id"] for node in found["nodes"]}


async def test_clauses_are_combined_as_sets_are(ask: Ask) -> None:
    detects = {"task": {"anyOf": ["object-detection"]}}
    reads = {"task": {"anyOf": ["ocr"]}}
    by_microsoft = {"organization": {"anyOf": ["microsoft"]}}
    detecting, reading = await passing(ask, detects), await passing(ask, reads)
    microsofts = await passing(ask, by_microsoft)

    assert await passing(ask, {"OR": [detects, reads]}) == detecting | reading
    assert await passing(ask, {"AND": [detects, reads]}) == detecting & reading
    assert await passing(ask, {**detects, "NOT": reads}) == detecting - reading
    assert await passing(ask, {**by_microsoft, "OR": [detects, reads]}) == microsofts & (
        detecting | reading
    )
    assert await passing(ask, {**detects, "NOT": {"NOT": reads}}) == detecting & reading
    assert await passing(ask, {**detects, "OR": []}) == detecting


async def test_openness_is_explained_as_in_python(ask: Ask, catalog: Catalog) -> None:
    document = """query($id: String!) { model(by: {name: $id}) { openness { category reason
        parts { component label state of licenses decides citations { source { slug } } } } } }"""
    found = openness(catalog.model("sam-clip"))

    told = (await ask(document, id="apple/sam-clip"))["data"]["model"]["openness"]

    assert (told["category"], told["reason"]) == (found.category, found.reason)
    assert [
        (each["component"], each["state"], tuple(each["of"]), each["decides"])
        for each in told["parts"]
    ] == [(each.component, each.state, each.of, each.decides) for each in found.parts]
    assert any(each["decides"] and each["citations"] for each in told["parts"])


@pytest.mark.parametrize("answer", ["yes", "conditional", "no"])
@pytest.mark.parametrize("act", ["commercialUse", "redistribution", "changes"])
async def test_what_licences_permit_is_asked_as_in_python(
    ask: Ask, catalog: Catalog, act: str, answer: str
) -> None:
    field = "commercial_use" if act == "commercialUse" else act
    found = catalog.models(Filter(**{field: (answer,)}))  # type: ignore[arg-type]

    data = (await ask(WHERE, w={act: {"anyOf": [answer]}}))["data"]["models"]

    assert data["totalCount"] == len(found)
    assert [node["id"] for node in data["nodes"]] == [model.id for model in found][:100]


async def test_a_licence_answers_yes_conditional_or_no(ask: Ask) -> None:
    answer = await ask(WHERE, w={"changes": {"anyOf": ["perhaps"]}})

    assert answer["errors"][0]["extensions"]["code"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    "name", ["Microsoft", "microsoft", "https://w3id.org/modelgraph/org/microsoft"]
)
async def test_things_in_a_filter_go_by_any_name(ask: Ask, name: str) -> None:
    assert "microsoft/florence-2" in await passing(ask, {"organization": {"anyOf": [name]}})


@pytest.mark.parametrize("field", ["task", "license", "organization", "family", "feature"])
async def test_a_filter_by_something_unknown_is_refused(ask: Ask, field: str) -> None:
    answer = await ask(WHERE, w={field: {"anyOf": ["no-such-thing"]}})

    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_filter_has_at_most_fifty_clauses(ask: Ask) -> None:
    answer = await ask(WHERE, w={"OR": [{"runnable": True}] * 50})

    assert answer["errors"][0]["extensions"]["code"] == "TOO_MANY"


async def test_a_search_finds_near_spellings(ask: Ask) -> None:
    answer = await ask('{ search(text: "florense 2", first: 3) { id } }')

    assert {"id": "microsoft/florence-2"} in answer["data"]["search"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ('{ compare(models: ["clip"]) { id } }', "REFUSED"),
        ('{ compare(models: ["clip", "clip"]) { id } }', "REFUSED"),
        ("{ models(first: 101) { totalCount } }", "TOO_MANY"),
        ('{ models(after: "nonsense") { totalCount } }', "INVALID_DATA"),
        (
            "{ models(order: {field: NAME, direction: DESC}) { totalCount } }",
            "INVALID_ARGUMENT",
        ),
        (
            '{ compare(models: ["clip", "sam-clip"], properties: ["size"]) { id } }',
            "INVALID_ARGUMENT",
        ),
        ('{ task(by: {slug: "ocrr"}) { slug } }', "NOT_FOUND"),
        ('{ job(id: "1") { id } }', "UNAVAILABLE"),
        (
            '{ models(where: {released: {gte: "yesterday"}}) { totalCount } }',
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ],
)
async def test_a_refusal_has_its_code(ask: Ask, document: str, code: str) -> None:
    answer = await ask(document)

    assert answer["errors"][0]["extensions"]["code"] == code


async def test_more_than_eight_models_are_too_many(ask: Ask, catalog: Catalog) -> None:
    names = [model.id for model in catalog.models()[:9]]

    answer = await ask("query($m: [ID!]!) { compare(models: $m) { id } }", m=names)

    extensions = answer["errors"][0]["extensions"]
    assert (extensions["code"], extensions["limit"], extensions["actual"]) == ("TOO_MANY", 8, 9)


async def test_the_other_things_of_the_catalog_can_be_asked_for(ask: Ask, catalog: Catalog) -> None:
    document = """{
      statistics { models variants sources claims }
      tasks { slug name broader { slug } narrower { slug } modelCount }
      task(by: {slug: "ocr"}) { name description aliases matches models(first: 3) { nodes { id } } }
      sources { slug name kind revision issued retrieved url license claimCount }
      organizations { slug }
      organization(name: "microsoft") { name models(first: 2) { totalCount } }
      licenses { identifier }
      license(name: "MIT") { name osiApproved permits { act answer } models { totalCount } }
      features { slug } families { slug } family(name: "sam") { models { id } }
      conflicts { model { id } cell { property { key } } }
      whyNot(models: ["florence-2"], task: "ocr") { model obstacle }
      taskDifference(model: "florence-2", without: "clip") { slug }
    }"""

    answer = await ask(document)

    assert "errors" not in answer
    data = answer["data"]
    assert data["statistics"]["models"] == catalog.statistics().models
    assert len(data["tasks"]) == len(catalog.tasks())
    assert [each["slug"] for each in data["sources"]] == [each.slug for each in catalog.sources()]
    assert {each["id"] for each in data["family"]["models"]} == {
        model.id for model in catalog.models() if model.family == catalog.family("sam").slug
    }
    assert data["whyNot"][0]["model"] == "microsoft/florence-2"
    assert "ocr" in {task["slug"] for task in data["taskDifference"]}


class Broken(OxigraphStore):
    """A store with a fault that nobody foresaw."""

    def select(self, query: str) -> tuple[tuple[str, ...], list[Row]]:
        raise RuntimeError(f"a secret of the store, met by {query}")


async def test_a_fault_tells_the_client_a_number_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = GraphQLApp(Catalog(Broken()), admit=lambda _: None)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.post("/graphql", json={"query": "{ statistics { models } }"})
    app.close()

    (error,) = answer.json()["errors"]
    assert error["message"] == "Internal error."
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["requestId"] in caplog.text
    assert "a secret of the store" in caplog.text
    assert "secret" not in answer.text
