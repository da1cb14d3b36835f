"""``modelgraph jobs``: what was run, and what is still under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from modelgraph.cli.answers import job_answer
from modelgraph.cli.options import FormOption, runs_folder
from modelgraph.cli.output import Answer, Sheet, say, show
from modelgraph.errors import RefusedError

if TYPE_CHECKING:
    from modelgraph.runs.job import Job
    from modelgraph.runs.jobs import Jobs


def jobs(
    job: Annotated[str | None, typer.Argument(help="One job; without it, the latest.")] = None,
    *,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Cancel what has not finished of it.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    form: FormOption = None,
) -> None:
    """List what was run, show one job, or cancel it."""
    from modelgraph.runs import agreement

    if cancel and job is None:
        raise RefusedError("Which job is to be cancelled?", hint="modelgraph jobs ID --cancel")
    with _open_jobs() as known:
        if job is None:
            answer = _list(tuple(known.recent(limit=limit)))
        else:
            found = known.cancel(job) if cancel else known.get(job)
            answer = job_answer(found, agreement.compare(found))
    if cancel:
        say(f"{job}: cancelled")
    show(answer, form)


@contextmanager
def _open_jobs() -> Iterator[Jobs]:
    """Open the jobs alone: that needs no store, and disturbs no server that has it open."""
    from modelgraph.runs.database import Database
    from modelgraph.runs.jobs import Jobs
    from modelgraph.runs.settings import RunSettings

    database = Database(runs_folder() / "jobs.sqlite")
    try:
        yield Jobs(database, RunSettings())
    finally:
        database.close()


def _list(found: tuple[Job, ...]) -> Answer:
    rows = [
        (
            job.id, job.created.strftime("%Y-%m-%d %H:%M:%S"), job.state.value, job.task,
            ", ".join(job.models), f"{len(job.images)}",
            f"{sum(run.state.value == 'succeeded' for run in job.runs)} of {len(job.runs)}",
        )
        for job in found
    ]  # fmt: skip
    columns = ("Job", "Asked (UTC)", "State", "Task", "Models", "Images", "Answered")
    notes = () if rows else ("Nothing was run yet: modelgraph run TASK IMAGE --models A,B",)
    return Answer((Sheet(columns, rows, notes=notes),), found)
