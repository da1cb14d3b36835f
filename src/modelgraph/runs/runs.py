"""The door to this floor: start a job, follow it, read its answers.

Everything the faces may ask of it, as plain synchronous calls that give frozen values. Wired once,
from what it is given; nothing is global and no setting is read here.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, Self

from modelgraph.errors import DeadlineError, RefusedError
from modelgraph.runs import agreement, doctor, installation, machine, record
from modelgraph.runs.agreement import Agreement, ImageAgreement
from modelgraph.runs.capability import Capability, survey
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.database import Database
from modelgraph.runs.doctor import Fact
from modelgraph.runs.health import Health, check
from modelgraph.runs.images import Images
from modelgraph.runs.job import Job, JobEvent, Run, StoredImage
from modelgraph.runs.jobs import Jobs
from modelgraph.runs.pool import LoadedCheckpoint, Pool
from modelgraph.runs.runner import Runner
from modelgraph.runs.settings import RunSettings
from modelgraph.runs.side_by_side import Models, Request, plan
from modelgraph.runs.weights import Weights
from modelgraph.runs.worker import Surroundings
from modelgraph.store import WritableStore

_LOOK_AGAIN_SECONDS = 5.0


class Runs:
    """The runs of one folder: its job database, its images, and the runner that carries them out.

    The runner starts with the first job or with ``serve()``; ``close()`` stops it: nothing more is
    taken, runs under way finish within ``stop_seconds``, the rest goes back to the queue.

    >>> with Runs(store, catalog, folder=state, weights=weights) as runs:  # doctest: +SKIP
    ...     image = runs.upload(Path("cat.png").read_bytes())
    ...     job = runs.wait(runs.start(["org/a", "org/b"], "ocr", [image.id]).id)

    Raises:
        UnavailableError: the job database can't be opened.
    """

    def __init__(
        self,
        store: WritableStore,
        catalog: Models,
        *,
        folder: Path,
        weights: Path,
        settings: RunSettings | None = None,
    ) -> None:
        self.settings = settings or RunSettings()
        self._store = store
        self._catalog = catalog
        self._folder = folder
        self._database = Database(folder / "jobs.sqlite")
        self._jobs = Jobs(self._database, self.settings)
        self._images = Images(folder / "images", self.settings)
        self._weights = Weights(weights)
        self._surveyed = (-math.inf, Capability((), 0))
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self._runner: Runner | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Images

    def upload(self, data: bytes) -> StoredImage:
        """Check and keep an image.

        Raises:
            InvalidImageError: not PNG, JPEG or WebP, damaged, or over a limit.
        """
        return self._images.add(data)

    def image(self, identifier: str) -> StoredImage:
        """Return what is known of a kept image.

        Raises:
            NotFoundError: none is kept under this id.
        """
        return self._images.get(identifier)

    def image_path(self, identifier: str) -> Path:
        """Return the file of a kept image, for a page to send.

        Raises:
            NotFoundError: none is kept under this id.
        """
        return self._images.path(identifier)

    # Jobs

    def start(
        self,
        models: Sequence[str],
        task: str,
        images: Sequence[str],
        *,
        prompt: str | None = None,
        options: Mapping[str, Any] | None = None,
        client: str = "",
        fresh: bool = False,
        seed: int = 0,
        idempotency_key: str | None = None,
    ) -> Job:
        """Run one task of one or more models on one or more kept images; durable when it returns.

        A question that was answered before gets the recorded answer, unless ``fresh``. The same
        ``idempotency_key`` of the same client gives the same job.

        Raises:
            NotFoundError: a model, the task or an image is unknown.
            TaskNotSharedError: not every model can run the task here.
            RefusedError: a prompt or option is missing or wrong; ``TooManyError``: too many runs.
            BusyError: the queue is full, or the client has its share of open jobs.
        """
        request = Request(
            models=tuple(models),
            task=task,
            images=tuple(self._images.get(each) for each in dict.fromkeys(images)),
            prompt=prompt,
            options=options or {},
            seed=seed,
            client=client,
            fresh=fresh,
            idempotency_key=idempotency_key,
        )
        new = plan(request, self._catalog, self.capability(), self.settings)
        identifier = self._jobs.add(new)
        self.serve()
        return self._jobs.get(identifier)

    def job(self, identifier: str) -> Job:
        """Return a job with its runs and their answers.

        Raises:
            NotFoundError: there is none of this id.
        """
        return self._jobs.get(identifier)

    def jobs(
        self,
        *,
        client: str | None = None,
        only_open: bool = False,
        limit: int = 50,
        before: datetime | None = None,
    ) -> tuple[Job, ...]:
        """Return jobs, the newest first; their runs come without predictions and timings."""
        return tuple(
            self._jobs.recent(client=client, only_open=only_open, limit=limit, before=before)
        )

    def run(self, identifier: str) -> Run:
        """Return one run.

        Raises:
            NotFoundError: there is none of this id.
        """
        return self._jobs.run(identifier)

    def cancel(self, identifier: str) -> Job:
        """Cancel what of a job has not finished.

        Raises:
            NotFoundError: there is none of this id.
        """
        return self._jobs.cancel(identifier)

    def events(
        self, identifier: str, after: int = 0, *, wait_seconds: float = 0.0
    ) -> tuple[JobEvent, ...]:
        """Return what happened to a job since event ``after``, waiting for it if nothing has yet.

        Raises:
            NotFoundError: there is no job of this id.
        """
        deadline = monotonic() + wait_seconds
        while True:
            seen = self._database.writes
            found = self._jobs.events(identifier, after)
            left = deadline - monotonic()
            if found or left <= 0:
                return tuple(found)
            self._database.wait(seen, left)

    def wait(self, identifier: str, timeout: float | None = None) -> Job:
        """Return a job when it is final, that is, ended and recorded in the graph.

        Raises:
            NotFoundError: there is none of this id.
            DeadlineError: it was not final within ``timeout`` seconds; it goes on.
        """
        deadline = None if timeout is None else monotonic() + timeout
        after = 0
        while True:
            left = 60.0 if deadline is None else deadline - monotonic()
            found = self.events(identifier, after, wait_seconds=max(0.0, left))
            if found and found[-1].final:
                return self._jobs.get(identifier)
            if deadline is not None and monotonic() >= deadline:
                raise DeadlineError(
                    f"The job {identifier} did not end within {timeout:g} s; it goes on.",
                    hint=f"modelgraph jobs {identifier}",
                    limit_seconds=timeout,
                )
            after = found[-1].sequence if found else after

    def agreement(self, identifier: str) -> Agreement:
        """Return how far the runs of a job say the same, so far as they have answered.

        Raises:
            NotFoundError: there is none of this id.
        """
        return agreement.compare(self._jobs.get(identifier))

    def compare(self, *identifiers: str) -> ImageAgreement:
        """Return how far runs of one image agree, of whichever jobs they are.

        Raises:
            NotFoundError: there is no run of one of the ids.
            RefusedError: they are of different images or tasks.
        """
        runs = [self._jobs.run(each) for each in identifiers]
        if len({(run.image, run.task) for run in runs}) != 1:
            raise RefusedError("Only runs of one task on one image can be compared.")
        return agreement.compare_runs(runs[0].image, runs)

    def reproduce(self, identifier: str, *, client: str = "") -> Job:
        """Run a record again with the same variant, image, prompt, options and seed.

        Whether the answer is the same, ``compare`` tells.

        Raises:
            NotFoundError: there is no run of this id, or its image is gone.
            TaskNotSharedError: its weights are no longer here.
        """
        run = self._jobs.run(identifier)
        job = self._jobs.get(run.job)
        return self.start(
            [run.variant],
            run.task,
            [run.image],
            prompt=job.prompt,
            options=job.options,
            seed=job.seed,
            client=client,
            fresh=True,
        )

    # The machine

    def capability(self) -> Capability:
        """Return what can be run here: weights as of now, programs as of the last seconds."""
        checkpoints = self._weights.installed()
        looked, known = self._surveyed
        if known.checkpoints != checkpoints or monotonic() - looked > _LOOK_AGAIN_SECONDS:
            known = survey(
                checkpoints, memory_bytes=self._memory_bytes, package=self.settings.package
            )
            self._surveyed = (monotonic(), known)
        return known

    def installed(self) -> tuple[Checkpoint, ...]:
        """Return the checkpoints on this machine."""
        return self._weights.installed()

    def loaded(self) -> tuple[LoadedCheckpoint, ...]:
        """Return the checkpoints in memory, the most recently used first."""
        return self._pool.loaded() if self._pool else ()

    def refresh(self) -> bool:
        """Write into the graph what can be run here: after the start, and after new weights.

        Returns whether anything had changed.
        """
        return installation.refresh(self._store, self.capability())

    def health(self, limit_seconds: float = 10.0) -> tuple[Health, ...]:
        """Ask each loaded checkpoint a real question about a small image; kill what is stuck."""
        if self._pool is None:
            return ()
        return check(self._pool, self._weights, self._folder, limit_seconds)

    def doctor(self) -> tuple[Fact, ...]:
        """Return what is here, what is missing, and what installs it."""
        return doctor.facts(
            self.capability(),
            weights=self._weights,
            folder=self._folder,
            store=self._store,
            device=self.settings.device,
        )

    # Carrying out

    def serve(self) -> None:
        """Begin to take runs, this process's and those an earlier one left behind."""
        with self._lock:
            if self._runner is None:
                self._pool = self._make_pool()
                self._runner = self._make_runner(self._pool)
                self._runner.start()

    def close(self) -> None:
        """Stop taking runs, let those under way finish, give back the rest; end the workers."""
        with self._lock:
            runner, self._runner, self._pool = self._runner, None, None
        if runner is not None:
            runner.stop()
        self._database.close()

    @property
    def _workers(self) -> int:
        return self.settings.workers or machine.cores()

    @property
    def _memory_bytes(self) -> int:
        return self.settings.memory_bytes or machine.budget_bytes(self.settings.device)

    def _make_pool(self) -> Pool:
        logs = self._folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        around = Surroundings(
            device="cpu",
            threads=max(1, machine.cores() // self._workers),
            log=logs / "worker.log",
            package=self.settings.package,
        )
        return Pool(self.settings, around, self._memory_bytes, logs)

    def _make_runner(self, pool: Pool) -> Runner:
        return Runner(
            database=self._database,
            jobs=self._jobs,
            images=self._images,
            weights=self._weights,
            pool=pool,
            recorder=self._record,
            settings=self.settings,
            workers=self._workers,
        )

    def _record(self, job: Job) -> None:
        record.write(self._store, job, agreement.compare(job))
