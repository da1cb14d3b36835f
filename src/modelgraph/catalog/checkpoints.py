"""Variants in a list, each with its own size, licence and tasks: what can be taken and used.

A filter of models is one of checkpoints too: what is said of a variant alone is looked at there,
the rest at its model. A model without variants is its own checkpoint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from modelgraph.catalog.addresses import kind, local
from modelgraph.catalog.entities import Checkpoint, License, ModelSummary
from modelgraph.catalog.filters import Filter
from modelgraph.catalog.lists import Shelf, listed
from modelgraph.catalog.present import whole
from modelgraph.catalog.question import query
from modelgraph.catalog.things import license_of
from modelgraph.store import IRI, Literal, Store
from modelgraph.vocabulary.terms import MG


@dataclass(frozen=True, slots=True)
class Rack:
    """All checkpoints: ``shelf`` has them in the form of models, for filters and order."""

    shelf: Shelf
    by_id: Mapping[str, Checkpoint]


def chosen(rack: Rack, where: Filter) -> tuple[Checkpoint, ...]:
    """Return the checkpoints that pass a filter, in its order."""
    return tuple(rack.by_id[each.id] for each in listed(rack.shelf, where))


def read_rack(
    store: Store, shelf: Shelf, names: Mapping[IRI, str], licenses: Mapping[IRI, License]
) -> Rack:
    """Read all checkpoints in two queries; ``names`` are what things are called."""
    models = {each.iri: each for each in shelf.models}
    tasks, runnable = _tasks(store)
    made: dict[str, ModelSummary] = {}
    owners: dict[str, str] = {}
    _, rows = store.select(query("checkpoints"))
    for variant, parent, size, license_ in rows:
        model = models.get(parent)  # type: ignore[arg-type]
        if model is None or not isinstance(variant, IRI) or local(variant) in made:
            continue
        (sizes,) = (whole([size]) if isinstance(size, Literal) else [],)
        subjects = (variant, model.iri)
        owners[local(variant)] = model.id
        made[local(variant)] = replace(
            model,
            iri=variant,
            id=local(variant),
            name=names.get(variant, local(variant)),
            licenses=_licenses(license_, licenses),
            minimum_parameters=min(sizes, default=None),
            maximum_parameters=max(sizes, default=None),
            tasks=_slugs(tasks, subjects),
            runnable_tasks=_slugs(runnable, subjects),
        )
    alone = [each for each in shelf.models if each.id not in set(owners.values())]
    for model in alone:
        made[model.id], owners[model.id] = model, model.id
    return Rack(
        replace(
            shelf,
            models=tuple(made.values()),
            above={id_: shelf.above[model] for id_, model in owners.items()},
            events={id_: shelf.events.get(model, {}) for id_, model in owners.items()},
            scores=lambda text: _scores(shelf.scores(text), owners),
        ),
        {id_: _checkpoint(each, owners[id_]) for id_, each in made.items()},
    )


def _checkpoint(each: ModelSummary, model: str) -> Checkpoint:
    license_ = each.licenses[0] if each.licenses else None
    return Checkpoint(
        each.iri, each.id, each.name, model, each.minimum_parameters, license_, each.tasks,
        each.runnable_tasks,
    )  # fmt: skip


def _licenses(iri: object, known: Mapping[IRI, License]) -> tuple[License, ...]:
    return (license_of(iri, known),) if isinstance(iri, IRI) and kind(iri) else ()


def _tasks(store: Store) -> tuple[Mapping[IRI, set[IRI]], Mapping[IRI, set[IRI]]]:
    """Return what each model and variant does itself, and what of it can be run here."""
    claimed: defaultdict[IRI, set[IRI]] = defaultdict(set)
    runnable: defaultdict[IRI, set[IRI]] = defaultdict(set)
    _, rows = store.select(query("support"))
    for about, task, state in rows:
        if isinstance(about, IRI) and isinstance(task, IRI):
            claimed[about].add(task)
            if state == MG.runnable:
                runnable[about].add(task)
    return claimed, runnable


def _slugs(tasks: Mapping[IRI, set[IRI]], subjects: tuple[IRI, ...]) -> tuple[str, ...]:
    found = {task for subject in subjects for task in tasks.get(subject, ())}
    return tuple(sorted(local(task) for task in found))


def _scores(scores: Mapping[str, float], owners: Mapping[str, str]) -> dict[str, float]:
    return {id_: scores[model] for id_, model in owners.items() if model in scores}
