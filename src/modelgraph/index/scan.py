"""What a store says of models: of all of them property by property, of a few in one query.

A join of all properties takes an engine ten times as long as one scan each; of a few things it
finds everything at once by their addresses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from modelgraph.index.scheme import Scheme, scheme
from modelgraph.store import IRI, Literal, Store, Value
from modelgraph.store.question import Questions
from modelgraph.vocabulary.addresses import local
from modelgraph.vocabulary.terms import SCHEMA, SKOS

_QUESTIONS: Final = Questions(Path(__file__).with_name("queries"))
_MANY: Final = 500  # addresses in one query: a longer one takes an engine longer to read

Rows: TypeAlias = Iterator[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called, and of which models things are variants."""

    titles: Mapping[IRI, str]
    called: Mapping[IRI, tuple[str, ...]]
    parents: Mapping[IRI, IRI]


class Scan(Protocol):
    """What is said of some things."""

    def names(self) -> Names:
        """Return names, further names, and of which models things are variants."""
        ...

    def values(self, predicate: IRI) -> Iterator[tuple[IRI, Value]]:
        """Yield the values of one property."""
        ...

    def support(self) -> Iterator[tuple[IRI, IRI, object]]:
        """Yield who does which task, and how far that has been checked."""
        ...

    def events(self) -> Iterator[tuple[IRI, IRI, str]]:
        """Yield of whom there is a release of which sort, and when it was."""
        ...


class Whole:
    """A scan of everything."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def names(self) -> Names:
        return _names(self._rows("names"))

    def values(self, predicate: IRI) -> Iterator[tuple[IRI, Value]]:
        return _valued(self._rows("values", predicate=[predicate]))

    def support(self) -> Iterator[tuple[IRI, IRI, object]]:
        return _supported(self._rows("support"))

    def events(self) -> Iterator[tuple[IRI, IRI, str]]:
        return _dated(self._rows("events"))

    def _rows(self, name: str, **parameters: Iterable[IRI]) -> Rows:
        return iter(self._store.select(_QUESTIONS.query(name, **parameters))[1])


class Few:
    """A scan of a few things."""

    def __init__(self, store: Store, about: Iterable[IRI]) -> None:
        self._store, self._about = store, sorted(about)

    def names(self) -> Names:
        return _names(row for rows in self._facts.values() for row in rows)

    def values(self, predicate: IRI) -> Iterator[tuple[IRI, Value]]:
        return _valued((row[0], row[2]) for row in self._facts.get(predicate, ()))

    def support(self) -> Iterator[tuple[IRI, IRI, object]]:
        return _supported(_rows(self._store, "support", about=self._about))

    def events(self) -> Iterator[tuple[IRI, IRI, str]]:
        return _dated(_rows(self._store, "events", about=self._about))

    @cached_property
    def _facts(self) -> Mapping[object, list[tuple[object, ...]]]:
        found: defaultdict[object, list[tuple[object, ...]]] = defaultdict(list)
        for row in _rows(self._store, "facts", about=self._about):
            found[row[1]].append(row)
        return found


def variants(store: Store, models: Iterable[IRI]) -> set[IRI]:
    """Return what is said to be a variant of some models."""
    rows = _rows(store, "variants", model=sorted(models))
    return {variant for variant, _ in rows if isinstance(variant, IRI)}


def parents(store: Store, things: Iterable[IRI]) -> dict[IRI, IRI]:
    """Return of which models things are variants."""
    found: dict[IRI, IRI] = {}
    for thing, model in _rows(store, "parents", about=sorted(things)):
        if isinstance(thing, IRI) and isinstance(model, IRI):
            found[thing] = min(model, found.get(thing, model))
    return found


def owners(store: Store, nodes: Iterable[IRI]) -> set[IRI]:
    """Return the things of which some nodes are a part."""
    rows = _rows(store, "owners", node=sorted(nodes))
    return {row[0] for row in rows if isinstance(row[0], IRI)}


def tasks(store: Store) -> Scheme:
    """Read the scheme of tasks."""
    broader: defaultdict[str, set[str]] = defaultdict(set)
    labels: defaultdict[str, set[tuple[bool, str]]] = defaultdict(set)
    for task, label, parent in store.select(_QUESTIONS.query("tasks"))[1]:
        if isinstance(task, IRI):
            broader[local(task)].update([local(parent)] if isinstance(parent, IRI) else [])
            if isinstance(label, Literal):
                labels[local(task)].add((label.language not in {"", "en"}, label.lexical))
    named = {task: min(labels[task], default=(False, task))[1] or task for task in broader}
    return scheme(broader, named)


def _rows(store: Store, name: str, **about: list[IRI]) -> Rows:
    """Yield the answers about a few things, so many at a time."""
    ((parameter, things),) = about.items()
    for start in range(0, len(things), _MANY):
        part = {parameter: things[start : start + _MANY]}
        yield from store.select(_QUESTIONS.query(name, **part))[1]


def _names(rows: Iterable[tuple[object, ...]]) -> Names:
    called: defaultdict[IRI, list[str]] = defaultdict(list)
    titles: dict[IRI, str] = {}
    parents: dict[IRI, IRI] = {}
    for thing, predicate, name in rows:
        if not isinstance(thing, IRI) or predicate not in _NAMING:
            continue
        if isinstance(name, Literal):
            called[thing].append(name.lexical)
            if predicate == SCHEMA.name:
                titles[thing] = min(name.lexical, titles.get(thing, name.lexical))
        elif isinstance(name, IRI) and predicate == SCHEMA.isVariantOf:
            parents[thing] = min(name, parents.get(thing, name))
    return Names(titles, {thing: tuple(sorted(each)) for thing, each in called.items()}, parents)


_NAMING: Final = frozenset({SCHEMA.name, SKOS.altLabel, SCHEMA.isVariantOf})


def _valued(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[IRI, Value]]:
    for thing, value in rows:
        if isinstance(thing, IRI) and isinstance(value, IRI | Literal):
            yield thing, value


def _supported(rows: Rows) -> Iterator[tuple[IRI, IRI, object]]:
    for thing, task, state in rows:
        if isinstance(thing, IRI) and isinstance(task, IRI):
            yield thing, task, state


def _dated(rows: Rows) -> Iterator[tuple[IRI, IRI, str]]:
    for thing, type_, date in rows:
        if isinstance(thing, IRI) and isinstance(type_, IRI) and isinstance(date, Literal):
            yield thing, type_, date.lexical
