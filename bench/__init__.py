"""Measurements: each script's ``main()`` returns rows, and ``python -m bench`` writes them down.

Absolute times belong to one machine; what counts are ratios of two things measured in the same run.
Nothing here is asserted: a noisy neighbour must not break a build.
"""

from __future__ import annotations

import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    ``value`` with its ``unit`` (``ms``, ``s``, ``MB``, ``x`` for a ratio); ``against`` says what
    was measured beside it, in words and figures; ``budget`` what is allowed, in words, and
    ``kept`` whether it is kept (``None`` where there is no budget).
    """

    what: str
    value: float
    unit: str
    against: str = ""
    budget: str = ""
    kept: bool | None = None


def milliseconds(call: Callable[[], Any], repeat: int = 30, warm: int = 3) -> float:
    """Return the median time of a call in milliseconds, after some that warm it up."""
    for _ in range(warm):
        call()
    times = []
    for _ in range(repeat):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return statistics.median(times) * 1000


def of_children() -> float:
    """Return the seconds of processor time of the processes that have ended so far: a neighbour
    on the same machine makes them no longer than they are."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
