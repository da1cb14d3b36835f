"""The loaded checkpoints of this machine: loaded when asked, kept by least recent use.

Together they stay within a memory budget, and none is evicted in the middle of a request. A
checkpoint that breaks its process is started again after 1, 2, 4 … 60 s and not before; one that
can't be loaded gives the same reason until then, without being tried.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.machine import device_for
from modelgraph.runs.request import Failure, RunRequest, RunResult
from modelgraph.runs.settings import RunSettings
from modelgraph.runs.supervisor import Outcome, Unwanted, Worker
from modelgraph.runs.worker import Surroundings

_UNSTATED_BYTES = 500_000_000
"""What a checkpoint is taken to need that does not say: about a process with an engine."""


@dataclass(frozen=True, slots=True)
class Later:
    """The checkpoint broke its process and waits until it is started again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class LoadedCheckpoint:
    """A checkpoint in memory; ``memory_bytes`` is estimated until its first answer measures it."""

    variant: str
    weights_sha256: str
    pid: int
    memory_bytes: int
    busy: bool


@dataclass(slots=True)
class _Slot:
    """One checkpoint's place; while it is busy, its worker belongs to the thread that asks.

    ``estimate`` is what it needs, ``reserved`` what it holds of the budget now, in bytes.
    """

    checkpoint: Checkpoint
    worker: Worker | None = None
    estimate: int = 0
    reserved: int = 0
    busy: bool = False
    used: float = 0.0
    breaks: int = 0
    not_before: float = 0.0
    cause: Failure | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)


