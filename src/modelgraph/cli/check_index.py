"""``modelgraph check index``: what the index answers is what the graph answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from modelgraph.cli.options import FormOption, StoreOption, open_catalog
from modelgraph.cli.output import Answer, Sheet, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelgraph.catalog.both_ways import Compared

QUESTIONS: Final = 60
_TOLD: Final = 10


def index(
    questions: Annotated[
        int, typer.Option("--questions", min=1, max=10_000, help="So many lists and searches.")
    ] = QUESTIONS,
    *,
    seed: Annotated[int, typer.Option("--seed", help="Another number asks other questions.")] = 0,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Ask the index and the graph the same, made of what the catalog holds; exit 1 where the
    answers differ.

    Lists, pages, counts, searches and alternatives come from an index that is kept beside the
    store. Here each model is also looked at in turn, which takes a while in a large catalog.
    """
    found = open_catalog(store).check_index(questions, seed)
    show(Answer((_sheet(found),), found), form)
    if any(each.different for each in found):
        raise typer.Exit(1)


def _sheet(found: Sequence[Compared]) -> Sheet:
    rows = [(each.kind, f"{each.asked:,}", f"{len(each.different):,}") for each in found]
    different = sum(len(each.different) for each in found)
    told = [
        f"Differs: {each.kind}: {question or 'everything'}"
        for each in found
        for question in each.different[:_TOLD]
    ]
    if told:
        told.append(
            "A new index is made when the folder `derived` in that of the store is removed."
        )
    summed = (
        f"{sum(each.asked for each in found):,} questions asked both ways, {different:,} differ"
    )
    return Sheet(("Kind", "Asked", "Differ"), rows, "Index and graph", (summed, *told))
