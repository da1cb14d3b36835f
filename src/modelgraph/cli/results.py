"""``modelgraph results``: who does best on a benchmark, and under which conditions."""

from __future__ import annotations

from typing import Annotated

import typer

from modelgraph.cli.cells import short
from modelgraph.cli.options import FormOption, StoreOption, open_catalog
from modelgraph.cli.output import Answer, Sheet, show


def results(
    dataset: Annotated[str, typer.Argument(help="Such as COCO val2017.")],
    metric: Annotated[str, typer.Argument(help="Such as AP50:95.")],
    *,
    max_parameters: Annotated[
        int | None, typer.Option(metavar="N", help="Only of at most so many parameters.")
    ] = None,
    stated_conditions: Annotated[
        bool, typer.Option("--stated-conditions", help="Only with the settings of the run.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """List the results on a benchmark, the highest first."""
    from modelgraph.catalog.results import Benchmark

    asked = Benchmark(dataset, metric, max_parameters, stated_conditions)
    found = open_catalog(store).results(asked)
    rows = [
        (
            each.subject, f"{each.value}",
            "" if each.parameters is None else f"{each.parameters:,}", each.conditions,
            ", ".join(short(source) for source in each.sources),
        )
        for each in found[:limit]
    ]  # fmt: skip
    more = len(found) - len(rows)
    notes = (f"{more} more; --limit shows more of them.",) if more else ()
    columns = ("Model or variant", metric, "Parameters", "Conditions", "Source")
    show(Answer((Sheet(columns, rows, notes=notes),), found[:limit]), form)
