"""What a server is made of: the store with the shipped data in it, the catalog, the runs."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.shipped import load_shipped
from modelgraph.errors import UnavailableError
from modelgraph.resources import data
from modelgraph.runs.runs import Runs
from modelgraph.runs.settings import RunSettings
from modelgraph.server.settings import Settings
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Scope
from modelgraph.vocabulary.prefixes import BASE, expand

_SHIPPED: Final = IRI(f"{BASE}shipped")
"""A graph with one triple: the hash of the shipped data that a store holds."""

_HASH: Final = IRI(expand("mg:contentHash"))


@dataclass(frozen=True, slots=True)
class Parts:
    """``runs`` is ``None`` where nobody runs models."""

    store: OxigraphStore
    catalog: Catalog
    runs: Runs | None

    def close(self) -> None:
        """Let runs under way finish, and stop."""
        if self.runs is not None:
            self.runs.close()


def assemble(settings: Settings) -> Parts:
    """Open the store, bring its shipped data up to date, and say what can be run here.

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
        _bring_up_to_date(store)
    return store


def _bring_up_to_date(store: OxigraphStore) -> None:
    shipped = Quad(_SHIPPED, _HASH, Literal(_shipped_hash()), _SHIPPED)
    known = list(store.quads(_SHIPPED, _HASH, None, _SHIPPED))
    if known == [shipped]:
        return
    if known or any(True for _ in store.quads(graph=Scope.DEFAULT)):
        _forget_shipped(store)
    load_shipped(store)
    store.replace({_SHIPPED: [shipped]})


def _forget_shipped(store: OxigraphStore) -> None:
    raise NotImplementedError


def _shipped_hash() -> str:
    digest = sha256()
    for path in sorted(data().glob("*.trig")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


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
