"""One supervised process for one loaded checkpoint: started, asked, watched, killed.

A process that dies is noticed the moment it does, because its sentinel is waited for together with
its answer. One that does not answer in time is killed, not asked.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from time import perf_counter
from typing import Any, TypeAlias

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.request import Failure, RunRequest, RunResult
from modelgraph.runs.worker import Surroundings, work

_LOOK_SECONDS = 0.05
_GRACE_SECONDS = 5.0
"""How long a request that nobody wants any more may go on before its process is killed."""


@dataclass(frozen=True, slots=True)
class Died:
    """The process ended without an answer; ``exit_code`` is negative for a signal."""

    exit_code: int | None

    @property
    def failure(self) -> Failure:
        return Failure("WORKER_DIED", f"The worker process {self._how}.")

    @property
    def _how(self) -> str:
        code = self.exit_code
        if code is None or code >= 0:
            return f"ended with exit code {code}"
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = "unknown"
        cause = "; too little memory is the usual cause" if name == "SIGKILL" else ""
        return f"was ended by signal {-code} ({name}){cause}"


@dataclass(frozen=True, slots=True)
class Late:
    """No answer came within the time allowed; the process has been killed."""

    limit_seconds: float

    @property
    def failure(self) -> Failure:
        return Failure("TIMEOUT", f"There was no answer within {self.limit_seconds:g} s.")


@dataclass(frozen=True, slots=True)
class Unwanted:
    """The request was cancelled while it was under way."""


Outcome: TypeAlias = RunResult | Failure | Died | Late | Unwanted
"""What may come of a question: an answer, or a reason why there is none."""


class Worker:
    """A process that has loaded, or is loading, one checkpoint."""

    def __init__(self, checkpoint: Checkpoint, around: Surroundings) -> None:
        self.checkpoint = checkpoint
        self.started = perf_counter()
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=work,
            args=(theirs, checkpoint, around),
            name=f"modelgraph {checkpoint.folder.name}",
            daemon=True,
        )
        self._ended = False
        self._process.start()
        # Only the child may hold its end, or its death would not close the pipe.
        theirs.close()

    @property
    def pid(self) -> int | None:
        """The id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is there to be asked."""
        return self._process.is_alive()

    def load(self, limit_seconds: float, cancelled: threading.Event) -> float | Outcome:
        """Wait until the checkpoint is loaded; return the seconds since the start of the process.

        Whatever else is returned, the process is gone.
        """
        answer = self._receive(limit_seconds, cancelled, grace_seconds=0.0)
        if isinstance(answer, tuple) and answer[:1] == ("ready",):
            return perf_counter() - self.started
        return self._end_with(answer)

    def ask(self, request: RunRequest, limit_seconds: float, cancelled: threading.Event) -> Outcome:
        """Return the answer to one request; the process is gone where there is none."""
        try:
            self._connection.send(request)
        except OSError:
            return self._death()
        answer = self._receive(limit_seconds, cancelled, grace_seconds=_GRACE_SECONDS)
        if isinstance(answer, RunResult):
            return Unwanted() if cancelled.is_set() else answer
        return self._end_with(answer)

    def stop(self, limit_seconds: float = 2.0) -> None:
        """Ask the process to end, and kill it when it does not."""
        with contextlib.suppress(OSError):
            self._connection.send(None)
        self._process.join(limit_seconds)
        self.kill()

    def kill(self) -> int | None:
        """End the process, and every process that it started, now; return its exit code."""
        if not self._ended:
            self._ended = True
            self.strike()
            self._process.join()
            self._connection.close()
        return self._process.exitcode

    def strike(self) -> None:
        """Send the deadly signal and leave the rest to the thread that waits for the answer."""
        # The worker leads a group of its own as soon as its first line has run.
        if self._process.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def _receive(
        self, limit_seconds: float, cancelled: threading.Event, *, grace_seconds: float
    ) -> Any:
        deadline = perf_counter() + limit_seconds
        unwanted_since: float | None = None
        while True:
            at = perf_counter()
            if cancelled.is_set():
                unwanted_since = unwanted_since or at
                if at >= unwanted_since + grace_seconds:
                    return Unwanted()
            if at >= deadline:
                return Late(limit_seconds)
            # Death and answer wake this at once; the short wait is for a cancelled request.
            ready = wait(
                [self._connection, self._process.sentinel], min(_LOOK_SECONDS, deadline - at)
            )
            answer = _read(self._connection) if self._connection in ready else None
            if answer is not None:
                return answer
            if ready:
                death = self._death()
                return Unwanted() if cancelled.is_set() else death

    def _end_with(self, answer: object) -> Failure | Died | Late | Unwanted:
        self.kill()
        return answer if isinstance(answer, Failure | Died | Late | Unwanted) else _nonsense(answer)

    def _death(self) -> Died:
        return Died(self.kill())


def _read(connection: Connection) -> Any:
    """Return the message, or ``None`` when the other end died in the middle of it."""
    try:
        return connection.recv()
    except (EOFError, OSError):
        return None
    except Exception as error:
        # Unpickling raises whatever the damaged message makes it raise.
        return Failure("ERROR", f"The worker's answer can't be read: {type(error).__name__}.")


def _nonsense(answer: object) -> Failure:
    return Failure(
        "ERROR", f"The worker answered with {type(answer).__name__}, which is no answer."
    )
