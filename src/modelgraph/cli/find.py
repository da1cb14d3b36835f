"""``modelgraph show`` and ``tasks``: one model, or what models do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from modelgraph.cli.cells import cell_spans, claims_sheet, quotes_sheet, short, sources_sheet
from modelgraph.cli.options import (
    FormOption,
    StoreOption,
    complete_model,
    open_catalog,
)
from modelgraph.cli.output import Answer, Cell, Sheet, Span, show

if TYPE_CHECKING:
    from modelgraph.catalog.entities import Cell as CatalogCell
    from modelgraph.catalog.entities import (
        Model,
        SharedTask,
        Task,
        TaskSupport,
        Variant,
    )
    from modelgraph.catalog.offers import Offer


def show_model(
    name: Annotated[
        str, typer.Argument(metavar="MODEL", help="Id or name.", autocompletion=complete_model)
    ],
    sources: Annotated[
        bool, typer.Option("--sources", help="Add what each source says, in its own words.")
    ] = False,
    as_of: Annotated[
        str, typer.Option(metavar="DATE", help="What was said at the end of a day, month or year.")
    ] = "",
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Show a model: facts with sources, variants, tasks."""
    catalog = open_catalog(store)
    if as_of:
        show(_then(name, as_of, catalog.as_of(name, as_of)), form)
        return
    model = catalog.model(name)
    sheets = [
        _facts(model), _openness(model), _variants(model.variants), _support(model.support),
        _results(model.variants),
        _offers(catalog.offers(name)), sources_sheet(model.cells),
    ]  # fmt: skip
    if sources:
        sheets.append(quotes_sheet(model.cells))

    def turtle() -> str:
        from modelgraph.store.serialise import Syntax, serialise

        return serialise(catalog.describe(model.iri), Syntax.TURTLE).decode()

    shown = tuple(sheet for sheet in sheets if sheet.rows)
    show(Answer(shown, model, claims_sheet(model.cells), turtle), form)


def tasks(  # noqa: PLR0917 - the options of the command
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MODEL]", help="Tasks that all of these do.", autocompletion=complete_model
        ),
    ] = None,
    runnable: Annotated[
        bool, typer.Option("--runnable", help="Only tasks that all of them can run here.")
    ] = False,
    without: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL",
            help="Of one model, only tasks that this one doesn't do.",
            autocompletion=complete_model,
        ),
    ] = None,
    narrower: Annotated[
        bool, typer.Option("--narrower", help="A model also does what is broader than its tasks.")
    ] = False,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """List the tasks, or those that all given models share."""
    from modelgraph.catalog.entities import Scope

    catalog = open_catalog(store)
    if not models:
        scheme = catalog.tasks()
        show(Answer((_scheme(scheme),), scheme), form)
        return
    if without is not None:
        if len(models) != 1:
            raise typer.BadParameter("goes with one model", param_hint="--without")
        alone = catalog.task_difference(models[0], without)
        show(Answer((_scheme(alone),), alone), form)
        return
    scope = Scope.RUNNABLE if runnable else Scope.CLAIMED
    shared = catalog.shared_tasks(*models, scope=scope, include_narrower=narrower)
    show(Answer((_shared(shared),), shared), form)


_OFFERS = 10
"""So many are shown; GraphQL and the page of the model have all."""


def _offers(found: Sequence[Offer]) -> Sheet:
    rows = [
        (
            each.host.name, each.identifier, each.input_price or "", each.output_price or "",
            each.source.name,
        )
        for each in found[:_OFFERS]
    ]  # fmt: skip
    notes = ["US dollars for a million tokens, on the date of the source."]
    if more := len(found) - len(rows):
        notes.append(f"{more} more.")
    columns = ("Host", "Called there", "Input", "Output", "Who says so")
    return Sheet(columns, rows, "Hosts and prices", tuple(notes))


def _then(name: str, date: str, cells: tuple[CatalogCell, ...]) -> Answer:
    """Return the cells of a past day."""
    notes = () if cells else ("Nothing was said of it.",)
    sheet = Sheet(("", ""), _lines(cells), f"{name} as of {date}", notes, wide=True)
    shown = tuple(each for each in (sheet, sources_sheet(cells)) if each.rows or each.notes)
    return Answer(shown, cells, claims_sheet(cells))


def _facts(model: Model) -> Sheet:
    lines = _lines(model.cells)
    also = (f"Also called: {', '.join(model.aliases)}",) if model.aliases else ()
    why = tuple(f"{each.obstacle}: {each.explanation}" for each in model.obstacles)
    return Sheet(("", ""), lines, f"{model.name} ({model.id})", (*also, *why), wide=True)


def _lines(cells: tuple[CatalogCell, ...]) -> list[tuple[Cell, ...] | str]:
    lines: list[tuple[Cell, ...] | str] = []
    group = ""
    for cell in cells:
        if cell.of.group != group:
            group = cell.of.group
            lines.append(group)
        label = (Span(cell.of.label), Span(" ≠", "yellow")) if cell.conflict else cell.of.label
        lines.append((label, cell_spans(cell)))
    return lines


def _openness(model: Model) -> Sheet:
    from modelgraph.catalog.openness import openness

    found = openness(model)
    rows = [
        (
            each.label, each.state, ", ".join(each.of), ", ".join(each.licenses),
            "yes" if each.decides else "",
            ", ".join(sorted({short(citation.source) for citation in each.citations})),
        )
        for each in found.parts
    ]  # fmt: skip
    columns = ("Part", "State", "Variants", "Licence", "Decides", "Who says so")
    title = f"Openness: {found.category or 'not known'}"
    return Sheet(columns, rows, title, (found.reason,), wide=True)


def _variants(variants: tuple[Variant, ...]) -> Sheet:
    rows = [
        (
            each.id, each.label, f"{each.parameters:,}" if each.parameters else "",
            each.license.identifier if each.license else "", ", ".join(each.runnable_tasks),
        )
        for each in variants
    ]  # fmt: skip
    columns = ("Variant", "Label", "Parameters", "Licence", "Runnable here")
    return Sheet(columns, rows, "Variants", wide=True)


def _support(support: tuple[TaskSupport, ...]) -> Sheet:
    rows = [
        (each.task.name, each.scopes[-1].value if each.scopes else "", ", ".join(each.variants))
        for each in support
    ]
    return Sheet(("Task", "State", "Variants"), rows, "Tasks", wide=True)


def _results(variants: tuple[Variant, ...]) -> Sheet:
    rows = [
        (variant.id, each.dataset, each.metric, each.value, each.conditions)
        for variant in variants
        for each in variant.results
    ]
    columns = ("Variant", "Dataset", "Metric", "Value", "Conditions")
    return Sheet(columns, rows, "Benchmark results", wide=True)


def _scheme(scheme: tuple[Task, ...]) -> Sheet:
    rows = [
        (each.slug, each.name, ", ".join(each.broader), f"{each.model_count}") for each in scheme
    ]
    return Sheet(("Task", "Name", "Broader", "Models"), rows)


def _shared(shared: tuple[SharedTask, ...]) -> Sheet:
    rows = [
        (
            each.task.slug, each.task.name, each.scope.value,
            "; ".join(f"{why.model}: {why.obstacle}" for why in each.not_runnable),
        )
        for each in shared
    ]  # fmt: skip
    notes = () if rows else ("They share no such task.",)
    return Sheet(("Task", "Name", "State for all", "Why not here"), rows, notes=notes)
