"""What a store holds, as lines of N-Quads: the quickest way to see whether two hold the same."""

from __future__ import annotations

import pyoxigraph as ox

from modelgraph.store import OxigraphStore


def everything(store: OxigraphStore) -> set[str]:
    return set(store.engine.dump(format=ox.RdfFormat.N_QUADS).decode().splitlines())
