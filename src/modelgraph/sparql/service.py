"""The endpoint without its protocol: a query goes in, and an answer comes out of a worker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from modelgraph.sparql.answer import Answer, Dataset
from modelgraph.sparql.asking import Reply
from modelgraph.sparql.formats import Choice
from modelgraph.sparql.frames import Frame
from modelgraph.sparql.guard import Question
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.pool import Pool
from modelgraph.sparql.source import Source
from modelgraph.sparql.turns import Turns


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a name that its queries are counted under, and whether it has shown a key."""

    name: str
    trusted: bool = False


class SparqlService:
    """Public SPARQL over one source of data, by killable workers.

    In a ``plain`` store a graph that nobody has written is an empty one, and a relative IRI begins
    at the endpoint's own address; elsewhere both are mistakes, as graphs and names are known.

    ``start`` and ``stop`` belong to the server's life; between them ``ask`` may be called from any
    task of that event loop.
    """

    def __init__(
        self, source: Source, limits: Limits | None = None, *, plain: bool = False
    ) -> None:
        self.limits = limits or Limits()
        self.plain = plain
        self.source = source
        self._pool = Pool(source, self.limits)
        self._turns = Turns(self.limits)

    async def start(self) -> None:
        """Begin to start workers."""
        await self._pool.start()

    async def stop(self) -> None:
        """End the workers and remove what was written for them."""
        await self._pool.stop()
        self.source.close()

    @property
    def revision(self) -> str:
        """A text that changes with every write."""
        return self.source.revision

    @property
    def processes(self) -> list[int]:
        """The process ids of the workers."""
        return self._pool.processes

    def deadline(self, caller: Caller, wished: float | None = None) -> float:
        """Return the seconds a query of this caller may take; a wish may only shorten them."""
        limit = (
            self.limits.trusted_deadline_seconds if caller.trusted else self.limits.deadline_seconds
        )
        return limit if wished is None else min(wished, limit)

    async def ask(
        self,
        question: Question,
        choice: Choice,
        *,
        dataset: Dataset | None = None,
        caller: Caller | None = None,
        seconds: float | None = None,
        limits: Limits | None = None,
    ) -> Answer:
        """Answer a question that has passed the guard.

        Raises:
            BusyError, QueueFullError: too many are waiting.
            DeadlineError: it took too long and was stopped.
            WorkerDiedError: it exhausted the memory or crashed the engine.
            InvalidQueryError, RefusedError: the engine can't read it, or a graph is not here.
        """
        async with self.reply(
            question,
            choice,
            dataset=dataset,
            caller=caller,
            seconds=seconds,
            limits=limits,
        ) as reply:
            body = b"".join([part async for part in reply.parts()])
        return Answer(body, choice.content_type, bool(reply.first.head["truncated"]))

    @asynccontextmanager
    async def reply(
        self,
        question: Question,
        choice: Choice,
        *,
        dataset: Dataset | None = None,
        caller: Caller | None = None,
        seconds: float | None = None,
        limits: Limits | None = None,
        base: str | None = None,
    ) -> AsyncIterator[Reply]:
        """Answer a question part by part; the worker has done all of it before the first.

        Raises:
            ModelgraphError: as ``ask`` says.
        """
        dataset = dataset or Dataset()
        limits = limits or self.limits
        head = {
            "do": "ask",
            "form": question.form,
            "from": (question.default_graphs, question.named_graphs),
            "dataset": (dataset.default, dataset.named),
            "format": choice.format.name,
            "rows": limits.rows,
            "answer_bytes": limits.answer_bytes,
            "base": base,
            "plain": self.plain,
        }
        caller = caller or Caller("")
        frame = Frame(head, question.text.encode())
        async with self._said(frame, caller, self.deadline(caller, seconds)) as reply:
            yield reply

    @asynccontextmanager
    async def graph(self, name: str, choice: Choice, caller: Caller) -> AsyncIterator[Reply]:
        """Give a whole graph, by the empty name the default one, part by part as it is read."""
        head = {"do": "graph", "graph": name, "format": choice.format.name}
        async with self._said(Frame(head), caller, self.deadline(caller)) as reply:
            yield reply

    @asynccontextmanager
    async def _said(self, frame: Frame, caller: Caller, deadline: float) -> AsyncIterator[Reply]:
        frame.head.update(deadline=deadline, sending=self.limits.sending_seconds)
        async with self._turns.turn(caller.name), self._pool.reply(frame, deadline) as reply:
            yield reply
