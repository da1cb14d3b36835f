"""What an operation may cost, from the schema and its variables, before anything is asked.

A scalar costs 0 and an object 1; a list costs as many objects as its ``first`` argument says, or as
the catalog usually has there; a comparison or a question of shared tasks grows with the number of
models named. Facets cost 5 a field. So a cost is an upper estimate of the objects in the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
)
from graphql.type import GraphQLOutputType, is_list_type, is_non_null_type

from modelgraph.graphql.errors import RequestRefusedError
from modelgraph.graphql.limits import Limits

_USUAL: Final = {
    ("Comparison", "rows"): 25,
    ("Comparison", "differences"): 20,
    ("Comparison", "tasks"): 15,
    ("Comparison", "features"): 15,
    ("Comparison", "sharedTasks"): 5,
    ("Comparison", "models"): 1,
    ("Comparison", "obstacles"): 1,
    ("Row", "cells"): 1,
    ("TaskRow", "support"): 1,
    ("SharedTask", "support"): 1,
    ("SharedTask", "notRunnable"): 1,
    ("Cell", "values"): 2,
    ("Cell", "accepted"): 2,
    ("Cell", "outranked"): 1,
    ("StatedValue", "citations"): 2,
    ("Model", "cells"): 25,
    ("Variant", "cells"): 10,
    ("Model", "tasks"): 6,
    ("ModelConnection", "facets"): 5,
    ("FacetBucket", "values"): 10,
    ("Query", "tasks"): 60,
    ("Query", "features"): 60,
    ("Query", "licenses"): 30,
    ("Query", "organizations"): 60,
    ("Query", "families"): 20,
    ("Query", "sources"): 40,
    ("ChangeConnection", "nodes"): 1,
    ("Query", "conflicts"): 100,
    ("Query", "agreement"): 60,
    ("Query", "coverage"): 10,
    ("ConflictCounts", "byProperty"): 10,
    ("ConflictCounts", "bySources"): 60,
    ("ConflictCounts", "byModel"): 60,
    ("Query", "sharedTasks"): 5,
}
"""How many a list without ``first`` usually holds; within a comparison, for each model of it."""

_OTHERWISE: Final = 3
_PAGING: Final = frozenset({"first", "limit"})
"""Arguments that say how many; what a list gives at most is the same for all."""
_PER_MODEL: Final = {("Query", "compare"), ("Query", "sharedTasks")}

Size: TypeAlias = int | str
"""A number, or the name of the variable that holds it (or a list of that many)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """``own`` plus each part as often as its size says."""

    own: int
    parts: tuple[tuple[Size, int, Cost], ...] = ()

    def of(self, variables: Mapping[str, Any]) -> int:
        """Return the cost under these variables."""
        return self.own + sum(
            _number(size, fallback, variables) * part.of(variables)
            for size, fallback, part in self.parts
        )


@dataclass(frozen=True, slots=True)
class Page:
    """How many items a field is asked for, and by which argument; ``default`` is what holds where
    its variable is left out, ``goes_on`` whether a cursor brings what follows."""

    field: str
    argument: str
    size: Size
    default: int
    goes_on: bool

    def check(self, variables: Mapping[str, Any], limits: Limits) -> None:
        """Refuse a page that is too large, or of nothing.

        Raises:
            RequestRefusedError: it is.
        """
        size = self.size if isinstance(self.size, int) else variables.get(self.size, self.default)
        if not isinstance(size, int):
            return  # null is the default of the argument; what else it may be is refused as such
        limit = limits.page if self.goes_on else limits.items
        if size > limit:
            message = f"`{self.field}` gives at most {limit} at once, and not {size:,}."
            hint = "Ask for the next page with `after`." if self.goes_on else "Narrow the question."
            raise RequestRefusedError("TOO_MANY", message, hint=hint, limit=limit, actual=size)
        if size < 1:
            message = f"`{self.argument}` of `{self.field}` must be at least 1, and is {size:,}."
            raise RequestRefusedError("INVALID_ARGUMENT", message, actual=size)


@dataclass(frozen=True, slots=True)
class Price:
    """What an operation costs, and the pages that it asks for."""

    cost: Cost
    pages: tuple[Page, ...]


