"""From a name that a person wrote to the thing that is called so.

Case, spaces, hyphens, dots, underscores and slashes don't matter: ``Florence 2`` is ``florence-2``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from modelgraph.catalog.addresses import kind, local
from modelgraph.catalog.question import query
from modelgraph.errors import NotFoundError, RefusedError
from modelgraph.store import IRI, Literal, Store
from modelgraph.vocabulary.spelling import LONGEST, fold
from modelgraph.vocabulary.terms import SCHEMA

_NEAR_ENOUGH = 70.0
_NEAR = 3


Pairs = Sequence[tuple[str, IRI]]


class Levels:
    """Things by their folded names, level by level; a level is made when it is asked first."""

    def __init__(self, said: Iterable[Pairs]) -> None:
        self._said = tuple(said)
        self._made: dict[int, Mapping[str, tuple[IRI, ...]]] = {}

    def __iter__(self) -> Iterator[Mapping[str, tuple[IRI, ...]]]:
        for place, pairs in enumerate(self._said):
            yield self._made.get(place) or self._made.setdefault(place, _level(pairs))


def _level(pairs: Pairs) -> dict[str, tuple[IRI, ...]]:
    names: defaultdict[str, dict[IRI, None]] = defaultdict(dict)
    for name, thing in pairs:
        if key := fold(name):
            names[key][thing] = None
    return {name: tuple(sorted(each)) for name, each in names.items()}


@dataclass(frozen=True, slots=True)
class Index:
    """The things of one or more kinds by their folded names, the surest kind of name first.

    ``levels`` are asked in order, and the first that knows a name answers.
    """

    kind: str
    things: frozenset[IRI]
    levels: Levels

    def find(self, name: str) -> IRI:
        """Return the thing that is called so.

        Raises:
            NotFoundError: nothing is; ``near`` has the ids of the nearest.
            RefusedError: several things are.
        """
        if name in self.things:
            return IRI(name)
        key = fold(name)
        for level in self.levels:
            found = level.get(key, ())
            if len(found) == 1:
                return found[0]
            if found:
                candidates = [local(each) for each in found]
                raise RefusedError(
                    f"{len(found)} things are called {name[:LONGEST]!r}.",
                    hint=f"Say which: {', '.join(candidates)}",
                    name=name[:LONGEST],
                    candidates=candidates,
                )
        raise NotFoundError(self.kind, name[:LONGEST], near=self.near(key))

    def near(self, key: str) -> tuple[str, ...]:
        """Return the ids of the things whose names are nearest to a folded name."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed for what is misspelt only

        names: dict[str, IRI] = {}
        for level in self.levels:
            for name, things in level.items():
                names.setdefault(name, things[0])
        hits = process.extract(
            key, list(names), scorer=fuzz.ratio, limit=4 * _NEAR, score_cutoff=_NEAR_ENOUGH
        )
        return tuple(dict.fromkeys(local(names[name]) for name, _, _ in hits))[:_NEAR]


def index(what: str, levels: Iterable[Iterable[tuple[str, IRI]]]) -> Index:
    """Return an index over (name, thing) pairs, level by level."""
    said = [tuple(level) for level in levels]
    return Index(what, frozenset(thing for level in said for _, thing in level), Levels(said))


@dataclass(frozen=True, slots=True)
class Names:
    """What all things are called: ``titles`` by name, ``called`` with aliases; ``parents`` maps a
    variant to its model. What a thing is, its address says.
    """

    titles: Mapping[IRI, str]
    called: Mapping[IRI, tuple[str, ...]]
    parents: Mapping[IRI, IRI]

    def index(self, *kinds: str) -> Index:
        """Return the index over things of these kinds: of two with the same name the earlier kind
        goes first, and a name before an alias."""
        sure: dict[str, list[tuple[str, IRI]]] = {each: [] for each in kinds}
        loose: dict[str, list[tuple[str, IRI]]] = {each: [] for each in kinds}
        for thing, names in self.called.items():
            if (sort := kind(thing)) in sure:
                id_ = local(thing)
                known = (id_, id_.rpartition("/")[2], self.titles.get(thing, id_))
                sure[sort] += ((name, thing) for name in known)
                loose[sort] += ((name, thing) for name in names)
        return index(kinds[0], (*sure.values(), *loose.values()))


def read_names(store: Store) -> Names:
    """Read all names in one query."""
    called: defaultdict[IRI, list[str]] = defaultdict(list)
    parents: dict[IRI, IRI] = {}
    titles: dict[IRI, str] = {}
    _, rows = store.select(query("names"))
    for thing, predicate, name in rows:
        if isinstance(thing, IRI) and isinstance(name, Literal):
            called[thing].append(name.lexical)
            if predicate == SCHEMA.name:
                titles[thing] = min(name.lexical, titles.get(thing, name.lexical))
        elif isinstance(thing, IRI) and isinstance(name, IRI) and predicate == SCHEMA.isVariantOf:
            parents[thing] = min(name, parents.get(thing, name))
    return Names(titles, {thing: tuple(sorted(each)) for thing, each in called.items()}, parents)
