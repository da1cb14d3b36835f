"""The process that answers queries and may be killed: ``python -m modelgraph.sparql.worker FD``.

It reads frames from the inherited socket FD: ``open`` gives it data, ``ask`` a query that has
passed the guard. It imports no web library, so that a killed one is replaced in a blink.
"""

from __future__ import annotations

import socket
import sys
from dataclasses import replace
from typing import IO, Any, Final

import pyoxigraph as ox

from modelgraph.errors import ModelgraphError, UnavailableError
from modelgraph.sparql import confine
from modelgraph.sparql.answer import Dataset, evaluate
from modelgraph.sparql.failures import plain
from modelgraph.sparql.formats import GRAPHS, ROWS
from modelgraph.sparql.frames import Frame, packed, read
from modelgraph.sparql.guard import Question
from modelgraph.sparql.limits import Limits

_FORMS: Final = {form.name: form for form in (*ROWS, *GRAPHS)}


class _Worker:
    def __init__(self) -> None:
        self._engine = ox.Store()
        self._opened: dict[str, Any] = {}

    def answer(self, frame: Frame) -> Frame:
        try:
            if frame.head["do"] == "open":
                self._open(frame.head)
                return Frame({})
            return self._ask(frame)
        except ModelgraphError as error:
            return Frame({"error": plain(error)})

    def _open(self, data: dict[str, Any]) -> None:
        confine.memory(None)
        self._engine = ox.Store()  # the old data goes before the new comes
        try:
            if data["kind"] == "folder":
                self._engine = ox.Store.read_only(data["path"])
            else:
                self._engine.bulk_load(path=data["path"], format=ox.RdfFormat.N_QUADS)
        except (OSError, SyntaxError) as error:
            raise UnavailableError(f"The data can't be opened: {error}.") from error
        self._opened = data
        confine.memory(data["memory_bytes"])

    def _ask(self, frame: Frame) -> Frame:
        head = frame.head
        default, named = head["from"]
        question = Question(frame.body.decode(), head["form"], tuple(default), tuple(named))
        dataset = Dataset(*(None if part is None else tuple(part) for part in head["dataset"]))
        limits = replace(Limits(), rows=head["rows"], answer_bytes=head["answer_bytes"])
        confine.alarm(head["deadline"])
        try:
            body, truncated = self._evaluated(question, head["format"], dataset, limits)
        finally:
            confine.alarm(0)
        return Frame({"truncated": truncated}, body)

    def _evaluated(
        self, question: Question, form: str, dataset: Dataset, limits: Limits
    ) -> tuple[bytes, bool]:
        try:
            return evaluate(self._engine, question, _FORMS[form], dataset, limits)
        except OSError:
            # The writer has put files together that this process had not opened yet.
            self._open(self._opened)
        try:
            return evaluate(self._engine, question, _FORMS[form], dataset, limits)
        except OSError as error:
            raise UnavailableError(f"The data can't be read: {error}.") from error


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer one frame after the other until the requests end."""
    worker = _Worker()
    while (frame := read(requests)) is not None:
        answers.write(packed(worker.answer(frame)))
        answers.flush()


def main() -> None:
    """Confine this process, then serve on the socket whose number is the first argument."""
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        confine.no_network()
        confine.first_to_die()
        serve(channel.makefile("rb"), channel.makefile("wb"))


if __name__ == "__main__":
    main()
