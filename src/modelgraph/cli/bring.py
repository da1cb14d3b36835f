"""``modelgraph import``: bring in what others, or you, say about models, and take it out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from modelgraph.cli.options import FormOption, StoreOption
from modelgraph.cli.output import Answer, Sheet, plain, show
from modelgraph.cli.progress import progress

if TYPE_CHECKING:
    from modelgraph.importers.pipeline import Report
    from modelgraph.importers.strangers import Stranger
    from modelgraph.provenance import Change
    from modelgraph.store import Value

app = typer.Typer(no_args_is_help=True, help="Bring in claims about models, or take them out.")
SHOWN: Final = 20

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
    show(_answer(report, ()), form)


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
    show(_answer(report, new), form)


def _answer(report: Report, new: tuple[Stranger, ...]) -> Answer:
    rows = [
        (name.replace("_", " "), f"{getattr(report, name):,}")
        for name in ("sources", "claims", "added", "changed", "removed", "unchanged_sources")
    ]
    rows.append(("new conflicts", f"{len(report.new_conflicts):,}"))
    sheets = [Sheet(("", ""), rows, notes=(_outcome(report),)), *_details(report, new)]
    return Answer(tuple(sheets), {**plain(report), "new_names": plain(new)})


def _details(report: Report, new: tuple[Stranger, ...]) -> Iterator[Sheet]:
    if report.changes:
        rows = [_change(each) for each in report.changes]
        columns = ("", "Model or variant", "Property", "Value")
        yield _first(columns, rows, "Would change" if report.dry_run else "Changed")
    if report.new_conflicts:
        pairs = [(_short(each.subject), _short(each.predicate)) for each in report.new_conflicts]
        title = "Now in conflict with other sources"
        yield Sheet(("Model or variant", "Property"), pairs, title)
    if new:
        known = [(each.kind, each.identifier, each.name, ", ".join(each.near)) for each in new]
        columns = ("", "Id", "Name", "Near names that are known")
        yield _first(columns, known, "New to the catalog")
    if report.unmatched:
        from modelgraph.importers.strangers import near_concepts

        unmatched = [
            (each.row, each.what, each.reason, ", ".join(near_concepts(each.what)))
            for each in report.unmatched[: SHOWN + 1]
        ]
        more = len(report.unmatched)
        yield _first(("Row", "What", "Why", "Near"), unmatched, "Kept as text, or not taken", more)


def _first(
    columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], title: str, total: int | None = None
) -> Sheet:
    more = (len(rows) if total is None else total) - SHOWN
    notes = (f"… {more} more: --format json",) if more > 0 else ()
    return Sheet(columns, rows[:SHOWN], title, notes, wide=True)


def _change(each: Change) -> tuple[str, str, str, str]:
    sign = "+" if each.added else "−"
    return sign, _short(each.subject), _short(each.predicate), _value(each.value)


def _value(value: Value) -> str:
    return _short(str(getattr(value, "lexical", value)))


def _outcome(report: Report) -> str:
    if report.dry_run:
        return "Nothing was written: a dry run."
    return "Nothing has changed." if report.is_empty else "Written, in one transaction."


def _short(iri: str) -> str:
    from modelgraph.vocabulary.prefixes import shorten

    return shorten(iri)
