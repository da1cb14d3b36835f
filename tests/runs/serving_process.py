"""A process that carries out the jobs of a folder until SIGTERM, as a server does."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

from run_world import SmallCatalog, World

from modelgraph.store import OxigraphStore


def main(folder: Path) -> None:
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    world = World(folder, SmallCatalog(), OxigraphStore(folder / "store"))
    with world.runs(stop_seconds=5.0) as runs:
        runs.serve()
        print("serving", flush=True)
        ended.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
