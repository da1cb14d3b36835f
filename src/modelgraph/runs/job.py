"""Jobs and their runs, as the faces see them: frozen values, complete at the moment of reading.

A job asks one task of some models on some images; each model on each image is one run. Times of day
are UTC; durations are seconds. Everything here survives a restart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from modelgraph.runs.prediction import Prediction
from modelgraph.runs.request import Failure, Timings
from modelgraph.vocabulary.prefixes import BASE


class RunState(Enum):
    """How far a run, or a whole job, has come."""

    QUEUED = "queued"
    LOADING = "loading"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether nothing will follow."""
        return self in {RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED}


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An uploaded image: its ``id`` is what a run refers to.

    ``id`` is the SHA-256 of the bytes, so that the same image twice is one image. The size is in
    pixels with the EXIF orientation applied, as predictions count them.
    """

    id: str
    sha256: str
    width: int
    height: int
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Run:
    """One variant, one task, one image: where it stands, and what came of it.

    ``model`` is the catalog's id (``org/slug``), ``variant`` an IRI, ``image`` the id of a
    ``StoredImage``. ``attempt`` counts from 1 once a worker has taken the run; ``reused_from`` is
    the run whose recorded answer was given instead of asking the model again.
    """

    id: str
    job: str
    model: str
    variant: str
    task: str
    image: str
    state: RunState
    created: datetime
    adapter: str
    weights_sha256: str
    attempt: int = 0
    started: datetime | None = None
    finished: datetime | None = None
    prediction: Prediction | None = None
    failure: Failure | None = None
    timings: Timings = field(default_factory=Timings)
    device: str = ""
    dtype: str = ""
    adapter_version: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    peak_memory_bytes: int = 0
    reused_from: str | None = None

    @property
    def iri(self) -> str:
        """The permanent name of the run in the graph."""
        return f"{BASE}run/{self.id}"

    @property
    def seconds(self) -> float | None:
        """What the model itself took (pre, forward, post), or ``None`` while there is no answer."""
        if self.prediction is None:
            return None
        return self.timings.pre + self.timings.forward + self.timings.post


@dataclass(frozen=True, slots=True)
class Job:
    """One request: a task, some models, some images; ``runs`` in the order they were asked for.

    ``models`` are the names as the client gave them. ``position`` counts the jobs ahead in the
    queue (0: next), ``None`` once a run has begun. ``state`` is final only when the record of the
    job is in the graph; it is ``SUCCEEDED`` if any run is.
    """

    id: str
    state: RunState
    task: str
    models: tuple[str, ...]
    images: tuple[StoredImage, ...]
    created: datetime
    runs: tuple[Run, ...]
    prompt: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    client: str = ""
    fresh: bool = False
    position: int | None = None
    finished: datetime | None = None

    @property
    def iri(self) -> str:
        """The name of the job, which is also the name of its graph."""
        return f"{BASE}job/{self.id}"


@dataclass(frozen=True, slots=True)
class JobEvent:
    """One change of a job; ``sequence`` counts from 1 without gaps.

    ``run`` is ``None`` where the whole job changed. ``final`` marks the last event of the job.
    """

    job: str
    sequence: int
    at: datetime
    state: RunState
    run: str | None = None
    text: str = ""
    final: bool = False
