"""The data of a store at an address, for the workers: a copy of it, read when it is first asked for
after a write.

So what strangers ask is bounded here as everywhere, and never a burden for the engine.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from modelgraph.sparql.source import Data, Standing
from modelgraph.store import Scope
from modelgraph.store.oxigraph import to_engine
from modelgraph.store.remote import RemoteStore

# A worker may still be opening the copy of the revision before.
_KEPT: Final = 2


class RemoteSource:
    """The data of one store at an address."""

    shared: Final = False

    def __init__(self, store: RemoteStore) -> None:
        self._store = store
        self._run = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._scratch: Path | None = None
        self._copies: list[Data] = []

    @property
    def revision(self) -> str:
        return self.revision_of(self._store.revision)

    def revision_of(self, number: int) -> str:
        """Return the text of a revision by the store's own number of it."""
        return f"{self._run}-{number}"

    def holds(self, graph: str) -> bool:
        return graph in self._store.graphs()

    def standing(self, graph: str) -> Standing:
        """Return what there is of a graph, by the empty name the default one."""
        number = self._store.revision
        if graph:
            return Standing(number, self.holds(graph))
        found = self._store.quads(graph=Scope.DEFAULT)
        return Standing(
            number,
            True,
            tuple(
                ox.Quad(ox.NamedNode(q.subject), ox.NamedNode(q.predicate), to_engine(q.object))
                for q in found
            ),
        )

    def current(self) -> Data:
        with self._lock:
            if not self._copies or self._copies[-1].revision != self.revision:
                self._copies.append(self._copy())
            if len(self._copies) > _KEPT:
                with contextlib.suppress(OSError):
                    Path(self._copies.pop(0).path).unlink()
            return self._copies[-1]

    @contextlib.contextmanager
    def trial(self) -> Iterator[Data]:
        """Yield the data of this moment for somebody who may write them, as long as that lasts."""
        with self._store.writing:
            data = self.current()
        yield replace(data, number=int(data.revision.rpartition("-")[2]))

    def close(self) -> None:
        with self._lock:
            if self._scratch is not None:
                shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None
            self._copies.clear()

    def _copy(self) -> Data:
        if self._scratch is None:
            self._scratch = Path(tempfile.mkdtemp(prefix="modelgraph-sparql-"))
        unfinished = self._scratch / "unfinished"
        revision = self.revision_of(self._store.dump(unfinished))
        path = unfinished.rename(self._scratch / f"{revision}.nq")
        return Data("file", str(path), revision)
