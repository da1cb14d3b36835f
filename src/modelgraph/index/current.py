"""The index of a store as it is now."""

from __future__ import annotations

from threading import Lock
from typing import Final

from modelgraph.index.build import build
from modelgraph.index.delta import changed
from modelgraph.index.value import Index
from modelgraph.store import Store

_TRIES: Final = 3


class Current:
    """Keeps an index, and brings it up to date when it is asked; whoever has an older one keeps
    it whole. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._kept: Index | None = None

    def get(self) -> Index:
        """Return the index of the store's revision."""
        with self._lock:
            found = self._kept = self._next()
            # A store may be written without a pause: the next question brings the rest then.
            for _ in range(_TRIES):
                if found.revision == self._store.revision:
                    break
                found = self._kept = self._next()
            return found

    def _next(self) -> Index:
        kept, revision = self._kept, self._store.revision
        if kept is not None and kept.revision == revision:
            return kept
        subjects = None if kept is None else self._store.changed_since(kept.revision)
        if kept is None or subjects is None:
            return build(self._store)
        return changed(kept, self._store, subjects)
