"""Models as lists show them: all of the catalog in two queries, or of dossiers already read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from modelgraph.catalog.addresses import kind, local
from modelgraph.catalog.dossier import Dossier
from modelgraph.catalog.entities import License, ModelSummary, Organization
from modelgraph.catalog.lookup import Names
from modelgraph.catalog.present import whole
from modelgraph.catalog.question import query
from modelgraph.catalog.things import license_of, organization_of
from modelgraph.store import IRI, Literal, Store, Value
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, PROV, SCHEMA

_SHOWN: Final = (
    SCHEMA.name, SCHEMA.isPartOf, SCHEMA.license, SCHEMA.datePublished, MG.organization,
    MG.category, MG.modality, MG.hasFeature, IT6.hasVariation, IT6.totalNumberOfParameters,
    IT6.hasInputModality, IT6.hasOutputModality, FAIR4ML.mlTask, SCHEMA.citation,
    PROV.wasDerivedFrom,
)  # fmt: skip

Stated = Mapping[IRI, list[tuple[IRI, Value]]]
"""By predicate: who it is stated of (the model or a variant), and the value."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The things that summaries refer to."""

    organizations: Mapping[IRI, Organization]
    licenses: Mapping[IRI, License]


def read_summaries(store: Store, names: Names, directory: Directory) -> tuple[ModelSummary, ...]:
    """Return every model of the catalog, by id.

    Properties are scanned one by one and put together here: a join of all of them takes the engine
    ten times as long.
    """
    facts: dict[IRI, defaultdict[IRI, list[tuple[IRI, Value]]]] = {
        iri: defaultdict(list) for iri in names.titles if kind(iri) == "model"
    }
    states: dict[IRI, defaultdict[IRI, set[IRI]]] = {iri: defaultdict(set) for iri in facts}
    _, rows = store.select(query("lists", predicate=_SHOWN))
    for about, predicate, value in rows:
        if (model := _model(names, about)) in facts and isinstance(value, IRI | Literal):
            facts[model][predicate].append((about, value))  # type: ignore[index,arg-type]
    _, rows = store.select(query("support"))
    for about, task, state in rows:
        if (model := _model(names, about)) in states and isinstance(task, IRI):
            states[model][state].add(task)  # type: ignore[index]
    made = [
        _summary(model, each, states[model], directory, names.parents)
        for model, each in facts.items()
    ]
    return tuple(sorted(made, key=lambda each: each.id))


def _model(names: Names, about: object) -> IRI:
    """Return the model of which something is stated; of a variant, the model it is one of."""
    iri = about if isinstance(about, IRI) else MG.unknown
    return names.parents.get(iri, iri)


def summary_of(dossier: Dossier, directory: Directory, parents: Mapping[IRI, IRI]) -> ModelSummary:
    """Return the same for one model whose dossier is there."""
    stated: defaultdict[IRI, list[tuple[IRI, Value]]] = defaultdict(list)
    states: defaultdict[IRI, set[IRI]] = defaultdict(set)
    for member in dossier.members:
        for predicate, values in dossier.facts.get(member.iri, {}).items():
            stated[predicate] += [(member.iri, value) for value in values]
        for node in dossier.parts.get(member.iri, ()):
            for state in dossier.of(node, MG.state):
                tasks = (task for task in dossier.of(node, MG.task) if isinstance(task, IRI))
                states[state].update(tasks)  # type: ignore[index]
    return _summary(dossier.iri, stated, states, directory, parents)


def _summary(
    model: IRI,
    stated: Stated,
    states: Mapping[IRI, set[IRI]],
    directory: Directory,
    parents: Mapping[IRI, IRI],
) -> ModelSummary:
    def own(predicate: IRI) -> list[Value]:
        return [value for about, value in stated.get(predicate, ()) if about == model]

    sizes = whole(value for _, value in stated.get(IT6.totalNumberOfParameters, ()))
    tasks = _iris(value for _, value in stated.get(FAIR4ML.mlTask, ())) | {
        task for each in states.values() for task in each
    }
    organization: IRI | None = min(_iris(own(MG.organization)), default=None)
    identifier = local(model)
    return ModelSummary(
        model,
        identifier,
        identifier.rpartition("/")[2],
        _word(own(SCHEMA.name)) or identifier,
        None if organization is None else organization_of(organization, directory.organizations),
        min((local(each) for each in _iris(own(SCHEMA.isPartOf))), default=""),
        tuple(
            license_of(iri, directory.licenses)
            for iri in sorted(_iris(value for _, value in stated.get(SCHEMA.license, ())))
            if kind(iri)
        ),
        min(sizes, default=None),
        max(sizes, default=None),
        _word(own(SCHEMA.datePublished)),
        local(_word(own(MG.category))),
        _slugs(tasks),
        _slugs(states.get(MG.runnable, ())),
        _slugs(states.get(MG.verified, ())),
        _slugs(
            value
            for predicate in (MG.modality, IT6.hasInputModality, IT6.hasOutputModality)
            for _, value in stated.get(predicate, ())
        ),
        len(_iris(own(IT6.hasVariation))),
        _slugs(value for _, value in stated.get(MG.hasFeature, ())),
        tuple(sorted(_iris(value for _, value in stated.get(SCHEMA.citation, ())))),
        _bases(model, (value for _, value in stated.get(PROV.wasDerivedFrom, ())), parents),
    )


def _bases(model: IRI, made_of: Iterable[Value], parents: Mapping[IRI, IRI]) -> tuple[str, ...]:
    """Return the models behind what something was made of; of a variant, the model it is one of."""
    found = {parents.get(iri, iri) for iri in _iris(made_of)} - {model}
    return tuple(sorted(local(iri) for iri in found if kind(iri) == "model"))


def _iris(values: Iterable[Value]) -> set[IRI]:
    return {value for value in values if isinstance(value, IRI)}


def _slugs(values: Iterable[Value]) -> tuple[str, ...]:
    return tuple(sorted(local(value) for value in _iris(values) if kind(value)))


def _word(values: list[Value]) -> str:
    return min(
        (value.lexical if isinstance(value, Literal) else value for value in values), default=""
    )
