"""The endpoint without its protocol: a query goes in, and an answer comes out of a worker."""

from __future__ import annotations

from dataclasses import dataclass

from modelgraph.sparql.answer import Answer, Dataset
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

    ``start`` and ``stop`` belong to the server's life; between them ``ask`` may be called from any
    task of that event loop.
    """

    def __init__(self, source: Source, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
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
        caller = caller or Caller("")
        dataset = dataset or Dataset()
        limits = limits or self.limits
        deadline = self.deadline(caller, seconds)
        head = {
            "do": "ask",
            "form": question.form,
            "from": (question.default_graphs, question.named_graphs),
            "dataset": (dataset.default, dataset.named),
            "format": choice.format.name,
            "rows": limits.rows,
            "answer_bytes": limits.answer_bytes,
            "deadline": deadline,
        }
        async with self._turns.turn(caller.name):
            frame = await self._pool.run(Frame(head, question.text.encode()), deadline)
        return Answer(frame.body, choice.content_type, bool(frame.head["truncated"]))
