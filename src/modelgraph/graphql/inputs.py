"""What questions are asked with. Fields beside each other narrow each other (AND); the values in
``anyOf`` are alternatives (OR)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, TypeAlias

import strawberry

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.filters import Filter, Sort
from modelgraph.catalog.permissions import ANSWERS
from modelgraph.errors import TooManyError
from modelgraph.graphql.enums import Direction, ModelSort
from modelgraph.graphql.errors import InvalidArgumentError
from modelgraph.graphql.fields import attribute
from modelgraph.graphql.scalars import BigInt, PartialDate

_UNSET = strawberry.UNSET
_CLAUSES: Final = 50


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


@strawberry.input(description="Things by slug, identifier, name or IRI.")
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
    gte: PartialDate | None = strawberry.field(
        default=None, description="On or after it for sure; 2024 is not surely after 2024-06."
    )
    lte: PartialDate | None = strawberry.field(
        default=None, description="On or before it for sure; 2024 is not surely before 2024-06."
    )


def _optional(description: str, name: str | None = None) -> Any:
    return strawberry.field(default=None, description=description, name=name)


@strawberry.input(
    description="Which models. Fields beside each other narrow each other, AND, OR and NOT too."
)
class ModelWhere:
    all_of: list[ModelWhere] | None = _optional("All of these hold.", "AND")
    one_of: list[ModelWhere] | None = _optional("At least one of these holds.", "OR")
    none_of: ModelWhere | None = _optional("This does not hold.", "NOT")
    task: TaskWhere | None = _optional("Does one of these tasks.")
    license: RefWhere | None = _optional("A variant is under one of these licences.")
    commercial_use: RefWhere | None = _optional(
        "What one of its licences says of commercial use: `yes`, `no` or `conditional`."
    )
    redistribution: RefWhere | None = _optional(
        "What one of its licences says of passing it on; with the acts beside, the same licence."
    )
    changes: RefWhere | None = _optional(
        "What one of its licences says of changing it; with the acts beside, the same licence."
    )
    organization: RefWhere | None = _optional("One of these stands behind it.")
    family: RefWhere | None = _optional("Is of one of these lines.")
    modality: RefWhere | None = _optional("Takes or gives one of these; by slug.")
    feature: RefWhere | None = _optional("Has one of these.")
    category: RefWhere | None = _optional("`open` or `closed`.")
    parameters: BigIntWhere | None = _optional("A variant's size is in this range.")
    fits_bytes: BigInt | None = _optional(
        "The weights of its smallest variant take at most so many bytes at half precision."
    )
    released: DateWhere | None = _optional("The headline date is in this range.")
    event: str | None = _optional(
        "Of which release event `released` speaks: `weights`, `preprint` …; left out, the headline."
    )
    derived_from: RefWhere | None = _optional(
        "Was made of one of these models, through any number of steps."
    )
    runnable: bool | None = _optional("Whether it can run (one of the given tasks) here.")
    verified: bool | None = _optional("Whether a run here has verified (one of the given tasks).")


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


def filter_of(
    catalog: Catalog, where: ModelWhere | None, search: str | None, order: ModelOrder | None
) -> Filter:
    """Return the catalog's filter for these arguments.

    Raises:
        NotFoundError: a thing is named that the catalog doesn't have.
        TooManyError: more clauses than allowed.
        InvalidArgumentError: a list can't be sorted so.
    """
    given = Filter() if where is None else _Reading(catalog).filter(where)
    return replace(given, q=search or "", sort=None if order is None else _sort(order))


def _sort(order: ModelOrder) -> Sort:
    sort = _SORTS.get((order.field, order.direction))
    if sort is None:
        raise InvalidArgumentError("Names are sorted in ascending order only.")
    return sort


class _Reading:
    """Reads one ``where``; every name in it is looked up, so that a wrong one is not just empty."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._clauses = 0

    def filter(self, where: ModelWhere) -> Filter:
        self._clauses += 1
        if self._clauses > _CLAUSES:
            raise TooManyError(
                f"A filter may have {_CLAUSES} clauses.", limit=_CLAUSES, actual=self._clauses
            )
        ask = self._catalog
        parameters, released = where.parameters or BigIntWhere(), where.released or DateWhere()
        return Filter(
            task=tuple(ask.task(name).slug for name in where.task.any_of) if where.task else (),
            exact_task=where.task is not None and not where.task.include_narrower,
            license=tuple(ask.license(name).identifier for name in _any(where.license)),
            commercial_use=_answers(where.commercial_use),
            redistribution=_answers(where.redistribution),
            changes=_answers(where.changes),
            org=tuple(ask.organization(name).slug for name in _any(where.organization)),
            family=tuple(ask.family(name).slug for name in _any(where.family)),
            modality=_any(where.modality),
            feature=tuple(ask.feature(name).slug for name in _any(where.feature)),
            category=_any(where.category),
            runnable=where.runnable,
            verified=where.verified,
            minimum_parameters=parameters.gte,
            maximum_parameters=parameters.lte,
            fits_bytes=where.fits_bytes,
            released_after=released.gte or "",
            released_before=released.lte or "",
            event=where.event or "",
            derived_from=tuple(ask.summary(name).id for name in _any(where.derived_from)),
            all_of=tuple(self.filter(each) for each in where.all_of or ()),
            any_of=tuple(self.filter(each) for each in where.one_of or ()),
            none_of=() if where.none_of is None else (self.filter(where.none_of),),
        )


def _answers(where: RefWhere | None) -> tuple[str, ...]:
    given = _any(where)
    if strange := [each for each in given if each not in ANSWERS]:
        raise InvalidArgumentError(
            f"{strange[0][:40]!r} is no answer of a licence.", hint=f"One of {', '.join(ANSWERS)}."
        )
    return given


def _any(where: RefWhere | None) -> tuple[str, ...]:
    return () if where is None else tuple(where.any_of)
