"""``modelgraph weights``: the checkpoints on this machine; fetched only when asked for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Annotated, Final

import typer

from modelgraph.cli.options import FormOption, weights_folder
from modelgraph.cli.output import Answer, Sheet, say, show
from modelgraph.cli.progress import Report, progress
from modelgraph.errors import ModelgraphError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from modelgraph.runs.checkpoint import Checkpoint
    from modelgraph.runs.inference import DemoCheckpoint, Inference

DEMO: Final = "demo"
app = typer.Typer(no_args_is_help=True, help="The pretrained weights on this machine.")

NamesArgument = Annotated[
    list[str], typer.Argument(metavar="NAME", help="Checkpoints, or: demo for the whole demo set.")
]


@app.command("list")
def list_weights(form: FormOption = None) -> None:
    """List what is here, and what can be fetched."""
    here = {each.folder.name: each for each in _installed()}
    offered = {each.name: each for each in _inference().demo_checkpoints()}
    rows = [_row(name, here.get(name), offered.get(name)) for name in sorted(here | offered)]
    data = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    show(Answer((Sheet(COLUMNS, rows, notes=(f"In {weights_folder()}",)),), data), form)


COLUMNS: Final = ("name", "here", "megabytes", "licence", "tasks", "variant")


@app.command()
def fetch(names: NamesArgument) -> None:
    """Fetch pinned weights, check them, convert them, try them on a known image."""
    inference = _inference()
    chosen = _chosen(inference, names)
    with progress() as report:
        failed = fetch_all(inference, chosen, report)
        tell_the_graph(report)
    if failed:
        raise typer.Exit(1)


@app.command()
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]", help="All, if none.")
    ] = None,
) -> None:
    """Hash every file again and ask each model about its known image again."""
    inference, bad = _inference(), 0
    with progress() as report:
        checkpoints = _named(names or [])
        for number, checkpoint in enumerate(checkpoints):
            report(f"Verifying {checkpoint.folder.name}", number, len(checkpoints))
            try:
                inference.verify(checkpoint)
            except ModelgraphError as error:
                bad += 1
                say(f"{checkpoint.folder.name}: {error.code}: {error.message}", "red")
            else:
                say(f"{checkpoint.folder.name}: good")
    if bad:
        raise typer.Exit(1)


@app.command()
def remove(names: NamesArgument) -> None:
    """Delete checkpoints from this machine; demo means everything that the demo set brought."""
    wanted = [each.name for each in _inference().demo_checkpoints()] if names == [DEMO] else names
    present = {each.folder.name for each in _installed()}
    for checkpoint in _named([name for name in wanted if names != [DEMO] or name in present]):
        shutil.rmtree(checkpoint.folder)
        say(f"{checkpoint.folder.name}: removed")
    with progress() as report:
        tell_the_graph(report)


def fetch_all(
    inference: Inference, chosen: list[DemoCheckpoint], report: Report
) -> list[DemoCheckpoint]:
    """Fetch each, say which can't be had and why, and return those."""
    present = {each.folder.name for each in _installed()}
    failed = []
    for each in chosen:
        if each.name in present:
            continue
        try:
            inference.fetch(each.name, weights_folder(), report)
        except ModelgraphError as error:
            failed.append(each)
            say(f"{each.name}: {error.code}: {error.message}", "yellow")
            if error.hint:
                say(f"  hint: {error.hint}")
        else:
            say(f"{each.name}: ready for {', '.join(each.tasks)} ({each.license})")
    return failed


def tell_the_graph(report: Report) -> None:
    """Write into the store what can be run here now; the commands that only read see it then."""
    from modelgraph.cli.world import open_world

    report("Writing down what can be run here", 0, 1)
    try:
        with open_world(None):
            pass  # whoever opens the store for writing brings this up to date
    except ModelgraphError as error:
        say(f"The catalog does not know of it yet: {error.message}", "yellow")
        say("  hint: A server that is using the store sees it when it is started again.")


def _chosen(inference: Inference, names: list[str]) -> list[DemoCheckpoint]:
    offered = {each.name: each for each in inference.demo_checkpoints()}
    if names == [DEMO]:
        return list(offered.values())
    for name in names:
        if name not in offered:
            raise RefusedError(
                f"No pinned archive holds weights called {name!r}.",
                hint=f"There are: {', '.join(offered)}; and demo for all of them.",
                offered=list(offered),
            )
    return [offered[name] for name in names]


def _named(names: list[str]) -> list[Checkpoint]:
    here = {each.folder.name: each for each in _installed()}
    for name in names:
        if name not in here:
            raise NotFoundError("checkpoint on this machine", name, near=tuple(here))
    return [here[name] for name in names] if names else list(here.values())


def _row(name: str, here: Checkpoint | None, offered: DemoCheckpoint | None) -> tuple[str, ...]:
    if here is not None:
        size, licence, tasks, variant = (
            sum(file.bytes for file in here.files), here.license, here.tasks, here.variant,
        )  # fmt: skip
    elif offered is not None:
        size, licence, tasks, variant = (
            offered.bytes, offered.license, offered.tasks, offered.variant,
        )  # fmt: skip
    return (
        name, "yes" if here else "no", f"{size / 1e6:.1f}", licence, ", ".join(tasks),
        variant.rpartition("/variant/")[2],
    )  # fmt: skip


def _installed() -> tuple[Checkpoint, ...]:
    from modelgraph.runs.weights import Weights

    return Weights(weights_folder()).installed()


def _inference() -> Inference:
    from modelgraph.runs.inference import find

    return find()
