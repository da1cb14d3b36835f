"""What a store says of models, read property by property: one query each, of all or of a few.

A join of all properties takes an engine ten times as long as one scan each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from modelgraph.index.scheme import Scheme, scheme
from modelgraph.store import IRI, Literal, Store, Value
from modelgraph.store.question import Questions
from modelgraph.vocabulary.addresses import local
from modelgraph.vocabulary.terms import SCHEMA

_QUESTIONS: Final = Questions(Path(__file__).with_name("queries"))
_MANY: Final = 500  # addresses in one query: a longer one takes an engine longer to read

About: TypeAlias = list[IRI] | None
"""The things to read of; ``None`` for all."""


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called, and of which models things are variants."""

    titles: Mapping[IRI, str]
    called: Mapping[IRI, tuple[str, ...]]
    parents: Mapping[IRI, IRI]


def names(store: Store, about: About) -> Names:
    """Read names, further names and models of variants."""
    called: defaultdict[IRI, list[str]] = defaultdict(list)
    titles: dict[IRI, str] = {}
    parents: dict[IRI, IRI] = {}
    for thing, predicate, name in _rows(store, "names", "thing", about):
        if isinstance(thing, IRI) and isinstance(name, Literal):
            called[thing].append(name.lexical)
            if predicate == SCHEMA.name:
                titles[thing] = min(name.lexical, titles.get(thing, name.lexical))
        elif isinstance(thing, IRI) and isinstance(name, IRI) and predicate == SCHEMA.isVariantOf:
            parents[thing] = min(name, parents.get(thing, name))
    return Names(titles, {thing: tuple(sorted(each)) for thing, each in called.items()}, parents)


def variants(store: Store, models: list[IRI]) -> list[IRI]:
    """Return what is said to be a variant of some models."""
    rows = _rows(store, "variants", "model", models)
    return sorted({variant for variant, _ in rows if isinstance(variant, IRI)})


def values(store: Store, predicate: IRI, about: About) -> Iterator[tuple[IRI, Value]]:
    """Yield the values of one property."""
    for thing, value in _rows(store, "values", "about", about, predicate=[predicate]):
        if isinstance(thing, IRI) and isinstance(value, IRI | Literal):
            yield thing, value


def support(store: Store, about: About) -> Iterator[tuple[IRI, IRI, object]]:
    """Yield who does which task, and how far that has been checked."""
    for thing, task, state in _rows(store, "support", "about", about):
        if isinstance(thing, IRI) and isinstance(task, IRI):
            yield thing, task, state


def events(store: Store, about: About) -> Iterator[tuple[IRI, IRI, str]]:
    """Yield of whom there is a release of which sort, and when it was."""
    for thing, type_, date in _rows(store, "events", "about", about):
        if isinstance(thing, IRI) and isinstance(type_, IRI) and isinstance(date, Literal):
            yield thing, type_, date.lexical


def owners(store: Store, nodes: list[IRI]) -> set[IRI]:
    """Return the things of which some nodes are a part."""
    return {row[0] for row in _rows(store, "owners", "node", nodes) if isinstance(row[0], IRI)}


def tasks(store: Store) -> Scheme:
    """Read the scheme of tasks."""
    broader: defaultdict[str, set[str]] = defaultdict(set)
    labels: defaultdict[str, set[tuple[bool, str]]] = defaultdict(set)
    _, rows = store.select(_QUESTIONS.query("tasks"))
    for task, label, parent in rows:
        if isinstance(task, IRI):
            broader[local(task)].update([local(parent)] if isinstance(parent, IRI) else [])
            if isinstance(label, Literal):
                labels[local(task)].add((label.language not in {"", "en"}, label.lexical))
    named = {task: min(labels[task], default=(False, task))[1] or task for task in broader}
    return scheme(broader, named)


def _rows(
    store: Store, name: str, parameter: str, about: About, **more: Iterable[IRI]
) -> Iterator[tuple[object, ...]]:
    if about is None:
        yield from store.select(_QUESTIONS.query(name, **more))[1]
        return
    for start in range(0, len(about), _MANY):
        part = {parameter: about[start : start + _MANY]}
        yield from store.select(_QUESTIONS.query(name, **part, **more))[1]
