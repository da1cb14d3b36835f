"""The process that answers queries and may be killed: ``python -m modelgraph.sparql.worker FD``.

It reads frames from the inherited socket FD: ``open`` gives it data, ``ask`` a query that has
passed the guard; ``change`` an update and ``parse`` a graph, to learn what they would write. It
imports no web library, so that a killed one is replaced in a blink.
"""

from __future__ import annotations

import mmap
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

import pyoxigraph as ox

from modelgraph.errors import ModelgraphError, UnavailableError
from modelgraph.sparql import confine
from modelgraph.sparql.answer import Dataset, Where, evaluate, write_graph
from modelgraph.sparql.failures import plain
from modelgraph.sparql.formats import GRAPHS, ROWS
from modelgraph.sparql.frames import Frame, Stream, packed, parts, read
from modelgraph.sparql.guard import Question
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.trial import attempt, few_enough, packed_delta, read_graph
from modelgraph.sparql.update import Using, examine_update
from modelgraph.store.delta import Delta
from modelgraph.store.opening import open_read_only

_FORMS: Final = {form.name: form for form in (*ROWS, *GRAPHS)}


class _Worker:
    def __init__(self) -> None:
        self._engine = ox.Store()
        self._opened: dict[str, Any] = {}

    def answer(self, frame: Frame, answers: IO[bytes]) -> None:
        """Do what a frame says, and write the answer, in parts where it is long."""
        deeds = {
            "open": self._open,
            "ask": self._ask,
            "change": self._change,
            "parse": _parse,
        }
        try:
            if frame.head["do"] == "graph":
                self._graph(frame.head, answers)
                return
            confine.alarm(frame.head.get("deadline", 0))
            answer = deeds[frame.head["do"]](frame)
        except ModelgraphError as error:
            answer = Frame({"error": plain(error)})
        confine.alarm(frame.head.get("sending", 0))
        for part in parts(answer):
            answers.write(packed(part))
        answers.flush()

    def _open(self, frame: Frame) -> Frame:
        self._reopen(frame.head)
        return Frame({})

    def _reopen(self, data: dict[str, Any]) -> None:
        confine.memory(None)
        self._engine = ox.Store()  # the old data goes before the new comes
        try:
            if data["kind"] == "folder":
                self._engine = open_read_only(data["path"])
            elif data["kind"] == "copy":
                self._engine = ox.Store(data["path"])
            else:
                _fill(self._engine, Path(data["path"]))
                for name in data["empty"]:
                    self._engine.add_graph(ox.NamedNode(name))
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
        where = Where(dataset, head.get("base"), bool(head.get("plain")))
        body, truncated = self._evaluated(question, head["format"], where, limits)
        return Frame({"truncated": truncated}, body)

    def _graph(self, head: dict[str, Any], answers: IO[bytes]) -> None:
        """Send a graph as it is read: how large it is doesn't matter."""
        confine.alarm(head["sending"])
        stream = Stream(answers, {})
        name = head["graph"]
        try:
            write_graph(self._engine, name, head["format"], stream)
        except OSError as error:
            stream.end(error=plain(UnavailableError(f"The data can't be read: {error}.")))
            return
        stream.end()

    def _change(self, frame: Frame) -> Frame:
        head = frame.head
        using = Using(*(tuple(graphs) for graphs in head["using"]))
        update = examine_update(frame.body.decode(), Limits(**head["limits"]), using)
        try:
            delta = attempt(
                self._engine, update, base=head["base"], most=head["limits"]["changed_quads"]
            )
        finally:
            if self._opened["kind"] == "copy":
                self._engine = ox.Store()  # its folder goes
        return packed_delta(delta)

    def _evaluated(
        self, question: Question, form: str, where: Where, limits: Limits
    ) -> tuple[bytes, bool]:
        try:
            return evaluate(self._engine, question, _FORMS[form], where, limits)
        except OSError:
            # The writer has put files together that this process had not opened yet.
            self._reopen(self._opened)
        try:
            return evaluate(self._engine, question, _FORMS[form], where, limits)
        except OSError as error:
            raise UnavailableError(f"The data can't be read: {error}.") from error


def _fill(engine: ox.Store, file: Path) -> None:
    """Load a file of N-Quads; a blank node in it keeps its label, as changes name it so."""
    if not file.stat().st_size:
        return
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as content:
        nameless = content.find(b"_:") >= 0
    if nameless:  # the fast way gives new labels
        engine.bulk_extend(ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS))
    else:
        engine.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)


def _parse(frame: Frame) -> Frame:
    head = frame.head
    quads = read_graph(frame.body, head["format"], head["graph"], head["base"])
    few_enough(len(quads), head["most"])
    return packed_delta(Delta(added=quads))


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer one frame after the other until the requests end."""
    worker = _Worker()
    while (frame := read(requests)) is not None:
        worker.answer(frame, answers)
        confine.alarm(0)


def main() -> None:
    """Confine this process, then serve on the socket whose number is the first argument."""
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        confine.no_network()
        confine.first_to_die()
        serve(channel.makefile("rb"), channel.makefile("wb"))


if __name__ == "__main__":
    main()
