"""Which data a worker opens: a folder that it reads beside the writer, or a file it loads.

A worker can't see into the server's memory, and a read-only folder doesn't show later writes. So
each answer names the revision it wants; a worker that has another one opens the data again.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox

from modelgraph.store import OxigraphStore

# A worker may still be opening the dump of the revision before.
_KEPT: Final = 2


@dataclass(frozen=True, slots=True)
class Data:
    """What a worker opens: a store's ``folder``, or a ``file`` of N-Quads."""

    kind: str
    path: str
    revision: str


class Source(Protocol):
    """Where workers find the data as it is now."""

    @property
    def revision(self) -> str:
        """A text that changes with every write and differs between two runs of the server."""
        ...

    @property
    def shared(self) -> bool:
        """Whether workers read where the server reads; else each takes a copy of its own."""
        ...

    def current(self) -> Data:
        """Return the data of this moment; it may take a while, and any thread may ask."""
        ...

    def close(self) -> None:
        """Remove what was written for the workers."""
        ...


class StoreSource:
    """The data of one store: on disk its folder, in memory a dump, written when it is asked for."""

    def __init__(self, store: OxigraphStore) -> None:
        self._store = store
        self._run = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._scratch: Path | None = None
        self._dumps: list[Data] = []

    @property
    def revision(self) -> str:
        return f"{self._run}-{self._store.revision}"

    @property
    def shared(self) -> bool:
        return self._store.folder is not None

    def current(self) -> Data:
        if self._store.folder is not None:
            return Data("folder", str(self._store.folder), self.revision)
        with self._lock:
            if not self._dumps or self._dumps[-1].revision != self.revision:
                self._dumps.append(self._dump())
            if len(self._dumps) > _KEPT:
                with contextlib.suppress(OSError):
                    Path(self._dumps.pop(0).path).unlink()
            return self._dumps[-1]

    def close(self) -> None:
        with self._lock:
            if self._scratch is not None:
                shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None
            self._dumps.clear()

    def _dump(self) -> Data:
        if self._scratch is None:
            self._scratch = Path(tempfile.mkdtemp(prefix="modelgraph-sparql-"))
        revision = self.revision
        path = self._scratch / f"{revision}.nq"
        unfinished = path.with_suffix(".part")
        self._store.engine.dump(str(unfinished), format=ox.RdfFormat.N_QUADS)
        unfinished.rename(path)
        return Data("file", str(path), revision)
