"""Which data a worker opens: a folder that it reads beside the writer, a file that it loads, or a
copy of the folder that it may write.

A worker can't see into the server's memory, and a read-only folder doesn't show later writes. So
each answer names the revision it wants; a worker that has another one opens the data again.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import pyoxigraph as ox

from modelgraph.store import OxigraphStore

# A worker may still be opening the dump of the revision before.
_KEPT: Final = 2


@dataclass(frozen=True, slots=True)
class Data:
    """What a worker opens: a store's ``folder``, a ``copy`` of it, or a ``file`` of N-Quads."""

    kind: str
    path: str
    revision: str
    number: int = 0
    """The store's own number of that revision."""

    empty: tuple[str, ...] = ()
    """Named graphs without a triple, which a file can't show."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A graph before it is written: at which revision, whether it is there, and its quads where
    they can't be dropped by its name.
    """

    number: int
    is_here: bool
    quads: tuple[Any, ...] = ()


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

    def holds(self, graph: str) -> bool:
        """Say whether there is such a named graph, be it empty."""
        ...

    def close(self) -> None:
        """Remove what was written for the workers."""
        ...


class TriedSource(Source, Protocol):
    """Where updates are tried, too."""

    def revision_of(self, number: int) -> str:
        """Return the text of a revision by the store's own number of it."""
        ...

    def standing(self, graph: str) -> Standing:
        """Return what there is of a graph, by the empty name the default one."""
        ...

    def trial(self) -> contextlib.AbstractContextManager[Data]:
        """Yield the data of this moment for somebody who may write them, as long as that lasts."""
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
        return self.revision_of(self._store.revision)

    def revision_of(self, number: int) -> str:
        """Return the text of a revision by the store's own number of it."""
        return f"{self._run}-{number}"

    @property
    def shared(self) -> bool:
        return self._store.folder is not None

    def holds(self, graph: str) -> bool:
        try:
            return bool(self._store.engine.contains_named_graph(ox.NamedNode(graph)))
        except ValueError:
            return False

    def standing(self, graph: str) -> Standing:
        """Return what there is of a graph, by the empty name the default one."""
        with self._store.writing:
            if graph:
                return Standing(self._store.revision, self.holds(graph))
            quads = self._store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
            return Standing(self._store.revision, True, tuple(quads))

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

    @contextlib.contextmanager
    def trial(self) -> Iterator[Data]:
        """Yield the data of this moment for somebody who may write them, as long as that lasts.

        On disk it is a copy by hard links, made in some milliseconds whatever the size.
        """
        if self._store.folder is None:
            with self._store.writing:
                data = self.current()
                number = self._store.revision
            yield replace(data, number=number)
            return
        folder = self._store.folder
        prefix = f".{folder.name}-trial-"
        for left in folder.parent.iterdir():  # of a server that was killed: the store has one
            if left.name.startswith(prefix):
                shutil.rmtree(left, ignore_errors=True)
        scratch = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
        try:
            with self._store.writing:
                self._store.engine.backup(str(scratch / "copy"))
                number = self._store.revision
            revision = f"{self.revision_of(number)}-trial"
            yield Data("copy", str(scratch / "copy"), revision, number)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

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
        return Data("file", str(path), revision, empty=tuple(self._empty()))

    def _empty(self) -> Iterator[str]:
        engine = self._store.engine
        for name in engine.named_graphs():
            filled = any(True for _ in engine.quads_for_pattern(None, None, None, name))
            if not filled and isinstance(name, ox.NamedNode):
                yield name.value
