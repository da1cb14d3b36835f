"""``modelgraph export``: the catalog as a file, whole or in the terms of another vocabulary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from modelgraph.cli.options import StoreOption, open_catalog
from modelgraph.cli.output import say


def export(
    to: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to write; else to standard output."),
    ] = None,
    form: Annotated[
        str, typer.Option("--form", metavar="nq|trig|jsonld|csv", help="By default as FILE ends.")
    ] = "",
    store: StoreOption = None,
) -> None:
    """Write the whole catalog: facts, who says so, and history; the same content, the same bytes.

    Runs and what can be run on this machine are left out. N-Quads are in canonical order.
    """
    from modelgraph.catalog.dumps import Form, write, write_file

    known = {each.ending: each for each in Form}
    ending = form or (to.suffix.removeprefix(".") if to else "nq")
    if ending not in known:
        raise typer.BadParameter(f"one of {', '.join(known)}", param_hint="--form")
    catalog = open_catalog(store)
    if to is None:
        write(catalog, known[ending], sys.stdout.buffer)
        return
    written = write_file(catalog, known[ending], to)
    say(f"{written.path}: {written.size:,} bytes, SHA-256 {written.sha256}")
