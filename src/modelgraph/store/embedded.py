"""A store with an engine in this process, for what speaks to the engine itself."""

from __future__ import annotations

from modelgraph.store.oxigraph import OxigraphStore
from modelgraph.store.store import Store


def embedded(store: Store) -> OxigraphStore:
    """Return an embedded store as it is, and of another a copy in memory, of what it holds now."""
    if isinstance(store, OxigraphStore):
        return store
    made = OxigraphStore()
    made.replace({}, add=list(store.quads()))
    return made
