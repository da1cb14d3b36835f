"""``modelgraph run``: one task of several models on your images, side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from modelgraph.cli.answers import job_answer
from modelgraph.cli.options import FormOption, StoreOption, complete_task, weights_folder
from modelgraph.cli.output import Form, show
from modelgraph.cli.progress import Report, progress
from modelgraph.errors import InvalidImageError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from modelgraph.runs.job import Job
    from modelgraph.runs.runs import Runs

SAMPLE: Final = "sample:"
SAMPLES: Final = ("page", "chelsea", "coffee", "astronaut")
WAIT_SECONDS: Final = 1.0


def run(
    task: Annotated[
        str,
        typer.Argument(
            help="A task that all of the models do: ocr, …", autocompletion=complete_task
        ),
    ],
    images: Annotated[
        list[str],
        typer.Argument(
            metavar="IMAGE",
            help=f"PNG, JPEG or WebP files; or {', '.join(SAMPLE + s for s in SAMPLES)}.",
        ),
    ],
    *,
    models: Annotated[str, typer.Option("--models", metavar="A,B,…", help="Ids or names.")],
    prompt: Annotated[
        str | None, typer.Option(help="The phrase or question of tasks that need one.")
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="KEY=VALUE", help="threshold=0.5, top_k=3, …"),
    ] = None,
    seed: Annotated[int, typer.Option(help="For models that draw lots.")] = 0,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask again what was answered before.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Run a task of several models on images, side by side.

    Prints the answers, the times and how far the models agree, and records each run in the graph.
    """
    from modelgraph.cli.world import open_world

    names = [name.strip() for name in models.split(",") if name.strip()]
    with open_world(store) as world, progress() as report:
        pictures = [world.runs.upload(read_image(image, report)) for image in images]
        job = world.runs.start(
            names,
            task,
            [picture.id for picture in pictures],
            prompt=prompt,
            options=read_options(option or []),
            seed=seed,
            fresh=fresh,
            client="command line",
        )
        job = follow(world.runs, job, report)
        answer = job_answer(job, world.runs.agreement(job.id))
    show(answer, Form.JSON if as_json else form)
    if not any(run.prediction for run in job.runs):
        raise typer.Exit(1)


def follow(runs: Runs, job: Job, report: Report) -> Job:
    """Wait for a job and tell how far it has come; who interrupts it, cancels it."""
    after, final = 0, False
    try:
        while not final:
            for event in runs.events(job.id, after, wait_seconds=WAIT_SECONDS):
                after, final = event.sequence, event.final
            job = runs.job(job.id)
            done = sum(run.state.final for run in job.runs)
            report(f"Running {job.task} of {len(job.runs)} models", done, len(job.runs))
    except KeyboardInterrupt:
        runs.cancel(job.id)
        raise
    return job


def read_image(name: str, report: Report) -> bytes:
    """Return the bytes of a file, or of a sample that is fetched or drawn when first asked for.

    Raises:
        NotFoundError: there is no such file or sample.
        InvalidImageError: it can't be read.
    """
    path = sample(name.removeprefix(SAMPLE), report) if name.startswith(SAMPLE) else Path(name)
    if not path.exists():
        raise NotFoundError("image file", name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidImageError(f"{name} can't be read: {error.strerror}.") from error


def sample(name: str, report: Report) -> Path:
    """Return the file of a sample image."""
    from modelgraph.runs.inference import find

    if name not in SAMPLES:
        raise NotFoundError("sample image", name, near=SAMPLES)
    return find().fetch_sample(name, weights_folder(), report)


def read_options(given: list[str]) -> dict[str, Any]:
    """Return ``KEY=VALUE`` pairs; a value is JSON where it can be read as such, else text.

    >>> read_options(["threshold=0.5", "labels=[\\"cat\\"]", "note=two words"])
    {'threshold': 0.5, 'labels': ['cat'], 'note': 'two words'}
    """
    options: dict[str, Any] = {}
    for each in given:
        key, sign, value = each.partition("=")
        if not sign or not key:
            raise RefusedError(f"An option is KEY=VALUE, not {each!r}.", hint="--option top_k=3")
        try:
            options[key] = json.loads(value)
        except ValueError:
            options[key] = value
    return options
