"""What is compiled answers as graphql-core does: random documents, and what is left to it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    OperationDefinitionNode,
    execute_sync,
    get_named_type,
    parse,
    validate,
)

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.context import Context
from modelgraph.graphql.engine import Engine, Request
from modelgraph.graphql.limits import Limits
from modelgraph.graphql.projection import Projection, UnfitError, compiled
from modelgraph.graphql.schema import schema

SCHEMA = schema()
LEAVES = GraphQLScalarType | GraphQLEnumType
ROOTS = {
    "model": '(by: {slug: "florence-2"})',
    "variant": '(by: {name: "microsoft/florence-2-base"})',
    "models": '(first: 5, search: "sam", where: {category: {anyOf: ["open"]}})',
    "search": '(text: "clip", first: 3)',
    "compare": '(models: ["florence-2", "sam-clip", "gpt-5"])',
    "sharedTasks": '(models: ["florence-2", "yolov9"], includeBroader: true)',
    "whyNot": '(models: ["florence-2"], task: "ocr")',
    "taskDifference": '(model: "florence-2", without: "clip")',
    "conflicts": "",
    "task": '(by: {slug: "ocr"})',
    "organization": '(name: "microsoft")',
    "license": '(name: "MIT")',
    "family": '(name: "sam")',
    "sources": "",
    "statistics": "",
}
ARGUMENTS = {
    ("ModelConnection", "facets"): "(fields: [TASK, RUNNABLE], limit: 2)",
    ("Model", "cells"): '(properties: ["parameters", "license", "released"])',
    ("Model", "tasks"): "(scope: CLAIMED)",
}


@pytest.fixture(scope="module")
def context(memory_catalog: Catalog) -> Context:
    return Context(memory_catalog, None, "", lambda: None)


class Writer:
    """Writes random valid documents: aliases, fragments, nested lists and unions."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._fragments: list[str] = []

    def document(self) -> str:
        chosen = self._random.sample(sorted(ROOTS), 3)
        fields = [self._root(name, number) for number, name in enumerate(chosen)]
        return f"{{ __typename {' '.join(fields)} }} {' '.join(self._fragments)}"

    def _root(self, name: str, number: int) -> str:
        assert SCHEMA.query_type is not None
        kind = get_named_type(SCHEMA.query_type.fields[name].type)
        alias = f"a{number}: " if self._random.random() < 0.3 else ""
        return f"{alias}{name}{ROOTS[name]} {self._selection(kind, 3)}"

    def _selection(self, kind: Any, depth: int) -> str:
        if isinstance(kind, GraphQLUnionType):
            parts = [f"... on {each.name} {self._selection(each, depth)}" for each in kind.types]
            return f"{{ __typename {' '.join(parts)} }}"
        assert isinstance(kind, GraphQLObjectType)
        body = f"{{ __typename {' '.join(self._fields(kind, depth))} }}"
        if self._random.random() < 0.2:
            name = f"f{len(self._fragments)}"
            self._fragments.append(f"fragment {name} on {kind.name} {body}")
            return f"{{ ...{name} ... on {kind.name} {{ again: __typename }} }}"
        return body

    def _fields(self, kind: GraphQLObjectType, depth: int) -> Iterator[str]:
        for name, field in kind.fields.items():
            inner = get_named_type(field.type)
            given = ARGUMENTS.get((kind.name, name), "")
            if field.args and not given and name != "models":
                continue
            if isinstance(inner, LEAVES):
                if self._random.random() < 0.7:
                    yield name
            elif depth > 0 and self._random.random() < 0.5:
                yield f"{name}{given} {self._selection(inner, depth - 1)}"


def by_graphql_core(document: str, context: Context, variables: dict[str, Any]) -> Any:
    result = execute_sync(SCHEMA, parse(document), context_value=context, variable_values=variables)
    assert result.errors is None, result.errors
    return result.data


def projection(document: str) -> Projection | None:
    node = parse(document)
    operation = node.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return compiled(SCHEMA, node, operation)


