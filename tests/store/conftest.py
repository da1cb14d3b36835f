"""Every backend, by name: the fast tests take the one in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import engines
from modelgraph.store import OxigraphStore
from modelgraph.store.endpoint import Address
from modelgraph.store.store import WritableStore

BACKENDS = [
    "memory",
    *(
        pytest.param(each, marks=pytest.mark.slow)
        for each in ("disk", "oxigraph", "oxigraph without graph store", "union", "virtuoso")
    ),
]


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WritableStore]:
    """Return an empty store of each backend."""
    with ExitStack() as open_:
        match request.param:
            case "memory":
                yield OxigraphStore()
                return
            case "disk":
                yield OxigraphStore(tmp_path / "store")
                return
            case "oxigraph":
                address = open_.enter_context(engines.oxigraph())
            case "oxigraph without graph store":
                address = open_.enter_context(engines.oxigraph(graph_store=False))
            case "union":
                # Its default graph is the union of all, as QLever's and GraphDB's is.
                address = open_.enter_context(engines.oxigraph("--union-default-graph"))
            case _:
                # It takes six seconds to start, so it is one for all tests, emptied for each.
                address = request.getfixturevalue("virtuoso")
                engines.empty(address)
        yield open_.enter_context(engines.connected(address))


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """Return where Virtuoso answers, or skip the test where it isn't installed."""
    with engines.virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address
