"""The index of a store as it is now, kept beside it from one start to the next."""

from __future__ import annotations

from threading import Lock
from typing import Final

from modelgraph.index.build import build
from modelgraph.index.delta import changed
from modelgraph.index.saved import load, save
from modelgraph.index.value import Index
from modelgraph.store import OxigraphStore, Store

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

    def save(self) -> None:
        """Keep the index beside the store, for its next start, if it was ever asked for."""
        with self._lock:
            if self._kept is not None:
                self._kept = self._next()
                self._save(self._kept)

    def _save(self, index: Index) -> None:
        if isinstance(self._store, OxigraphStore) and self._store.folder is not None:
            self._store.keep(save(index), since=index.revision)

    def _first(self) -> Index:
        """Return the index that was kept beside the store, or a new one."""
        revision = self._store.revision
        if isinstance(self._store, OxigraphStore) and (content := self._store.kept()):
            found = load(content, revision)
            if found is not None and self._store.revision == revision:
                return found
        made = build(self._store)
        self._save(made)
        return made

    def _next(self) -> Index:
        kept, revision = self._kept, self._store.revision
        if kept is not None and kept.revision == revision:
            return kept
        if kept is None:
            return self._first()
        subjects = self._store.changed_since(kept.revision)
        if subjects is None:
            return build(self._store)
        return changed(kept, self._store, subjects)
