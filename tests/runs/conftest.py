"""The fixtures of the small world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from run_world import SmallCatalog, World

from modelgraph.runs import Runs
from modelgraph.store import OxigraphStore


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, SmallCatalog(), OxigraphStore())


@pytest.fixture
def open_runs(world: World) -> Iterator[Callable[..., Runs]]:
    """Return a function that opens the runs of the world; they are closed after the test."""
    opened: list[Runs] = []

    def open_(**limits: Any) -> Runs:
        opened.append(world.runs(**{"stop_seconds": 0.0, **limits}))
        return opened[-1]

    yield open_
    for runs in opened:
        runs.close()