class Pool:
    """The worker processes of this runner."""

    def __init__(
        self, settings: RunSettings, around: Surroundings, memory_bytes: int, logs: Path
    ) -> None:
        self._settings = settings
        self._around = around
        self._budget = memory_bytes
        self._logs = logs
        self._slots: dict[str, _Slot] = {}
        self._changed = threading.Condition()
        self._closing = False

    @property
    def memory_bytes(self) -> int:
        """The memory that the loaded checkpoints may take together."""
        return self._budget

    def loaded(self) -> tuple[LoadedCheckpoint, ...]:
        """Return what is in memory, the most recently used first."""
        with self._changed:
            slots = [slot for slot in self._slots.values() if slot.worker and slot.worker.alive]
            return tuple(
                LoadedCheckpoint(
                    slot.checkpoint.variant,
                    slot.checkpoint.sha256,
                    (slot.worker and slot.worker.pid) or 0,
                    slot.estimate,
                    slot.busy,
                )
                for slot in sorted(slots, key=lambda slot: -slot.used)
            )

    def busy(self) -> set[str]:
        """Return the hashes of the weights that are loading or being asked."""
        with self._changed:
            return {sha256 for sha256, slot in self._slots.items() if slot.busy}

    def answer(
        self,
        request: RunRequest,
        *,
        cancelled: threading.Event,
        on_loaded: Callable[[], object] = lambda: None,
        limit_seconds: float | None = None,
    ) -> Outcome | Later:
        """Ask a checkpoint, loading it first where it is not; waits for its turn.

        ``on_loaded`` is called when the model is about to be asked.
        """
        slot = self._occupy(request.checkpoint, cancelled)
        if slot is None:
            return Unwanted()
        try:
            waiting = slot.not_before - monotonic()
            if waiting > 0:
                return slot.cause or Later(waiting)
            return self._answer(slot, request, on_loaded, limit_seconds)
        finally:
            self._release(slot)

    def delay(self, weights_sha256: str) -> float:
        """Return for how many seconds a checkpoint won't be started again."""
        with self._changed:
            slot = self._slots.get(weights_sha256)
            return max(0.0, slot.not_before - monotonic()) if slot else 0.0

    def close(self) -> None:
        """End all processes; requests under way come back as unwanted or died."""
        with self._changed:
            self._closing = True
            slots = list(self._slots.values())
            for slot in slots:
                slot.cancelled.set()
            self._changed.notify_all()
        for slot in slots:
            if slot.worker is not None and slot.busy:
                slot.worker.strike()
            elif slot.worker is not None:
                slot.worker.kill()

    def _answer(
        self,
        slot: _Slot,
        request: RunRequest,
        on_loaded: Callable[[], object],
        limit_seconds: float | None,
    ) -> Outcome:
        loading = 0.0
        worker = slot.worker
        if worker is None or not worker.alive:
            self._clear(slot)
            if refusal := self._make_room(slot):
                return refusal
            around = self._around_of(slot.checkpoint)
            worker = slot.worker = Worker(slot.checkpoint, around)
            loaded = worker.load(self._settings.load_seconds, slot.cancelled)
            if not isinstance(loaded, float):
                return self._note(slot, loaded)
            loading = loaded
        on_loaded()
        limit = self._settings.run_seconds if limit_seconds is None else limit_seconds
        outcome = worker.ask(request, limit, slot.cancelled)
        if not isinstance(outcome, RunResult):
            return self._note(slot, outcome)
        self._measured(slot, outcome.peak_memory_bytes)
        return replace(outcome, timings=replace(outcome.timings, load=loading))

    def _around_of(self, checkpoint: Checkpoint) -> Surroundings:
        log = self._logs / f"{_file_name(checkpoint)}.log"
        return replace(self._around, device=device_for(self._settings.device, checkpoint), log=log)

    def _measured(self, slot: _Slot, peak_bytes: int) -> None:
        with self._changed:
            slot.breaks = 0
            slot.estimate = slot.reserved = max(slot.estimate, peak_bytes)

    def _clear(self, slot: _Slot) -> None:
        with self._changed:
            ended, slot.worker, slot.reserved = slot.worker, None, 0
        if ended is not None:
            ended.kill()

    def _note(self, slot: _Slot, outcome: Outcome) -> Outcome:
        """Count what broke a process; a request that nobody wanted any more breaks nothing."""
        if isinstance(outcome, Unwanted) and slot.worker is not None and slot.worker.alive:
            return outcome
        self._clear(slot)
        if not isinstance(outcome, Unwanted):
            slot.breaks += 1
            slot.cause = outcome if isinstance(outcome, Failure) else None
            pause = min(self._settings.backoff_seconds, 2.0 ** (slot.breaks - 1))
            slot.not_before = monotonic() + pause
        return outcome

    def _occupy(self, checkpoint: Checkpoint, cancelled: threading.Event) -> _Slot | None:
        sha256 = checkpoint.sha256
        with self._changed:
            slot = self._slots.setdefault(sha256, _Slot(checkpoint))
            while slot.busy and not (cancelled.is_set() or self._closing):
                self._changed.wait(0.1)
            if self._closing or cancelled.is_set():
                return None
            slot.busy, slot.cancelled, slot.checkpoint = True, cancelled, checkpoint
            return slot

    def _release(self, slot: _Slot) -> None:
        with self._changed:
            slot.busy, slot.used = False, monotonic()
            self._changed.notify_all()
            ended = slot.worker if self._closing else None
        if ended is not None:
            ended.kill()

    def _make_room(self, slot: _Slot) -> Failure | Unwanted | None:
        """Evict idle checkpoints, the longest unused first, until this one fits."""
        needed = slot.estimate or slot.checkpoint.memory_bytes or _UNSTATED_BYTES
        if needed > self._budget:
            text = f"The model needs about {needed:,} bytes; {self._budget:,} may be used."
            return Failure("TOO_LARGE", text)
        while not slot.cancelled.is_set():
            with self._changed:
                others = [each for each in self._slots.values() if each is not slot]
                if sum(each.reserved for each in others) + needed <= self._budget:
                    slot.estimate = slot.reserved = needed
                    return None
                idle = sorted((e for e in others if e.worker and not e.busy), key=_last_use)
                if not idle:
                    self._changed.wait(0.1)
                    continue
                evicted, idle[0].worker, idle[0].reserved = idle[0].worker, None, 0
            if evicted is not None:
                evicted.stop()
        return Unwanted()


def _last_use(slot: _Slot) -> float:
    return slot.used


def _file_name(checkpoint: Checkpoint) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", checkpoint.folder.name)[:100]
