"""What the pages and docstrings of the catalog say is run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

from modelgraph import catalog
from modelgraph.catalog.catalog import Catalog

PAGE = Path(__file__).parents[2] / "docs/reference/python.md"
MODULES = sorted(module.name for module in pkgutil.iter_modules(catalog.__path__))


@pytest.fixture(autouse=True)
def _read_before(shipped_catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``Catalog.open()`` find the shipped data read; the test of README.md reads them anew."""
    monkeypatch.setattr("modelgraph.catalog.catalog.shipped_store", lambda: shipped_catalog.store)


def test_the_python_reference_runs() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)

    assert tried > 30
    assert failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_docstrings_run(name: str) -> None:
    module = importlib.import_module(f"modelgraph.catalog.{name}")

    assert doctest.testmod(module).failed == 0
