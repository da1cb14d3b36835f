"""``modelgraph compare``: models side by side, each value with who says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelgraph.cli.cells import cell_spans, claims_sheet, quotes_sheet, sources_sheet
from modelgraph.cli.options import FormOption, ModelsArgument, StoreOption, open_catalog
from modelgraph.cli.output import Answer, Cell, Sheet, Span, show

if TYPE_CHECKING:
    from modelgraph.catalog.entities import (
        Comparison,
        Row,
        TaskSupport,
    )

NOT_DONE = "–"


def compare(
    models: ModelsArgument,
    *,
    differences: Annotated[
        bool, typer.Option("--differences", help="Only the rows in which the models differ.")
    ] = False,
    only: Annotated[
        str | None, typer.Option(metavar="GROUP", help="Only one group of rows, or: tasks.")
    ] = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="Add what each source says, in its own words.")
    ] = False,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Compare 2 to 8 models, each value with its sources.

    Shared tasks stand first, with what can be run side by side here; values that were outranked
    follow those that hold, with the reason.
    """
    catalog = open_catalog(store)
    comparison = catalog.compare(*models)
    rows = _chosen(comparison, differences, only)
    parts = {"tasks": only in {None, "tasks"}, "facts": only != "tasks"}
    show(answer(comparison, rows, quotes=sources, **parts), form)


def _chosen(comparison: Comparison, differences: bool, only: str | None) -> tuple[Row, ...]:
    rows = comparison.differences if differences else comparison.rows
    return tuple(row for row in rows if only is None or row.of.group.lower() == only.lower())


def answer(
    comparison: Comparison,
    rows: tuple[Row, ...],
    *,
    quotes: bool = False,
    tasks: bool = True,
    facts: bool = True,
) -> Answer:
    """Return a comparison as tables: tasks first, then facts in groups, then the sources."""
    cells = [cell for row in rows for cell in row.cells]
    sheets = [tasks_sheet(comparison)] if tasks else []
    if facts:
        sheets += [facts_sheet(comparison, rows), sources_sheet(cells)]
    if tasks and facts:
        sheets.insert(-1, features_sheet(comparison))
    if quotes:
        sheets.append(quotes_sheet(cells))
    shown = tuple(sheet for sheet in sheets if sheet.rows)
    return Answer(shown, as_data(comparison, rows), claims_sheet(cells))


def as_data(comparison: Comparison, rows: tuple[Row, ...]) -> dict[str, Any]:
    """Return a comparison as plain values, under the names that the server's JSON has."""
    return {
        "id": comparison.id,
        "models": comparison.models,
        "shared": comparison.shared,
        "rows": [
            {
                "property": row.of,
                "differs": row.differs,
                "conflict": row.has_conflict,
                "cells": row.cells,
            }
            for row in rows
        ],
        "tasks": comparison.tasks,
        "features": comparison.features,
        "obstacles": comparison.obstacles,
    }


def facts_sheet(comparison: Comparison, rows: tuple[Row, ...]) -> Sheet:
    """Return the rows under the headings of their groups."""
    lines: list[tuple[Cell, ...] | str] = []
    group = ""
    for row in rows:
        if row.of.group != group:
            group = row.of.group
            lines.append(group)
        label = (Span(row.of.label), Span(" ≠", "yellow")) if row.has_conflict else row.of.label
        lines.append((label, *(cell_spans(cell) for cell in row.cells)))
    return Sheet(("", *_names(comparison)), lines, "Facts", wide=True)


def tasks_sheet(comparison: Comparison) -> Sheet:
    """Return the tasks, shared ones first, with how far each has been checked; and what can run."""
    shared = {each.task.slug for each in comparison.shared}
    lines: list[tuple[Cell, ...] | str] = []
    for heading, wanted in (("Shared", True), ("Not shared", False)):
        found = [row for row in comparison.tasks if (row.task.slug in shared) is wanted]
        if found:
            lines.append(heading)
        lines += [(row.task.name, *(_state(each) for each in row.support)) for row in found]
    return Sheet(
        ("", *_names(comparison)), lines, "Tasks", tuple(side_by_side(comparison)), wide=True
    )


def features_sheet(comparison: Comparison) -> Sheet:
    """Return what each model has that can be had."""
    rows = [
        (row.feature.name, *("yes" if each else NOT_DONE for each in row.has))
        for row in comparison.features
    ]
    return Sheet(("", *_names(comparison)), rows, "Features", wide=True)


def side_by_side(comparison: Comparison) -> Iterator[str]:
    """Yield what can be run side by side on this machine, and if nothing, why, in sentences."""
    from modelgraph.catalog.entities import Scope

    ready = [each for each in comparison.shared if each.scope is not Scope.CLAIMED]
    if ready:
        names = ",".join(model.id for model in comparison.models)
        yield "Can be run side by side here: " + ", ".join(each.task.name for each in ready) + "."
        yield f"  modelgraph run {ready[0].task.slug} IMAGE --models {names}"
        return
    yield "Nothing can be run side by side here:"
    if not comparison.shared:
        yield "  They share no task."
    yield from (f"  {sentence}" for sentence in _reasons(comparison))


def _reasons(comparison: Comparison) -> Iterator[str]:
    """Yield why each model runs nothing; where it runs something, why not the shared tasks."""
    told = {why.model for why in comparison.obstacles}
    yield from (f"{why.model}: {why.obstacle} – {why.explanation}" for why in comparison.obstacles)
    for each in comparison.shared:
        yield from (
            f"{why.model}, {each.task.name}: {why.obstacle} – {why.explanation}"
            for why in each.not_runnable
            if why.model not in told
        )


def _state(support: TaskSupport | None) -> Cell:
    if support is None:
        return (Span(NOT_DONE, "dim"),)
    strongest = support.scopes[-1].value if support.scopes else "claimed"
    return (Span(strongest, {"verified": "green", "runnable": "green"}.get(strongest, "")),)


def _names(comparison: Comparison) -> tuple[str, ...]:
    return tuple(model.name for model in comparison.models)
