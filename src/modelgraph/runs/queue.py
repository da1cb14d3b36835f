"""The queue as a runner sees it: runs are leased, and whoever lets a lease lapse has lost the run.

Every answer is written under the lease that it was made for, so that a run taken away in the
meantime is not answered twice; it is on the disk before it is told, which a lease need not be.
Leases are counted on a clock that never jumps; one that reaches further than a lease can was
written before the machine was restarted, and has lapsed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from modelgraph.runs import events
from modelgraph.runs.database import Database, now, ticks
from modelgraph.runs.job import RunState
from modelgraph.runs.request import Failure
from modelgraph.runs.settings import RunSettings

_NEXT = """
    SELECT * FROM runs WHERE state = 'queued'
    AND (not_before IS NULL OR not_before <= :ticks OR not_before > :ticks + :longest)
    AND weights NOT IN (SELECT value FROM json_each(:busy))
    AND (fresh OR NOT EXISTS
        (SELECT 1 FROM runs AS same WHERE same.key = runs.key AND same.held))
    ORDER BY
        (SELECT count(*) FROM runs AS own WHERE own.client = runs.client AND own.held),
        created, job, weights IN (SELECT value FROM json_each(:loaded)) DESC, position
    LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A run that one runner may carry out, as long as it keeps the lease alive."""

    run: str
    job: str
    worker: str
    attempt: int
    model: str
    variant: str
    weights_sha256: str
    image: str
    task: str
    prompt: str | None
    options: Mapping[str, Any]
    seed: int
    key: str
    fresh: bool
    created: float


class Queue:
    """What runners do with the runs of one database; ``worker`` names the runner."""

    def __init__(self, database: Database, settings: RunSettings, worker: str) -> None:
        self._database = database
        self._settings = settings
        self.worker = worker

    def lease(self, *, loaded: Collection[str] = (), busy: Collection[str] = ()) -> Lease | None:
        """Take the next run, or ``None`` where there is none to take.

        The client with the fewest runs under way comes first, then the older job; within a job,
        weights that are ``loaded`` come before others, ``busy`` ones not at all. The same question
        twice is asked once: the second waits for the answer of the first.
        """
        parameters = {
            "ticks": ticks(),
            "longest": 2 * self._settings.backoff_seconds,
            "busy": orjson.dumps(list(busy)).decode(),
            "loaded": orjson.dumps(list(loaded)).decode(),
        }
        if not self._database.read("SELECT 1 FROM runs WHERE state = 'queued' LIMIT 1"):
            return None
        with self._database.write(durable=False) as transaction:
            while row := transaction.execute(_NEXT, parameters).fetchone():
                if not self._answered_before(transaction, row):
                    return self._take(transaction, row, row["weights"] in loaded)
        return None

    def begin(self, lease: Lease) -> bool:
        """Say that the weights are loaded and the model is asked; false if the run is lost."""
        with self._database.write(durable=False) as transaction:
            if self._update(transaction, lease, "state = 'running', started = ?", now()):
                events.append(transaction, lease.job, RunState.RUNNING, run=lease.run)
                return True
        return False

    def complete(self, lease: Lease, result: bytes) -> bool:
        """Write the answer, once; false if the run was lost, and the answer dropped."""
        with self._database.write() as transaction:
            earlier = transaction.execute(
                "SELECT run FROM answers WHERE key = ?", (lease.key,)
            ).fetchone()
            reused = earlier["run"] if earlier and not lease.fresh else None
            change = "state = 'done', worker = NULL, finished = ?, reused_from = ?"
            if not self._update(transaction, lease, change, now(), reused):
                return False
            if reused is None:
                transaction.execute("INSERT INTO results VALUES (?, ?)", (lease.run, result))
                transaction.execute(
                    "INSERT OR REPLACE INTO answers VALUES (?, ?)", (lease.key, lease.run)
                )
            events.append(transaction, lease.job, RunState.SUCCEEDED, run=lease.run)
        return True

    def fail(self, lease: Lease, failure: Failure, result: bytes | None = None) -> bool:
        """Write why there is no answer, for good; false if the run was lost."""
        with self._database.write() as transaction:
            change = (
                "state = 'failed', worker = NULL, finished = ?, failure_code = ?,"
                " failure_message = ?"
            )
            if not self._update(transaction, lease, change, now(), failure.code, failure.message):
                return False
            if result is not None:
                transaction.execute("INSERT INTO results VALUES (?, ?)", (lease.run, result))
            events.append(
                transaction, lease.job, RunState.FAILED, run=lease.run, text=failure.message
            )
        return True

    def give_back(
        self, lease: Lease, reason: str, *, delay: float = 0.0, tried: bool = True
    ) -> bool:
        """Queue a run again, not before ``delay`` seconds; ``tried`` counts it as an attempt."""
        with self._database.write(durable=False) as transaction:
            change = "state = 'queued', worker = NULL, started = NULL, not_before = ?, attempt = ?"
            attempt = lease.attempt if tried else lease.attempt - 1
            if not self._update(transaction, lease, change, ticks() + delay, attempt):
                return False
            events.append(transaction, lease.job, RunState.QUEUED, run=lease.run, text=reason)
        return True

    def retry_or_fail(self, lease: Lease, failure: Failure, delay: float) -> bool:
        """Queue a run again that broke its worker, or fail it when it has done so too often."""
        if lease.attempt < self._settings.attempts:
            return self.give_back(lease, f"{failure.message}; tried again", delay=delay)
        tries = f"{failure.message} (attempt {lease.attempt} of {self._settings.attempts})"
        return self.fail(lease, Failure(failure.code, tries))

    def heartbeat(self) -> None:
        """Keep the leases of this runner alive."""
        with self._database.write(durable=False) as transaction:
            transaction.execute(
                "UPDATE runs SET until = ? WHERE worker = ? AND held",
                (ticks() + self._settings.lease_seconds, self.worker),
            )

    def held(self) -> set[str]:
        """Return the runs that this runner still holds: not lapsed, not cancelled."""
        found = self._database.read("SELECT id FROM runs WHERE worker = ? AND held", self.worker)
        return {row["id"] for row in found}

    def take_back_lapsed(self) -> int:
        """Queue the runs of runners that are gone; return how many."""
        query = "SELECT * FROM runs WHERE held AND (until < ? OR until > ?)"
        at = ticks()
        bounds = (at, at + 2 * self._settings.lease_seconds)
        if not self._database.read(query, *bounds):
            return 0
        with self._database.write(durable=False) as transaction:
            found = transaction.execute(query, bounds).fetchall()
            for row in found:
                self._lapse(transaction, row)
        return len(found)

    def to_close(self) -> list[str]:
        """Return the jobs that wait to be recorded: all runs are final, the job is not."""
        return self._ids(
            "SELECT id FROM jobs WHERE finished IS NULL AND NOT EXISTS (SELECT 1 FROM runs"
            " WHERE runs.job = jobs.id AND (runs.state = 'queued' OR runs.held))"
        )

    def to_record(self) -> list[str]:
        """Return the closed jobs whose record did not reach the graph."""
        return self._ids("SELECT id FROM jobs WHERE finished IS NOT NULL AND recorded = 0")

    def close(self, job: str, state: RunState, *, recorded: bool) -> None:
        """Write the end of a job; again only to say that it has been recorded after all."""
        with self._database.write(durable=False) as transaction:
            closed = transaction.execute(
                "UPDATE jobs SET finished = ?, recorded = ? WHERE id = ? AND finished IS NULL",
                (now(), recorded, job),
            )
            if closed.rowcount:
                events.append(transaction, job, state, final=True)
            elif recorded:
                transaction.execute("UPDATE jobs SET recorded = 1 WHERE id = ?", (job,))

    def _ids(self, query: str) -> list[str]:
        return [row["id"] for row in self._database.read(query)]

    def _answered_before(self, transaction: sqlite3.Connection, row: sqlite3.Row) -> bool:
        if row["fresh"]:
            return False
        found = transaction.execute(
            "SELECT run FROM answers WHERE key = ?", (row["key"],)
        ).fetchone()
        if found is None:
            return False
        transaction.execute(
            "UPDATE runs SET state = 'done', finished = ?, reused_from = ? WHERE id = ?",
            (now(), found["run"], row["id"]),
        )
        text = f"answered before, by run {found['run']}"
        events.append(transaction, row["job"], RunState.SUCCEEDED, run=row["id"], text=text)
        return True

    def _take(self, transaction: sqlite3.Connection, row: sqlite3.Row, loaded: bool) -> Lease:
        job = transaction.execute("SELECT * FROM jobs WHERE id = ?", (row["job"],)).fetchone()
        transaction.execute(
            "UPDATE runs SET state = ?, worker = ?, until = ?, attempt = attempt + 1, started = ?"
            " WHERE id = ?",
            (
                "running" if loaded else "leased",
                self.worker,
                ticks() + self._settings.lease_seconds,
                now() if loaded else None,
                row["id"],
            ),
        )
        state = RunState.RUNNING if loaded else RunState.LOADING
        events.append(transaction, row["job"], state, run=row["id"])
        return Lease(
            run=row["id"],
            job=row["job"],
            worker=self.worker,
            attempt=row["attempt"] + 1,
            model=row["model"],
            variant=row["variant"],
            weights_sha256=row["weights"],
            image=row["image"],
            task=job["task"],
            prompt=job["prompt"],
            options=orjson.loads(job["options"]),
            seed=job["seed"],
            key=row["key"],
            fresh=bool(row["fresh"]),
            created=row["created"],
        )

    def _update(
        self, transaction: sqlite3.Connection, lease: Lease, change: str, *values: Any
    ) -> bool:
        updated = transaction.execute(
            # ``change`` is one of the fixed texts above.
            f"UPDATE runs SET {change} WHERE id = ? AND worker = ? AND attempt = ? AND held",  # noqa: S608
            (*values, lease.run, lease.worker, lease.attempt),
        )
        return updated.rowcount == 1

    def _lapse(self, transaction: sqlite3.Connection, row: sqlite3.Row) -> None:
        text = "the runner that had taken the run is gone"
        if row["attempt"] < self._settings.attempts:
            transaction.execute(
                "UPDATE runs SET state = 'queued', worker = NULL, started = NULL WHERE id = ?",
                (row["id"],),
            )
            events.append(transaction, row["job"], RunState.QUEUED, run=row["id"], text=text)
            return
        message = f"{text} (attempt {row['attempt']} of {self._settings.attempts})"
        transaction.execute(
            "UPDATE runs SET state = 'failed', worker = NULL, finished = ?,"
            " failure_code = 'RUNNER_LOST', failure_message = ? WHERE id = ?",
            (now(), message, row["id"]),
        )
        events.append(transaction, row["job"], RunState.FAILED, run=row["id"], text=message)
