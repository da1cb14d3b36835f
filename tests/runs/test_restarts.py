"""Restarts with jobs in flight: nothing is lost, and nothing is answered twice."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from run_world import World, picture

from modelgraph.runs.database import Database
from modelgraph.runs.job import RunState
from modelgraph.runs.jobs import Jobs
from modelgraph.runs.side_by_side import Request, plan
from modelgraph.store import OxigraphStore
from modelgraph.vocabulary.terms import MG

DETECT = "object-detection"
Serve = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def serve(world: World) -> Iterator[Serve]:
    """Return a function that starts a serving process; what is left of them is killed."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        script = Path(__file__).with_name("serving_process.py")
        process = subprocess.Popen(
            [sys.executable, str(script), str(world.folder)], stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "serving\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def submit(world: World, models: tuple[str, ...], images: int) -> str:
    """Queue a job without carrying it out, as a client of a server does."""
    with world.runs() as runs:
        stored = tuple(runs.upload(picture(80 + extra, 60)) for extra in range(images))
        request = Request(models, DETECT, stored, fresh=True)
        new = plan(request, world.catalog, runs.capability(), world.settings)
        return Jobs(Database(world.folder / "state" / "jobs.sqlite"), world.settings).add(new)


def states(world: World, job: str) -> list[str]:
    with sqlite3.connect(world.folder / "state" / "jobs.sqlite") as connection:
        rows = connection.execute("SELECT state FROM runs WHERE job = ? ORDER BY position", (job,))
        return [row[0] for row in rows]


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def recorded(world: World) -> int:
    store = OxigraphStore(world.folder / "store", read_only=True)
    return len({quad.subject for quad in store.quads(None, MG.status, MG.succeeded)})


@pytest.mark.slow
def test_a_server_killed_in_mid_job_loses_and_doubles_nothing(world: World, serve: Serve) -> None:
    world.install("one", seconds=0.3)
    world.install("two", seconds=0.3)
    job = submit(world, ("one", "two"), images=4)
    first = serve()
    until(lambda: "done" in states(world, job))

    first.send_signal(signal.SIGKILL)
    first.wait()
    left = states(world, job)
    second = serve()

    until(lambda: set(states(world, job)) == {"done"})
    assert "running" in left
    with world.runs() as runs:
        done = runs.wait(job, timeout=60)
        finals = [event for event in runs.events(job) if event.state is RunState.SUCCEEDED]
    assert done.state is RunState.SUCCEEDED
    assert len({event.run for event in finals if event.run}) == 8
    assert len([event for event in finals if event.run]) == 8
    second.terminate()
    assert second.wait(10) == 0
    assert recorded(world) == 8


@pytest.mark.slow
def test_the_workers_of_a_killed_server_end_with_it(world: World, serve: Serve) -> None:
    world.install("slow", seconds=60)
    job = submit(world, ("slow",), images=1)
    server = serve()
    until(lambda: states(world, job) == ["running"])
    workers = psutil.Process(server.pid).children(recursive=True)

    server.send_signal(signal.SIGKILL)
    server.wait()

    gone, alive = psutil.wait_procs(workers, timeout=3)
    assert gone
    assert not alive


@pytest.mark.slow
def test_a_terminated_server_finishes_what_is_under_way_and_gives_back_the_rest(
    world: World, serve: Serve
) -> None:
    world.install("one", seconds=1)
    world.install("slow", seconds=60)
    job = submit(world, ("one", "slow"), images=2)
    server = serve()
    until(lambda: states(world, job)[:2] == ["running", "running"])
    begun = time.monotonic()

    server.terminate()

    assert server.wait(15) == 0
    assert 4 < time.monotonic() - begun < 10  # the slow one had its five seconds
    assert states(world, job) == ["done", "queued", "queued", "queued"]


def test_a_run_given_back_does_not_count_as_an_attempt(world: World) -> None:
    world.install("slow", seconds=60)
    runs = world.runs(stop_seconds=0.0)
    job = runs.start(["slow"], DETECT, [runs.upload(picture()).id])
    until(lambda: runs.job(job.id).runs[0].state is RunState.RUNNING)

    runs.close()

    with world.runs() as later:
        run = later.job(job.id).runs[0]
        assert (run.state, run.attempt) == (RunState.QUEUED, 0)
        later.cancel(job.id)


def test_a_record_that_could_not_be_written_is_written_later(world: World) -> None:
    world.install("one")
    image = picture()
    with world.runs() as runs:
        broken, runs._store = runs._store, None  # type: ignore[assignment]
        job = runs.wait(runs.start(["one"], DETECT, [runs.upload(image).id]).id, timeout=60)
        assert not list(broken.quads(None, MG.job, None))

    with world.runs() as runs:
        runs.serve()
        until(lambda: list(world.store.quads(None, MG.job, None)))

    assert job.state is RunState.SUCCEEDED
