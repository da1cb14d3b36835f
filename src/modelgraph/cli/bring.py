"""``modelgraph import``: bring in what others, or you, say about models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelgraph.cli.options import FormOption, StoreOption
from modelgraph.cli.output import Answer, Sheet, show
from modelgraph.cli.progress import progress

if TYPE_CHECKING:
    from modelgraph.importers.pipeline import Report

app = typer.Typer(no_args_is_help=True, help="Bring in claims about models.")
UNMATCHED_SHOWN = 20


@app.callback()
def group() -> None:
    """Bring in claims about models."""


@app.command("claims")
def claims(
    file: Annotated[Path, typer.Argument(help="A CSV or TSV file: model, property, value, …")],
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Import a table of claims: all of it, or, where a row is broken, nothing.

    Each row is one claim: model, property, value, and whatever else is known of it (variant,
    qualifier, place, words). Broken rows are named with the reason.
    """
    from modelgraph.importers import pipeline
    from modelgraph.importers.claims_file import read as read_claims
    from modelgraph.server.parts import open_store
    from modelgraph.server.settings import read

    reading = read_claims(file, source_name, kind, license)
    with progress() as step:
        step("Opening the store", 0, 2)
        opened = open_store(read(store=store))
        step("Comparing and writing", 1, 2)
        report = pipeline.run(opened, reading, dry_run=dry_run)
    show(_answer(report), form)


def _answer(report: Report) -> Answer:
    rows = [
        (name.replace("_", " "), f"{getattr(report, name):,}")
        for name in ("sources", "claims", "added", "changed", "removed", "unchanged_sources")
    ]
    rows.append(("new conflicts", f"{len(report.new_conflicts):,}"))
    sheets = [Sheet(("", ""), rows, notes=(_outcome(report),))]
    if report.new_conflicts:
        sheets.append(
            Sheet(
                ("Model or variant", "Property"),
                [(_short(each.subject), _short(each.predicate)) for each in report.new_conflicts],
                "Now in conflict with other sources",
            )
        )
    if report.unmatched:
        unmatched = [(each.row, each.what, each.reason) for each in report.unmatched]
        more = len(unmatched) - UNMATCHED_SHOWN
        notes = (f"… {more} more",) if more > 0 else ()
        title = "Kept as text, or not taken"
        sheets.append(
            Sheet(("Row", "What", "Why"), unmatched[:UNMATCHED_SHOWN], title, notes, wide=True)
        )
    return Answer(tuple(sheets), report)


def _outcome(report: Report) -> str:
    if report.dry_run:
        return "Nothing was written: a dry run."
    return "Nothing has changed." if report.is_empty else "Written, in one transaction."


def _short(iri: str) -> str:
    from modelgraph.vocabulary.prefixes import shorten

    return shorten(iri)
