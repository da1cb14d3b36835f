"""What is told a worker, within its time, and what its answer means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from modelgraph.errors import DeadlineError, UnavailableError, WorkerDiedError
from modelgraph.sparql.failures import restored
from modelgraph.sparql.frames import Frame
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.process import Process
from modelgraph.sparql.source import Data


class Reply:
    """The answer of a worker, of which the first part has come."""

    def __init__(self, process: Process, first: Frame) -> None:
        self.first = first
        self.is_whole = not first.head.get("more")
        self._process = process

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the answer part by part; the worker waits until the last is taken.

        Raises:
            WorkerDiedError: it died meanwhile, as it does when that takes too long.
        """
        yield self.first.body
        while not self.is_whole:
            frame = checked(await self._process.hear())
            self.is_whole = not frame.head.get("more")
            yield frame.body


async def told(process: Process, frame: Frame, deadline: float, what: str = "query") -> Frame:
    """Send a frame and return the answer; the process is of no use after an error.

    Raises:
        DeadlineError: no answer within so many seconds.
        WorkerDiedError: the worker died of it.
    """
    try:
        async with asyncio.timeout(deadline):
            return await process.tell(frame)
    except TimeoutError as error:
        raise DeadlineError(
            f"The {what} took longer than {deadline:g} seconds and was stopped.",
            hint="Ask for less: start from one model, connect the patterns, add a LIMIT."
            if what == "query"
            else "Nothing was written. Do it in several parts.",
            limit_seconds=deadline,
        ) from error


async def answered(process: Process, frame: Frame, deadline: float, what: str) -> Frame:
    """Send a frame and return the whole answer, which may come in parts.

    Raises:
        ModelgraphError: as ``told`` says, or what the worker has found wrong.
    """
    reply = Reply(process, checked(await told(process, frame, deadline, what)))
    return Frame(reply.first.head, b"".join([part async for part in reply.parts()]))


async def opened(process: Process, data: Data, limits: Limits) -> None:
    """Have a worker open data.

    Raises:
        UnavailableError: it can't, or not in time.
    """
    head: dict[str, Any] = {
        "do": "open",
        "kind": data.kind,
        "path": data.path,
        "empty": data.empty,
        "memory_bytes": limits.memory_bytes,
    }
    try:
        async with asyncio.timeout(limits.opening_seconds):
            answer = await process.tell(Frame(head))
    except (TimeoutError, WorkerDiedError) as error:
        raise UnavailableError("A worker could not open the data in time.") from error
    checked(answer)
    process.revision = data.revision


def checked(answer: Frame) -> Frame:
    """Return an answer.

    Raises:
        ModelgraphError: what the worker has found wrong.
    """
    if "error" in answer.head:
        raise restored(answer.head["error"])
    return answer
