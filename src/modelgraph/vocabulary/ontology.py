"""The SKOS schemes of tasks, features and modalities: from a label to its concept.

Case, hyphens, underscores and spaces don't matter; every further name stands in ``ontology/*.ttl``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from modelgraph.resources import ontology
from modelgraph.vocabulary.iri import IRI

if TYPE_CHECKING:
    from rdflib import Graph

GRAPH_FILES = (
    "modelgraph.ttl",
    "standard.ttl",
    "tasks.ttl",
    "features.ttl",
    "modalities.ttl",
)
"""What the graph ``source:modelgraph-vocabulary`` is made of."""


class Scheme(StrEnum):
    """A concept scheme; the value is the name of its file without ``.ttl``."""

    TASKS = "tasks"
    FEATURES = "features"
    MODALITIES = "modalities"


@dataclass(frozen=True, slots=True)
class Concepts:
    """The concepts of one scheme, by every name they have."""

    names: Mapping[str, IRI]
    labels: Mapping[IRI, str]
    broader: Mapping[IRI, tuple[IRI, ...]]

    def find(self, label: str) -> IRI | None:
        """Return the concept with this name or slug, ``None`` where there is none."""
        return self.names.get(plain(label))

    def closure(self, concept: IRI) -> frozenset[IRI]:
        """Return the concept and all that are broader, through any number of steps."""
        found = {concept}
        waiting = [concept]
        while waiting:
            for parent in self.broader.get(waiting.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return frozenset(found)


@lru_cache(maxsize=65_536)
def plain(label: str) -> str:
    """Return a name without case, hyphens and double spaces, for comparison."""
    return " ".join(label.replace("-", " ").replace("_", " ").casefold().split())


@cache
def scheme(which: Scheme) -> Concepts:
    """Read a scheme from its file, once a process."""
    from rdflib import SKOS  # noqa: PLC0415 - see below

    graph = _graph(which)
    names: dict[str, IRI] = {}
    labels: dict[IRI, str] = {}
    broader: dict[IRI, tuple[IRI, ...]] = {}
    for node in sorted(graph.subjects(SKOS.inScheme), key=str):
        concept = IRI(str(node))
        labels[concept] = str(graph.value(node, SKOS.prefLabel))
        broader[concept] = tuple(IRI(str(each)) for each in graph.objects(node, SKOS.broader))
        given = [str(each) for each in graph.objects(node, SKOS.altLabel)]
        slug = str(node).rpartition("/")[2]
        for name in (slug, labels[concept], *given):
            names[plain(name)] = concept
    return Concepts(names, labels, broader)


@dataclass(frozen=True, slots=True)
class Match:
    """A concept and one of another scheme; ``relation`` is ``skos:exactMatch`` or weaker."""

    concept: IRI
    relation: IRI
    other: IRI


@cache
def matches(which: Scheme, namespace: str) -> tuple[Match, ...]:
    """Return the matches of a scheme's concepts with those whose address begins so, sorted."""
    from rdflib import SKOS  # noqa: PLC0415 - see below

    graph = _graph(which)
    found = [
        Match(IRI(str(concept)), IRI(str(relation)), IRI(str(other)))
        for relation in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch)
        for concept, other in graph.subject_objects(relation)
        if str(other).startswith(namespace)
    ]
    return tuple(sorted(found, key=lambda each: (each.other, each.relation, each.concept)))


@cache
def _graph(which: Scheme) -> Graph:
    from rdflib import Graph  # noqa: PLC0415 - a third of a second that only imports pay

    return Graph().parse(ontology() / f"{which.value}.ttl", format="turtle")
