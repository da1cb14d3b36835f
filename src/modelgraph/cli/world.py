"""The catalog with the runs floor above it, in the process of a command."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modelgraph.errors import RefusedError, UnavailableError

if TYPE_CHECKING:
    from modelgraph.catalog.catalog import Catalog
    from modelgraph.runs.runs import Runs
    from modelgraph.server.parts import Parts
    from modelgraph.server.settings import Settings


@dataclass(frozen=True, slots=True)
class World:
    """What a command that runs models works with."""

    catalog: Catalog
    runs: Runs


@contextmanager
def open_world(store: str | None) -> Iterator[World]:
    """Open the store for writing, made from the shipped data where it is new, and what runs models.

    Raises:
        UnavailableError: the store can't be opened, most often because a server is using it.
        RefusedError: the settings say that nobody runs models.
    """
    with _settings(store) as settings:
        parts = _assemble(settings)
        try:
            if parts.runs is None:
                raise RefusedError(
                    "Nobody runs models here.", hint="MODELGRAPH_RUNNER=local lets this machine."
                )
            yield World(parts.catalog, parts.runs)
        finally:
            parts.close()


def _assemble(settings: Settings) -> Parts:
    from modelgraph.server.parts import assemble

    try:
        return assemble(settings)
    except UnavailableError as error:
        if settings.store_folder is None:
            raise
        hint = "Is a server using it? Then run models there, at /run; or here with --store memory."
        raise UnavailableError(error.message, hint=hint) from error


@contextmanager
def _settings(store: str | None) -> Iterator[Settings]:
    """Yield the settings; what is in memory has its jobs in a folder that goes with it."""
    from modelgraph.server.settings import read

    settings = read(store=store)
    if settings.store_folder is not None or settings.at_address:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="modelgraph-") as folder:
        yield read(store=store, home=Path(folder), weights=settings.weights_folder)
