"""The models of a store by their names, for whoever brings facts about them."""

from __future__ import annotations

from collections import defaultdict

from modelgraph.importers.identity import Identity, Row
from modelgraph.store import IRI, Literal, Scope, Store
from modelgraph.vocabulary.ontology import plain
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import SCHEMA, SKOS

_MODEL = PREFIXES["model"]


def with_names_of(store: Store, identity: Identity) -> Identity:
    """Return the tables with the models of a store; a name of several models means none of them."""
    titles: dict[IRI, str] = {}
    called: defaultdict[str, set[IRI]] = defaultdict(set)
    for predicate in (SCHEMA.name, SKOS.altLabel):
        for quad in store.quads(predicate=predicate, graph=Scope.DEFAULT):
            if quad.subject.startswith(_MODEL) and isinstance(quad.object, Literal):
                called[plain(quad.object.lexical)].add(quad.subject)
                called[plain(quad.subject.removeprefix(_MODEL))].add(quad.subject)
                if predicate == SCHEMA.name:
                    titles[quad.subject] = quad.object.lexical
    rows: dict[str, Row] = {}
    for name, models in called.items():
        if len(models) == 1:
            (model,) = models
            identifier = model.removeprefix(_MODEL)
            rows[name] = Row(titles.get(model, identifier), identifier)
    return identity.knowing(rows)
