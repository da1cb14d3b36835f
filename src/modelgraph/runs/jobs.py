"""Jobs as their clients see them: put in the queue, looked at, followed, cancelled.

``add`` answers only when the job is on disk. A run whose key (image, weights, task, prompt,
options, seed, adapter version, device) has been answered before gets the recorded answer at once,
unless the job is ``fresh``.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from modelgraph.errors import BusyError, NotFoundError
from modelgraph.runs import events, rows
from modelgraph.runs.database import Database, now
from modelgraph.runs.job import Job, JobEvent, Run, RunState, StoredImage
from modelgraph.runs.settings import RunSettings

_RUNS = """
    SELECT runs.*, jobs.task, results.result FROM runs JOIN jobs ON jobs.id = runs.job
    LEFT JOIN results ON results.run = coalesce(runs.reused_from, runs.id)
"""
_RUNS_WITHOUT_RESULTS = """
    SELECT runs.*, jobs.task, NULL AS result FROM runs JOIN jobs ON jobs.id = runs.job
"""


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A run that can be carried out here: which weights by which adapter, for which model."""

    model: str
    variant: str
    adapter: str
    adapter_version: str
    weights_sha256: str
    image: str
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class NewJob:
    """A request that has been checked; ``runs`` is not empty."""

    task: str
    models: tuple[str, ...]
    images: tuple[StoredImage, ...]
    runs: tuple[PlannedRun, ...]
    prompt: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    client: str = ""
    fresh: bool = False
    idempotency_key: str | None = None


class Jobs:
    """The jobs of one database."""

    def __init__(self, database: Database, settings: RunSettings) -> None:
        self._database = database
        self._settings = settings

    def add(self, new: NewJob) -> str:
        """Put a job in the queue and return its id; the same idempotency key, the same job.

        Raises:
            BusyError: the queue is full, or the client has its share of open jobs.
            UnavailableError: the job can't be written.
        """
        with self._database.write() as transaction:
            known = transaction.execute(
                "SELECT id FROM jobs WHERE client = ? AND idempotency = ?",
                (new.client, new.idempotency_key),
            ).fetchone()
            if known:
                return str(known["id"])
            self._admit(transaction, new.client)
            return _insert(transaction, new)

    def get(self, job: str) -> Job:
        """Return a job with its runs.

        Raises:
            NotFoundError: there is none of this id.
        """
        found = self._database.read("SELECT * FROM jobs WHERE id = ?", job)
        if not found:
            raise NotFoundError("job", job)
        return self._job(found[0], self.runs(job))

    def recent(
        self,
        *,
        client: str | None = None,
        only_open: bool = False,
        limit: int = 50,
        before: datetime | None = None,
    ) -> list[Job]:
        """Return jobs, the newest first; their runs come without predictions and timings."""
        found = self._database.read(
            "SELECT * FROM jobs WHERE (?1 IS NULL OR client = ?1) AND (NOT ?2 OR finished IS NULL)"
            " AND (?3 IS NULL OR created < ?3) ORDER BY created DESC, id LIMIT ?4",
            client,
            only_open,
            before.timestamp() if before else None,
            limit,
        )
        return [self._job(row, self._runs(_RUNS_WITHOUT_RESULTS, row["id"])) for row in found]

    def run(self, run: str) -> Run:
        """Return one run.

        Raises:
            NotFoundError: there is none of this id.
        """
        found = self._database.read(f"{_RUNS} WHERE runs.id = ?", run)
        if not found:
            raise NotFoundError("run", run)
        return rows.run_from_row(found[0])

    def runs(self, job: str) -> tuple[Run, ...]:
        """Return the runs of a job, in the order they were asked for."""
        return self._runs(_RUNS, job)

    def _runs(self, query: str, job: str) -> tuple[Run, ...]:
        found = self._database.read(f"{query} WHERE runs.job = ? ORDER BY runs.position", job)
        return tuple(rows.run_from_row(row) for row in found)

    def cancel(self, job: str) -> Job:
        """Cancel what has not finished; a job that has is left as it is.

        Raises:
            NotFoundError: there is none of this id.
        """
        self.get(job)
        with self._database.write() as transaction:
            still_open = transaction.execute(
                "SELECT id FROM runs WHERE job = ? AND (state = 'queued' OR held)",
                (job,),
            ).fetchall()
            for row in still_open:
                transaction.execute(
                    "UPDATE runs SET state = 'cancelled', finished = ?, worker = NULL WHERE id = ?",
                    (now(), row["id"]),
                )
                events.append(transaction, job, RunState.CANCELLED, run=row["id"])
        return self.get(job)

    def events(self, job: str, after: int = 0) -> list[JobEvent]:
        """Return what happened to a job since an event.

        Raises:
            NotFoundError: there is no job of this id.
        """
        found = self._database.read(
            "SELECT * FROM events WHERE job = ? AND sequence > ? ORDER BY sequence", job, after
        )
        if not found and not self._database.read("SELECT 1 FROM jobs WHERE id = ?", job):
            raise NotFoundError("job", job)
        return [rows.event_from_row(row) for row in found]

    def _admit(self, transaction: sqlite3.Connection, client: str) -> None:
        (total, own) = transaction.execute(
            "SELECT count(*), coalesce(sum(client = ?), 0) FROM jobs WHERE finished IS NULL",
            (client,),
        ).fetchone()
        limits = (
            ("The queue is full.", self._settings.queue_jobs, total),
            ("You have as many open jobs as one client may.", self._settings.client_jobs, own),
        )
        for sentence, limit, actual in limits:
            if actual >= limit:
                seconds = _expected_seconds(transaction)
                raise BusyError(
                    sentence,
                    hint=f"Try again in about {seconds} s, or cancel an open job.",
                    limit=limit,
                    actual=actual,
                    retry_after=seconds,
                )

    def _job(self, row: sqlite3.Row, runs: tuple[Run, ...]) -> Job:
        states = [run.state for run in runs]
        is_open = row["finished"] is None
        state = rows.job_state(states, open_=is_open)
        return Job(
            id=row["id"],
            state=state,
            task=row["task"],
            models=tuple(orjson.loads(row["models"])),
            images=rows.images_from_json(row["images"]),
            created=datetime.fromtimestamp(row["created"], UTC),
            runs=runs,
            prompt=row["prompt"],
            options=orjson.loads(row["options"]),
            seed=row["seed"],
            client=row["client"],
            fresh=bool(row["fresh"]),
            position=self._position(row) if state is RunState.QUEUED else None,
            finished=rows.instant(row["finished"]),
        )

    def _position(self, row: sqlite3.Row) -> int:
        found = self._database.read(
            "SELECT count(*) FROM jobs WHERE finished IS NULL AND created < ? AND EXISTS"
            " (SELECT 1 FROM runs WHERE runs.job = jobs.id AND runs.state = 'queued')",
            row["created"],
        )
        return int(found[0][0])


