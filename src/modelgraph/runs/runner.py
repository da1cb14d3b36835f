"""The loop that takes runs from the queue, has them carried out, and records what came of them.

Lives in the process of a server or a command. Runs of one job go side by side. Stopping means:
take nothing more, finish within the time allowed, give back what is left.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import monotonic

from modelgraph.errors import ModelgraphError, NotFoundError
from modelgraph.runs.database import Database, now
from modelgraph.runs.images import Images
from modelgraph.runs.job import Job
from modelgraph.runs.jobs import Jobs
from modelgraph.runs.pool import Later, Pool
from modelgraph.runs.queue import Lease, Queue
from modelgraph.runs.request import Failure, RunRequest, RunResult
from modelgraph.runs.rows import instant, job_state, result_to_json
from modelgraph.runs.settings import RunSettings
from modelgraph.runs.supervisor import Died, Late, Outcome, Unwanted
from modelgraph.runs.weights import Weights

_log = logging.getLogger(__name__)
_PAUSE_SECONDS = 1.0
_RECORD_AGAIN_SECONDS = 30.0

Recorder = Callable[[Job], None]
"""Writes the record of a finished job; the same job again must change nothing."""


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A run that a thread of this runner carries out."""

    lease: Lease
    cancelled: threading.Event


class Runner:
    """One runner; ``start`` and ``stop`` it once."""

    def __init__(
        self,
        *,
        database: Database,
        jobs: Jobs,
        images: Images,
        weights: Weights,
        pool: Pool,
        recorder: Recorder,
        settings: RunSettings,
        workers: int,
    ) -> None:
        name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._database = database
        self._queue = Queue(database, settings, name)
        self._jobs = jobs
        self._images = images
        self._weights = weights
        self._pool = pool
        self._recorder = recorder
        self._settings = settings
        self._workers = workers
        self._under_way: dict[str, _UnderWay] = {}
        self._closing = threading.Lock()
        self._stopping = threading.Event()
        self._record_again = self._look_for_lapsed = 0.0
        self._hands = ThreadPoolExecutor(workers, thread_name_prefix="run")
        self._threads = [
            threading.Thread(target=target, name=target.__name__.strip("_"), daemon=True)
            for target in (self._take_runs, self._keep_leases)
        ]

    def start(self) -> None:
        """Begin to take runs."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take nothing more, let runs under way finish for ``stop_seconds``, give back the rest."""
        deadline = monotonic() + self._settings.stop_seconds
        self._stopping.set()
        self._database.wake()
        while self._under_way and (left := deadline - monotonic()) > 0:
            self._database.wait(self._database.writes, left)
        self._pool.close()
        self._hands.shutdown(wait=True)
        for thread in self._threads:
            thread.join()

    def _take_runs(self) -> None:
        while not self._stopping.is_set():
            seen = self._database.writes
            try:
                self._take_back_lapsed()
                self._close_jobs()
                self._record_what_is_left()
                taken = self._take_one()
            except ModelgraphError as error:
                _log.warning("the queue can't be read or written: %s", error)
                self._stopping.wait(_PAUSE_SECONDS)
                continue
            if not taken:
                self._database.wait(seen, _PAUSE_SECONDS)

    def _take_back_lapsed(self) -> None:
        if monotonic() >= self._look_for_lapsed:
            self._look_for_lapsed = monotonic() + self._settings.lease_seconds / 4
            self._queue.take_back_lapsed()

    def _take_one(self) -> bool:
        under_way = list(self._under_way.values())
        if len(under_way) >= self._workers:
            return False
        busy = self._pool.busy() | {each.lease.weights_sha256 for each in under_way}
        loaded = {each.weights_sha256 for each in self._pool.loaded()}
        lease = self._queue.lease(loaded=loaded, busy=busy)
        if lease is None:
            return False
        taken = self._under_way[lease.run] = _UnderWay(lease, threading.Event())
        self._hands.submit(self._carry_out, taken, lease.weights_sha256 in loaded)
        return True

    def _carry_out(self, taken: _UnderWay, loaded: bool) -> None:
        lease = taken.lease
        try:
            try:
                self._settle(lease, self._ask(taken, loaded))
            except ModelgraphError:
                raise
            except Exception as error:
                _log.exception("run %s", lease.run)
                self._queue.fail(lease, Failure("ERROR", f"{type(error).__name__}: {error}"))
            self._close_jobs()
        except ModelgraphError as error:
            # The lease lapses, and the run is tried again: nothing is lost.
            _log.warning("run %s can't be written: %s", lease.run, error)
        finally:
            self._under_way.pop(lease.run, None)
            self._database.wake()

    def _ask(self, taken: _UnderWay, loaded: bool) -> Outcome | Later:
        lease, waited = taken.lease, max(0.0, now() - taken.lease.created)
        checkpoint = self._weights.find(lease.variant, lease.weights_sha256)
        if checkpoint is None:
            return Failure("WEIGHTS_GONE", "The weights are no longer on this machine.")
        try:
            image = self._images.path(lease.image)
        except NotFoundError as error:
            return Failure("IMAGE_GONE", error.message)
        request = RunRequest(
            checkpoint, lease.task, image, lease.prompt, dict(lease.options), lease.seed
        )

        def begin() -> None:
            if not loaded:
                self._queue.begin(lease)

        outcome = self._pool.answer(request, cancelled=taken.cancelled, on_loaded=begin)
        if isinstance(outcome, RunResult):
            return replace(outcome, timings=replace(outcome.timings, queue=waited))
        return outcome

    def _settle(self, lease: Lease, outcome: Outcome | Later) -> None:
        """Write what came of a run."""
        match outcome:
            case RunResult(prediction=None):
                nothing = Failure("ERROR", "The model gave no answer.")
                self._queue.fail(lease, outcome.failure or nothing, result_to_json(outcome))
            case RunResult():
                self._complete(lease, result_to_json(outcome))
            case Failure():
                self._queue.fail(lease, outcome)
            case Died():
                delay = self._pool.delay(lease.weights_sha256)
                self._queue.retry_or_fail(lease, outcome.failure, delay)
            case Late():
                self._queue.fail(lease, outcome.failure)
            case Later():
                reason = "waits until its checkpoint is started again"
                self._queue.give_back(lease, reason, delay=outcome.seconds, tried=False)
            case Unwanted():
                # Cancelled, and then this changes nothing; or the runner is being stopped.
                self._queue.give_back(lease, "the runner was stopped", tried=False)

    def _complete(self, lease: Lease, result: bytes) -> None:
        limit = self._settings.answer_bytes
        if len(result) <= limit:
            self._queue.complete(lease, result)
            return
        text = f"The answer has {len(result):,} bytes; at most {limit:,} are kept."
        self._queue.fail(lease, Failure("ANSWER_TOO_LARGE", text))

    def _close_jobs(self) -> None:
        """Record the jobs whose runs have all ended, then say that they have."""
        with self._closing:
            for identifier in self._queue.to_close():
                job = self._jobs.get(identifier)
                state = job_state([run.state for run in job.runs], open_=False)
                recorded = self._record(replace(job, state=state, finished=instant(now())))
                self._queue.close(identifier, state, recorded=recorded)

    def _record_what_is_left(self) -> None:
        """Try again what could not be recorded when it ended."""
        if monotonic() < self._record_again:
            return
        self._record_again = monotonic() + _RECORD_AGAIN_SECONDS
        with self._closing:
            for identifier in self._queue.to_record():
                job = self._jobs.get(identifier)
                if self._record(job):
                    self._queue.close(identifier, job.state, recorded=True)

    def _record(self, job: Job) -> bool:
        try:
            self._recorder(job)
        except Exception:
            # The answers are in the job database; a store that is full or away must not lose them.
            _log.exception("job %s can't be recorded now", job.id)
            return False
        return True

    def _keep_leases(self) -> None:
        """Keep the leases alive, and notice runs that were cancelled or taken away."""
        every = self._settings.lease_seconds / 4
        beat = monotonic() + every
        while not (self._stopping.is_set() and not self._under_way):
            seen = self._database.writes
            # What is taken is looked up before what is held, or a run taken in between would look
            # as if it had been lost.
            under_way = list(self._under_way.values())
            try:
                held = self._queue.held() if under_way else set()
                if under_way and monotonic() >= beat:
                    self._queue.heartbeat()
                    beat = monotonic() + every
            except ModelgraphError as error:
                _log.warning("leases can't be kept: %s", error)
                self._stopping.wait(_PAUSE_SECONDS)
                continue
            for taken in under_way:
                if taken.lease.run not in held:
                    taken.cancelled.set()
            self._database.wait(seen, every)
