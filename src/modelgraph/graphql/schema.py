"""The schema, and its text as it is committed and served."""

from __future__ import annotations

from functools import cache

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    print_schema,
)

from modelgraph.graphql.mutation import Mutation
from modelgraph.graphql.query import Query
from modelgraph.graphql.scalars import config
from modelgraph.graphql.subscription import Subscription


@cache
def schema() -> GraphQLSchema:
    """Return the executable schema."""
    made = strawberry.Schema(Query, Mutation, Subscription, config=config())._schema
    for kind in made.type_map.values():
        _forget_null_defaults(kind)
        if isinstance(kind, GraphQLInputObjectType):
            # So graphql-core checks it itself, tells it to introspection and prints it.
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of
    return made


def sdl() -> str:
    """Return the schema as text, made anew."""
    return print_schema(schema()) + "\n"


def _forget_null_defaults(kind: GraphQLNamedType) -> None:
    """Let what is left out be absent: a default of null in the text would say nothing."""
    optional: list[GraphQLArgument | GraphQLInputField] = []
    if isinstance(kind, GraphQLInputObjectType):
        optional += kind.fields.values()
    elif isinstance(kind, GraphQLObjectType):
        optional += [each for field in kind.fields.values() for each in field.args.values()]
    for each in optional:
        if each.default_value is None:
            each.default_value = Undefined
