"""From starting the server to its first answer, and what it takes then; shipped data."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
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
    rows = [Row("first start ever, which makes the store", first[0], "s")]
    for name, measured in (("store on disk", stored), ("store in memory", memory)):
        seconds = statistics.median(each[0] for each in measured)
        megabytes = statistics.median(each[1] for each in measured)
        rows += [
            Row(f"start to first answer, {name}", seconds, "s", "", "≤ 2 s", seconds <= 2),
            Row(f"memory of all its processes, {name}", megabytes, "MB", "", "≤ 200 MB",
                megabytes <= 200),
        ]  # fmt: skip
    return rows


def _start(home: str, arguments: list[str]) -> tuple[float, float]:
    """Start a server, ask it for a page, and return seconds and megabytes."""
    begin = time.perf_counter()
    port = _free_port()
    environment = {**os.environ, "MODELGRAPH_HOME": home, "PYTHONPYCACHEPREFIX": f"{home}/pyc"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
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
        return time.perf_counter() - begin, _megabytes(process.pid)
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
