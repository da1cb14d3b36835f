"""What a run costs beyond the model: from the request to the recorded answer, and after a fall.

With the engine of the tests, whose answers take no time, for what the way itself takes; and with
the demo weights, where they have been fetched (``modelgraph weights fetch demo``), for the share of
the forward pass on a real model.
"""

from __future__ import annotations

import os
import signal
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from bench import Row
from modelgraph.runs import Runs, checkpoint
from modelgraph.runs.job import Job
from modelgraph.runs.request import RunRequest
from modelgraph.runs.supervisor import Worker
from modelgraph.runs.worker import Surroundings
from modelgraph.server.settings import Settings
from modelgraph.store import OxigraphStore

TESTS = Path(__file__).resolve().parents[1] / "tests" / "runs"
PACKAGE = "measuring_engine"
TRIES = 15


def main() -> list[Row]:
    """Return the rows; those with real models only where their weights are here."""
    sys.path.insert(0, str(TESTS))
    with tempfile.TemporaryDirectory() as folder:
        return [*_way(Path(folder)), *_death(Path(folder)), *_real(Path(folder))]


def _way(folder: Path) -> Iterator[Row]:
    """Measure the way of a run with an engine that answers at once."""
    from run_world import picture  # noqa: PLC0415

    with _runs(folder / "way", PACKAGE) as (world, runs):
        world.install("one")
        image = runs.upload(picture(640, 480)).id
        begun = perf_counter()
        first = _run(runs, ["one"], "object-detection", image)
        started = perf_counter() - begun
        asked = [_took(runs, ["one"], "object-detection", image) for _ in range(TRIES)]
        beyond = statistics.median(took - _own(job) for took, job in asked)
        begun = perf_counter()
        for _ in range(TRIES):
            _run(runs, ["one"], "object-detection", image, fresh=False)
        reused = (perf_counter() - begun) / TRIES
    own = statistics.median(_own(job) for _, job in asked)
    yield Row(
        "request → recorded answer, beyond the worker's own time",
        beyond * 1000, "ms", f"the worker itself {own * 1000:.1f} ms",
    )  # fmt: skip
    yield Row(
        "the same question again (recorded answer)",
        reused * 1000, "ms", f"asked again {statistics.median(t for t, _ in asked) * 1000:.1f} ms",
    )  # fmt: skip
    yield Row(
        "first answer of a checkpoint: a worker is started",
        started, "s", f"of it until loaded {first.runs[0].timings.load:.2f} s",
    )  # fmt: skip


def _death(folder: Path) -> Iterator[Row]:
    """Measure how long a worker that is killed in the middle of a request goes unnoticed."""
    from run_world import SmallCatalog, World, picture  # noqa: PLC0415

    world = World(folder / "death", SmallCatalog(), OxigraphStore())
    found = checkpoint.read(world.install("slow", seconds=60))
    image = folder / "death.png"
    image.write_bytes(picture())
    times = []
    for _ in range(5):
        around = Surroundings("cpu", 1, folder / "worker.log", PACKAGE)
        worker = Worker(found, around)
        worker.load(60, threading.Event())
        killed: list[float] = []
        threading.Thread(target=_kill_soon, args=(worker.pid, killed)).start()
        worker.ask(RunRequest(found, "object-detection", image), 60, threading.Event())
        times.append(perf_counter() - killed[0])
    worst = max(times) * 1000
    yield Row("a dead worker is noticed, the worst of 5", worst, "ms", "", "≤ 100 ms", worst <= 100)


def _kill_soon(pid: int, killed: list[float]) -> None:
    sleep(0.2)
    killed.append(perf_counter())
    os.kill(pid, signal.SIGKILL)


def _real(folder: Path) -> Iterator[Row]:
    """Measure the share of the forward pass on each kind of real model that is here."""
    settings = Settings()
    sample = next(iter(sorted((settings.weights_folder / ".samples").glob("c*.png"))), None)
    if sample is None:
        return
    with _runs(folder / "real", "", settings.weights_folder) as (world, runs):
        here = {each.folder.name: each for each in runs.installed()}
        for name, each in here.items():
            world.catalog.add(name, (), each.tasks)
            world.catalog.stand_for(name, each.variant)
        image = runs.upload(sample.read_bytes()).id
        for name, task in (
            ("efficientnet-lite0", "image-classification"),
            ("centerface", "face-detection"),
            ("pp-ocrv4-mobile", "ocr"),
        ):
            if name in here:
                yield _share(runs, name, task, image)
        pair = ["efficientnet-lite0", "mobilenetv2"]
        if set(pair) <= set(here):
            yield _side_by_side(runs, pair, "image-classification", image)


def _share(runs: Runs, name: str, task: str, image: str) -> Row:
    _run(runs, [name], task, image)
    asked = [_took(runs, [name], task, image) for _ in range(TRIES)]
    rest = statistics.median(
        (took - job.runs[0].timings.forward) / job.runs[0].timings.forward for took, job in asked
    )
    forward = statistics.median(job.runs[0].timings.forward for _, job in asked)
    beyond = statistics.median(took - _own(job) for took, job in asked)
    return Row(
        f"{name}: everything but the forward pass",
        rest * 100, "%",
        f"forward {forward * 1000:.1f} ms, beyond the worker {beyond * 1000:.1f} ms",
        "≤ 10 % of it", rest <= 0.1,
    )  # fmt: skip


def _side_by_side(runs: Runs, names: list[str], task: str, image: str) -> Row:
    _run(runs, names, task, image)
    asked = [_took(runs, names, task, image) for _ in range(TRIES)]
    together = statistics.median(took for took, _ in asked)
    alone = statistics.median(sum(_own(job, n) for n in range(len(names))) for _, job in asked)
    return Row(
        f"{' and '.join(names)} side by side", together / alone, "x",
        f"{together * 1000:.1f} ms; the sum of the workers' own times {alone * 1000:.1f} ms",
    )  # fmt: skip


@contextmanager
def _runs(folder: Path, package: str, weights: Path | None = None) -> Iterator[tuple[Any, Runs]]:
    from run_world import FAST, SmallCatalog, World  # noqa: PLC0415

    world = World(folder, SmallCatalog(), OxigraphStore(folder / "store"), FAST)
    made = world.runs(package=package, workers=0, memory_bytes=0)
    if weights is not None:
        made.close()
        made = Runs(world.store, world.catalog, folder=folder / "state", weights=weights)
    with made:
        yield world, made


def _run(runs: Runs, models: list[str], task: str, image: str, *, fresh: bool = True) -> Job:
    return runs.wait(runs.start(models, task, [image], fresh=fresh).id, timeout=120)


def _took(runs: Runs, models: list[str], task: str, image: str) -> tuple[float, Job]:
    begun = perf_counter()
    job = _run(runs, models, task, image)
    return perf_counter() - begun, job


def _own(job: Job, number: int = 0) -> float:
    """Return what the worker itself says it took, in seconds."""
    return job.runs[number].seconds or 0.0
