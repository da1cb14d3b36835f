"""Models side by side."""

from __future__ import annotations

# The self of a resolver is the entity behind the type, which strawberry calls its parent.
# mypy: disable-error-code="misc"
from dataclasses import replace
from itertools import groupby
from typing import Annotated, TypeAlias, cast

import strawberry

from modelgraph.catalog import entities
from modelgraph.graphql.enums import TaskScope
from modelgraph.graphql.errors import InvalidArgumentError
from modelgraph.graphql.fields import attribute, field
from modelgraph.graphql.models import Feature, Model, Task, TaskSupport, WhyNot
from modelgraph.graphql.values import Cell, Property

DifferencesOnly = Annotated[
    bool, strawberry.argument(description="Whether to leave out rows that are all the same.")
]
ComparisonParent: TypeAlias = entities.Comparison


@strawberry.type(description="A task that every given model does.")
class SharedTask:
    task: Task = attribute("The task.")
    scope: TaskScope = attribute("The strongest that holds for all of them.")  # type: ignore[valid-type]
    models: list[strawberry.ID] = attribute("The ids of the models.")
    support: list[TaskSupport] = attribute("How each does it, parallel to `models`.")
    not_runnable: list[WhyNot] = attribute("Why some can't run it here; empty where all can.")


@strawberry.type(description="One property over all compared models.")
class Row:
    cells: list[Cell] = attribute("One cell a model, parallel to the models.")
    differs: bool = attribute("Whether the cells are not all the same.")
    has_conflict: bool = attribute("Whether sources disagree in a cell.")

    @field("The property.")
    def property(self: entities.Row) -> Property:
        return cast("Property", self.of)


@strawberry.type(description="Rows that belong together.")
class RowGroup:
    label: str = attribute("What they have in common.")
    rows: list[Row] = attribute("The rows.")


@strawberry.type(description="One task of at least one of the models.")
class TaskRow:
    task: Task = attribute("The task.")
    support: list[TaskSupport | None] = attribute(
        "How each model does it, parallel to the models; null where it doesn't."
    )


@strawberry.type(description="One feature of at least one of the models.")
class FeatureRow:
    feature: Feature = attribute("The feature.")
    has: list[bool] = attribute("Whether each model has it, parallel to the models.")


@strawberry.type(description="Two to eight models side by side.")
class Comparison:
    id: strawberry.ID = attribute("Its permanent name: the ids in alphabetical order.")
    models: list[Model] = attribute("The models, in the order given.")
    differences: list[Row] = attribute("The rows whose cells are not all the same.")
    tasks: list[TaskRow] = attribute("Every task of any of them.")
    features: list[FeatureRow] = attribute("Every feature of any of them.")
    obstacles: list[WhyNot] = attribute("Why a model can't run anything here.")

    @field("The tasks that all of them do.")
    def shared_tasks(self: ComparisonParent) -> list[SharedTask]:
        return cast("list[SharedTask]", self.shared)

    @field("One row a property.")
    def rows(self: ComparisonParent, differences_only: DifferencesOnly = False) -> list[Row]:
        return cast("list[Row]", self.differences if differences_only else self.rows)

    @field("The rows in groups.")
    def groups(self: ComparisonParent) -> list[RowGroup]:
        grouped = groupby(self.rows, key=lambda row: row.of.group)
        return [
            RowGroup(label=label, rows=cast("list[Row]", list(rows))) for label, rows in grouped
        ]

    @field("The path of its page on this server.")
    def canonical_path(self: ComparisonParent) -> str:
        return f"/compare?models={self.id}"


def only(comparison: entities.Comparison, properties: list[str] | None) -> Comparison:
    """Return the comparison with the rows of these properties, in its own order.

    Raises:
        InvalidArgumentError: there is no such property.
    """
    if properties is not None:
        known = {row.of.key: row for row in comparison.rows}
        if unknown := [key for key in properties if key not in known]:
            raise InvalidArgumentError(
                f"There is no property called {unknown[0]!r}.",
                hint=f"The properties are: {', '.join(known)}.",
                unknown=unknown,
            )
        rows = tuple(row for row in comparison.rows if row.of.key in properties)
        comparison = replace(comparison, rows=rows)
    return cast("Comparison", comparison)
