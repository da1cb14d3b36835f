"""One try: a checkpoint, a task and an image go in, a prediction or a failure comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What one worker is asked: one task, one image file.

    ``prompt`` is the phrase, question or caption of tasks that need one; ``options`` are plain
    JSON values that the adapter knows (``threshold``, ``labels``, ``top_k``, …).
    """

    checkpoint: Checkpoint
    task: str
    image: Path
    prompt: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds, each part apart; ``load`` is 0 when the checkpoint was loaded before."""

    queue: float = 0.0
    load: float = 0.0
    pre: float = 0.0
    forward: float = 0.0
    post: float = 0.0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run has no prediction: a stable code, and a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """What one worker answered: either ``prediction`` or ``failure``.

    ``versions`` maps the libraries that took part to their versions; ``peak_memory_bytes`` is the
    largest resident size of the worker process.
    """

    prediction: Prediction | None
    failure: Failure | None
    timings: Timings
    device: str
    dtype: str
    adapter_version: str
    versions: Mapping[str, str] = field(default_factory=dict)
    peak_memory_bytes: int = 0
