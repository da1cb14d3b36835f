"""``modelgraph demo``: what modelgraph is for, on real data and real models, in a minute or two.

Whatever is missing (the network, a package, a program) is said, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

import typer

from modelgraph.cli.answers import job_answer
from modelgraph.cli.compare import answer as comparison_answer
from modelgraph.cli.options import MEMORY, StoreOption, weights_folder
from modelgraph.cli.output import console, say, show
from modelgraph.cli.progress import progress
from modelgraph.cli.run import SAMPLE, follow, read_image
from modelgraph.cli.weights import fetch_all
from modelgraph.errors import ModelgraphError, UnavailableError

if TYPE_CHECKING:
    from modelgraph.cli.world import World

FIRST: Final = ("florence-2", "sam-clip")


@dataclass(frozen=True, slots=True)
class Trial:
    """A task to be run side by side; the first two of the models are compared before, if asked."""

    task: str
    sample: str
    variants: tuple[str, ...]


TRIALS: Final = (
    Trial(
        "ocr",
        "page",
        ("paddlepaddle/pp-ocrv4-mobile", "paddlepaddle/pp-ocrv6-small", "google/tesseract-5-eng"),
    ),
    Trial(
        "image-classification",
        "chelsea",
        (
            "google/efficientnet-lite0",
            "google/mobilenetv2-1.0-224-torchvision",
            "google/efficientnet-lite1",
        ),
    ),
    Trial(
        "person-segmentation",
        "astronaut",
        (
            "google/mediapipe-selfie-segmentation-general",
            "google/mediapipe-selfie-segmentation-landscape-144x256",
        ),
    ),
)


def demo(
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", envvar="DEMO_SERVE", help="Serve at the end.")
    ] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to serve on.")] = 8000,
    store: StoreOption = None,
) -> None:
    """Compare models, run some side by side, serve.

    Fetches pretrained weights (about 75 MB) the first time, and runs them on a drawn page and on
    photographs. What can't be had is said, and the rest goes on.
    """
    from modelgraph.cli.world import open_world

    in_use = store_in_use(store)
    with open_world(MEMORY if in_use else store) as world:
        show_world(world)
    if serve and not in_use:
        from modelgraph.cli.serve import run_server
        from modelgraph.server.settings import read

        chapter("Serving")
        run_server(read(store=store, port=port), any_port=True)
    elif not serve:
        print("\nTo look around in a browser: modelgraph serve")


def store_in_use(store: str | None) -> bool:
    """Say whether another process has the store open; then the demo goes on in memory."""
    from modelgraph.cli.world import open_world

    try:
        with open_world(store):
            return False
    except UnavailableError as error:
        say(f"{error.message}\nA server may be using it. Going on in memory.", "yellow")
        return True


def show_world(world: World) -> None:
    """Print what is known, what can be run, and the runs."""
    chapter("1  What is known: Florence-2 and SAM-CLIP, each value with its source")
    show_comparison(world, *FIRST)
    chapter("2  What can be run here")
    fetch_demo(world)
    ready = [trial for trial in TRIALS if len(runnable(world, trial)) > 1]
    if ready:
        chapter("3  Two models that share tasks which can be run here")
        show_comparison(world, *runnable(world, ready[0])[:2])
    else:
        say("No two models of one task can be run here; see what was missing above.", "yellow")
    for number, trial in enumerate(ready, 4):
        chapter(f"{number}  {trial.task}, side by side: {trial.sample}")
        with told():
            run_trial(world, trial)


def chapter(title: str) -> None:
    """Print a heading, apart from what stands before it."""
    import sys

    out = console(sys.stdout)
    print()
    out.print(title, style="bold reverse" if out.is_terminal else None)
    print(flush=True)


def show_comparison(world: World, *names: str) -> None:
    """Print a comparison of the models, without their features."""
    comparison = world.catalog.compare(*names)
    show(comparison_answer(comparison, comparison.rows), None)


def fetch_demo(world: World) -> None:
    """Fetch the demo weights that are not here yet, and tell the graph what can be run now."""
    from modelgraph.runs.inference import find

    with told(), progress() as report:
        inference = find()
        fetch_all(inference, list(inference.demo_checkpoints()), report)
    world.runs.refresh()
    here = ", ".join(sorted(each.folder.name for each in world.runs.installed())) or "nothing"
    print(f"Weights in {weights_folder()}: {here}.")


def runnable(world: World, trial: Trial) -> list[str]:
    """Return the variants of a trial that can be run here now."""
    capability = world.runs.capability()
    base = "https://w3id.org/modelgraph/variant/"
    return [name for name in trial.variants if capability.runnable([f"{base}{name}"], trial.task)]


def run_trial(world: World, trial: Trial) -> None:
    """Run one task of several models on one sample, anew each time, and print the answers."""
    with progress() as report:
        image = world.runs.upload(read_image(f"{SAMPLE}{trial.sample}", report))
        job = world.runs.start(
            runnable(world, trial), trial.task, [image.id], fresh=True, client="demo"
        )
        job = follow(world.runs, job, report)
    show(job_answer(job, world.runs.agreement(job.id)), None)
    print(f"\nRecorded as {job.iri}; again: modelgraph jobs {job.id}")


@contextmanager
def told() -> Iterator[None]:
    """Say what went wrong in a step, and go on."""
    try:
        yield
    except ModelgraphError as error:
        say(f"{error.code}: {error.message}", "yellow")
        if error.hint:
            say(f"  hint: {error.hint}")
