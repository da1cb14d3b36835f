"""Who is answered next: a bounded queue in which no client takes the place of another.

A client has a few queries at work at once and a few waiting. When a worker is free, the one who
waits longest among the clients with the fewest at work is next.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from modelgraph.errors import BusyError
from modelgraph.sparql.failures import QueueFullError
from modelgraph.sparql.limits import Limits


@dataclass(eq=False, slots=True)
class _Waiting:
    client: str
    called: asyncio.Event = field(default_factory=asyncio.Event)


class Turns:
    """The turns of one endpoint; to be used in one event loop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._working: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Wait for a turn, and have it as long as the block runs.

        Raises:
            BusyError: this client has enough waiting.
            QueueFullError: all together have, or the turn doesn't come in time.
        """
        await self._wait(client)
        try:
            yield
        finally:
            self._working[client] -= 1
            if not self._working[client]:
                del self._working[client]
            self._call()

    async def _wait(self, client: str) -> None:
        waiting = self._limits.waiting_per_client
        if sum(one.client == client for one in self._waiting) >= waiting:
            raise BusyError(
                f"{waiting} of your queries are waiting already.",
                hint="Send the next when one has been answered.",
                retry_after=1,
                limit=waiting,
            )
        if len(self._waiting) >= self._limits.waiting:
            raise self._full()
        place = _Waiting(client)
        self._waiting.append(place)
        self._call()
        try:
            async with asyncio.timeout(self._limits.waiting_seconds):
                await place.called.wait()
        except BaseException as error:
            if place in self._waiting:
                self._waiting.remove(place)
            else:  # called and cancelled in the same moment: the turn goes on to the next
                self._working[client] -= 1
                self._call()
            if isinstance(error, TimeoutError):
                raise self._full() from error
            raise

    def _call(self) -> None:
        while self._working.total() < self._limits.workers:
            free = [
                one
                for one in self._waiting
                if self._working[one.client] < self._limits.parallel_per_client
            ]
            if not free:
                return
            chosen = min(free, key=lambda one: self._working[one.client])
            self._waiting.remove(chosen)
            self._working[chosen.client] += 1
            chosen.called.set()

    def _full(self) -> QueueFullError:
        return QueueFullError(
            "Too many queries are waiting.",
            hint="Try again in a few seconds.",
            retry_after=max(1, round(self._limits.deadline_seconds / 2)),
            limit=self._limits.waiting,
        )
