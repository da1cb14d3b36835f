"""Documents compiled into plain functions: what is the same in every answer is decided once.

The compiled function gives the answers that go well. Whatever does not (a resolver that raises, a
null where none may be, a value that is not of its type) raises out of it, and graphql-core executes
the query anew, so that every error is graphql-core's own. Documents with directives or
introspection are not compiled. The tests hold both ways of answering against each other.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, TypeAlias, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from modelgraph.graphql.context import Context

_INT_RANGE: Final = range(-(2**31), 2**31)


class UnfitError(Exception):
    """This document, or this answer, is graphql-core's to deal with."""


@dataclass(slots=True)
class Asking:
    """What a resolver sees as ``info``: the context, and the variables for nested arguments."""

    context: Context
    variables: VariableValues


Finish: TypeAlias = Callable[[Any, Asking], Any]
"""From a resolved value to what is sent."""

Read: TypeAlias = Callable[[Any, Asking], Any]
"""From the entity behind a type to a resolved value."""


class Projection:
    """One query operation as a function from variables to data."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self._schema, self._fragments = schema, fragments
        self._variables = operation.variable_definitions or ()
        root = schema.query_type
        assert root is not None
        self._finish = self._object(root, [operation.selection_set])

    def __call__(self, variables: Mapping[str, Any], context: Context) -> Any:
        """Return the data.

        Raises:
            Exception: anything at all; then graphql-core is to be asked.
        """
        values = get_variable_values(self._schema, self._variables, dict(variables))
        if not isinstance(values, VariableValues):
            raise UnfitError
        return self._finish(_NOTHING, Asking(context, values))

    def _object(self, kind: GraphQLObjectType, selections: Iterable[SelectionSetNode]) -> Finish:
        nodes: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selection in selections:
            self._collect(kind, selection, nodes, seen)
        plan = tuple((key, self._field(kind, same)) for key, same in nodes.items())

        def finish(source: Any, asking: Asking) -> Any:
            return None if source is None else {key: read(source, asking) for key, read in plan}

        return finish

    def _collect(
        self,
        kind: GraphQLObjectType,
        selection: SelectionSetNode,
        nodes: dict[str, list[FieldNode]],
        seen: set[str],
    ) -> None:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                nodes.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._fits(kind, node.type_condition.name.value):
                    self._collect(kind, node.selection_set, nodes, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self._fragments[node.name.value]
                if self._fits(kind, fragment.type_condition.name.value):
                    self._collect(kind, fragment.selection_set, nodes, seen)

    def _fits(self, kind: GraphQLObjectType, name: str) -> bool:
        condition = self._schema.get_type(name)
        if isinstance(condition, GraphQLUnionType):
            return kind in condition.types
        return condition is kind

    def _field(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> Read:
        name = nodes[0].name.value
        if name == "__typename":
            return lambda _source, _asking: kind.name
        if name.startswith("__"):
            raise UnfitError
        field = kind.fields[name]
        inner = [node.selection_set for node in nodes if node.selection_set is not None]
        finish = self._type(field.type, inner)
        if (attribute := _attribute(field)) is not None:
            get = attrgetter(attribute)
            return lambda source, asking: finish(get(source), asking)
        read = _reader(field, nodes[0])
        return lambda source, asking: finish(read(source, asking), asking)

    def _type(self, kind: GraphQLOutputType, selections: list[SelectionSetNode]) -> Finish:
        if isinstance(kind, GraphQLNonNull):
            return _never_null(self._type(kind.of_type, selections))
        if isinstance(kind, GraphQLList):
            return _list(self._type(kind.of_type, selections))
        if isinstance(kind, GraphQLObjectType):
            return self._object(kind, selections)
        if isinstance(kind, GraphQLUnionType):
            return self._union(kind, selections)
        return _leaf(kind)

    def _union(self, kind: GraphQLUnionType, selections: list[SelectionSetNode]) -> Finish:
        members = [(each, self._object(each, selections)) for each in kind.types]
        known: dict[type, Finish] = {}

        def finish(value: Any, asking: Asking) -> Any:
            if value is None:
                return None
            member = known.get(type(value))
            if member is None:
                member = known[type(value)] = _member(members, value)
            return member(value, asking)

        return finish


_NOTHING: Final = object()
"""The root value: nothing reads it, but it is not null."""


def compiled(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Projection | None:
    """Return the compiled query, or nothing where graphql-core has to do it."""
    directives = _Directives()
    visit(document, directives)
    if directives.found:
        return None
    nodes = document.definitions
    fragments = {n.name.value: n for n in nodes if isinstance(n, FragmentDefinitionNode)}
    try:
        return Projection(schema, operation, fragments)
    except UnfitError:
        return None


class _Directives(Visitor):
    found = False

    def enter_directive(self, *_: Any) -> None:
        self.found = True


class _Variables(Visitor):
    found = False

    def enter_variable(self, _node: VariableNode, *_: Any) -> None:
        self.found = True


def _attribute(field: GraphQLField) -> str | None:
    """Return the attribute that a field without a resolver is."""
    made = field.extensions["strawberry-definition"]
    return made.python_name if made.is_basic_field else None


def _reader(field: GraphQLField, node: FieldNode) -> Read:
    resolve = field.resolve
    assert resolve is not None
    if not field.args:
        return _plain_reader(field)
    uses = _Variables()
    visit(node, uses)
    if uses.found:
        return lambda source, asking: resolve(
            source, asking, **get_argument_values(field, node, asking.variables)
        )
    arguments = get_argument_values(field, node)
    return lambda source, asking: resolve(source, asking, **arguments)


def _plain_reader(field: GraphQLField) -> Read:
    """Call a resolver without arguments itself; there is nothing for strawberry to convert."""
    function = field.extensions["strawberry-definition"].base_resolver.wrapped_func
    if len(inspect.signature(function).parameters) == 1:
        return lambda source, _asking: function(source)
    return cast(Read, function)


def _never_null(finish: Finish) -> Finish:
    def finished(value: Any, asking: Asking) -> Any:
        result = finish(value, asking)
        if result is None:
            raise UnfitError
        return result

    return finished


def _list(finish: Finish) -> Finish:
    def finished(value: Any, asking: Asking) -> Any:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            raise UnfitError
        return [finish(each, asking) for each in value]

    return finished


def _leaf(kind: GraphQLNamedType) -> Finish:
    if isinstance(kind, GraphQLEnumType):
        return _enum(kind)
    assert isinstance(kind, GraphQLScalarType)
    serialize = kind.serialize
    fits = _FITS.get(kind.name, _never)

    def finish(value: Any, _asking: Asking) -> Any:
        if fits(value):
            return value
        return None if value is None else serialize(value)

    return finish


def _never(_: Any) -> bool:
    return False


_FITS: Final[Mapping[str, Callable[[Any], bool]]] = {
    GraphQLString.name: lambda value: isinstance(value, str),
    GraphQLID.name: lambda value: isinstance(value, str),
    GraphQLBoolean.name: lambda value: value is True or value is False,
    GraphQLInt.name: lambda value: type(value) is int and value in _INT_RANGE,
}
"""Which values are sent as they are; others are for the scalar to serialize, or to refuse."""


def _enum(kind: GraphQLEnumType) -> Finish:
    names: dict[Any, Any] = {}

    def finish(value: Any, _asking: Asking) -> Any:
        if value is None:
            return None
        name = names.get(value)
        if name is None:
            name = names[value] = kind.serialize(value)
        return name

    return finish


def _member(members: list[tuple[GraphQLObjectType, Finish]], value: Any) -> Finish:
    for kind, finish in members:
        if kind.is_type_of is not None and kind.is_type_of(value, None):  # type: ignore[arg-type]
            return finish
    raise UnfitError
