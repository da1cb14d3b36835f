"""``modelgraph search`` and ``similar``: models by what they are, and what can stand for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from modelgraph.cli.options import (
    FormOption,
    StoreOption,
    complete_model,
    complete_task,
    open_catalog,
)
from modelgraph.cli.output import Answer, Sheet, show

if TYPE_CHECKING:
    from modelgraph.catalog.entities import Checkpoint, ModelSummary
    from modelgraph.catalog.filters import Sort

GIB: Final = 2**30
_ANSWER: Final = "yes|no|conditional"


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
    commercial: Annotated[
        list[str] | None,
        typer.Option(
            metavar=_ANSWER, help="Of which a licence says so of commercial use; no legal advice."
        ),
    ] = None,
    redistribution: Annotated[
        list[str] | None,
        typer.Option(metavar=_ANSWER, help="Of which the licence says so of passing it on."),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(metavar=_ANSWER, help="Of which the licence says so of changing it."),
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
        str,
        typer.Option(metavar="DATE", help="Surely released on or after: 2024, 2024-06 or a day."),
    ] = "",
    before: Annotated[str, typer.Option(metavar="DATE", help="Surely released on or before.")] = "",
    event: Annotated[
        str, typer.Option(help="What the dates are of: weights, preprint …; else the headline.")
    ] = "",
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
    checkpoints: Annotated[
        bool, typer.Option("--checkpoints", help="List variants, each by what holds of it.")
    ] = False,
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
        commercial_use=_answers("--commercial", commercial),
        redistribution=_answers("--redistribution", redistribution),
        changes=_answers("--changes", changes),
        category=tuple(category or ()),
        runnable=runnable,
        minimum_parameters=min_parameters,
        maximum_parameters=max_parameters,
        fits_bytes=None if fits is None else int(fits * GIB),
        released_after=after,
        released_before=before,
        event=event,
        derived_from=tuple(catalog.summary(name).id for name in derived_from or ()),
        sort=_sort(sort),
    )
    if checkpoints:
        variants = catalog.checkpoints(where)
        part = variants if all else variants[:limit]
        show(Answer((_checkpoints(part, len(variants)),), part), form)
        return
    if all:
        found = catalog.models(where)
        page = Page(found, len(found), None)
    else:
        page = catalog.page(where, first=limit)
    rest = f"{page.total - len(page.items)} more; --limit shows more of them."
    notes = (rest,) if page.total > len(page.items) else ()
    show(Answer((_summaries(page.items, notes or _count(page.total)),), page), form)


def _answers(option: str, given: list[str] | None) -> tuple[str, ...]:
    if strange := [each for each in given or () if each not in _ANSWER.split("|")]:
        raise typer.BadParameter(f"{strange[0]!r} is none of {_ANSWER}", param_hint=option)
    return tuple(given or ())


def _sort(key: str | None) -> Sort | None:
    from modelgraph.catalog.filters import Sort

    if key is not None and key not in {*Sort}:
        raise typer.BadParameter(f"one of {', '.join(Sort)}", param_hint="--sort")
    return None if key is None else Sort(key)


def similar(
    name: Annotated[
        str, typer.Argument(metavar="MODEL", help="Id or name.", autocompletion=complete_model)
    ],
    *,
    at_least: Annotated[int, typer.Option(min=1, help="So many shared tasks at least.")] = 1,
    all_tasks: Annotated[
        bool, typer.Option("--all-tasks", help="Only models that do all its tasks.")
    ] = False,
    freer: Annotated[
        bool, typer.Option("--freer", help="Only models of which the licence permits more.")
    ] = False,
    not_larger: Annotated[
        bool, typer.Option("--not-larger", help="Only models with a variant that is not larger.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Find models that can stand for one, and what speaks for each."""
    from modelgraph.catalog.similar import Wish

    wish = Wish(at_least, all_tasks, freer, not_larger)
    found = open_catalog(store).similar(name, wish)
    rows = [
        (each.model.id, each.model.name, ", ".join(each.shared_tasks), "; ".join(each.reasons))
        for each in found[:limit]
    ]
    rest = f"{len(found) - limit} more; --limit shows more of them."
    notes = (rest,) if len(found) > limit else _count(len(found))
    sheet = Sheet(("Id", "Name", "Shared tasks", "What speaks for it"), rows, notes=notes)
    show(Answer((sheet,), found[:limit]), form)


def _checkpoints(part: tuple[Checkpoint, ...], total: int) -> Sheet:
    rows = [
        (
            each.id, each.model, "" if each.parameters is None else f"{each.parameters:,}",
            each.license.identifier if each.license else "", ", ".join(each.runnable_tasks),
        )
        for each in part
    ]  # fmt: skip
    rest = total - len(part)
    note = f"{rest} more; --limit shows more of them." if rest else f"{total} checkpoints"
    columns = ("Checkpoint", "Model", "Parameters", "Licence", "Runnable here")
    return Sheet(columns, rows, notes=(note,))


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
