"""The reference of GraphQL says what is so: each example is run, each limit is the one in force."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import parse, validate

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.app import GraphQLApp
from modelgraph.graphql.limits import Limits
from modelgraph.graphql.schema import schema

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "graphql.md"
BLOCK = re.compile(r"^```(graphql|json variables|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LIMITS = {
    "Bytes of a document": Limits().document_bytes,
    "Tokens": Limits().tokens,
    "Depth (the standard introspection has 14)": Limits().depth,
    "Fields": Limits().fields,
    "Aliases": Limits().aliases,
    "Directives": Limits().directives,
    "Operations in a document": Limits().operations,
    "Cost": Limits().cost,
    "Items of a page that a cursor goes on with": Limits().page,
    "Items of a list without a cursor": Limits().items,
    "Bytes of a body": Limits().body_bytes,
    "Seconds for an answer": int(Limits().seconds),
    "Operations on one socket": Limits().operations_per_socket,
}


@dataclass(frozen=True, slots=True)
class Example:
    document: str
    variables: dict[str, Any]
    answer: Any


def examples() -> Iterator[Example]:
    """Yield the documents of the page, each with its variables and the answer that is shown."""
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    for at, (kind, text) in enumerate(blocks):
        if kind != "graphql":
            continue
        following = dict(reversed([*_until_next_document(blocks[at + 1 :])]))
        variables = json.loads(following.get("json variables", "{}"))
        shown = following.get("json")
        yield Example(text, variables, None if shown is None else json.loads(shown))


def _until_next_document(blocks: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for kind, text in blocks:
        if kind == "graphql":
            return
        yield kind, text


@pytest.fixture(scope="module")
def app(shipped_catalog: Catalog) -> Iterator[GraphQLApp]:
    made = GraphQLApp(shipped_catalog, admit=lambda _: None)
    yield made
    made.close()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "example", [each for each in examples() if each.answer], ids=lambda each: each.document[:40]
)
async def test_an_example_gets_the_answer_that_is_shown(app: GraphQLApp, example: Example) -> None:
    body = {"query": example.document, "variables": example.variables}

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = (await client.post("/graphql", json=body)).json()

    answer.pop("extensions", None)  # the cost, of which the page speaks once
    assert answer == example.answer, "write it anew: python scripts/graphql_reference.py"


@pytest.mark.parametrize(
    "example", [each for each in examples() if not each.answer], ids=lambda e: e.document[:40]
)
def test_an_example_without_an_answer_is_valid(example: Example) -> None:
    assert validate(schema(), parse(example.document)) == []


def test_the_limits_are_those_in_force() -> None:
    page = PAGE.read_text(encoding="utf-8")

    shown = dict(re.findall(r"^\| (.+?) \| ([\d,]+) \|$", page, re.MULTILINE))

    assert shown == {name: f"{limit:,}" for name, limit in LIMITS.items()}
