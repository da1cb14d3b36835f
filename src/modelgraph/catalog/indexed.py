"""Lists, counts and search answered by the index: a filter taken apart, and models made of what the
index keeps of them.

``lists``, ``summaries`` and ``search`` give the same answers from the graph alone, model by model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from modelgraph.catalog.entities import License, ModelSummary
from modelgraph.catalog.filters import Facets, FacetValue, Filter, Page, Sort
from modelgraph.catalog.lists import HALF_PRECISION_BYTES, check_size, cursor, key_of, sort_of
from modelgraph.catalog.permissions import ACTS, Asked, asked_of, says
from modelgraph.catalog.properties import event_of
from modelgraph.catalog.summaries import Directory
from modelgraph.catalog.things import license_of, organization_of
from modelgraph.index import counts, pages, passing
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
from modelgraph.index.order import By
from modelgraph.index.record import Record
from modelgraph.index.searching import scores
from modelgraph.index.value import Index
from modelgraph.store import IRI
from modelgraph.vocabulary.addresses import local

_ORDERS: Final = {
    Sort.NAME: By.NAME,
    Sort.RELEASED: By.RELEASED,
    Sort.NEWEST: By.NEWEST,
    Sort.PARAMETERS: By.SMALLEST,
    Sort.LARGEST: By.LARGEST,
}


@dataclass(frozen=True, slots=True)
class Indexed:
    """An index with what its values are called and what licences permit."""

    index: Index
    directory: Directory
    names: Mapping[str, Mapping[str, str]]

    def where(self, asked: Filter) -> Where:
        """Return a filter with its text, taken apart."""
        text = (Matching(asked.q),) if asked.q.strip() else ()
        return All((*text, self._narrowed(asked)))

    def _narrowed(self, asked: Filter) -> Where:
        parts: list[Where] = [
            *_has(Key.TASK, asked.task, narrower=not asked.exact_task),
            *_has(Key.LICENSE, asked.license),
            *self._permitted(asked),
            *_has(Key.ORGANIZATION, asked.org),
            *_has(Key.FAMILY, asked.family),
            *_has(Key.MODALITY, asked.modality),
            *_has(Key.FEATURE, asked.feature),
            *_has(Key.CATEGORY, asked.category),
            *_state(Key.RUNNABLE, asked.runnable, asked),
            *_state(Key.VERIFIED, asked.verified, asked),
            *_size(asked),
            *self._date(asked),
            *([MadeOf(asked.derived_from)] if asked.derived_from else []),
            *(self._narrowed(each) for each in asked.all_of),
            *(Not(self._narrowed(each)) for each in asked.none_of),
        ]
        if asked.any_of:
            parts.append(AnyOf(tuple(self._narrowed(each) for each in asked.any_of)))
        return All(tuple(parts))

    def _permitted(self, asked: Filter) -> Iterable[Where]:
        if acts := asked_of(asked):
            yield Has(Key.LICENSE, tuple(each.identifier for each in self._permitting(acts)))

    def _permitting(self, acts: Asked) -> list[License]:
        """Return the licences of models that give an answer asked for to every act."""
        return [each for each in self._licenses() if says(each, acts)]

    def _licenses(self) -> Iterable[License]:
        known = map(IRI, self.index.facets[Key.LICENSE].words)
        return (license_of(each, self.directory.licenses) for each in known)

    def _date(self, asked: Filter) -> Iterable[Where]:
        after, before = asked.released_after, asked.released_before
        if asked.event:
            known = (each for each in self.index.events if each != HEADLINE)
            sorts = tuple(each for each in known if event_of(each, "")[0] == asked.event)
            yield Dated(sorts, after, before)
        elif after or before:
            yield Dated((HEADLINE,), after, before)

    # Models

    def summary(self, number: int) -> ModelSummary:
        """Return a model as lists show it."""
        record = self.index.record(number)
        organization = next(iter(self._texts(record, Key.ORGANIZATION)), None)
        sizes = self.index.sizes.of(number)
        id_ = self.index.id(number)
        return ModelSummary(
            self.index.iri(number),
            id_,
            id_.rpartition("/")[2],
            record.name,
            None
            if organization is None
            else organization_of(IRI(organization), self.directory.organizations),
            next(iter(self._texts(record, Key.FAMILY)), ""),
            tuple(
                license_of(IRI(each), self.directory.licenses)
                for each in sorted(self._texts(record, Key.LICENSE))
            ),
            sizes and sizes[0],
            sizes and sizes[1],
            self.index.released(record),
            next(iter(self._texts(record, Key.CATEGORY)), ""),
            self._ids(record, Key.TASK),
            self._ids(record, Key.RUNNABLE),
            self._ids(record, Key.VERIFIED),
            self._ids(record, Key.MODALITY),
            record.variants,
            self._ids(record, Key.FEATURE),
            tuple(sorted(self._texts(record, Key.PAPER))),
            self._ids(record, Key.BASE),
        )

    def _texts(self, record: Record, key: Key) -> list[str]:
        words = self.index.facets[key].words
        return [words[number] for number in record.of(key)]

    def _ids(self, record: Record, key: Key) -> tuple[str, ...]:
        return tuple(sorted(map(local, self._texts(record, key))))

    # Questions

    def listed(self, asked: Filter) -> tuple[ModelSummary, ...]:
        """Return the models that pass a filter, in its order."""
        found = passing.passing(self.index, self.where(asked))
        sort = sort_of(asked)
        if sort is Sort.RELEVANCE:
            ranked = pages.ranked(self.index, self._scores(asked), found)
            return tuple(self.summary(number) for _, number in ranked)
        return tuple(map(self.summary, pages.listed(self.index, found, _ORDERS[sort])))

    def page(self, asked: Filter, first: int, after: str | None) -> Page:
        """Return a part of a list.

        Raises:
            TooManyError: more than ``LARGEST_PAGE`` are asked for.
            InvalidDataError: less than one is asked for, or the cursor is none of this order.
        """
        check_size(first)
        sort = sort_of(asked)
        place = key_of(after, sort) if after else None
        found = passing.passing(self.index, self.where(asked))
        if sort is Sort.RELEVANCE:
            ranked = pages.ranked(self.index, self._scores(asked), found)
            part = pages.part_of(ranked, first, place)
            last = (
                next((key for key, number in ranked if number == part.models[-1]), None)
                if (part.models)
                else None
            )
        else:
            by = _ORDERS[sort]
            part = pages.page(self.index, found, by, first, after=place)
            last = self.index.place(by, part.models[-1]) if part.models else None
        return Page(
            tuple(map(self.summary, part.models)),
            len(found),
            cursor(sort, last) if part.behind and last is not None else None,
            part.before,
        )

    def _scores(self, asked: Filter) -> dict[int, float]:
        return scores(self.index, asked.q) if asked.q.strip() else {}

    def facets(self, asked: Filter) -> Facets:
        """Return the counts beside a list; each facet ignores its own field of the filter."""

        def count(
            key: Key, free: Filter, of: Callable[..., dict[str, int]] | None = None
        ) -> tuple[FacetValue, ...]:
            found = passing.passing(self.index, self.where(free))
            counted = of(self.index, found) if of else counts.counts(self.index, key, found)
            return self._valued(key, counted)

        return Facets(
            count(Key.TASK, replace(asked, task=()),
                  None if asked.exact_task else counts.task_counts),
            count(Key.LICENSE, replace(asked, license=())),
            count(Key.ORGANIZATION, replace(asked, org=())),
            count(Key.FAMILY, replace(asked, family=())),
            count(Key.MODALITY, replace(asked, modality=())),
            count(Key.FEATURE, replace(asked, feature=())),
            count(Key.CATEGORY, replace(asked, category=())),
            count(Key.RUNNABLE, replace(asked, runnable=None), counts.with_any_of(Key.RUNNABLE)),
            *(self._act(act, free(asked)) for act, _, free in ACTS),
        )  # fmt: skip

    def _act(self, act: str, free: Filter) -> tuple[FacetValue, ...]:
        """Count what licences that give the other answers say of an act."""
        found = passing.passing(self.index, self.where(free))
        said: dict[str, list[str]] = {}
        for each in self._permitting(asked_of(free)):
            for answer in (answer for name, answer in each.permits if name == act):
                said.setdefault(answer, []).append(each.identifier)
        licenses = self.index.facets[Key.LICENSE]
        counted = {
            answer: licenses.called(ids).intersection_cardinality(found)
            for answer, ids in said.items()
        }
        return self._valued("", {answer: n for answer, n in counted.items() if n})

    def _valued(self, key: str, counted: Mapping[str, int]) -> tuple[FacetValue, ...]:
        names = self.names.get(key, {})
        made = (FacetValue(id_, names.get(id_, id_), n) for id_, n in counted.items())
        return tuple(sorted(made, key=lambda each: (-each.count, each.name.casefold(), each.id)))


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