def priced(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Price:
    """Return the price of a valid operation; its expanded size is bounded by ``limits`` before."""
    root = schema.get_root_type(operation.operation)
    defaults = {
        each.variable.name.value: int(each.default_value.value)
        for each in operation.variable_definitions or ()
        if isinstance(each.default_value, IntValueNode)
    }
    pricing = _Pricing(schema, fragments, defaults, {})
    cost = pricing.selection(root, operation.selection_set)
    return Price(cost, tuple(pricing.pages))


@dataclass(frozen=True, slots=True)
class _Pricing:
    """``defaults`` are those of the operation's variables, where they are numbers; ``pages`` has
    those met on the way, each once."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    defaults: Mapping[str, int]
    pages: dict[Page, None]

    def selection(self, parent: Any, selections: SelectionSetNode) -> Cost:
        own, parts = 0, []
        for node in selections.selections:
            if isinstance(node, FieldNode):
                found = self._field(parent, node)
            else:
                found = 1, 1, self._fragment(parent, node)
            if found is None:
                continue
            size, _, each = found
            if isinstance(size, int) and not each.parts:
                own += max(size, 0) * each.own
            else:
                parts.append(found)
        return Cost(own, tuple(parts))

    def _fragment(self, parent: Any, node: SelectionNode) -> Cost:
        if isinstance(node, FragmentSpreadNode):
            fragment = self.fragments[node.name.value]
            inner, name = fragment.selection_set, fragment.type_condition.name.value
        else:
            assert isinstance(node, InlineFragmentNode)
            inner = node.selection_set
            name = node.type_condition.name.value if node.type_condition else ""
        return self.selection(self.schema.get_type(name) if name else parent, inner)

    def _field(self, parent: Any, node: FieldNode) -> tuple[Size, int, Cost] | None:
        name = node.name.value
        if name.startswith("__") or not isinstance(
            parent, GraphQLObjectType | GraphQLInterfaceType
        ):
            return None
        field = parent.fields[name]
        for argument in _PAGING & field.args.keys():
            size = _argument(node, argument, 1)
            default = self.defaults.get(size, 1) if isinstance(size, str) else size
            page = Page(name, argument, size, default, "after" in field.args)
            self.pages[page] = None
        kind = get_named_type(field.type)
        if isinstance(kind, GraphQLScalarType | GraphQLEnumType) or node.selection_set is None:
            return None
        inner = self.selection(kind, node.selection_set)
        each = Cost(inner.own + 1, inner.parts)
        if (first := field.args.get("first")) is not None:
            return self._sized(node, "first", _default(first), each)
        if (parent.name, name) in _PER_MODEL:
            return self._sized(node, "models", 8, each)
        usual = _USUAL.get((parent.name, name), _OTHERWISE) if _is_list(field.type) else 1
        return usual, usual, each

    def _sized(
        self, node: FieldNode, argument: str, default: int, each: Cost
    ) -> tuple[Size, int, Cost]:
        size = _argument(node, argument, default)
        return size, self.defaults.get(size, default) if isinstance(size, str) else size, each


def _is_list(kind: GraphQLOutputType) -> bool:
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)


def _default(argument: GraphQLArgument) -> int:
    value = getattr(argument.default, "value", Undefined) if argument.default else Undefined
    if value is Undefined:
        value = getattr(argument, "default_value", Undefined)
    return value if isinstance(value, int) else _OTHERWISE


def _argument(node: FieldNode, name: str, default: int) -> Size:
    for argument in node.arguments or ():
        if argument.name.value == name:
            return _size(argument.value, default)
    return default


def _size(value: ValueNode, default: int) -> Size:
    if isinstance(value, VariableNode):
        return value.name.value
    if isinstance(value, ListValueNode):
        return len(value.values)
    return int(value.value) if isinstance(value, IntValueNode) else default


def _number(size: Size, fallback: int, variables: Mapping[str, Any]) -> int:
    if isinstance(size, int):
        return max(size, 0)
    value = variables.get(size, fallback)
    if isinstance(value, list):
        return len(value)
    return max(value, 0) if isinstance(value, int) else fallback
