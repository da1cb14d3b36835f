"""The catalog over every engine: the fast tests take the one in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from catalog_world import fill

import engines
from modelgraph.catalog.catalog import Catalog
from modelgraph.store import OxigraphStore, WritableStore

New = Callable[[], WritableStore]


@pytest.fixture(
    scope="session",
    params=[
        "memory",
        pytest.param("disk", marks=pytest.mark.slow),
        pytest.param("oxigraph", marks=pytest.mark.slow),
        pytest.param("union", marks=pytest.mark.slow),
    ],
)
def new_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[New]:
    """Return what makes empty stores of one engine; they go with the session."""
    with ExitStack() as open_:

        def elsewhere(*options: str) -> WritableStore:
            address = open_.enter_context(engines.oxigraph(*options))
            return open_.enter_context(engines.connected(address))

        made: dict[str, New] = {
            "memory": OxigraphStore,
            "disk": lambda: OxigraphStore(tmp_path_factory.mktemp("store")),
            "oxigraph": elsewhere,
            # Its default graph is the union of all, so preferred facts are in a named one.
            "union": lambda: elsewhere("--union-default-graph"),
        }
        yield made[request.param]


@pytest.fixture
def own_small(new_store: New) -> WritableStore:
    """Return the small world in a store for this test alone: it may write."""
    store = new_store()
    fill(store)
    return store


@pytest.fixture(scope="session")
def small(new_store: New) -> WritableStore:
    store = new_store()
    fill(store)
    return store


@pytest.fixture(scope="session")
def catalog(small: WritableStore) -> Catalog:
    return Catalog(small)
