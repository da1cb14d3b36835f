"""What can be run on this machine, written into the graph: runnable tasks, and obstacles.

The graph ``source:installation`` and its share of the default graph are replaced together, so that
weights which are gone leave nothing runnable behind. What sources claim and runs have verified
stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from modelgraph.catalog.entities import Obstacle
from modelgraph.runs.capability import Capability, Hindrance
from modelgraph.runs.record import Triple, support
from modelgraph.store import IRI, Literal, Quad, Scope, WritableStore
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import MG, RDF, SCHEMA

GRAPH: Final = IRI(expand("source:installation"))

_REASONS: Final = {
    Obstacle.NO_ADAPTER: (MG.noAdapter, "no-adapter"),
    Obstacle.NO_WEIGHTS: (MG.noWeights, "no-weights"),
    Obstacle.NEEDS_EXTRA: (MG.needsExtra, "needs-extra"),
    Obstacle.TOO_LARGE: (MG.tooLarge, "too-large"),
}


def refresh(store: WritableStore, capability: Capability) -> bool:
    """Write what can be run now, and mend what imports have taken from verified supports.

    Returns whether anything had changed.
    """
    fresh = set(_triples(store, capability))
    before = {(quad.subject, quad.predicate, quad.object) for quad in store.quads(graph=GRAPH)}
    wanted = fresh | set(_frames_of_verified(store))
    missing = [Quad(*each) for each in wanted if not _in_default(store, each)]
    stale = _stale(store, before - fresh)
    if before == fresh and not missing and not stale:
        return False
    store.replace(
        {GRAPH: [Quad(*each, GRAPH) for each in sorted(fresh, key=str)]},
        add=missing,
        remove=stale,
    )
    return True


def _triples(store: WritableStore, capability: Capability) -> Iterator[Triple]:
    variants = _variants(store)
    model_of = {variant: model for model, each in variants.items() for variant in each}
    for checkpoint in capability.checkpoints:
        hindrance = capability.hindrance(checkpoint)
        if hindrance is not None:
            yield from _obstacle(checkpoint.variant, hindrance)
            continue
        for subject in (checkpoint.variant, model_of.get(checkpoint.variant)):
            for task in checkpoint.tasks if subject else ():
                yield from support(str(subject), task, MG.runnable)
    for model, names in variants.items():
        if not capability.tasks(names):
            yield from _obstacle(model, capability.obstacle(_id(model), names))


def _frames_of_verified(store: WritableStore) -> Iterator[Triple]:
    """Yield what a verified support is of; it falls when the last source withdraws its claim."""
    for quad in store.quads(None, MG.state, MG.verified, Scope.DEFAULT):
        subject, _, task = quad.subject.rpartition("/support/")
        if subject:
            yield from support(subject, task, MG.verified)


def _variants(store: WritableStore) -> dict[str, tuple[str, ...]]:
    """Return the variants of each model of the catalog."""
    found: dict[str, list[str]] = defaultdict(list)
    for quad in store.quads(None, RDF.type, MG.Model, Scope.DEFAULT):
        found[quad.subject] = []
    for quad in store.quads(None, SCHEMA.isVariantOf, None, Scope.DEFAULT):
        if isinstance(quad.object, IRI):
            found[quad.object].append(quad.subject)
    return {model: tuple(sorted(names)) for model, names in found.items()}


def _obstacle(subject: str, hindrance: Hindrance) -> Iterator[Triple]:
    reason, name = _REASONS[hindrance.obstacle]
    node = IRI(f"{subject}/obstacle/{name}")
    yield IRI(subject), MG.notRunnableBecause, reason
    yield IRI(subject), MG.hasObstacle, node
    yield node, RDF.type, MG.Obstacle
    yield node, MG.reason, reason
    yield node, MG.explanation, Literal(hindrance.explanation)


def _stale(store: WritableStore, gone: set[Triple]) -> list[Quad]:
    """Return what leaves the default graph; a support keeps its frame while a state is left."""
    nodes = {node for node, predicate, _ in gone if predicate == MG.state}
    framed = {
        node
        for node in nodes
        if {quad.object for quad in store.quads(node, MG.state, None, Scope.DEFAULT)}
        - {MG.runnable}
    }
    stale = []
    for triple in gone:
        subject, predicate, value = triple
        frame = (value if predicate == MG.supports else subject) in framed
        if not frame or predicate == MG.state:
            stale.append(Quad(*triple))
    return [
        quad for quad in stale if _in_default(store, (quad.subject, quad.predicate, quad.object))
    ]


def _in_default(store: WritableStore, triple: Triple) -> bool:
    return any(store.quads(*triple, Scope.DEFAULT))


def _id(model: str) -> str:
    return model.removeprefix(expand("model:"))
