"""Models side by side, and one model alone: dossiers made into what the faces show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modelgraph.catalog.addresses import kind, local, part
from modelgraph.catalog.cells import RowCell, Sources, cells, empty
from modelgraph.catalog.dossier import Dossier, Member
from modelgraph.catalog.entities import (
    BenchmarkResult,
    Cell,
    Comparison,
    Feature,
    FeatureRow,
    Model,
    ModelSummary,
    Release,
    Row,
    Scope,
    TaskRow,
    Variant,
    WhyNot,
)
from modelgraph.catalog.present import whole
from modelgraph.catalog.properties import ALWAYS, EVENTS, RowSpec, order
from modelgraph.catalog.scheme import Concept, Scheme
from modelgraph.catalog.summaries import Directory
from modelgraph.catalog.support import (
    Support,
    obstacle,
    runnable_tasks,
    shared,
    with_broader,
)
from modelgraph.catalog.things import license_of
from modelgraph.store import IRI, Literal
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA, SKOS


@dataclass(frozen=True, slots=True)
class Sheet:
    """One model, worked out: its cells, its tasks, its line in a list."""

    dossier: Dossier
    summary: ModelSummary
    cells: dict[str, RowCell]
    support: Support


@dataclass(frozen=True, slots=True)
class Background:
    """What every answer leans on: sources, schemes, organizations and licences."""

    sources: Sources
    tasks: Scheme
    features: Scheme
    directory: Directory


def comparison(
    sheets: Sequence[Sheet], behind: Background, scope: Scope, include_narrower: bool
) -> Comparison:
    """Put models side by side, in the order given."""
    supports = [sheet.support for sheet in sheets]
    wide = [with_broader(each, behind.tasks) for each in supports] if include_narrower else supports
    return Comparison(
        tuple(sheet.summary for sheet in sheets),
        shared([sheet.dossier for sheet in sheets], wide, scope, behind.tasks),
        tuple(
            Row(row.of, tuple(_cell(sheet, row, behind.sources) for sheet in sheets))
            for row in _rows([sheet.cells for sheet in sheets])
        ),
        _task_rows(supports),
        _feature_rows(sheets, behind.features),
        tuple(each for sheet in sheets if (each := _obstacle(sheet)) is not None),
    )


def model(sheet: Sheet, behind: Background) -> Model:
    """Return everything about one model."""
    dossier = sheet.dossier
    return Model(
        sheet.summary,
        tuple(
            sorted(
                value.lexical
                for value in dossier.of(dossier.iri, SKOS.altLabel)
                if isinstance(value, Literal)
            )
        ),
        tuple(variant(sheet, member, behind) for member in dossier.variants),
        _releases(sheet),
        tuple(sheet.support.values()),
        tuple(feature(behind.features.get(iri)) for iri in _features(dossier)),
        tuple(_cell(sheet, row, behind.sources) for row in _rows([sheet.cells])),
        tuple(each for each in [_obstacle(sheet)] if each is not None),
    )


def variant(sheet: Sheet, member: Member, behind: Background) -> Variant:
    """Return one variant of a model."""
    dossier = sheet.dossier
    sizes = whole(dossier.of(member.iri, IT6.totalNumberOfParameters))
    found = [v for v in dossier.of(member.iri, SCHEMA.license) if isinstance(v, IRI) and kind(v)]
    weights = (v for v in dossier.of(member.iri, MG.weightsRepository) if isinstance(v, IRI))
    alone = dossier.variant(member)
    own = cells(alone, behind.sources)
    return Variant(
        member.iri,
        member.id,
        member.name,
        member.label or member.name,
        dossier.id,
        sizes[0] if sizes else None,
        license_of(found[0], behind.directory.licenses) if found else None,
        tuple(weights),
        tuple(sorted(local(task) for task in runnable_tasks(alone))),
        _results(alone, own),
        tuple(_cell_of(row, alone, own, behind.sources) for row in _rows([own])),
    )


def feature(concept: Concept, count: int = 0) -> Feature:
    """Return a concept of the feature scheme as the faces show it."""
    return Feature(concept.iri, concept.slug, concept.name, concept.description, count)


def stated_cells(sheet: Sheet, behind: Background) -> tuple[Cell, ...]:
    """Return the cells of one model or variant, in the order of the rows."""
    return in_order(sheet.dossier, sheet.cells, behind.sources)


def in_order(dossier: Dossier, stated: Mapping[str, RowCell], sources: Sources) -> tuple[Cell, ...]:
    """Return cells in the order of the rows, with those that always stand."""
    return tuple(_cell_of(row, dossier, stated, sources) for row in _rows([stated]))


def _rows(stated: Sequence[Mapping[str, RowCell]]) -> list[RowSpec]:
    """Return the rows that always stand, and those of which one of the models has a cell."""
    found = {row.of.key: row for row in ALWAYS}
    for cells_of_one in stated:
        found.update({key: each.row for key, each in cells_of_one.items()})
    return sorted(found.values(), key=order)


def _cell(sheet: Sheet, row: RowSpec, sources: Sources) -> Cell:
    return _cell_of(row, sheet.dossier, sheet.cells, sources)


def _cell_of(
    row: RowSpec, dossier: Dossier, stated: Mapping[str, RowCell], sources: Sources
) -> Cell:
    known = stated.get(row.of.key)
    return known.cell if known else empty(row, dossier, sources)


def _task_rows(supports: Sequence[Support]) -> tuple[TaskRow, ...]:
    """Return a row for each task of any model: those of most models first, then by name."""
    tasks = {task: each.task for support in supports for task, each in support.items()}
    rows = [
        TaskRow(task, tuple(support.get(iri) for support in supports))
        for iri, task in tasks.items()
    ]
    rows.sort(key=lambda row: (sum(each is None for each in row.support), row.task.name.casefold()))
    return tuple(rows)


def _features(dossier: Dossier) -> list[IRI]:
    found = {
        value
        for member in dossier.members
        for value in dossier.of(member.iri, MG.hasFeature)
        if isinstance(value, IRI)
    }
    return sorted(found)


def _feature_rows(sheets: Sequence[Sheet], features: Scheme) -> tuple[FeatureRow, ...]:
    held = [set(_features(sheet.dossier)) for sheet in sheets]
    rows = [
        FeatureRow(feature(features.get(iri)), tuple(iri in each for each in held))
        for iri in set().union(*held)
    ]
    return tuple(sorted(rows, key=lambda row: row.feature.name.casefold()))


def _obstacle(sheet: Sheet) -> WhyNot | None:
    """Say why a model can't run anything here; one that can run something has no obstacle."""
    return None if runnable_tasks(sheet.dossier) else obstacle(sheet.dossier)


