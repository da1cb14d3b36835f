"""Hostile documents are refused before anything walks them, each with its limit and figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

import pytest
from graphql import get_introspection_query

from modelgraph.graphql.schema import schema

pytestmark = pytest.mark.anyio


def fragment_bomb(levels: int) -> str:
    fragments = " ".join(
        f"fragment f{i} on Task {{ broader {{ ...f{i + 1} }} narrower {{ ...f{i + 1} }} }}"
        for i in range(levels)
    )
    return f"{{ tasks {{ ...f0 }} }} {fragments} fragment f{levels} on Task {{ slug }}"


def flat_bomb(levels: int) -> str:
    fragments = " ".join(
        f"fragment f{i} on Task {{ ...f{i + 1} ...f{i + 1} }}" for i in range(levels)
    )
    return f"{{ tasks {{ ...f0 }} }} {fragments} fragment f{levels} on Task {{ slug }}"


HOSTILE = {
    "deep braces": "{" + "a{" * 9_000 + "}" * 9_000 + "}",
    "open braces": "{" * 19_000,
    "deep lists": "{ compare(models: " + "[" * 9_000 + "]" * 9_000 + ") { id } }",
    "deep objects": "{ model(by: " + "{id:" * 4_000 + "1" + "}" * 4_000 + ") { id } }",
    "deep types": "query($a: " + "[" * 9_000 + "ID" + "]" * 9_000 + ") { __typename }",
    "deep tasks": "{ tasks { " + "broader { " * 14 + "slug" + " }" * 14 + " } }",
    "5,000 aliases": "{" + " ".join(f"a{i}: __typename" for i in range(5_000)) + "}",
    "31 aliases": "{" + " ".join(f"a{i}: __typename" for i in range(31)) + "}",
    "aliases in fragments": "{ ...f ...f ...f ...f } fragment f on Query {"
    + " ".join(f"a{i}: __typename" for i in range(8))
    + "}",
    "401 fields": "{" + "__typename " * 401 + "}",
    "fragments within fragments": fragment_bomb(22),
    "fragments beside fragments": flat_bomb(22),
    "directives": "{ __typename " + "@skip(if: false) " * 31 + "}",
    "operations": " ".join(f"query q{i} {{ __typename }}" for i in range(11)),
    "tokens": "{ __typename } " + "# c\n" * 10 + "fragment f on Query { __typename } " * 300,
    "long text": '{ search(text: "' + "x" * 20_000 + '") { id } }',
    "costly": "{ models(first: 100) { nodes { variants { cells { values { reason } } } } } }",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_document_is_refused_at_once(ask: Callable[..., Any], name: str) -> None:
    await ask("{ __typename }")  # the first question of all makes the schema
    began = process_time()

    answer = await ask(HOSTILE[name], accept="application/graphql-response+json")

    assert answer.status_code == 400
    error = answer.json()["errors"][0]["extensions"]
    assert error["code"] in {"DOCUMENT_TOO_LARGE", "TOO_COMPLEX", "TOO_MANY_ALIASES"}
    assert error["actual"] > error["limit"]
    assert process_time() - began < 0.5


async def test_a_circle_of_fragments_is_told_by_validation(ask: Callable[..., Any]) -> None:
    circle = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"

    answer = await ask(circle)

    assert "within itself" in answer.json()["errors"][0]["message"]


async def test_the_worst_that_is_allowed_is_still_quick(ask: Callable[..., Any]) -> None:
    conflicting = (
        "{" + " ".join(f"models(first: {i}) {{ totalCount }}" for i in range(1, 160)) + "}"
    )
    await ask("{ __typename }")
    began = process_time()

    answer = await ask(conflicting)

    assert answer.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert process_time() - began < 1.5


@pytest.mark.parametrize("everything", [False, True])
async def test_the_standard_introspection_passes(ask: Callable[..., Any], everything: bool) -> None:
    document = get_introspection_query(
        specified_by_url=everything,
        directive_is_repeatable=everything,
        schema_description=everything,
        input_value_deprecation=everything,
        one_of=everything,
    )

    answer = await ask(document)

    assert "errors" not in answer.json()
    assert answer.json()["data"]["__schema"]["queryType"]["name"] == "Query"


async def test_the_price_follows_the_variables(ask: Callable[..., Any]) -> None:
    document = "query($n: Int!) { models(first: $n) { nodes { variants { cells { display } } } } }"

    cheap = await ask(document, variables={"n": 5})
    dear = await ask(document, variables={"n": 1_000})

    assert "errors" not in cheap.json()
    assert int(cheap.headers["graphql-cost"]) > 100
    assert dear.json()["errors"][0]["extensions"]["measure"] == "cost"


async def test_the_price_follows_the_default_of_a_variable(ask: Callable[..., Any]) -> None:
    document = "query($n: Int! = %d) { models(first: $n) { nodes { aliases } } }"

    few, many = await ask(document % 2), await ask(document % 90)

    assert int(many.headers["graphql-cost"]) > 10 * int(few.headers["graphql-cost"])


async def test_a_comparison_of_eight_models_with_everything_is_within_the_price(
    ask: Callable[..., Any],
) -> None:
    document = """query($m: [ID!]!) { compare(models: $m) {
      models { id name organization { name } licenses { identifier } }
      sharedTasks { task { slug } notRunnable { explanation } support { scopes } }
      rows { property { label } cells { display presence values {
        value { __typename } accepted reason citations { quote source { name url } } } } }
      tasks { task { name } support { scopes } } features { feature { name } has }
      obstacles { explanation } } }"""

    answer = await ask(document, variables={"m": [f"m{number}" for number in range(8)]})

    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def paged() -> Iterator[tuple[str, str]]:
    """Yield each field of the schema that is asked for so many, with the argument that says so."""
    for kind in schema().type_map.values():
        for name, field in getattr(kind, "fields", {}).items():
            for argument in {"first", "limit"} & getattr(field, "args", {}).keys():
                yield f"{kind.name}.{name}", argument


PAGES = {
    "models": "{ models(first: %s) { totalCount } }",
    "changes": "{ changes(first: %s) { totalCount } }",
    "in a fragment": "{ ...f } fragment f on Query { models(first: %s) { totalCount } }",
    "nested": '{ task(by: {slug: "ocr"}) { models(first: %s) { totalCount } } }',
    "by variable": "query($n: Int! = %s) { models(first: $n) { totalCount } }",
}
LISTS = {
    "search": '{ search(text: "x", first: %s) { id } }',
    "jobs": "{ jobs(first: %s) { id } }",
    "lacking": '{ lacking(property: "license", first: %s) { property } }',
    "facets": "{ models(first: 1) { facets(fields: [TASK], limit: %s) { otherCount } } }",
}
REFUSED = [
    (document, size, code)
    for most, documents in ((100, PAGES), (1_000, LISTS))
    for document in documents.values()
    for size, code in ((most + 1, "TOO_MANY"), (0, "INVALID_ARGUMENT"), (-1, "INVALID_ARGUMENT"))
]


@pytest.mark.parametrize(("document", "size", "expected"), REFUSED)
async def test_a_page_holds_1_to_100_and_a_list_without_a_cursor_1_to_1000(
    ask: Callable[..., Any], document: str, size: int, expected: str
) -> None:
    answer = await ask(document % size, accept="application/graphql-response+json")

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, expected)


@pytest.mark.parametrize(("size", "refused"), [(1, False), (100, False), (101, True), (0, True)])
async def test_the_size_of_a_page_follows_its_variable(
    ask: Callable[..., Any], size: int, refused: bool
) -> None:
    document = "query($n: Int!) { models(first: $n) { totalCount } }"

    answer = await ask(document, variables={"n": size})

    assert ("errors" in answer.json()) is refused


def test_nothing_that_is_asked_for_in_pages_is_called_otherwise() -> None:
    named = dict(paged())

    assert named["ModelConnection.facets"] == "limit"
    assert {each for name, each in named.items() if name != "ModelConnection.facets"} == {"first"}
    assert len(named) > 10


async def test_an_answer_says_what_it_was_estimated_at(ask: Callable[..., Any]) -> None:
    answer = await ask("{ models(first: 7) { nodes { id } } }")

    cost = answer.json()["extensions"]["cost"]
    assert cost == {"requested": int(answer.headers["graphql-cost"]), "limit": 10_000}
    assert cost["requested"] >= 7


async def test_a_request_that_was_not_executed_has_no_price(ask: Callable[..., Any]) -> None:
    wrong = await ask("query($t: String!) { search(text: $t) { id } }", variables={"t": 7})

    assert "extensions" not in wrong.json()


async def test_a_negative_number_of_items_buys_nothing(ask: Callable[..., Any]) -> None:
    document = """query($n: Int!) {
      a: models(first: $n) { totalCount }
      models(first: 100) { nodes { variants { cells { values { reason } } } } }
    }"""

    answer = await ask(document, variables={"n": -(10**9)})

    assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_COMPLEX"
