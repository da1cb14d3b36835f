"""The ontology and the schemes as a graph of the store, and among the preferred facts."""

from __future__ import annotations

from typing import Final

from modelgraph.resources import ontology
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, WritableStore
from modelgraph.vocabulary.ontology import GRAPH_FILES
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF, SCHEMA

GRAPH: Final = IRI(PREFIXES["source"] + "modelgraph-vocabulary")


def quads() -> list[Quad]:
    """Return every triple of the shipped vocabulary, in its graph, and what the graph is."""
    engine = OxigraphStore()
    for name in GRAPH_FILES:
        engine.load(ontology() / name)
    found = [Quad(quad.subject, quad.predicate, quad.object, GRAPH) for quad in engine.quads()]
    described = (
        (RDF.type, MG.Source),
        (SCHEMA.name, Literal("modelgraph vocabulary")),
        (MG.kind, MG.curated),
        (DCTERMS.license, Literal("CC0-1.0")),
    )
    found += [Quad(GRAPH, predicate, value, GRAPH) for predicate, value in described]
    return sorted(found, key=lambda quad: (quad.subject, quad.predicate, str(quad.object)))


def load(store: WritableStore) -> None:
    """Write the vocabulary into the store, where it is not there yet."""
    fresh = quads()
    if set(store.quads(graph=GRAPH)) != set(fresh):
        preferred = [Quad(quad.subject, quad.predicate, quad.object) for quad in fresh]
        store.replace({GRAPH: fresh}, add=preferred)