def key(new: NewJob, run: PlannedRun) -> str:
    """Return what makes two runs the same question, as a hash."""
    options = orjson.dumps(dict(new.options), option=orjson.OPT_SORT_KEYS).decode()
    parts = (
        run.image,
        run.weights_sha256,
        new.task,
        new.prompt,
        sha256(options.encode()).hexdigest(),
        new.seed,
        run.adapter,
        run.adapter_version,
        run.device,
    )
    return sha256(orjson.dumps(parts)).hexdigest()


def _insert(transaction: sqlite3.Connection, new: NewJob) -> str:
    job, created = secrets.token_hex(8), now()
    transaction.execute(
        "INSERT INTO jobs (id, client, idempotency, task, models, images, prompt, options, seed,"
        " fresh, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            job,
            new.client,
            new.idempotency_key,
            new.task,
            orjson.dumps(new.models).decode(),
            rows.images_to_json(new.images),
            new.prompt,
            orjson.dumps(dict(new.options), option=orjson.OPT_SORT_KEYS).decode(),
            new.seed,
            new.fresh,
            created,
        ),
    )
    events.append(transaction, job, RunState.QUEUED)
    for position, run in enumerate(new.runs):
        _insert_run(transaction, new, run, job=job, position=position, created=created)
    return job


def _insert_run(
    transaction: sqlite3.Connection,
    new: NewJob,
    run: PlannedRun,
    *,
    job: str,
    position: int,
    created: float,
) -> None:
    identifier, hashed = f"{job}-{position + 1}", key(new, run)
    answer = None
    if not new.fresh:
        answer = transaction.execute("SELECT run FROM answers WHERE key = ?", (hashed,)).fetchone()
    reused = answer["run"] if answer else None
    transaction.execute(
        "INSERT INTO runs (id, job, position, client, model, variant, adapter, adapter_version,"
        " weights, image, key, fresh, state, created, finished, reused_from)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            identifier,
            job,
            position,
            new.client,
            run.model,
            run.variant,
            run.adapter,
            run.adapter_version,
            run.weights_sha256,
            run.image,
            hashed,
            new.fresh,
            "done" if reused else "queued",
            created,
            created if reused else None,
            reused,
        ),
    )
    state = RunState.SUCCEEDED if reused else RunState.QUEUED
    events.append(transaction, job, state, run=identifier, text=_reuse_text(reused))


def _reuse_text(reused: str | None) -> str:
    return f"answered before, by run {reused}" if reused else ""


def _expected_seconds(transaction: sqlite3.Connection) -> int:
    """Return when a place may be free: the usual time of a job, 1 to 60 s."""
    (usual,) = transaction.execute(
        "SELECT avg(finished - created) FROM (SELECT finished, created FROM jobs"
        " WHERE finished IS NOT NULL ORDER BY finished DESC LIMIT 20)"
    ).fetchone()
    return round(min(60.0, max(1.0, usual or 5.0)))
