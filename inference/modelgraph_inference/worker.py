"""A worker: one process, one loaded checkpoint, one question after the other.

Whatever it is given, it answers: a failure of the model, the image or the machine is a ``Failure``
with a stable code. Only the death of the process itself is left to the supervisor to notice.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

from modelgraph.errors import ModelgraphError, RefusedError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction
from modelgraph.runs.request import Failure, RunRequest, RunResult, Timings
from modelgraph_inference import files, images, limits, registry
from modelgraph_inference.adapter import Adapter, Question, Stopwatch
from modelgraph_inference.images import Picture

MESSAGE_LIMIT = 500


@dataclass(slots=True)
class Loaded:
    """A checkpoint that is ready; the first answer carries what loading took."""

    adapter: Adapter
    checkpoint: Checkpoint
    load_seconds: float
    version: str
    versions: Mapping[str, str] = field(default_factory=dict)
    _seen: tuple[tuple[Path, int, int], Picture] | None = None

    def picture(self, path: Path) -> Picture:
        """Return the decoded image of a file; the last one is kept for its next task."""
        try:
            stat = path.stat()
        except OSError:
            return images.read(path)
        key = (path, stat.st_mtime_ns, stat.st_size)
        if self._seen is None or self._seen[0] != key:
            self._seen = (key, images.read(path))
        return self._seen[1]


def load(checkpoint: Checkpoint, device: str) -> Loaded:
    """Check the files of a checkpoint and load it.

    Raises:
        InvalidWeightsError: a file is missing or has another hash, or does not fit the model.
        UnavailableError: a library, program or device is missing.
    """
    begun = perf_counter()
    entry = registry.entry(checkpoint.adapter)
    files.check(checkpoint)
    adapter = registry.create(checkpoint.adapter)
    adapter.load(checkpoint, device)
    images.prepare()
    return Loaded(
        adapter, checkpoint, perf_counter() - begun, entry.version, _versions(adapter.libraries)
    )


def answer(loaded: Loaded, request: RunRequest) -> RunResult:
    """Answer one request; never raises."""
    clock = Stopwatch()
    try:
        prediction, failure = _predict(loaded, request, clock), None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        prediction, failure = None, failure_of(error)
    seconds, loaded.load_seconds = loaded.load_seconds, 0.0
    return RunResult(
        prediction=prediction,
        failure=failure,
        timings=Timings(load=seconds, pre=clock.pre, forward=clock.forward, post=clock.post),
        device=loaded.adapter.device,
        dtype=loaded.adapter.dtype,
        adapter_version=loaded.version,
        versions=dict(loaded.versions),
        peak_memory_bytes=peak_memory(),
    )


def _predict(loaded: Loaded, request: RunRequest, clock: Stopwatch) -> Prediction:
    if request.task not in loaded.checkpoint.tasks:
        raise RefusedError(
            f"This checkpoint does not do {request.task}.", tasks=list(loaded.checkpoint.tasks)
        )
    with clock("pre"):
        picture = loaded.picture(request.image)
    question = Question(request.task, picture, request.prompt, request.options, request.seed)
    prediction = loaded.adapter.predict(question, clock)
    return replace(prediction, label_set=prediction.label_set or loaded.checkpoint.label_set)


def serve(connection: Connection, checkpoint: Checkpoint, device: str) -> None:
    """Be a worker until ``None`` comes or the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to handle
    try:
        limits.apply(checkpoint.memory_bytes, device)
        loaded = load(checkpoint, device)
    except BaseException as error:
        _send(connection, failure_of(error))
        return
    if _send(connection, ("ready", loaded.load_seconds)):
        _loop(connection, loaded)


def _loop(connection: Connection, loaded: Loaded) -> None:
    while True:
        try:
            request = connection.recv()
        except (EOFError, OSError):
            return
        if request is None:
            return
        if not _send(connection, answer(loaded, request)):
            return


def _send(connection: Connection, message: Any) -> bool:
    """Send a message; False when nobody is there any more."""
    try:
        connection.send(message)
    except (BrokenPipeError, ConnectionError, OSError):
        return False
    return True


def failure_of(error: BaseException) -> Failure:
    """Return the failure that stands for an error: a stable code, a sentence for people."""
    if isinstance(error, ModelgraphError):
        text = " ".join(part for part in (error.message, error.hint) if part)
        return Failure(error.code, text[:MESSAGE_LIMIT])
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return Failure("OUT_OF_MEMORY", "The model does not fit into the memory of this device.")
    if isinstance(error, ImportError):
        return Failure("UNAVAILABLE", f"A library is missing: {error}"[:MESSAGE_LIMIT])
    return Failure("ERROR", f"{type(error).__name__}: {error}"[:MESSAGE_LIMIT])


def peak_memory() -> int:
    """Return the largest resident size of this process so far, in bytes; 0 where unknown."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _versions(libraries: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for name in libraries:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
