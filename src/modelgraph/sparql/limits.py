"""What one query, one client and the whole endpoint may use; every number is a setting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the endpoint, checked before the engine sees a query and while it works."""

    text_bytes: int = 10_000
    """Length of the query as UTF-8."""

    update_bytes: int = 5_000_000
    """Length of an update as UTF-8, its data included."""

    graph_bytes: int = 50_000_000
    """Size of a graph that is put or posted."""

    changed_quads: int = 1_000_000
    """Quads that one update may add and remove."""

    nesting: int = 60
    """Brackets open at once, with a run of ``!`` counted in; the engine dies of some thousands."""

    patterns: int = 100
    """Triple patterns, path steps, ``GRAPH`` and ``VALUES`` blocks together: what the engine's
    optimiser orders, whose time grows with the fourth power (100 take it about a second)."""

    rows: int = 10_000
    """Rows of a SELECT, triples of a CONSTRUCT or DESCRIBE; what is cut off is marked."""

    answer_bytes: int = 20_000_000
    """Size of an answer; what is cut off is marked."""

    deadline_seconds: float = 10.0
    """Time for one query, then its worker is killed."""

    trusted_deadline_seconds: float = 60.0
    """The same for a caller with a key."""

    sending_seconds: float = 60.0
    """Time for a client to take an answer, then it is cut off."""

    memory_bytes: int = 1_500_000_000
    """Address space of a worker beyond what opening the data takes."""

    workers: int = 3
    """Worker processes at most; they are started when they are needed."""

    parallel_per_client: int = 2
    """Queries of one client that run at once; its others wait."""

    waiting: int = 50
    """Queries that wait for a worker, all clients together."""

    waiting_per_client: int = 10
    """Queries of one client that wait."""

    waiting_seconds: float = 20.0
    """How long a query waits for a worker before it is sent away."""

    opening_seconds: float = 120.0
    """Time for a worker to open the data of a new revision."""
