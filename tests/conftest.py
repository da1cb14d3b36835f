"""The small world that every test knows: nine models, the four kinds of missing value, conflicts.

``tests/world.csv`` holds it in the curated columns; the real importer brings it in. Florence-2 with
four variants and the seed page's cells, SAM-CLIP without weights, SAM and SAM 2 of one family,
CLIP, YOLOv9, Depth Anything V2 with two licences, GPT-5 with a size not disclosed, and two OCR
models with weights that modelgraph can fetch (PP-OCRv4, Tesseract).
"""

from __future__ import annotations

import fcntl
import gc
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from typer import testing

import engines
from modelgraph.catalog.catalog import Catalog
from modelgraph.cli.shipped import open_shipped
from modelgraph.importers import curated, curation, pipeline, vocabulary
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.server.shipped import bring_up_to_date
from modelgraph.store import OxigraphStore, WritableStore

Written = TypeVar("Written", bound=WritableStore)
WORLD = Path(__file__).with_name("world.csv")


def pytest_collection_finish() -> None:
    """Let the collector of garbage look no more at two thousand tests and all they import."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give all tests of the inference package to one worker: only that one imports torch."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            folder = "tests/inference/"
            return folder if file.startswith(folder) else file

    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def _commands_made_once() -> Iterator[None]:
    """Make the twenty commands from their signatures once: for each call it is 20 ms."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(testing, "_get_command", cache(testing._get_command))
        yield


@pytest.fixture(scope="session")
def shipped_home(shipped_folder: Path) -> Path:
    """Return a home whose cache holds the shipped catalog: for commands that only read.

    It is kept from run to run, named by what it was made from.
    """
    return shipped_folder.parent


@pytest.fixture(scope="session")
def shipped_catalog(shipped_home: Path) -> Catalog:
    """Return the shipped catalog: for tests that only read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODELGRAPH_HOME", str(shipped_home))
        return Catalog(open_shipped())


@pytest.fixture
def shipped_at_hand(
    shipped_home: Path, shipped_catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let commands within this process find the shipped catalog open, and what it has read.

    For tests of what commands say. A process of its own reads the names of all models first.
    """
    store, read = shipped_catalog.store, shipped_catalog._read
    monkeypatch.setenv("MODELGRAPH_HOME", str(shipped_home))
    monkeypatch.delenv("MODELGRAPH_STORE", raising=False)
    monkeypatch.setattr("modelgraph.cli.shipped.open_shipped", lambda: store)
    monkeypatch.setattr(
        "modelgraph.catalog.catalog.Reading", lambda of: read if of is store else type(read)(of)
    )


@pytest.fixture(scope="session")
def shipped_folder(request: pytest.FixtureRequest) -> Path:
    """Return the folder of a server's store with the shipped catalog: to be copied."""
    home = request.config.cache.mkdir("home")
    with (home / "lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers that run side by side make it once
        patch.setenv("MODELGRAPH_HOME", str(home))
        kept = open_shipped().folder
        assert kept is not None, "the cache of pytest can't be written"
        store = home / kept.name
        if not store.is_dir():
            for old in home.glob("shipped-*"):
                shutil.rmtree(old)
            shutil.rmtree(home / "new", ignore_errors=True)
            bring_up_to_date(OxigraphStore(home / "new"))
            (home / "new").rename(store)
    return store


@pytest.fixture
def own_shipped(shipped_folder: Path, tmp_path: Path) -> Path:
    """Return the folder of such a store, for this test alone: it may write."""
    return Path(shutil.copytree(shipped_folder, tmp_path / "own-shipped"))


@pytest.fixture(scope="session")
def world_readings() -> tuple[Reading, ...]:
    """Return the world as its importer reads it, with our own curated facts."""
    identity = shipped()
    table = curated.table(
        WORLD.name, WORLD.read_bytes(), identity, collection="world", license=curated.LICENSE
    )
    return curation.read(identity), table


def fill(store: Written, readings: tuple[Reading, ...]) -> Written:
    """Bring the vocabulary and the readings into an empty store."""
    vocabulary.load(store)
    pipeline.run(store, readings)
    return store


@pytest.fixture(
    scope="session",
    params=[
        "memory",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("disk", "oxigraph")),
    ],
)
def world(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    world_readings: tuple[Reading, ...],
) -> Iterator[WritableStore]:
    """Return the world in memory, on disk and in an engine elsewhere: for tests that only read."""
    if request.param == "memory":
        yield request.getfixturevalue("memory_world")
    elif request.param == "disk":
        yield fill(OxigraphStore(tmp_path_factory.mktemp("world")), world_readings)
    else:
        with engines.oxigraph() as address, engines.connected(address) as store:
            yield fill(store, world_readings)


@pytest.fixture(scope="session")
def memory_world(world_readings: tuple[Reading, ...]) -> OxigraphStore:
    """Return the world in memory only: for tests that only read, and many of them."""
    return fill(OxigraphStore(), world_readings)


@pytest.fixture(scope="session")
def memory_catalog(memory_world: OxigraphStore) -> Catalog:
    """Return the catalog of the world in memory, which keeps what it has read."""
    return Catalog(memory_world)


@pytest.fixture(scope="session")
def _world_quads(memory_world: OxigraphStore) -> list[Any]:
    return list(memory_world.engine)


@pytest.fixture(scope="session")
def world_folder(memory_world: OxigraphStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a store with the world: to be opened read-only, or copied."""
    folder = tmp_path_factory.mktemp("world")
    memory_world.engine.dump(str(folder / "world.nq"))
    OxigraphStore(folder / "store").load(folder / "world.nq")
    return folder / "store"


@pytest.fixture
def own_world(_world_quads: list[Any]) -> OxigraphStore:
    """Return a store in memory with the world in it, for this test alone: it may write."""
    store = OxigraphStore()
    store.engine.extend(_world_quads)  # half the time of reading a file: some hundred tests do
    return store
