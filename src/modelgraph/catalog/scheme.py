"""The schemes of tasks, features and modalities, as the graph holds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modelgraph.catalog.addresses import local
from modelgraph.catalog.entities import Task
from modelgraph.catalog.question import query
from modelgraph.store import IRI, Literal, Store, Value
from modelgraph.vocabulary.prefixes import BASE
from modelgraph.vocabulary.terms import SKOS

TASKS = IRI(f"{BASE}tasks")
FEATURES = IRI(f"{BASE}features")
MODALITIES = IRI(f"{BASE}modalities")
_MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch)


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept; ``broader`` and ``narrower`` are one step away."""

    iri: IRI
    slug: str
    name: str
    description: str
    aliases: tuple[str, ...]
    broader: tuple[IRI, ...]
    narrower: tuple[IRI, ...]
    matches: tuple[IRI, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """The concepts of one scheme by IRI, and what is broader and narrower through any steps."""

    concepts: Mapping[IRI, Concept]
    above: Mapping[IRI, frozenset[IRI]]
    below: Mapping[IRI, frozenset[IRI]]

    def get(self, iri: IRI) -> Concept:
        """Return a concept; one outside the scheme is known by its address alone."""
        known = self.concepts.get(iri)
        slug = local(iri)
        return known or Concept(iri, slug, slug.replace("-", " ").capitalize(), "", (), (), (), ())


def read_scheme(store: Store, scheme: IRI) -> Scheme:
    """Read one scheme in one query."""
    facts: dict[IRI, defaultdict[IRI, list[Value]]] = {}
    _, rows = store.select(query("concepts", scheme=[scheme]))
    for concept, predicate, value in rows:
        if isinstance(concept, IRI) and isinstance(predicate, IRI):
            each = facts.setdefault(concept, defaultdict(list))
            if isinstance(value, IRI | Literal):
                each[predicate].append(value)
    broader = {iri: _iris(each[SKOS.broader]) for iri, each in facts.items()}
    narrower: defaultdict[IRI, set[IRI]] = defaultdict(set)
    for iri, parents in broader.items():
        for parent in parents:
            narrower[parent].add(iri)
    concepts = {
        iri: Concept(
            iri,
            local(iri),
            _text(each[SKOS.prefLabel]) or local(iri),
            _text(each[SKOS.definition]),
            tuple(sorted({v.lexical for v in each[SKOS.altLabel] if isinstance(v, Literal)})),
            broader[iri],
            tuple(sorted(narrower[iri])),
            _iris(value for match in _MATCHES for value in each[match]),
        )
        for iri, each in sorted(facts.items())
    }
    above = {iri: _closure(iri, broader) for iri in concepts}
    below = {iri: _closure(iri, narrower) for iri in concepts}
    return Scheme(concepts, above, below)


def task_of(concept: Concept, count: int = 0) -> Task:
    """Return a concept of the task scheme as the faces show it."""
    return Task(
        concept.iri, concept.slug, concept.name, concept.description, concept.aliases,
        tuple(local(each) for each in concept.broader),
        tuple(local(each) for each in concept.narrower),
        concept.matches, count,
    )  # fmt: skip


def _closure(start: IRI, steps: Mapping[IRI, Iterable[IRI]]) -> frozenset[IRI]:
    found: set[IRI] = set()
    waiting = [start]
    while waiting:
        for each in steps.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return frozenset(found)


def _iris(values: Iterable[Value]) -> tuple[IRI, ...]:
    return tuple(sorted({value for value in values if isinstance(value, IRI)}))


def _text(values: Iterable[Value]) -> str:
    texts = sorted(
        (value.language not in {"", "en"}, value.lexical)
        for value in values
        if isinstance(value, Literal)
    )
    return texts[0][1] if texts else ""
