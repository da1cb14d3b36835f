"""The figures that the catalog promises: enough facts with sources, and no triple without one.

They read every claim, and are slow.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.store import IRI, Scope, Value
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import IT6, MG, RDF, SKOS

pytestmark = pytest.mark.slow

THINGS, FACTS = 1_500, 5
OURS = PREFIXES["source"] + "modelgraph-"
ADDED = {
    IT6.hasVariation, MG.minimumParameters, MG.maximumParameters, MG.organization, MG.supports,
    SKOS.altLabel,
}  # fmt: skip
"""What the default graph adds to what sources say, as docs/explanation/graph.md lists it."""
Triple = tuple[IRI, IRI, Value]


def things(catalog: Catalog) -> set[IRI]:
    """Return the addresses of all models and variants."""
    return {
        quad.subject
        for kind in (MG.Model, MG.Variant)
        for quad in catalog.store.quads(predicate=RDF.type, value=kind, graph=Scope.DEFAULT)
    }


def test_enough_models_and_variants_have_enough_facts_of_others(shipped_catalog: Catalog) -> None:
    store = shipped_catalog.store
    parts: defaultdict[IRI, dict[IRI, Value]] = defaultdict(dict)
    for predicate in (MG.about, RDF.subject, RDF.predicate, RDF.object):
        for quad in store.quads(predicate=predicate):
            if quad.graph is not None and not quad.graph.startswith(OURS):
                parts[quad.subject][predicate] = quad.object
    facts: defaultdict[Value, set[tuple[Value, ...]]] = defaultdict(set)
    for claim in parts.values():
        if MG.about in claim:
            said = (claim[RDF.subject], claim[RDF.predicate], claim[RDF.object])
            facts[claim[MG.about]].add(said)

    enough = [thing for thing in things(shipped_catalog) if len(facts[thing]) >= FACTS]

    assert len(enough) >= THINGS


def test_every_named_graph_is_that_of_a_source(shipped_catalog: Catalog) -> None:
    graphs = shipped_catalog.store.graphs()

    assert [graph for graph in graphs if not graph.startswith(PREFIXES["source"])] == []


def test_every_triple_of_a_model_or_variant_stands_in_the_graph_of_a_source(
    shipped_catalog: Catalog,
) -> None:
    store = shipped_catalog.store
    stated: set[Triple] = {
        (quad.subject, quad.predicate, quad.object)
        for graph in store.graphs()
        for quad in store.quads(graph=graph)
    }
    known = things(shipped_catalog)
    facts = [quad for quad in store.quads(graph=Scope.DEFAULT) if quad.subject in known]

    alone = {q.predicate for q in facts if (q.subject, q.predicate, q.object) not in stated}

    assert facts
    assert alone == ADDED
