"""Every kind of question that the index answers, asked of the graph too: the answers must be equal.

The graph's answers look at every model in turn and share with the index only how a text is scored
and how a filter is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any, Final, TypeVar

from modelgraph.catalog import lists
from modelgraph.catalog.entities import ModelSummary
from modelgraph.catalog.filters import EVERYTHING, Filter, Page, Sort
from modelgraph.catalog.reading import Reading
from modelgraph.catalog.similar import ANY, Wish, similar

T = TypeVar("T")

_PAGE: Final = 7
_PAGES: Final = 4
_WISHES: Final = (Wish(), Wish(2), Wish(all_tasks=True), Wish(freer_license=True, not_larger=True))
_DATES: Final = ("", "2022", "2023-07", "2024-06-16")
_SIZES: Final = (None, 10**6, 10**8, 7 * 10**9)


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of question: how many were asked, and those that were answered in two ways."""

    kind: str
    asked: int
    different: tuple[str, ...]


def compared(read: Reading, filters: Sequence[Filter], texts: Sequence[str]) -> list[Compared]:
    """Ask everything both ways; ``texts`` are searched for."""
    shelf, indexed = read.shelf, read.indexed
    models = tuple(read.summaries.values())
    told = {each.iri: each for each in models}
    some = models[:: max(1, len(models) // 12)]
    return [
        _both("models", told, lambda iri: told[iri], indexed.model),
        _both("lists", filters, lambda each: lists.listed(shelf, each), indexed.listed),
        _both("pages", filters, lambda each: _pages(each, _paged(shelf)), lambda each: _pages(
            each, indexed.page)),
        _both("counts", filters, lambda each: lists.facets(shelf, each), indexed.facets),
        _both("search", texts, lambda text: [*shelf.scores(text)],
              lambda text: [each.id for each in indexed.search(text, len(models))]),
        *(_alternatives(read, wish, some) for wish in _WISHES),
        _both("tasks", [0], lambda _: read.counted_tasks(), lambda _: indexed.task_counts()),
    ]  # fmt: skip


def _alternatives(read: Reading, wish: Wish, some: Sequence[ModelSummary]) -> Compared:
    return _both(
        f"alternatives, {_wish(wish)}",
        some,
        lambda model: similar(model, read.summaries.values(), wish),
        lambda model: read.indexed.similar(model.iri, wish, None),
    )


def _wish(wish: Wish) -> str:
    names = [field.name for field in fields(Wish)]
    said = [name for name in names if getattr(wish, name) != getattr(ANY, name)]
    return " and ".join(each.replace("_", " ") for each in said) or "any"


def made_up(read: Reading, seed: int, count: int) -> tuple[list[Filter], list[str]]:
    """Return filters and texts made of what the catalog has, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - questions, no secrets
    pools = {
        field: [each.id for each in getattr(counts, of)]
        for counts in (read.indexed.facets(EVERYTHING),)
        for field, of in _FIELDS.items()
    }
    pools["derived_from"] = sorted({b for m in read.summaries.values() for b in m.derived_from})
    texts = [text for _ in range(count) for text in _texts(read, random)] or ["net"]
    events = ("", *sorted({event for each in read.shelf.events.values() for event in each}))
    filters = [EVERYTHING]
    while len(filters) < count:
        made = _narrow(random, pools, events)
        nested = random.choice(("", "", "all_of", "any_of", "none_of"))
        if nested:
            inner = tuple(_narrow(random, pools, events) for _ in range(random.randint(1, 2)))
            made = _with(made, nested, inner)
        made = replace(made, sort=random.choice((None, *Sort)))
        filters.append(replace(made, q=random.choice(texts) if random.random() < 0.2 else ""))
    return filters, texts


_FIELDS: Final = {
    "task": "tasks", "license": "licenses", "org": "organizations", "family": "families",
    "modality": "modalities", "feature": "features", "category": "categories",
    "commercial_use": "commercial_use", "redistribution": "redistribution", "changes": "changes",
}  # fmt: skip


def _narrow(random: Random, pools: dict[str, list[str]], events: Sequence[str]) -> Filter:
    """Return a filter that asks for one to three things."""
    made = Filter(exact_task=random.random() < 0.3)
    for field in random.sample([*pools, "state", "size", "date"], random.randint(1, 3)):
        if field == "state":
            made = replace(made, runnable=random.choice((None, True, False)),
                           verified=random.choice((None, True, False)))  # fmt: skip
        elif field == "size":
            made = replace(made, minimum_parameters=random.choice(_SIZES),
                           maximum_parameters=random.choice(_SIZES),
                           fits_bytes=random.choice(_SIZES))  # fmt: skip
        elif field == "date":
            made = replace(made, released_after=random.choice(_DATES), event=random.choice(events),
                           released_before=random.choice(_DATES))  # fmt: skip
        elif pools[field]:
            chosen = random.sample(pools[field], min(len(pools[field]), random.randint(1, 2)))
            made = _with(made, field, tuple(chosen))
    return made


def _with(made: Filter, field: str, values: Any) -> Filter:
    more: dict[str, Any] = {field: values}
    return replace(made, **more)


def _texts(read: Reading, random: Random) -> Iterator[str]:
    """Yield a name, a part of one, two words and a wrong spelling."""
    names = [each.name for each in read.summaries.values()]
    if names:
        name = random.choice(names)
        yield name
        start = random.randrange(len(name))
        yield name[start : start + random.randint(1, 4)]
        yield f"{random.choice(names)[:3]} {name[-2:]}"
        yield name[:start] + random.choice("aeiqx") + name[start + 1 :]


def _both(
    kind: str, questions: Iterable[T], one: Callable[[T], object], other: Callable[[T], object]
) -> Compared:
    asked = list(questions)
    different = tuple(_words(each) for each in asked if one(each) != other(each))
    return Compared(kind, len(asked), different)


def _words(question: object) -> str:
    if isinstance(question, Filter):
        plain = Filter()
        said = {field.name: getattr(question, field.name) for field in fields(Filter)}
        return ", ".join(f"{k}={v!r}" for k, v in said.items() if v != getattr(plain, k))
    return str(question)


def _paged(shelf: lists.Shelf) -> Callable[[Filter, int, str | None], Page]:
    return lambda where, first, after: lists.page(shelf, where, first, after)


def _pages(where: Filter, ask: Callable[[Filter, int, str | None], Page]) -> list[Page]:
    """Return the first pages of a list."""
    found = [ask(where, _PAGE, None)]
    while len(found) < _PAGES and (cursor := found[-1].next):
        found.append(ask(where, _PAGE, cursor))
    return found
