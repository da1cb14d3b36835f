"""A server of the pages over the small world, with real runs of an engine that measures images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from web_world import SETTINGS, application, client_of, install, picture, run

from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import UnauthorizedError
from modelgraph.runs import Runs
from modelgraph.store import OxigraphStore


@pytest.fixture(scope="session")
def catalog(memory_catalog: Catalog) -> Catalog:
    return memory_catalog


@pytest.fixture(scope="session")
def client(catalog: Catalog) -> TestClient:
    """Read the pages of the world; models are not run there."""
    return client_of(application(catalog))


@pytest.fixture(scope="module")
def running(
    _world_quads: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Catalog, Runs]]:
    """Return a catalog of its own and runs: two OCR models can be run."""
    folder = tmp_path_factory.mktemp("running")
    store = OxigraphStore()
    store.engine.extend(_world_quads)
    catalog = Catalog(store)
    for name in ("pp-ocrv4", "tesseract"):
        variant = catalog.model(name).variants[0].iri
        install(folder / "weights", variant, name, ("ocr", "object-detection"))
    with Runs(
        store, catalog, folder=folder / "runs", weights=folder / "weights", settings=SETTINGS
    ) as runs:
        runs.refresh()
        yield catalog, runs


@pytest.fixture(scope="module")
def runner(running: tuple[Catalog, Runs], tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Read and run, without a key, with one sample image."""
    samples = tmp_path_factory.mktemp("samples")
    (samples / "blot.png").write_bytes(picture())
    return client_of(application(*running, samples=samples))


@pytest.fixture(scope="module")
def locked(running: tuple[Catalog, Runs]) -> TestClient:
    """Read and run with the key ``open sesame``."""

    def admit(request: Request, key: str) -> str:
        if "open sesame" not in {key, request.headers.get("authorization")}:
            raise UnauthorizedError("A key is needed to run models.")
        return "somebody"

    return client_of(application(*running, admit=admit, key_needed=True))


@pytest.fixture(scope="module")
def finished(runner: TestClient) -> str:
    """Return the address of a finished job: object detection by two models on one image."""
    return run(runner, task="object-detection")
