"""The counts beside a list: how many models each value of a facet would leave.

Each facet ignores its own field of the filter, so that a second value of it can be chosen. Only
what is asked for is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from modelgraph.catalog import narrowing
from modelgraph.catalog.entities import License
from modelgraph.catalog.filters import Facets, FacetValue, Filter
from modelgraph.catalog.permissions import ACTS, asked_of
from modelgraph.catalog.things import license_name, license_place
from modelgraph.index import counts
from modelgraph.index.facet import Key
from modelgraph.index.passing import Models, passing
from modelgraph.index.value import Index

Names: TypeAlias = Mapping[str, Mapping[str, str]]
Count: TypeAlias = Callable[[Index, Models], dict[str, int]]
Values: TypeAlias = tuple[FacetValue, ...]


def facets(
    index: Index,
    asked: Filter,
    licenses: list[License],
    names: Names,
    only: Collection[str] | None,
) -> Facets:
    """Return the counts of the fields of ``Facets`` that ``only`` names, by default of all."""
    made = _Counting(index, asked, licenses, names)
    wanted = _COUNTED.keys() if only is None else only
    return Facets(**{
        field: count(made) if field in wanted else () for field, count in _COUNTED.items()
    })  # fmt: skip


class _Counting:
    """Counts the values of one facet after the other, and narrows once where two narrow alike."""

    def __init__(self, index: Index, asked: Filter, licenses: list[License], names: Names) -> None:
        self._index, self.asked, self._licenses, self._names = index, asked, licenses, names
        self._found: dict[Filter, Models] = {}

    def of(self, key: Key, free: Filter, count: Count | None = None) -> Values:
        """Count the values of a facet under a filter without its field."""
        found = self._passing(free)
        counted = count(self._index, found) if count else counts.counts(self._index, key, found)
        return self._valued(key, counted)

    def act(self, act: str, free: Filter) -> Values:
        """Count what licences that give the other answers say of an act."""
        found = self._passing(free)
        said: dict[str, list[str]] = {}
        for each in narrowing.permitting(self._licenses, asked_of(free)):
            for answer in (answer for name, answer in each.permits if name == act):
                said.setdefault(answer, []).append(license_place(each.identifier))
        facet = self._index.facets[Key.LICENSE]
        counted = {
            answer: facet.called(ids).intersection_cardinality(found)
            for answer, ids in said.items()
        }
        return self._valued("", {answer: n for answer, n in counted.items() if n})

    def _passing(self, free: Filter) -> Models:
        if free not in self._found:
            where = narrowing.where(free, self._index, self._licenses)
            self._found[free] = passing(self._index, where)
        return self._found[free]

    def _valued(self, key: str, counted: Mapping[str, int]) -> Values:
        names = self._names.get(key, {})
        made = (FacetValue(id_, names.get(id_, id_), n) for id_, n in counted.items())
        return tuple(sorted(made, key=lambda each: (-each.count, each.name.casefold(), each.id)))


def _tasks(made: _Counting) -> Values:
    count = None if made.asked.exact_task else counts.task_counts
    return made.of(Key.TASK, replace(made.asked, task=()), count)


def _by_expression(index: Index, of: Models) -> dict[str, int]:
    """Count licences as models state them: an address has a sign for each space."""
    counted = counts.counts(index, Key.LICENSE, of)
    return {license_name(id_): count for id_, count in counted.items()}


def _act(act: str, free: Callable[[Filter], Filter]) -> Callable[[_Counting], Values]:
    return lambda made: made.act(act, free(made.asked))


_COUNTED: Final[dict[str, Callable[[_Counting], Values]]] = {
    "tasks": _tasks,
    "licenses": lambda m: m.of(Key.LICENSE, replace(m.asked, license=()), _by_expression),
    "organizations": lambda m: m.of(Key.ORGANIZATION, replace(m.asked, org=())),
    "families": lambda m: m.of(Key.FAMILY, replace(m.asked, family=())),
    "modalities": lambda m: m.of(Key.MODALITY, replace(m.asked, modality=())),
    "features": lambda m: m.of(Key.FEATURE, replace(m.asked, feature=())),
    "categories": lambda m: m.of(Key.CATEGORY, replace(m.asked, category=())),
    "runnable": lambda m: m.of(
        Key.RUNNABLE, replace(m.asked, runnable=None), counts.with_any_of(Key.RUNNABLE)
    ),
    **{act.replace("-", "_"): _act(act, free) for act, _, free in ACTS},
}
