"""The job database: SQLite in WAL mode, durable before an answer, shared by processes.

One connection a process behind one lock; every write is one immediate transaction. What a client
is told is synced to disk before; what a power failure may undo without harm (a lease) is synced
with the next such write. Whoever waits for a change is woken by writes of this process, and looks
again every 0.2 s for those of others.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from modelgraph.errors import UnavailableError

_MIGRATIONS = (
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY, client TEXT NOT NULL, idempotency TEXT, task TEXT NOT NULL,
        models TEXT NOT NULL, images TEXT NOT NULL, prompt TEXT, options TEXT NOT NULL,
        seed INTEGER NOT NULL, fresh INTEGER NOT NULL, created REAL NOT NULL, finished REAL,
        recorded INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE UNIQUE INDEX jobs_idempotency ON jobs (client, idempotency)
        WHERE idempotency IS NOT NULL;
    CREATE INDEX jobs_open ON jobs (created) WHERE finished IS NULL;
    CREATE INDEX jobs_unrecorded ON jobs (finished) WHERE recorded = 0;

    CREATE TABLE runs (
        id TEXT PRIMARY KEY, job TEXT NOT NULL REFERENCES jobs, position INTEGER NOT NULL,
        client TEXT NOT NULL, model TEXT NOT NULL, variant TEXT NOT NULL, adapter TEXT NOT NULL,
        adapter_version TEXT NOT NULL, weights TEXT NOT NULL, image TEXT NOT NULL,
        key TEXT NOT NULL, fresh INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'queued',
        attempt INTEGER NOT NULL DEFAULT 0, worker TEXT, until REAL, not_before REAL,
        created REAL NOT NULL, started REAL, finished REAL, failure_code TEXT,
        failure_message TEXT, reused_from TEXT,
        held INTEGER AS (state IN ('leased', 'running'))
    ) STRICT;
    CREATE INDEX runs_job ON runs (job, position);
    CREATE INDEX runs_open ON runs (state, created)
        WHERE state IN ('queued', 'leased', 'running');
    CREATE INDEX runs_held ON runs (key) WHERE held;

    CREATE TABLE results (run TEXT PRIMARY KEY REFERENCES runs, result BLOB NOT NULL) STRICT;
    CREATE TABLE answers (key TEXT PRIMARY KEY, run TEXT NOT NULL REFERENCES runs) STRICT;
    CREATE TABLE events (
        job TEXT NOT NULL REFERENCES jobs, sequence INTEGER NOT NULL, at REAL NOT NULL,
        run TEXT, state TEXT NOT NULL, text TEXT NOT NULL, final INTEGER NOT NULL,
        PRIMARY KEY (job, sequence)
    ) STRICT, WITHOUT ROWID;
    """,
)
_OTHERS_SECONDS = 0.2


class Database:
    """One connection to the job database of a folder.

    Raises:
        UnavailableError: it can't be opened, is damaged, or was written by a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._writes = 0
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path, timeout=10, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._migrate()

    def read(self, sql: str, *parameters: Any) -> list[sqlite3.Row]:
        """Return the rows of one query."""
        with _explained(self.path), self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Hold one transaction, written when the block is left; an error undoes it.

        ``durable`` waits until it is on the disk itself: then it outlives a power failure, and not
        only the death of this process.

        Raises:
            UnavailableError: the disk is full, or another process holds the database too long.
        """
        with _explained(self.path), self._lock:
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        self.wake()

    def wake(self) -> None:
        """Wake whoever waits for a change."""
        with self._changed:
            self._writes += 1
            self._changed.notify_all()

    @property
    def writes(self) -> int:
        """How often this process has written; hand it to ``wait``, so that no change is missed."""
        return self._writes

    def wait(self, seen: int, seconds: float) -> None:
        """Wait until something was written after ``seen``, or for the time in which others may."""
        with self._changed:
            if self._writes == seen:
                self._changed.wait(min(seconds, _OTHERS_SECONDS))

    def close(self) -> None:
        """Close the connection; the database stays as it is."""
        with self._lock:
            self._connection.close()

    def _migrate(self) -> None:
        with self._lock:
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version > len(_MIGRATIONS):
                raise UnavailableError(
                    f"The job database {self.path} was written by a newer modelgraph.",
                    hint="Upgrade modelgraph, or choose another folder.",
                    limit=len(_MIGRATIONS),
                    actual=version,
                )
            for number in range(version + 1, len(_MIGRATIONS) + 1):
                self._step(number)

    def _step(self, number: int) -> None:
        # Two processes may open a new database at once: the second finds the work done.
        script = (
            f"BEGIN EXCLUSIVE; {_MIGRATIONS[number - 1]} PRAGMA user_version = {number}; COMMIT"
        )
        try:
            self._connection.executescript(script)
        except sqlite3.OperationalError:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version < number:
                raise


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
        if isinstance(error, sqlite3.IntegrityError):
            raise
        raise UnavailableError(
            f"The job database {path.name} can't be used: {error}",
            hint="Look at the free space and the rights of its folder (modelgraph doctor).",
        ) from error


def now() -> float:
    """Return the time of day in seconds since 1970, for people."""
    return time.time()


def ticks() -> float:
    """Return seconds that never jump, the same for all processes since the machine started."""
    return time.monotonic()
