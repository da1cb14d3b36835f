"""The schema is the committed one, and everything in it is described."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_schema_changes,
)
from graphql.utilities.find_schema_changes import BreakingChange

from modelgraph import errors
from modelgraph.graphql.errors import CODES
from modelgraph.graphql.schema import schema, sdl
from modelgraph.graphql.sdl import SDL


def test_the_committed_text_is_that_of_the_code() -> None:
    assert SDL.read_text(encoding="utf-8") == sdl(), (
        "write it anew: python -c 'from modelgraph.graphql import schema, sdl; "
        "sdl.SDL.write_text(schema.sdl())'"
    )


def test_the_committed_text_stands_for_itself() -> None:
    committed = build_schema(SDL.read_text(encoding="utf-8"))

    changes = find_schema_changes(committed, schema())

    assert [change for change in changes if isinstance(change, BreakingChange)] == []


def things(made: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for name, kind in made.type_map.items():
        if name.startswith("__"):
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{name}.{key}", value.description) for key, value in kind.values.items())
        if isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{name}.{key}", field.description) for key, field in kind.fields.items())
        if isinstance(kind, GraphQLObjectType):
            for key, field in kind.fields.items():
                yield f"{name}.{key}", field.description
                for argument, value in field.args.items():
                    yield f"{name}.{key}({argument})", value.description


def test_every_type_field_argument_and_value_is_described() -> None:
    assert [name for name, description in things(schema()) if not description] == []


def test_arguments_and_fields_are_named_for_graphql() -> None:
    bad = [name for name, _ in things(schema()) if "_" in name.rpartition(".")[2].lower() and
           not name.rpartition(".")[2].isupper()]  # fmt: skip

    assert bad == []


def kinds(base: type[errors.ModelgraphError]) -> Iterator[type[errors.ModelgraphError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_no_code_means_two_things() -> None:
    own = {
        each.code
        for each in kinds(errors.ModelgraphError)
        if each.__module__ == "modelgraph.errors"
    }

    assert own & CODES.keys() == set()


@pytest.mark.parametrize("name", ["ModelBy", "TaskBy"])
def test_a_thing_is_named_in_exactly_one_way(name: str) -> None:
    assert f"input {name} @oneOf {{" in sdl()
