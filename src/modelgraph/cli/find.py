"""``modelgraph show``, ``search`` and ``tasks``: what the catalog holds, one thing or a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from modelgraph.cli.cells import cell_spans, claims_sheet, quotes_sheet, sources_sheet
from modelgraph.cli.options import (
    FormOption,
    StoreOption,
    complete_model,
    complete_task,
    open_catalog,
)
from modelgraph.cli.output import Answer, Cell, Sheet, Span, show

if TYPE_CHECKING:
    from modelgraph.catalog.entities import (
        Model,
        ModelSummary,
        SharedTask,
        Task,
        TaskSupport,
        Variant,
    )
    from modelgraph.catalog.filters import Sort


GIB: Final = 2**30


def show_model(
    name: Annotated[
        str, typer.Argument(metavar="MODEL", help="Id or name.", autocompletion=complete_model)
    ],
    sources: Annotated[
        bool, typer.Option("--sources", help="Add what each source says, in its own words.")
    ] = False,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Show a model: facts with sources, variants, tasks."""
    catalog = open_catalog(store)
    model = catalog.model(name)
    sheets = [
        _facts(model), _variants(model.variants), _support(model.support), _results(model.variants),
        sources_sheet(model.cells),
    ]  # fmt: skip
    if sources:
        sheets.append(quotes_sheet(model.cells))

    def turtle() -> str:
        from modelgraph.store.serialise import Syntax, serialise

        return serialise(catalog.describe(model.iri), Syntax.TURTLE).decode()

    shown = tuple(sheet for sheet in sheets if sheet.rows)
    show(Answer(shown, model, claims_sheet(model.cells), turtle), form)


def search(
    text: Annotated[str, typer.Argument(help="Words, parts of a name, near spellings.")] = "",
    *,
    task: Annotated[
        list[str] | None,
        typer.Option(help="Only models of this task.", autocompletion=complete_task),
    ] = None,
    license: Annotated[list[str] | None, typer.Option(help="Only this licence (SPDX).")] = None,
    org: Annotated[list[str] | None, typer.Option(help="Only this organization.")] = None,
    family: Annotated[list[str] | None, typer.Option(help="Only this line of models.")] = None,
    modality: Annotated[
        list[str] | None, typer.Option(help="Only models that take or give this.")
    ] = None,
    category: Annotated[list[str] | None, typer.Option(help="Only open, or closed.")] = None,
    runnable: Annotated[
        bool | None, typer.Option("--runnable/--not-runnable", help="Can be run here, or not.")
    ] = None,
    min_parameters: Annotated[
        int | None, typer.Option(metavar="N", help="A variant has at least so many parameters.")
    ] = None,
    max_parameters: Annotated[
        int | None, typer.Option(metavar="N", help="A variant has at most so many parameters.")
    ] = None,
    fits: Annotated[
        float | None,
        typer.Option(metavar="GIB", help="The weights fit at half precision: 2 bytes a parameter."),
    ] = None,
    after: Annotated[
        str, typer.Option(metavar="DATE", help="Released on or after: 2024, 2024-06 or a day.")
    ] = "",
    before: Annotated[str, typer.Option(metavar="DATE", help="Released on or before.")] = "",
    derived_from: Annotated[
        list[str] | None,
        typer.Option(
            help="Made of this model, through any number of steps.", autocompletion=complete_model
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            metavar="KEY", help="By name, released, parameters; -released and -parameters descend."
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many.")] = 20,
    all: Annotated[bool, typer.Option("--all", help="All, however many.")] = False,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Find models by words and by what they do."""
    from modelgraph.catalog.filters import Filter, Page

    catalog = open_catalog(store)
    where = Filter(
        q=text,
        task=tuple(task or ()),
        license=tuple(license or ()),
        org=tuple(org or ()),
        family=tuple(family or ()),
        modality=tuple(modality or ()),
        category=tuple(category or ()),
        runnable=runnable,
        minimum_parameters=min_parameters,
        maximum_parameters=max_parameters,
        fits_bytes=None if fits is None else int(fits * GIB),
        released_after=after,
        released_before=before,
        derived_from=tuple(catalog.summary(name).id for name in derived_from or ()),
        sort=_sort(sort),
    )
    if all:
        found = catalog.models(where)
        page = Page(found, len(found), None)
    else:
        page = catalog.page(where, first=limit)
    rest = f"{page.total - len(page.items)} more; --limit shows more of them."
    notes = (rest,) if page.total > len(page.items) else ()
    show(Answer((_summaries(page.items, notes or _count(page.total)),), page), form)


def _sort(key: str | None) -> Sort | None:
    from modelgraph.catalog.filters import Sort

    if key is not None and key not in {*Sort}:
        raise typer.BadParameter(f"one of {', '.join(Sort)}", param_hint="--sort")
    return None if key is None else Sort(key)


def tasks(
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MODEL]", help="Tasks that all of these do.", autocompletion=complete_model
        ),
    ] = None,
    runnable: Annotated[
        bool, typer.Option("--runnable", help="Only tasks that all of them can run here.")
    ] = False,
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
    scope = Scope.RUNNABLE if runnable else Scope.CLAIMED
    shared = catalog.shared_tasks(*models, scope=scope, include_narrower=narrower)
    show(Answer((_shared(shared),), shared), form)


def _facts(model: Model) -> Sheet:
    lines: list[tuple[Cell, ...] | str] = []
    group = ""
    for cell in model.cells:
        if cell.of.group != group:
            group = cell.of.group
            lines.append(group)
        label = (Span(cell.of.label), Span(" ≠", "yellow")) if cell.conflict else cell.of.label
        lines.append((label, cell_spans(cell)))
    also = (f"Also called: {', '.join(model.aliases)}",) if model.aliases else ()
    why = tuple(f"{each.obstacle}: {each.explanation}" for each in model.obstacles)
    return Sheet(("", ""), lines, f"{model.name} ({model.id})", (*also, *why), wide=True)


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


def _summaries(items: tuple[ModelSummary, ...], notes: tuple[str, ...]) -> Sheet:
    rows = [
        (
            each.id, each.name, each.organization.name if each.organization else "",
            each.released, _parameters(each), " · ".join(one.identifier for one in each.licenses),
            f"{len(each.tasks)}", f"{len(each.runnable_tasks)}",
        )
        for each in items
    ]  # fmt: skip
    columns = (
        "Id", "Name", "Organization", "Released", "Parameters", "Licence", "Tasks", "Runnable",
    )  # fmt: skip
    return Sheet(columns, rows, notes=notes)


def _parameters(model: ModelSummary) -> str:
    ends = dict.fromkeys(
        _millions(count)
        for count in (model.minimum_parameters, model.maximum_parameters)
        if count is not None
    )
    return " – ".join(ends)


def _millions(count: int) -> str:
    return f"{count / 1e9:.3g} B" if count >= 1e9 else f"{count / 1e6:.3g} M"


def _count(total: int) -> tuple[str, ...]:
    return (f"{total} model{'' if total == 1 else 's'}",)


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
