"""Answers kept as long as the store's revision stands, so that nothing stale is ever given."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from modelgraph.store import Store

T = TypeVar("T")

_LIMIT = 4096  # what users may ask is endless; the least recently used answers go


class Memo:
    """Keeps answers by question; safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._revision = -1
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Hashable) -> Any | None:
        """Return the kept answer, or ``None``."""
        with self._lock:
            if self._revision != self._store.revision:
                self._kept.clear()
                self._revision = self._store.revision
            if question not in self._kept:
                return None
            self._kept.move_to_end(question)
            return self._kept[question]

    def put(self, question: Hashable, answer: Any, revision: int) -> None:
        """Keep an answer, unless the store has been written since ``revision``."""
        with self._lock:
            if revision != self._store.revision or revision != self._revision:
                return
            self._kept[question] = answer
            if len(self._kept) > _LIMIT:
                self._kept.popitem(last=False)

    def ask(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Return the kept answer, or find it and keep it."""
        kept: T | None = self.get(question)
        if kept is None:
            revision = self._store.revision
            kept = answer()
            self.put(question, kept, revision)
        return kept
