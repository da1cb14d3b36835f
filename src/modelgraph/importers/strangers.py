"""Names in a reading that the catalog doesn't know, each with the nearest that it does know.

A new name may be a new model, or a known one misspelt: whoever imports decides, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from modelgraph.importers.reading import Reading
from modelgraph.store import IRI, Literal, Scope, Store
from modelgraph.vocabulary.ontology import Scheme, plain, scheme
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import RDF, SCHEMA, SKOS

_KINDS: Final = {"model": PREFIXES["model"], "variant": PREFIXES["variant"]}
_NEAR: Final = 3
_ENOUGH: Final = 75.0
_MOST: Final = 200
"""More new names than these are no misspellings, but a new collection."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A model or variant that would be new; ``near`` are ids of known ones with a name like it."""

    kind: str
    identifier: str
    name: str
    near: tuple[str, ...]


def strangers(store: Store, reading: Reading) -> tuple[Stranger, ...]:
    """Return the models and variants that a reading would bring in, by id."""
    named = {
        link.subject: link.object.lexical
        for link in reading.links
        if link.predicate == SCHEMA.name and isinstance(link.object, Literal)
    }
    found: list[Stranger] = []
    for kind, start in _KINDS.items():
        new = [iri for iri in sorted(named) if iri.startswith(start) and not _known(store, iri)]
        names = names_of(store, start) if 0 < len(new) <= _MOST else {}
        found += [
            Stranger(kind, iri.removeprefix(start), named[iri], nearest(named[iri], names))
            for iri in new
        ]
    return tuple(found)


def near_concepts(text: str) -> tuple[str, ...]:
    """Return the labels of tasks, features and modalities that are nearest to a text."""
    return nearest(text, _concepts())


def _known(store: Store, iri: IRI) -> bool:
    return any(True for _ in store.quads(iri, RDF.type, graph=Scope.DEFAULT))


def names_of(store: Store, start: str) -> dict[str, str]:
    """Return the ids of things whose addresses start so, by what they are called."""
    found: dict[str, str] = {}
    for predicate in (SKOS.altLabel, SCHEMA.name):  # a name goes before a further name of another
        called = sorted(
            (plain(quad.object.lexical), quad.subject.removeprefix(start))
            for quad in store.quads(predicate=predicate, graph=Scope.DEFAULT)
            if quad.subject.startswith(start) and isinstance(quad.object, Literal)
        )
        found.update(called)
    return found


@cache
def _concepts() -> dict[str, str]:
    return {
        name: concepts.labels[iri]
        for concepts in map(scheme, Scheme)
        for name, iri in concepts.names.items()
    }


def nearest(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the three things whose names are nearest to a text, if any is near."""
    # Sorted, so that of two that are equally near the same one is always first.
    hits: Iterable[tuple[str, float, int]] = process.extract(
        plain(text[:200]), sorted(names), scorer=fuzz.ratio, limit=4 * _NEAR, score_cutoff=_ENOUGH
    )
    return tuple(dict.fromkeys(names[name] for name, _, _ in hits))[:_NEAR]
