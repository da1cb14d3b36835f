"""``modelgraph import``: bring in what others, or you, say about models, and take it out again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelgraph.cli.imported import answer
from modelgraph.cli.options import FormOption, StoreOption
from modelgraph.cli.output import show
from modelgraph.cli.progress import progress

app = typer.Typer(no_args_is_help=True, help="Bring in claims about models, or take them out.")

DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
]


@app.callback(invoke_without_command=True)
def group(
    context: typer.Context,
    remove: Annotated[
        str | None,
        typer.Option("--remove", metavar="SOURCE", help="Take out all that this source says."),
    ] = None,
    dry_run: DryRunOption = False,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Bring in claims about models; with --remove, take a source out again."""
    if context.invoked_subcommand is not None:
        return
    if remove is None:
        raise typer.BadParameter("name what to import, or --remove SOURCE")
    from datetime import UTC, datetime

    from modelgraph.catalog.catalog import Catalog
    from modelgraph.importers import pipeline
    from modelgraph.server.parts import open_store
    from modelgraph.server.settings import read

    opened = open_store(read(store=store))
    source = Catalog(opened).source(remove).iri
    report = pipeline.remove(opened, source, dry_run=dry_run, at=datetime.now(UTC))
    show(answer(report, ()), form)


@app.command("claims")
def claims(
    file: Annotated[
        Path,
        typer.Argument(help="CSV or TSV: model, property, value …; or .ttl, .trig, .nq, .jsonld."),
    ],
    *,
    source_name: Annotated[
        str, typer.Option("--source-name", help="Who says so; the next import replaces it.")
    ],
    kind: Annotated[
        str, typer.Option("--kind", help="measured, upstream, curated, vendor or aggregator.")
    ],
    license: Annotated[
        str, typer.Option("--license", help="Under which the data may be passed on (SPDX).")
    ],
    dry_run: DryRunOption = False,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Import a file of claims: all of it, or, where a row is broken, nothing.

    A row of a table is one claim: model, property, value, and whatever else is known of it
    (variant, qualifier, place, words). In RDF each triple with a property of the vocabulary is
    one. Broken rows are named with the reason.
    """
    from datetime import UTC, datetime

    from modelgraph.importers import pipeline
    from modelgraph.importers.claims_file import TABLES
    from modelgraph.importers.claims_file import read as read_claims
    from modelgraph.importers.strangers import strangers
    from modelgraph.server.parts import open_store
    from modelgraph.server.settings import read

    if file.suffix.lower() in TABLES:
        read_claims(
            file, source_name, kind, license
        )  # broken rows are refused before a store is made
    with progress() as step:
        step("Opening the store", 0, 2)
        opened = open_store(read(store=store))
        step("Reading, comparing and writing", 1, 2)
        reading = read_claims(file, source_name, kind, license, store=opened)
        new = strangers(opened, reading)
        report = pipeline.run(opened, reading, dry_run=dry_run, at=datetime.now(UTC))
    show(answer(report, new), form)
