"""Of which models a write may change what the index says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from modelgraph.index import scan
from modelgraph.index.facet import Key
from modelgraph.index.scan import Few, Names
from modelgraph.index.value import Index
from modelgraph.store import IRI, Scope, Store
from modelgraph.vocabulary.addresses import kind, local
from modelgraph.vocabulary.prefixes import BASE, PREFIXES
from modelgraph.vocabulary.terms import PROV

_DEPTH: Final = 2
"""The address of a model or variant ends in an organization and a name; what follows is a part."""


@dataclass(frozen=True, slots=True)
class Affected:
    """Models, what is said of them and of all that are variants of them now, and what those are
    called."""

    models: frozenset[IRI]
    scan: Few
    named: Names


def affected(index: Index, store: Store, subjects: Iterable[IRI]) -> Affected | None:
    """Return what to read anew; ``None``, where the scheme of tasks has changed: then all of it."""
    by: defaultdict[str, set[IRI]] = defaultdict(set)
    for subject in subjects:
        sort = kind(subject)
        by[sort].add(_whole(subject, sort) if sort in {"model", "variant"} else subject)
    if by["task"]:
        return None
    foreign = {each for each in by[""] if not each.startswith(BASE)}
    owners = scan.owners(store, foreign)
    models = by["model"] | {each for each in owners if kind(each) == "model"}
    parts = by["variant"] | foreign | (owners - models)
    models |= _with(index, by["org"]) | _of_parts(index, store, parts)
    return _read(store, models)


def _whole(subject: IRI, sort: str) -> IRI:
    """Return the model or variant of which an address names a part, or that it names itself."""
    parts = subject[len(PREFIXES[sort]) :].split("/", _DEPTH)
    return subject if len(parts) <= _DEPTH else IRI(PREFIXES[sort] + "/".join(parts[:_DEPTH]))


def _with(index: Index, organizations: Iterable[IRI]) -> set[IRI]:
    """Return the models of organizations: they are found by their names, too."""
    ids = map(local, organizations)
    return {index.iri(number) for number in index.facets[Key.ORGANIZATION].called(ids)}


def _of_parts(index: Index, store: Store, parts: set[IRI]) -> set[IRI]:
    """Return the models of which these things were or are variants, and those made of one that is
    a variant of another model now."""
    if not parts:
        return set()
    now = scan.parents(store, parts)
    models = set(now.values())
    for part in parts:
        before = {index.iri(number) for number in index.variants.models_of(part)}
        models |= before
        if before != {now.get(part)}:
            models |= _made_of(store, part)
    return {each for each in models if kind(each) == "model"}


def _made_of(store: Store, part: IRI) -> set[IRI]:
    quads = store.quads(predicate=PROV.wasDerivedFrom, value=part, graph=Scope.DEFAULT)
    things = {quad.subject for quad in quads}
    if not things:
        return set()
    parents = scan.parents(store, things)
    return {parents.get(each, each) for each in things}


def _read(store: Store, models: set[IRI]) -> Affected:
    few = Few(store, models | scan.variants(store, models))
    named = few.names()
    bases = {value for _, value in few.values(PROV.wasDerivedFrom) if isinstance(value, IRI)}
    parents = scan.parents(store, bases)
    return Affected(frozenset(models), few, replace(named, parents={**parents, **named.parents}))
