"""What a server is made of: the store with the shipped data in it, the catalog, the runs."""

from __future__ import annotations

from dataclasses import dataclass

from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import UnavailableError
from modelgraph.runs.runs import Runs
from modelgraph.runs.settings import RunSettings
from modelgraph.server.settings import Settings
from modelgraph.server.shipped import bring_up_to_date
from modelgraph.store import OxigraphStore


@dataclass(frozen=True, slots=True)
class Parts:
    """``runs`` is ``None`` where nobody runs models."""

    store: OxigraphStore
    catalog: Catalog
    runs: Runs | None

    def close(self) -> None:
        """Let runs under way finish, stop, and keep the index for the next start."""
        if self.runs is not None:
            self.runs.close()
        self.catalog.keep_index()


def assemble(settings: Settings, *, refresh: bool = True) -> Parts:
    """Open the store, bring its shipped data up to date, and write into it what can be run here.

    Without ``refresh`` the last is left to the caller, as a server does when it is up.

    Raises:
        UnavailableError: the store is in use or damaged, or the shipped data are missing.
    """
    store = open_store(settings)
    catalog = Catalog(store)
    if settings.empty or settings.runner == "none":
        return Parts(store, catalog, None)
    runs = Runs(
        store,
        catalog,
        folder=settings.runs_folder,
        weights=settings.weights_folder,
        settings=_run_settings(settings),
    )
    if refresh:
        runs.refresh()
    return Parts(store, catalog, runs)


def open_store(settings: Settings) -> OxigraphStore:
    """Open the store for writing and bring its shipped data up to date.

    Raises:
        UnavailableError: it is in use or damaged, or of a kind that can't be opened here.
    """
    if "://" in settings.store:
        raise UnavailableError(
            "A store at an address can't be served yet.",
            hint="Give a folder, or memory.",
        )
    store = OxigraphStore(settings.store_folder)
    if not settings.empty:
        bring_up_to_date(store)
    return store


def _run_settings(settings: Settings) -> RunSettings:
    return RunSettings(
        device=settings.device,
        workers=settings.workers,
        memory_bytes=settings.memory_bytes,
        image_bytes=settings.image_bytes,
        image_pixels=settings.image_pixels,
        queue_jobs=settings.queue_jobs,
        client_jobs=settings.client_jobs,
        run_seconds=settings.run_seconds,
    )
