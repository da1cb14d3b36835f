"""Writing by strangers who have the key: an update is tried in a process that can be killed, and
what it would change is then written in one transaction, together with whatever follows from it.

What can't be killed is the writing itself, of at most so many quads as ``Limits.changed_quads``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Protocol

from modelgraph.errors import InvalidDataError, RefusedError, UnavailableError
from modelgraph.sparql.asking import answered, opened
from modelgraph.sparql.documents import Document
from modelgraph.sparql.frames import Frame
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.process import Process
from modelgraph.sparql.service import Caller
from modelgraph.sparql.source import Data, TriedSource
from modelgraph.sparql.trial import few_enough, unpacked_delta
from modelgraph.sparql.turns import Turns
from modelgraph.sparql.update import Using
from modelgraph.store import ChangeableStore, Delta

_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Written:
    """What an update has changed, and what followed from it.

    ``same`` says that the store is as the trial left its copy: nothing else was written.
    """

    added: int
    removed: int
    followed: dict[str, Any] = field(default_factory=dict)
    same: bool = True


class Writer(Protocol):
    """Who writes what an update changes; any thread may ask."""

    def write(self, delta: Delta, since: int) -> Written | None:
        """Write a change, with what follows from it, or ``None`` where the store has moved on.

        Raises:
            RefusedError: such a change may not be made.
            InvalidDataError: what would be written breaks a rule.
        """
        ...


class PlainWriter:
    """Writes what it is told: a store without rules."""

    def __init__(self, store: ChangeableStore) -> None:
        self._store = store

    def write(self, delta: Delta, since: int) -> Written | None:
        if not self._store.change(delta, since=since):
            return None
        return Written(len(delta.added), len(delta.removed))


class Changes:
    """Updates of one store, one after the other."""

    def __init__(
        self,
        source: TriedSource,
        writer: Writer,
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._source, self._writer = source, writer
        self._turns = Turns(replace(self.limits, workers=1, parallel_per_client=1))
        self._process: Process | None = None

    async def stop(self) -> None:
        """End the process in which updates are tried."""
        await self._end()

    async def update(self, text: str, using: Using, *, caller: Caller, base: str | None) -> Written:
        """Carry an update out, whole or not at all.

        Raises:
            InvalidQueryError, RefusedError, TooManyError: it is not well formed, or may not be.
            DeadlineError, WorkerDiedError: it took too long or too much; nothing was written.
            BusyError: others are writing.
        """
        head = {
            "do": "change",
            "using": (using.default, using.named),
            "base": base,
            "limits": asdict(self.limits),
            "deadline": self.limits.trusted_deadline_seconds,
        }
        frame = Frame(head, text.encode())
        async with self._turns.turn(caller.name):
            for _ in range(_TRIES):
                if (written := await self._tried(frame)) is not None:
                    return written
        raise _overtaken()

    async def fill(
        self,
        graph: str,
        documents: Sequence[Document],
        *,
        base: str,
        replace: bool,
        caller: Caller,
    ) -> bool:
        """Write the triples of documents into a graph, or in the place of it.

        Return whether the graph is new. Its name may be empty: the default graph.

        Raises:
            InvalidDataError: a document is not well formed.
            TooManyError: they hold too many triples.
        """
        async with self._turns.turn(caller.name):
            came = [await self._read(each, graph, base) for each in documents]
            added = tuple(quad for delta in came for quad in delta.added)
            few_enough(len(added), self.limits.changed_quads)
            return await self._settled(graph, added, replace=replace)

    async def _read(self, document: Document, graph: str, base: str) -> Delta:
        deadline = self.limits.trusted_deadline_seconds
        head = {
            "do": "parse",
            "format": document.form,
            "graph": graph,
            "base": base,
            "most": self.limits.changed_quads,
            "deadline": deadline,
        }
        async with self._worker(None) as process:
            answer = await answered(process, Frame(head, document.content), deadline, "document")
        return await asyncio.to_thread(unpacked_delta, answer)

    async def drop(self, graph: str, *, caller: Caller) -> None:
        """Remove a graph; the default one is left empty."""
        async with self._turns.turn(caller.name):
            await self._settled(graph, None, replace=True)

    async def _settled(self, graph: str, added: tuple[Any, ...] | None, *, replace: bool) -> bool:
        """Write what a graph gets, ``None`` where it goes; return whether it is new."""
        for _ in range(_TRIES):
            before = await asyncio.to_thread(self._source.standing, graph)
            few_enough(len(before.quads) if replace else 0, self.limits.changed_quads)
            delta = Delta(
                removed=before.quads if replace else (),
                added=added or (),
                dropped=(graph,) if replace and graph and before.is_here else (),
                created=(graph,) if graph and added is not None else (),
            )
            if await asyncio.to_thread(self._writer.write, delta, before.number) is not None:
                return not before.is_here
        raise _overtaken()

    async def _tried(self, frame: Frame) -> Written | None:
        with contextlib.ExitStack() as kept:
            data = await asyncio.to_thread(kept.enter_context, self._source.trial())
            async with self._worker(data) as process:
                process.revision = ""  # from here on it has what nobody else has
                answer = await answered(process, frame, frame.head["deadline"], "update")
            delta = await asyncio.to_thread(unpacked_delta, answer)
            written = await asyncio.to_thread(self._writer.write, delta, data.number)
        if written is not None and written.same and data.kind == "file":
            process.revision = self._source.revision_of(data.number + bool(delta))
        return written

    @contextlib.asynccontextmanager
    async def _worker(self, data: Data | None) -> AsyncIterator[Process]:
        """Have the process, with these data open, and end it when anything goes wrong."""
        if self._process is None or not self._process.alive:
            await self._end()
            self._process = await Process.start()
        process = self._process
        try:
            if data is not None and process.revision != data.revision:
                await opened(process, data, self.limits)
            yield process
        except (InvalidDataError, RefusedError):
            raise  # the process has said so, and waits for the next
        except BaseException:
            await self._end()
            raise

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            await process.gone()


def _overtaken() -> UnavailableError:
    return UnavailableError(
        "The store was written by others meanwhile.", hint="Send the same again."
    )
