"""From starting the server to its first answer, and what it takes then; shipped data.

The budget is that of ``modelgraph serve`` as it stands, with its store on disk. In memory, which
is for tests, it reads the shipped files at each start, and the first SPARQL query makes a copy.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from bench import Row

QUESTION = "/models"
TIMES = 5


def main() -> list[Row]:
    """Return start-up and memory: with a store made before, and with one in memory."""
    with tempfile.TemporaryDirectory() as home:
        first = _start(home, [])  # it makes the store, and compiles the modules
        stored = [_start(home, []) for _ in range(TIMES)]
        memory = [_start(home, ["--store", "memory"]) for _ in range(TIMES)]
    return [
        Row("first start ever, which makes the store", first.seconds, "s", _beside([first])),
        *_rows("store on disk", stored, 2),
        *_rows("store in memory", memory, None),
    ]


@dataclass(frozen=True, slots=True)
class Started:
    """How long a server took to its first answer, in all and of its processor, and its memory."""

    seconds: float
    processor: float
    megabytes: float


def _rows(name: str, measured: list[Started], most: int | None) -> list[Row]:
    seconds = statistics.median(each.seconds for each in measured)
    megabytes = statistics.median(each.megabytes for each in measured)
    until = Row(f"start to first answer, {name}", seconds, "s", _beside(measured))
    if most is not None:
        until = replace(until, budget=f"≤ {most} s", kept=seconds <= most)
    size = Row(f"memory of all its processes, {name}", megabytes, "MB", "", "≤ 200 MB",
               megabytes <= 200)  # fmt: skip
    return [until, size]


def _beside(measured: list[Started]) -> str:
    processor = statistics.median(each.processor for each in measured)
    return f"{processor:.2f} s of its processor"


def _start(home: str, arguments: list[str]) -> Started:
    """Start a server, ask it for a page, and return what it took."""
    begin = time.perf_counter()
    port = _free_port()
    environment = {**os.environ, "MODELGRAPH_HOME": home, "PYTHONPYCACHEPREFIX": f"{home}/pyc"}
    for name in ("PYTHONDONTWRITEBYTECODE", "MODELGRAPH_STORE"):
        environment.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-m", "modelgraph", "serve", "--port", str(port), *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=(Path(home) / "log").open("w"),
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{port}{QUESTION}", timeout=5
                ) as page:
                    page.read()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError((Path(home) / "log").read_text()[-300:]) from None
                time.sleep(0.02)
        seconds = time.perf_counter() - begin
        used = psutil.Process(process.pid).cpu_times()
        return Started(seconds, used.user + used.system, _megabytes(process.pid))
    finally:
        process.terminate()
        process.wait(30)


def _megabytes(pid: int) -> float:
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(each.memory_full_info().pss for each in family) / 1e6


def _free_port() -> int:
    import socket  # noqa: PLC0415

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
