"""What questions are asked with. Fields beside each other narrow each other (AND); the values in
``anyOf`` are alternatives (OR)."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import strawberry

from modelgraph.catalog.filters import Filter, Sort
from modelgraph.graphql.enums import Direction, ModelSort
from modelgraph.graphql.errors import InvalidArgumentError
from modelgraph.graphql.fields import attribute
from modelgraph.graphql.scalars import BigInt, PartialDate

_UNSET = strawberry.UNSET


@strawberry.input(one_of=True, description="How a thing is named: exactly one of these.")
class ModelBy:
    id: strawberry.ID | None = strawberry.field(default=_UNSET, description="`org/slug`.")
    slug: str | None = strawberry.field(default=_UNSET, description="The bare slug, where unique.")
    name: str | None = strawberry.field(default=_UNSET, description="Any name or alias.")
    iri: str | None = strawberry.field(default=_UNSET, description="The IRI.")


@strawberry.input(one_of=True, description="How a task is named: exactly one of these.")
class TaskBy:
    slug: str | None = strawberry.field(default=_UNSET, description="The slug.")
    name: str | None = strawberry.field(default=_UNSET, description="Any name or alias.")
    iri: str | None = strawberry.field(
        default=_UNSET, description="The IRI, also that of a matching task of another scheme."
    )


By: TypeAlias = ModelBy | TaskBy


def name_of(by: By) -> str:
    """Return the one name that is given; the schema sees to it that it is one."""
    return next(str(value) for value in vars(by).values() if value not in (None, _UNSET))


@strawberry.input(description="Things by id, slug or name.")
class RefWhere:
    any_of: list[strawberry.ID] = strawberry.field(description="At least one of these.")


@strawberry.input(description="Tasks by slug, name or IRI.")
class TaskWhere:
    any_of: list[strawberry.ID] = strawberry.field(description="At least one of these.")
    include_narrower: bool = strawberry.field(
        default=True, description="Whether doing a narrower task counts."
    )


@strawberry.input(description="A range of whole numbers.")
class BigIntWhere:
    gte: BigInt | None = strawberry.field(default=None, description="At least.")
    lte: BigInt | None = strawberry.field(default=None, description="At most.")


@strawberry.input(description="A range of dates; a date of a year or month stands for its days.")
class DateWhere:
    gte: PartialDate | None = strawberry.field(default=None, description="On or after.")
    lte: PartialDate | None = strawberry.field(default=None, description="On or before.")


@strawberry.input(description="Which models. Fields beside each other narrow each other.")
class ModelWhere:
    task: TaskWhere | None = strawberry.field(default=None, description="Does one of these tasks.")
    license: RefWhere | None = strawberry.field(
        default=None, description="A variant is under one of these licences."
    )
    organization: RefWhere | None = strawberry.field(
        default=None, description="One of these stands behind it."
    )
    family: RefWhere | None = strawberry.field(
        default=None, description="Is of one of these lines."
    )
    modality: RefWhere | None = strawberry.field(
        default=None, description="Takes or gives one of these."
    )
    feature: RefWhere | None = strawberry.field(default=None, description="Has one of these.")
    category: RefWhere | None = strawberry.field(default=None, description="`open` or `closed`.")
    parameters: BigIntWhere | None = strawberry.field(
        default=None, description="A variant's size is in this range."
    )
    released: DateWhere | None = strawberry.field(
        default=None, description="The headline date is in this range."
    )
    runnable: bool | None = strawberry.field(
        default=None, description="Whether it can run (one of the given tasks) on this machine."
    )
    verified: bool | None = strawberry.field(
        default=None, description="Whether a run here has verified (one of the given tasks)."
    )


@strawberry.input(description="How a list is sorted; models without the value stand last.")
class ModelOrder:
    field: ModelSort = attribute("By what.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="Which way.")


_SORTS = {
    (ModelSort.NAME, Direction.ASC): Sort.NAME,
    (ModelSort.RELEASED, Direction.ASC): Sort.RELEASED,
    (ModelSort.RELEASED, Direction.DESC): Sort.NEWEST,
    (ModelSort.PARAMETERS, Direction.ASC): Sort.PARAMETERS,
    (ModelSort.PARAMETERS, Direction.DESC): Sort.LARGEST,
    (ModelSort.RELEVANCE, Direction.ASC): Sort.RELEVANCE,
    (ModelSort.RELEVANCE, Direction.DESC): Sort.RELEVANCE,
}


def filter_of(where: ModelWhere | None, search: str | None, order: ModelOrder | None) -> Filter:
    """Return the catalog's filter for these arguments.

    Raises:
        InvalidArgumentError: a list can't be sorted so.
    """
    given = Filter() if where is None else _filter(where)
    return replace(given, q=search or "", sort=None if order is None else _sort(order))


def _sort(order: ModelOrder) -> Sort:
    sort = _SORTS.get((order.field, order.direction))
    if sort is None:
        raise InvalidArgumentError("Names are sorted in ascending order only.")
    return sort


def _filter(where: ModelWhere) -> Filter:
    parameters, released = where.parameters or BigIntWhere(), where.released or DateWhere()
    return Filter(
        task=tuple(where.task.any_of) if where.task else (),
        exact_task=where.task is not None and not where.task.include_narrower,
        license=_any(where.license),
        org=_any(where.organization),
        family=_any(where.family),
        modality=_any(where.modality),
        feature=_any(where.feature),
        category=_any(where.category),
        runnable=where.runnable,
        verified=where.verified,
        minimum_parameters=parameters.gte,
        maximum_parameters=parameters.lte,
        released_after=released.gte or "",
        released_before=released.lte or "",
    )


def _any(where: RefWhere | None) -> tuple[str, ...]:
    return () if where is None else tuple(where.any_of)
