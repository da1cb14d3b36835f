"""The workers of one endpoint: started when they are needed, killed when their time is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from modelgraph.errors import ModelgraphError, UnavailableError
from modelgraph.sparql.asking import Reply, checked, opened, told
from modelgraph.sparql.frames import Frame
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.process import Process
from modelgraph.sparql.source import Source

_DOUBT: Final = 0.2


class Pool:
    """Idle workers and those at work; whoever asks has a turn, so there are never too many."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source, self._limits = source, limits
        self._idle: list[Process] = []
        self._all: set[Process] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._warming: asyncio.Task[None] | None = None
        self._stopped = False

    async def start(self) -> None:
        """Begin to start the first worker, without waiting for it.

        Where a worker needs a copy of the data, the first one waits for the first query: 2 s and
        120 MB with the shipped data, which a server of which nobody asks SPARQL needn't have.
        """
        self._stopped = False
        if self._source.shared:
            self._warm()

    async def stop(self) -> None:
        """End all workers."""
        self._stopped = True
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        for process in list(self._all):
            self._end(process)
        self._idle.clear()
        await asyncio.gather(*self._ending)

    @property
    def processes(self) -> list[int]:
        """The process ids of the workers."""
        return [process.id for process in self._all if process.alive]

    @asynccontextmanager
    async def reply(self, frame: Frame, deadline: float) -> AsyncIterator[Reply]:
        """Have a worker with the newest data answer; it is busy as long as the reply is taken.

        Raises:
            DeadlineError: no answer within so many seconds; the worker is gone.
            WorkerDiedError: the worker died of it.
            ModelgraphError: what the worker has found wrong with the query.
        """
        process = await self._taken()
        # One that works for long will probably be killed: its successor gets ready meanwhile.
        doubt = asyncio.get_running_loop().call_later(deadline * _DOUBT, self._warm_one)
        reply: Reply | None = None
        try:
            await self._opened(process)
            reply = Reply(process, await told(process, frame, deadline))
            doubt.cancel()
            checked(reply.first)
            yield reply
        finally:
            doubt.cancel()
            # Cancelled, late, dead or not listened to: nobody knows what it is doing, so it ends.
            if reply is not None and reply.is_whole:
                self._idle.append(process)
            else:
                self._end(process)

    async def _taken(self) -> Process:
        if self._warming is not None and not self._idle:
            await asyncio.gather(self._warming, return_exceptions=True)
        while self._idle:
            process = self._idle.pop()
            if process.alive:
                return process
            self._end(process)
        return await self._started()

    async def _started(self) -> Process:
        if self._stopped:
            raise UnavailableError("The endpoint is shutting down.")
        process = await Process.start()
        self._all.add(process)
        return process

    async def _opened(self, process: Process) -> None:
        if process.revision == self._source.revision:
            return
        data = await asyncio.to_thread(self._source.current)
        await opened(process, data, self._limits)

    def _end(self, process: Process) -> None:
        self._all.discard(process)
        process.kill()
        ending = asyncio.create_task(process.gone())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
        self._warm_one()

    def _warm_one(self) -> None:
        if not self._idle and not self._stopped and len(self._all) <= self._limits.workers:
            self._warm()

    def _warm(self) -> None:
        if self._warming is None or self._warming.done():
            self._warming = asyncio.create_task(self._one_more())

    async def _one_more(self) -> None:
        process = await self._started()
        try:
            await self._opened(process)
        except ModelgraphError:
            pass  # whoever asks next is told why, as it fails again
        except BaseException:
            self._end(process)
            raise
        self._idle.append(process)
