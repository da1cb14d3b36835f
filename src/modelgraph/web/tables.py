"""Comparisons and lists as CSV and Markdown."""

from __future__ import annotations

import csv as _csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final, TypeAlias

from modelgraph.catalog.entities import Comparison, ModelSummary, TaskSupport
from modelgraph.web.rendering import strongest

Table: TypeAlias = Sequence[Sequence[str]]
"""The head first, then the rows."""

_FORMULA: Final = re.compile(r"[=+@\t\r]|-(?!\d)")
"""What makes a spreadsheet run a cell instead of showing it."""

_MARKED: Final = re.compile(r"([\\`*_\[\]<>|#])")


def csv(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180); what a spreadsheet would run gets a leading quote."""
    out = StringIO()
    writer = _csv.writer(out)
    for row in table:
        writer.writerow(f"'{cell}" if _FORMULA.match(cell) else cell for cell in row)
    return out.getvalue().encode()


def markdown(table: Table) -> bytes:
    """Return a table as Markdown; what would be read as markup is escaped."""
    head, *rows = [[_marked(cell) for cell in row] for row in table]
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).encode()


def of_models(models: Iterable[ModelSummary]) -> Table:
    """Return a list of models as a table."""
    head = (
        "id name organization family category licenses minimum_parameters maximum_parameters"
        " released tasks runnable_tasks verified_tasks"
    )
    return [head.split(), *(_model(model) for model in models)]


def of_comparison(comparison: Comparison) -> Table:
    """Return a comparison as a table: a column a model, a row a property, task or feature."""
    rows: list[Sequence[str]] = [["group", "property", *(each.id for each in comparison.models)]]
    for shared in comparison.shared:
        states = [strongest(support.scopes).value for support in shared.support]
        rows.append(["Shared tasks", shared.task.name, *states])
    for row in comparison.rows:
        rows.append([row.of.group, row.of.label, *(cell.display for cell in row.cells)])
    for each in comparison.tasks:
        rows.append(["Tasks", each.task.name, *map(_support, each.support)])
    for feature in comparison.features:
        has = ["yes" if each else "not claimed" for each in feature.has]
        rows.append(["Features", feature.feature.name, *has])
    return rows


def _support(support: TaskSupport | None) -> str:
    return "not claimed" if support is None else strongest(support.scopes).value


def _model(model: ModelSummary) -> Sequence[str]:
    return (
        model.id,
        model.name,
        model.organization.name if model.organization else "",
        model.family,
        model.category,
        "; ".join(each.identifier for each in model.licenses),
        "" if model.minimum_parameters is None else str(model.minimum_parameters),
        "" if model.maximum_parameters is None else str(model.maximum_parameters),
        model.released,
        "; ".join(model.tasks),
        "; ".join(model.runnable_tasks),
        "; ".join(model.verified_tasks),
    )


def _marked(cell: str) -> str:
    return _MARKED.sub(r"\\\1", " ".join(cell.split()))
