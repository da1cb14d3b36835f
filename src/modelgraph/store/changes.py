"""Which subjects of the default graph were written, write by write: what is derived from it can
follow without reading everything anew."""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import Final

from modelgraph.store.terms import IRI

_WRITES: Final = 256
_SUBJECTS: Final = 100_000


class Changes:
    """Remembers the last writes of this process; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._since = 0
        self._writes: deque[tuple[int, frozenset[IRI]]] = deque()

    def note(self, revision: int, subjects: frozenset[IRI] | None) -> None:
        """Remember what the write that leads to a revision wrote; ``None`` for anything."""
        with self._lock:
            self._writes.append((revision, subjects or frozenset()))
            if subjects is None:
                self._forget(len(self._writes))
            while len(self._writes) > _WRITES or self._size() > _SUBJECTS:
                self._forget(1)

    def since(self, revision: int) -> frozenset[IRI] | None:
        """Return what was written after a revision; ``None`` where that is not known."""
        with self._lock:
            if revision < self._since:
                return None
            return frozenset().union(*(each for at, each in self._writes if at > revision))

    def _size(self) -> int:
        return sum(len(subjects) for _, subjects in self._writes)

    def _forget(self, count: int) -> None:
        for _ in range(count):
            self._since, _ = self._writes.popleft()
