"""Stores and endpoints over the four models of ``sparql_world``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sparql_world import fill, serving
from starlette.testclient import TestClient

from modelgraph.store import OxigraphStore


@pytest.fixture
def store() -> OxigraphStore:
    return fill(OxigraphStore())


@pytest.fixture(scope="package")
def client() -> Iterator[TestClient]:
    """Return a client of an endpoint that only answers; the tests share it."""
    with serving(fill(OxigraphStore())) as client:
        yield client