def _releases(sheet: Sheet) -> tuple[Release, ...]:
    """Return the dated events of a model and its variants, the oldest first."""
    found: list[Release] = []
    for key, each in sheet.cells.items():
        if not key.startswith("release-"):
            continue
        event = key.removeprefix("release-")
        for subject in dict.fromkeys(value.subject for value in each.cell.values):
            values = tuple(value for value in each.cell.values if value.subject == subject)
            detail = values[0].subject_label
            label = EVENTS.get(event, each.row.of.label)
            date = next((value.value.display for value in values if value.accepted), "")
            found.append(
                Release(subject, event, f"{label} ({detail})" if detail else label, date, values)
            )
    return tuple(sorted(found, key=lambda release: (not release.date, release.date, release.iri)))


def _results(dossier: Dossier, stated: Mapping[str, RowCell]) -> tuple[BenchmarkResult, ...]:
    """Return what a variant reached on benchmarks."""
    cited = {
        value.subject: value.citations for each in stated.values() for value in each.cell.accepted
    }
    made = [
        BenchmarkResult(
            node,
            dossier.text(node, MG.dataset),
            dossier.text(node, MG.metric),
            dossier.text(node, MG.conditions),
            dossier.text(node, MG.value),
            dossier.id,
            cited.get(node, ()),
        )
        for node in dossier.parts.get(dossier.iri, ())
        if part(node, dossier.iri)[0] == "result"
    ]
    return tuple(sorted(made, key=lambda each: (each.dataset, each.metric, each.conditions)))