@pytest.mark.parametrize("seed", range(40))
def test_a_random_document_gets_the_same_answer(context: Context, seed: int) -> None:
    document = Writer(seed).document()
    assert validate(SCHEMA, parse(document)) == []

    compiled_document = projection(document)

    assert compiled_document is not None
    assert compiled_document({}, context) == by_graphql_core(document, context, {})


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("query($m: [ID!]!) { compare(models: $m) { id } }", {"m": ["clip", "sam-clip"]}),
        ("query($m: [ID!]!) { compare(models: $m) { id } }", {"m": ["sam-clip", "gpt-5"]}),
        ("query($n: Int! = 3) { models(first: $n) { nodes { id } } }", {}),
        ("query($n: Int! = 3) { models(first: $n) { nodes { id } } }", {"n": 1}),
        (
            "query($w: ModelWhere) { models(where: $w) { totalCount } }",
            {"w": {"parameters": {"gte": 10**9}, "runnable": False}},
        ),
        ("query($w: ModelWhere) { models(where: $w) { totalCount } }", {"w": None}),
        ("query($w: ModelWhere) { models(where: $w) { totalCount } }", {}),
        (
            "query($o: ModelSort!) { models(order: {field: $o}) { nodes { id } } }",
            {"o": "PARAMETERS"},
        ),
        ('{ m: model(by: {slug: "clip"}) { id } m: model(by: {slug: "clip"}) { name } }', {}),
        (
            "query($f: [FacetField!]!) { models { facets(fields: $f) { field otherCount } } }",
            {"f": ["LICENSE", "TASK"]},
        ),
        (
            "query($s: TaskScope!) { model(by: {slug: \"clip\"}) { tasks(scope: $s) { scopes } } }",
            {"s": "CLAIMED"},
        ),
    ],
)  # fmt: skip
def test_variables_reach_every_argument(
    context: Context, document: str, variables: dict[str, Any]
) -> None:
    compiled_document = projection(document)

    assert compiled_document is not None
    assert compiled_document(variables, context) == by_graphql_core(document, context, variables)


@pytest.mark.parametrize(
    "document",
    [
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Model") { name } }',
        "{ statistics { models @include(if: true) } }",
        "query($x: Boolean!) { statistics @skip(if: $x) { models } }",
        "{ ...f @include(if: true) } fragment f on Query { __typename }",
    ],
)
def test_directives_and_introspection_are_left_to_graphql_core(document: str) -> None:
    assert projection(document) is None


@pytest.mark.parametrize("variables", [{}, {"n": None}, {"n": "x"}, {"n": 2**31}, {"n": 1.5}])
def test_wrong_variables_are_left_to_graphql_core(
    context: Context, variables: dict[str, Any]
) -> None:
    compiled_document = projection("query($n: Int!) { models(first: $n) { totalCount } }")

    assert compiled_document is not None
    with pytest.raises(UnfitError):
        compiled_document(variables, context)


@pytest.mark.parametrize(
    "document",
    [
        '{ model(by: {slug: "florence-3"}) { id } statistics { models } }',
        '{ a: compare(models: ["clip"]) { id } b: model(by: {slug: "clip"}) { id } }',
        "{ jobs { id } }",
    ],
)
def test_an_error_is_that_of_graphql_core(context: Context, document: str) -> None:
    engine = Engine(SCHEMA, Limits())

    async def answer() -> dict[str, Any]:
        prepared = await engine.prepare(Request(document))
        assert prepared.projection is not None
        return (await engine.execute(prepared, context)).body

    body = asyncio.run(answer())
    engine.close()

    expected = execute_sync(SCHEMA, parse(document), context_value=context)
    assert expected.errors is not None
    assert body["data"] == expected.data
    assert [error["path"] for error in body["errors"]] == [e.path for e in expected.errors]


def test_a_field_node_is_merged_with_its_equals(context: Context) -> None:
    document = """{ model(by: {slug: "clip"}) { organization { name } ...f } }
      fragment f on Model { organization { slug } }"""
    compiled_document = projection(document)
    assert compiled_document is not None

    answer = compiled_document({}, context)

    assert answer == {"model": {"organization": {"name": "OpenAI", "slug": "openai"}}}
