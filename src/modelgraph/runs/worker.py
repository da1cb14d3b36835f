"""The first lines of a worker process, before the inference package takes over.

Imported by every worker, so it imports no store and no catalog.
"""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path

from modelgraph.errors import UnavailableError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.inference import find
from modelgraph.runs.request import Failure


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worker finds around it; ``threads`` is its share of the cores."""

    device: str
    threads: int
    log: Path
    package: str = ""


def work(connection: Connection, checkpoint: Checkpoint, around: Surroundings) -> None:
    """Be a worker: the target of the process."""
    _stand_alone()
    _write_to(around.log)
    _share_cores(around.threads)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    try:
        inference = find(around.package)
    except UnavailableError as error:
        connection.send(Failure(error.code, f"{error.message} {error.hint}"))
        return
    inference.serve(connection, checkpoint, around.device)


def _stand_alone() -> None:
    """Leave the terminal's group: Ctrl-C is the supervisor's to handle, and a kill reaches all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.setsid()


def _write_to(log: Path) -> None:
    """Send what libraries print to a file; engines write to the descriptors themselves."""
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)


def _share_cores(threads: int) -> None:
    # Read by OpenMP, MKL and the adapters when they are imported, so before that.
    for name in ("MODELGRAPH_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)


def _end_with_parent() -> None:
    """End with the parent, even in the middle of a request: nobody would read the answer."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)
