"""What a server is made of: the store with the shipped data in it, the catalog, the runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelgraph.catalog.catalog import Catalog
from modelgraph.runs.runs import Runs
from modelgraph.runs.settings import RunSettings
from modelgraph.server.settings import Settings
from modelgraph.server.shipped import bring_up_to_date
from modelgraph.store import OxigraphStore

if TYPE_CHECKING:
    from modelgraph.store.remote import RemoteStore


@dataclass(frozen=True, slots=True)
class Parts:
    """``runs`` is ``None`` where nobody runs models."""

    store: OxigraphStore | RemoteStore
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


def open_store(settings: Settings) -> OxigraphStore | RemoteStore:
    """Open the store for writing and bring its shipped data up to date.

    Raises:
        UnavailableError: it is in use or damaged, or can't be reached.
    """
    store = _elsewhere(settings) if settings.at_address else OxigraphStore(settings.store_folder)
    if not settings.empty:
        bring_up_to_date(store)
    return store


def _elsewhere(settings: Settings) -> RemoteStore:
    # Speaking HTTP takes a fifth of a second to import, which a store of one's own doesn't need.
    from modelgraph.server.elsewhere import connect  # noqa: PLC0415

    return connect(settings)


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
