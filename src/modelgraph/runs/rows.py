"""Rows of the job database as frozen values, and back: the only place that knows both forms."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

import orjson

from modelgraph.runs.job import JobEvent, Run, RunState, StoredImage
from modelgraph.runs.prediction import Prediction
from modelgraph.runs.request import Failure, RunResult, Timings

STATES = {
    "queued": RunState.QUEUED,
    "leased": RunState.LOADING,
    "running": RunState.RUNNING,
    "done": RunState.SUCCEEDED,
    "failed": RunState.FAILED,
    "cancelled": RunState.CANCELLED,
}
"""What the database calls a state → what the faces call it."""


def instant(seconds: float | None) -> datetime | None:
    """Return a time of day in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def result_to_json(result: RunResult) -> bytes:
    """Return a worker's answer as JSON; numbers that are no numbers become ``null``."""
    return orjson.dumps(result, option=orjson.OPT_NON_STR_KEYS)


def result_from_json(data: bytes) -> RunResult:
    """Read what ``result_to_json`` wrote."""
    fields: dict[str, Any] = orjson.loads(data)
    prediction, failure = fields["prediction"], fields["failure"]
    return RunResult(
        **{
            **fields,
            "prediction": None if prediction is None else Prediction.from_json(prediction),
            "failure": None if failure is None else Failure(**failure),
            "timings": Timings(**fields["timings"]),
        }
    )


def run_from_row(row: sqlite3.Row) -> Run:
    """Return a run; the row has all columns of ``runs``, and ``task`` and ``result``."""
    result = None if row["result"] is None else result_from_json(row["result"])
    failure = row["failure_code"] and Failure(row["failure_code"], row["failure_message"])
    return Run(
        id=row["id"],
        job=row["job"],
        model=row["model"],
        variant=row["variant"],
        task=row["task"],
        image=row["image"],
        state=STATES[row["state"]],
        created=datetime.fromtimestamp(row["created"], UTC),
        adapter=row["adapter"],
        weights_sha256=row["weights"],
        attempt=row["attempt"],
        started=instant(row["started"]),
        finished=instant(row["finished"]),
        prediction=result.prediction if result else None,
        failure=failure or None,
        timings=result.timings if result else Timings(),
        device=result.device if result else "",
        dtype=result.dtype if result else "",
        adapter_version=result.adapter_version if result else row["adapter_version"],
        versions=result.versions if result else {},
        peak_memory_bytes=result.peak_memory_bytes if result else 0,
        reused_from=row["reused_from"],
    )


def event_from_row(row: sqlite3.Row) -> JobEvent:
    """Return an event; the row has all columns of ``events``."""
    return JobEvent(
        job=row["job"],
        sequence=row["sequence"],
        at=datetime.fromtimestamp(row["at"], UTC),
        state=RunState(row["state"]),
        run=row["run"],
        text=row["text"],
        final=bool(row["final"]),
    )


def images_to_json(images: tuple[StoredImage, ...]) -> str:
    """Return the images of a job as JSON."""
    return orjson.dumps(images).decode()


def images_from_json(text: str) -> tuple[StoredImage, ...]:
    """Read what ``images_to_json`` wrote."""
    return tuple(StoredImage(**each) for each in orjson.loads(text))


def job_state(states: list[RunState], *, open_: bool) -> RunState:
    """Return the state of a job from those of its runs.

    One model that fails is one failed run, never a failed comparison; a job is final only when it
    has been closed, that is, recorded.
    """
    if open_:
        if RunState.RUNNING in states or any(state.final for state in states):
            return RunState.RUNNING
        return RunState.LOADING if RunState.LOADING in states else RunState.QUEUED
    if RunState.SUCCEEDED in states:
        return RunState.SUCCEEDED
    return RunState.CANCELLED if RunState.CANCELLED in states else RunState.FAILED
