"""Lists of models: filtered, sorted, cut into pages, counted by facet."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from modelgraph.catalog.entities import ModelSummary
from modelgraph.catalog.filters import Facets, FacetValue, Filter, Page, Sort
from modelgraph.catalog.permissions import ACTS, answers, asked_of, permits
from modelgraph.errors import InvalidDataError, TooManyError
from modelgraph.vocabulary.dates import surely_between

LARGEST_PAGE: Final = 100
HALF_PRECISION_BYTES: Final = 2
Key: TypeAlias = tuple[bool, float, str, str]
"""Whether the value is missing, a number, a text, the id: what a list is ordered by."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All models, and what a filter needs to know of them: ``below`` has a task's narrower ones by
    slug, ``names`` what facet values are called, ``scores`` what a text means, ``above`` what each
    model was made of, through any number of steps, ``events`` the dates by model and release event.
    """

    models: tuple[ModelSummary, ...]
    below: Mapping[str, frozenset[str]]
    names: Mapping[str, Mapping[str, str]]
    scores: Callable[[str], Mapping[str, float]]
    above: Mapping[str, frozenset[str]]
    events: Mapping[str, Mapping[str, frozenset[str]]]


def ancestors(bases: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return for each model what it was made of, through any number of steps; sources may be wrong
    and go in a circle."""
    found = {}
    for id_ in bases:
        seen: set[str] = set()
        ahead = [*bases[id_]]
        while ahead:
            base = ahead.pop()
            if base not in seen:
                seen.add(base)
                ahead += bases.get(base, ())
        found[id_] = frozenset(seen)
    return found


def listed(shelf: Shelf, where: Filter) -> tuple[ModelSummary, ...]:
    """Return the models that pass a filter, in its order."""
    return tuple(model for model, _ in _ordered(shelf, where))


def page(shelf: Shelf, where: Filter, first: int, after: str | None) -> Page:
    """Return a part of a list.

    Raises:
        TooManyError: more than ``LARGEST_PAGE`` are asked for.
        InvalidDataError: less than one is asked for, or the cursor is none of this order.
    """
    check_size(first)
    ordered = _ordered(shelf, where)
    sort = sort_of(where)
    start = bisect_right([key for _, key in ordered], key_of(after, sort)) if after else 0
    part = ordered[start : start + first]
    more = start + len(part) < len(ordered)
    return Page(
        tuple(model for model, _ in part),
        len(ordered),
        cursor(sort, part[-1][1]) if part and more else None,
        start > 0,
    )


def check_size(first: int) -> None:
    """Refuse a page that is too large, or of nothing.

    Raises:
        TooManyError: more than ``LARGEST_PAGE`` are asked for.
        InvalidDataError: less than one is.
    """
    if first > LARGEST_PAGE:
        raise TooManyError(
            f"A page holds at most {LARGEST_PAGE} models.", limit=LARGEST_PAGE, actual=first
        )
    if first < 1:
        raise InvalidDataError("A page holds at least one model.", actual=first)


def facets(shelf: Shelf, where: Filter) -> Facets:
    """Return the counts beside a list; each facet ignores its own field of the filter."""
    found = set(shelf.scores(where.q)) if where.q.strip() else None

    def count(
        kind: str, free: Filter, values: Callable[[ModelSummary], Iterable[str]]
    ) -> tuple[FacetValue, ...]:
        passing = (model for model in shelf.models if _passes(shelf, model, free, found))
        counts = Counter(value for model in passing for value in set(values(model)))
        names = shelf.names.get(kind, {})
        made = (FacetValue(id_, names.get(id_, id_), n) for id_, n in counts.items())
        return tuple(sorted(made, key=lambda each: (-each.count, each.name.casefold(), each.id)))

    def tasks(model: ModelSummary) -> set[str]:
        return set(model.tasks) | {
            broad for broad, narrow in shelf.below.items() if narrow.intersection(model.tasks)
        }

    return Facets(
        count("task", replace(where, task=()),
              (lambda model: model.tasks) if where.exact_task else tasks),
        count("license", replace(where, license=()),
              lambda model: (each.identifier for each in model.licenses)),
        count("organization", replace(where, org=()),
              lambda model: (model.organization.slug,) if model.organization else ()),
        count("family", replace(where, family=()),
              lambda model: (model.family,) if model.family else ()),
        count("modality", replace(where, modality=()), lambda model: model.modalities),
        count("feature", replace(where, feature=()), lambda model: model.features),
        count("category", replace(where, category=()),
              lambda model: (model.category,) if model.category else ()),
        count("runnable", replace(where, runnable=None),
              lambda model: ("yes" if model.runnable_tasks else "no",)),
        *(count(act, free(where), answers(act, asked_of(free(where)))) for act, _, free in ACTS),
    )  # fmt: skip


