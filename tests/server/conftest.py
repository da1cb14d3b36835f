"""A whole server over the shipped catalog, asked by real HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import serving


@pytest.fixture(scope="session")
def served(
    shipped_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """Return a client of one server that all tests share."""
    home: Path = tmp_path_factory.mktemp("home")
    shutil.copytree(shipped_folder, home / "store")
    with serving(home=home, store=str(home / "store")) as client:
        yield client
