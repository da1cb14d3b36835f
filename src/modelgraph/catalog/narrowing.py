"""A filter of models as the index understands it."""

from __future__ import annotations

from collections.abc import Iterable

from modelgraph.catalog.entities import License
from modelgraph.catalog.filters import Filter
from modelgraph.catalog.lists import HALF_PRECISION_BYTES
from modelgraph.catalog.permissions import Asked, asked_of, says
from modelgraph.catalog.properties import event_of
from modelgraph.catalog.things import license_place
from modelgraph.index.dates import HEADLINE
from modelgraph.index.expression import (
    All,
    AnyOf,
    Dated,
    Has,
    MadeOf,
    Matching,
    Not,
    Sized,
    Stated,
    Where,
)
from modelgraph.index.facet import Key
from modelgraph.index.value import Index


def where(asked: Filter, index: Index, licenses: Iterable[License]) -> Where:
    """Return a filter with its text; ``licenses`` are those that models have."""
    text = (Matching(asked.q),) if asked.q.strip() else ()
    return All((*text, _narrowed(asked, index, tuple(licenses))))


def permitting(licenses: Iterable[License], acts: Asked) -> list[License]:
    """Return the licences that give an answer asked for to every act."""
    return [each for each in licenses if says(each, acts)]


def _narrowed(asked: Filter, index: Index, licenses: tuple[License, ...]) -> Where:
    def within(several: Iterable[Filter]) -> tuple[Where, ...]:
        return tuple(_narrowed(each, index, licenses) for each in several)

    parts: list[Where] = [
        *_has(Key.TASK, asked.task, narrower=not asked.exact_task),
        *_has(Key.LICENSE, tuple(map(license_place, asked.license))),
        *_permitted(asked, licenses),
        *_has(Key.ORGANIZATION, asked.org),
        *_has(Key.FAMILY, asked.family),
        *_has(Key.MODALITY, asked.modality),
        *_has(Key.FEATURE, asked.feature),
        *_has(Key.CATEGORY, asked.category),
        *_state(Key.RUNNABLE, asked.runnable, asked),
        *_state(Key.VERIFIED, asked.verified, asked),
        *_size(asked),
        *_date(asked, index),
        *([MadeOf(asked.derived_from)] if asked.derived_from else []),
        *within(asked.all_of),
        *([AnyOf(within(asked.any_of))] if asked.any_of else []),
        *map(Not, within(asked.none_of)),
    ]
    return All(tuple(parts))


def _permitted(asked: Filter, licenses: tuple[License, ...]) -> Iterable[Where]:
    if acts := asked_of(asked):
        fitting = permitting(licenses, acts)
        yield Has(Key.LICENSE, tuple(license_place(each.identifier) for each in fitting))


def _date(asked: Filter, index: Index) -> Iterable[Where]:
    after, before = asked.released_after, asked.released_before
    if asked.event:
        known = (each for each in index.events if each != HEADLINE)
        sorts = tuple(each for each in known if event_of(each, "")[0] == asked.event)
        yield Dated(sorts, after, before)
    elif after or before:
        yield Dated((HEADLINE,), after, before)


def _has(key: Key, ids: tuple[str, ...], *, narrower: bool = False) -> Iterable[Where]:
    if ids:
        yield Has(key, ids, narrower)


def _state(key: Key, wanted: bool | None, asked: Filter) -> Iterable[Where]:
    if wanted is not None:
        of = Has(key, asked.task, not asked.exact_task) if asked.task else Stated(key)
        yield of if wanted else Not(of)


def _size(asked: Filter) -> Iterable[Where]:
    if asked.minimum_parameters is not None or asked.maximum_parameters is not None:
        yield Sized(asked.minimum_parameters, asked.maximum_parameters)
    if asked.fits_bytes is not None:
        yield Sized(None, asked.fits_bytes // HALF_PRECISION_BYTES)
