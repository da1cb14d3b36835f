from __future__ import annotations

import pytest
from catalog_world import small_store

from modelgraph.catalog.catalog import Catalog
from modelgraph.store import OxigraphStore


@pytest.fixture(scope="session")
def small() -> OxigraphStore:
    return small_store()


@pytest.fixture(scope="session")
def catalog(small: OxigraphStore) -> Catalog:
    return Catalog(small)
