"""Lists, counts and search answered by the index: a filter taken apart, and models made of what the
index keeps of them.

``lists``, ``summaries`` and ``search`` give the same answers from the graph alone, model by model.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from modelgraph.catalog import counting, narrowing
from modelgraph.catalog.entities import License, ModelSummary, Similar
from modelgraph.catalog.filters import Facets, Filter, Page, Sort
from modelgraph.catalog.lists import check_size, cursor, key_of, sort_of
from modelgraph.catalog.similar import Wish, compared, freedom
from modelgraph.catalog.summaries import Directory
from modelgraph.catalog.things import license_of, license_place, organization_of
from modelgraph.index import alike, counts, pages, passing
from modelgraph.index.expression import All, AnyOf, Has, Sized, Where
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

    def _passing(self, asked: Filter) -> passing.Models:
        return passing.passing(self.index, narrowing.where(asked, self.index, self._licenses()))

    def _licenses(self) -> list[License]:
        """Return the licences of models."""
        known = map(IRI, self.index.facets[Key.LICENSE].words)
        return [license_of(each, self.directory.licenses) for each in known]

    # Models

    def model(self, iri: IRI) -> ModelSummary | None:
        """Return the model with this address, or nothing."""
        number = self.index.number(iri)
        return None if number is None else self.summary(number)

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

    def similar(self, iri: IRI, wish: Wish, limit: int | None) -> tuple[Similar, ...]:
        """Return the models that share tasks with one, those that share most of them first."""
        number = self.index.number(iri)
        if number is None:
            return ()
        model = self.summary(number)
        least = len(model.tasks) if wish.all_tasks else wish.at_least
        among = passing.passing(self.index, All(tuple(self._wished(model, wish))))
        found = alike.alike(self.index, number, least, among)
        return tuple(compared(model, self.summary(each)) for each in found[:limit].tolist())

    def _wished(self, model: ModelSummary, wish: Wish) -> Iterable[Where]:
        """Yield what fulfils a wish; of a model of which nothing is known nothing does."""
        if wish.freer_license:
            yield Has(Key.LICENSE, self._freer(freedom(model.licenses)))
        if wish.not_larger:
            size = model.minimum_parameters
            yield AnyOf(()) if size is None else Sized(None, size)

    def _freer(self, than: int | None) -> tuple[str, ...]:
        """Return the licences that permit more; none, where it is not known what is permitted."""
        if than is None:
            return ()
        freer = (each for each in self._licenses() if (freedom([each]) or 0) > than)
        return tuple(license_place(each.identifier) for each in freer)

    # Counts

    def task_counts(self) -> Mapping[str, int]:
        """Return by slug how many models do a task or a narrower one."""
        return counts.task_counts(self.index, self.index.live)

    def feature_counts(self) -> Mapping[str, int]:
        """Return by slug how many models have a feature."""
        return counts.counts(self.index, Key.FEATURE, self.index.live)

    def of_families(self) -> Mapping[str, list[str]]:
        """Return the ids of the models of each family, by its slug."""
        facet = self.index.facets[Key.FAMILY]
        return {
            slug: [self.index.id(number) for number in facet.called([slug])]
            for slug in facet.words.ids
        }

    def search(self, text: str, limit: int) -> tuple[ModelSummary, ...]:
        """Return the models that a text may mean, best first."""
        found = scores(self.index, text)
        ranked = pages.ranked(self.index, found, found)
        return tuple(self.summary(number) for _, number in ranked[: max(0, limit)])

    # Questions

    def listed(self, asked: Filter) -> tuple[ModelSummary, ...]:
        """Return the models that pass a filter, in its order."""
        found = self._passing(asked)
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
        found = self._passing(asked)
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

    def facets(self, asked: Filter, only: Collection[str] | None = None) -> Facets:
        """Return the counts beside a list, all or those of some fields of ``Facets``."""
        return counting.facets(self.index, asked, self._licenses(), self.names, only)