def _ordered(shelf: Shelf, where: Filter) -> list[tuple[ModelSummary, Key]]:
    scores = shelf.scores(where.q) if where.q.strip() else {}
    found = set(scores) if where.q.strip() else None
    key = _KEYS[sort_of(where)]
    kept = [
        (model, key(model, scores)) for model in shelf.models if _passes(shelf, model, where, found)
    ]
    kept.sort(key=lambda each: each[1])
    return kept


def _passes(shelf: Shelf, model: ModelSummary, where: Filter, found: set[str] | None) -> bool:
    tasks = _wanted_tasks(shelf, where)
    return (
        (found is None or model.id in found)
        and _any(where.task, tasks.intersection(model.tasks))
        and _any(where.license, {each.identifier for each in model.licenses} & set(where.license))
        and permits(model, asked_of(where))
        and _any(where.org, {model.organization.slug if model.organization else ""} & {*where.org})
        and _any(where.family, {model.family} & {*where.family})
        and _any(where.modality, {*model.modalities} & {*where.modality})
        and _any(where.feature, {*model.features} & {*where.feature})
        and _any(where.category, {model.category} & {*where.category})
        and _state(where.runnable, model.runnable_tasks, tasks)
        and _state(where.verified, model.verified_tasks, tasks)
        and _size(model, where)
        and _fits(model, where)
        and _date(shelf, model, where)
        and _any(where.derived_from, shelf.above[model.id] & {*where.derived_from})
        and all(_passes(shelf, model, each, None) for each in where.all_of)
        and (not where.any_of or any(_passes(shelf, model, each, None) for each in where.any_of))
        and not any(_passes(shelf, model, each, None) for each in where.none_of)
    )


def _any(wanted: Sequence[str], common: set[str] | frozenset[str]) -> bool:
    return not wanted or bool(common)


def _wanted_tasks(shelf: Shelf, where: Filter) -> frozenset[str]:
    if where.exact_task:
        return frozenset(where.task)
    return frozenset(where.task).union(*(shelf.below.get(each, ()) for each in where.task))


def _state(wanted: bool | None, tasks: tuple[str, ...], of: frozenset[str]) -> bool:
    if wanted is None:
        return True
    return bool(of.intersection(tasks) if of else tasks) is wanted


def _size(model: ModelSummary, where: Filter) -> bool:
    low, high = where.minimum_parameters, where.maximum_parameters
    if low is None and high is None:
        return True
    if model.minimum_parameters is None or model.maximum_parameters is None:
        return False
    return (low is None or model.maximum_parameters >= low) and (
        high is None or model.minimum_parameters <= high
    )


def _fits(model: ModelSummary, where: Filter) -> bool:
    if where.fits_bytes is None:
        return True
    least = model.minimum_parameters
    return least is not None and least * HALF_PRECISION_BYTES <= where.fits_bytes


def _date(shelf: Shelf, model: ModelSummary, where: Filter) -> bool:
    after, before = where.released_after, where.released_before
    if where.event:
        dates = shelf.events.get(model.id, {}).get(where.event, frozenset())
        return any(surely_between(date, after, before) for date in dates)
    return not (after or before) or surely_between(model.released, after, before)


def sort_of(where: Filter) -> Sort:
    """Return the order of a list: of a search the best match first, else by name."""
    if where.sort is None:
        return Sort.RELEVANCE if where.q.strip() else Sort.NAME
    return where.sort


def _day(date: str) -> float:
    digits = date.replace("-", "")
    return float(digits.ljust(8, "0")) if digits.isdigit() else 0


def _number(value: float | None, sign: int, model: ModelSummary) -> Key:
    return value is None, sign * (value or 0), "", model.id


_KEYS: Final[dict[Sort, Callable[[ModelSummary, Mapping[str, float]], Key]]] = {
    Sort.NAME: lambda model, _: (False, 0, model.name.casefold(), model.id),
    Sort.RELEASED: lambda model, _: _number(_day(model.released) or None, 1, model),
    Sort.NEWEST: lambda model, _: _number(_day(model.released) or None, -1, model),
    Sort.PARAMETERS: lambda model, _: _number(model.minimum_parameters, 1, model),
    Sort.LARGEST: lambda model, _: _number(model.maximum_parameters, -1, model),
    Sort.RELEVANCE: lambda model, scores: _number(scores.get(model.id), -1, model),
}


def cursor(sort: Sort, key: Key) -> str:
    """Return the cursor of what stands at a place of an order."""
    return urlsafe_b64encode(json.dumps([sort.value, *key]).encode()).decode().rstrip("=")


def key_of(cursor: str, sort: Sort) -> Key:
    """Return the place that a cursor names.

    Raises:
        InvalidDataError: it is none of this order.
    """
    try:
        padded = cursor[:2000] + "=" * (-len(cursor[:2000]) % 4)
        order, missing, number, text, id_ = json.loads(urlsafe_b64decode(padded))
        if order == sort.value and isinstance(text, str) and isinstance(id_, str):
            return bool(missing), float(number), text, id_
    except (ValueError, TypeError, RecursionError):
        pass
    raise InvalidDataError(
        "This cursor belongs to no list of this order.", hint="Start again without a cursor."
    )
