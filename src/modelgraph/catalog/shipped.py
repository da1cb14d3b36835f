"""The catalog that comes with modelgraph: the ontology and the claims of ``data/``."""

from __future__ import annotations

from modelgraph.errors import UnavailableError
from modelgraph.resources import data
from modelgraph.store import OxigraphStore, WritableStore


def load_shipped(store: WritableStore) -> None:
    """Load the shipped graphs and the preferred facts on top of what a store holds.

    Raises:
        UnavailableError: the shipped folder is missing, or holds no data.
    """
    files = sorted(data().glob("*.trig"))
    if not files:
        raise UnavailableError(
            "The shipped data are missing.", hint="Reinstall modelgraph: pip install ."
        )
    store.load(*files)


def shipped_store() -> OxigraphStore:
    """Return a new store in memory with the shipped catalog, for a caller that adds to it."""
    store = OxigraphStore()
    load_shipped(store)
    return store
