"""The command ``modelgraph``: its commands, and how a failure is told.

Exit codes: 0 done, 1 refused or not found or failed, 2 wrong use. A failure is one line on standard
error with its stable code, and a hint where there is one; ``--debug`` shows where it arose.
"""

from __future__ import annotations

import atexit
import gc
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import modelgraph
from modelgraph.cli import (
    ask,
    audit,
    bring,
    check_index,
    compare,
    demo,
    doctor,
    export,
    find,
    jobs,
    names,
    past,
    results,
    run,
    search,
    serve,
    weights,
)
from modelgraph.cli.output import say
from modelgraph.errors import ModelgraphError

EXPECTED = (typer.Abort, EOFError, BrokenPipeError)
ROWS_TOLD = 50
KNOW, TRY, KEEP = "What is known", "Try models", "Keep a catalog"


class Front(TyperGroup):
    """The group of all commands; tells failures and takes ``--debug`` in any place."""

    debug = False

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        own = args.index("--") if "--" in args else len(args)
        self.debug = "--debug" in args[:own]
        return super().parse_args(
            ctx, [arg for place, arg in enumerate(args) if arg != "--debug" or place > own]
        )

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            # Also what nobody foresaw ends in one line; the trace is for whoever mends it.
            if self.debug or hasattr(error, "exit_code") or isinstance(error, EXPECTED):
                raise
            tell(error)
        raise typer.Exit(1)


def tell(error: Exception) -> None:
    """Print what went wrong, the stable code first, and what to do about it."""
    if isinstance(error, ModelgraphError):
        first, *rest = error.message.splitlines() or [""]
        say(f"error {error.code}: {first.removesuffix(':')}", "red")
        for line in _broken(error) or rest:
            say(f"  {line.strip()}")
        hint = error.hint
    else:
        say(f"error UNEXPECTED: {type(error).__name__}: {error}", "red")
        hint = "Run it again with --debug, and report what that shows."
    if hint:
        say(f"  hint: {hint}")


def _broken(error: ModelgraphError) -> list[str]:
    """Return a line for each broken row that the error names."""
    rows = error.details.get("rows", ())
    lines = [f"row {row['row']}: {row['reason']}" for row in rows[:ROWS_TOLD]]
    return [*lines, f"… and {len(rows) - ROWS_TOLD} more"] if len(rows) > ROWS_TOLD else lines


app = typer.Typer(
    cls=Front,
    name="modelgraph",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # The help with frames costs 80 ms more: only where somebody looks at it.
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    help="Compare vision models on facts with sources, and on your own image.",
    epilog="Each command explains itself: modelgraph COMMAND --help",
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"modelgraph {modelgraph.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where a failure arose; in any place.")
    ] = False,
) -> None:
    """Compare vision models on facts with sources, and on your own image."""


app.command("compare", rich_help_panel=KNOW)(compare.compare)
app.command("show", rich_help_panel=KNOW)(find.show_model)
app.command("search", rich_help_panel=KNOW)(search.search)
app.command("tasks", rich_help_panel=KNOW)(find.tasks)
app.command("similar", rich_help_panel=KNOW)(search.similar)
app.command("changes", rich_help_panel=KNOW)(past.changes)
app.command("conflicts", rich_help_panel=KNOW)(audit.conflicts)
app.command("coverage", rich_help_panel=KNOW)(audit.coverage)
app.command("results", rich_help_panel=KNOW)(results.results)
app.command("sparql", rich_help_panel=KNOW)(ask.sparql)
app.command("query", rich_help_panel=KNOW)(ask.query)
app.command("demo", rich_help_panel=TRY)(demo.demo)
app.command("run", rich_help_panel=TRY)(run.run)
app.command("jobs", rich_help_panel=TRY)(jobs.jobs)
app.add_typer(weights.app, name="weights", rich_help_panel=TRY)
app.command("serve", rich_help_panel=KEEP)(serve.serve)
app.add_typer(bring.app, name="import", rich_help_panel=KEEP)
audit.app.command("names")(names.names)
audit.app.command("index")(check_index.index)
app.add_typer(audit.app, name="check", rich_help_panel=KEEP)
app.command("export", rich_help_panel=KEEP)(export.export)
app.command("doctor", rich_help_panel=KEEP)(doctor.doctor)
app.command("settings", rich_help_panel=KEEP)(doctor.settings)


def main() -> None:
    """Run the command line."""
    # Answers are trees of many small objects: looking for circles among them each time there are
    # 700 more takes a tenth of a command's time, and a fifth of a comparison's by the server.
    gc.set_threshold(50_000)
    # And at the end, when all of it goes at once: 30 ms of each command.
    atexit.register(gc.freeze)
    app(prog_name="modelgraph")
