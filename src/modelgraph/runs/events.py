"""What happened to a job, numbered without gaps, written in the transaction of the change itself.

So whoever polls, streams or subscribes by "after number n" sees every change once.
"""

from __future__ import annotations

import sqlite3

from modelgraph.runs.database import now
from modelgraph.runs.job import RunState


def append(
    transaction: sqlite3.Connection,
    job: str,
    state: RunState,
    *,
    run: str | None = None,
    text: str = "",
    final: bool = False,
) -> None:
    """Add one event to the end of a job's."""
    transaction.execute(
        "INSERT INTO events (job, sequence, at, run, state, text, final) SELECT ?1,"
        " coalesce(max(sequence), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM events WHERE job = ?1",
        (job, now(), run, state.value, text, final),
    )
