"""``modelgraph changes``: what imports changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelgraph.cli.options import FormOption, StoreOption, complete_model, open_catalog
from modelgraph.cli.output import Answer, Sheet, show

if TYPE_CHECKING:
    from modelgraph.catalog.entities import CellValue, Change


def changes(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="[MODEL]",
            help="Only what changed of this model.",
            autocompletion=complete_model,
        ),
    ] = None,
    *,
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Since a day, month or year: 2026-11-25.")
    ] = "",
    source: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="Only what this source said, or says.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 50,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """List what imports added, changed and removed."""
    found = open_catalog(store).changes(since, model, source)
    told = found[:limit]
    more = len(found) - len(told)
    notes = ("Nothing has changed.",) if not found else ()
    notes = (f"{more:,} more; --limit shows more of them.",) if more else notes
    columns = ("Moment (UTC)", "", "Model or variant", "Property", "Before", "After", "Source")
    show(Answer((Sheet(columns, [_row(each) for each in told], notes=notes),), told), form)


def _row(each: Change) -> tuple[str, ...]:
    return (
        each.moment[:19].replace("T", " "), each.type.value, each.about_id, each.property.label,
        _value(each.before), _value(each.after), each.source.name,
    )  # fmt: skip


def _value(value: CellValue | None) -> str:
    return "" if value is None else value.display
