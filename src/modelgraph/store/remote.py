"""The second backend: any engine that speaks SPARQL 1.1 Protocol, over HTTP.

What differs between engines is in ``Capabilities``; here is one way for all of them. A small graph,
``RECORD``, keeps them, and a number that each write raises: so other processes notice it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as but
from pathlib import Path
from typing import Final, TextIO

from modelgraph.errors import UnavailableError
from modelgraph.store import writing
from modelgraph.store.answers import (
    SOLUTIONS,
    TRIPLES,
    lines,
    name_of,
    rows,
    triples,
    truth,
    value_of,
)
from modelgraph.store.capabilities import PREFERRED, Capabilities, probe
from modelgraph.store.changes import Changes
from modelgraph.store.delta import Delta
from modelgraph.store.endpoint import Body, Endpoint
from modelgraph.store.record import RECORD, Stamp, first, next_, reading
from modelgraph.store.scoping import without
from modelgraph.store.store import Row, Scope
from modelgraph.store.terms import IRI, Quad, Value
from modelgraph.vocabulary.prefixes import BASE

_APART: Final = "ASK { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
_NOTICE_SECONDS: Final = 1.0
_TRIES: Final = 3


class RemoteStore:
    """A ``WritableStore`` in an engine elsewhere; safe to share between threads.

    What other processes write is noticed within ``notice_seconds``. ``preferred`` names the graph
    of the preferred facts instead of finding out whether one is needed.

    Raises:
        UnavailableError: the engine can't be asked.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        preferred: IRI | None = None,
        notice_seconds: float = _NOTICE_SECONDS,
    ) -> None:
        self.endpoint = endpoint
        self.writing = threading.RLock()
        """Held by whoever writes, and by whoever must not be overtaken by a write of ours."""
        self._changes = Changes()
        self._notice_seconds, self._wanted = notice_seconds, preferred
        self._noticing = threading.Lock()
        self._revision, self._noticed = 0, 0.0
        self._named: tuple[int, list[IRI]] | None = None
        self._stamp: Stamp | None = None
        self.capabilities, self._foreign = self._seen()
        self._notice()

    def close(self) -> None:
        """Close the connections."""
        self.endpoint.close()

    @property
    def revision(self) -> int:
        if time.monotonic() - self._noticed > self._notice_seconds:
            self._notice()
        return self._revision

    def changed_since(self, revision: int) -> frozenset[IRI] | None:
        return self._changes.since(revision)

    # Reading

    def select(self, query: str) -> tuple[tuple[str, ...], list[Row]]:
        return self._select(self._visible(query), self._dataset())

    def ask(self, query: str) -> bool:
        return self._ask(self._visible(query), self._dataset())

    def construct(self, query: str) -> list[Quad]:
        return self.endpoint.query(self._visible(query), TRIPLES, triples, self._dataset())

    def quads(
        self,
        subject: IRI | None = None,
        predicate: IRI | None = None,
        value: Value | None = None,
        graph: IRI | Scope = Scope.EVERYWHERE,
    ) -> Iterator[Quad]:
        text = self._pattern(writing.pattern(subject, predicate, value), graph)
        _, rows = self._select(text, {})
        preferred = self.capabilities.preferred
        given = (subject, predicate, value)
        within = graph if isinstance(graph, IRI) else None
        for row in rows:
            s, p, o = (
                known if known is not None else found
                for known, found in zip(given, row, strict=False)
            )
            name = row[3] if isinstance(row[3], IRI) and row[3] != preferred else within
            yield Quad(name_of(s), name_of(p), value_of(o), name)

    def _pattern(self, pattern: str, graph: IRI | Scope) -> str:
        """Return the query for quads; a variable that the pattern has no place for is unbound."""
        preferred, hidden = self.capabilities.preferred, frozenset[IRI]()
        if isinstance(graph, IRI):
            body = f"GRAPH <{graph}> {{ {pattern} }}"
        elif graph is Scope.DEFAULT:
            body = f"GRAPH <{preferred}> {{ {pattern} }}" if preferred else pattern
        else:
            body = f"GRAPH ?g {{ {pattern} }}"
            hidden = self._hidden - {preferred}
            if preferred is None:
                body = f"{{ {pattern} }} UNION {{ {body} }}"
        return without(f"SELECT ?s ?p ?o ?g WHERE {{ {body} }}", hidden)

    def graphs(self) -> list[IRI]:
        revision = self.revision
        if self._named is None or self._named[0] != revision:
            self._named = revision, sorted(self._names() - self._hidden)
        return list(self._named[1])

    def dump(self, path: Path) -> int:
        """Write all of it as N-Quads, the preferred facts in the default graph, and return the
        revision that this is of.

        Graph by graph: an engine writes triples as text many times faster than solutions are read.

        Raises:
            UnavailableError: others write without a pause.
        """
        for _ in range(_TRIES):
            self._notice()
            revision = self._revision
            with path.open("w", encoding="utf-8") as out:
                for graph in (None, *self.graphs()):
                    self._dump(graph, out)
            self._notice()
            if self._revision == revision:
                return revision
        raise UnavailableError("The store changes faster than it can be read.")

    def _dump(self, graph: IRI | None, out: TextIO) -> None:
        pattern = "{ ?s ?p ?o }"
        name = graph or self.capabilities.preferred
        within = f"{{ GRAPH <{name}> {pattern} }}" if name else pattern
        end = f" <{graph}> .\n" if graph else " .\n"

        def write(body: Body, kind: str) -> None:
            out.writelines(line + end for line in lines(body, kind))

        self.endpoint.query(f"CONSTRUCT {pattern} WHERE {within}", TRIPLES, write, {})

    # Writing

    def replace(
        self,
        graphs: Mapping[IRI, Iterable[Quad]],
        *,
        add: Sequence[Quad] = (),
        remove: Sequence[Quad] = (),
    ) -> None:
        with self.writing:
            steps = writing.steps(graphs, add, remove)
            if steps:
                spoken = (*add, *remove)
                self._write(steps, frozenset(q.subject for q in spoken if q.graph is None))

    def change(
        self,
        delta: Delta,
        *,
        since: int,
        graphs: Mapping[IRI, Iterable[Quad]] | None = None,
        add: Sequence[Quad] = (),
        remove: Sequence[Quad] = (),
    ) -> bool:
        """Write a change and what ``replace`` takes; say whether it was written.

        Another process that writes between the look at the revision and the update is overwritten:
        SPARQL has no way to make an update depend on it.

        Raises:
            RefusedError: the difference can't be said in SPARQL 1.1 Update.
        """
        with self.writing:
            self._notice()
            if self._revision != since:
                return False
            steps = [*writing.of_delta(delta), *writing.steps(graphs or {}, add, remove)]
            if steps:
                named = delta.subjects
                spoken = frozenset(q.subject for q in (*add, *remove) if q.graph is None)
                self._write(steps, None if named is None else named | spoken)
            return True

    def load(self, path: Path, *more: Path) -> None:
        with self.writing:
            self._prepare()
            into = self.capabilities.preferred
            for graph, block in writing.blocks((path, *more)):
                if self.endpoint.address.graphs:
                    self.endpoint.add(graph or into, block)
                else:
                    self.endpoint.update(writing.insert(block, graph or into))
            self._write([], None)

    def _write(self, steps: Sequence[writing.Step], subjects: frozenset[IRI] | None) -> None:
        """Carry steps out, at once where the engine can, and raise the number in the record."""
        self._prepare()
        self._notice()
        before = self._revision
        into = self.capabilities.preferred
        texts = [each.text(into) for each in steps]
        whole = [[*texts]] if self.capabilities.atomic else [[each] for each in texts] or [[]]
        for some in whole:
            try:
                self.endpoint.update(" ;\n".join([*some, next_()]))
            except UnavailableError:
                self._noticed = 0.0
                raise
        self._notice(ours=len(whole), subjects=subjects)
        self._named = None if self._revision != before else self._named

    def _prepare(self) -> None:
        """Write the record of a store that has none, of what its engine can do."""
        if self._stamp is not None or self._notice() is not None:
            return
        foreign = self._foreign
        found = probe(self._probe, self.endpoint.update, self._wanted)
        if self._wanted is None and self.capabilities.preferred:
            # Somebody has loaded the preferred facts there already.
            found = but(found, preferred=self.capabilities.preferred)
        self.endpoint.update(first(found.text(), foreign))
        self.capabilities = found
        self._notice()

    # What others write

    def _notice(self, *, ours: int = 0, subjects: frozenset[IRI] | None = None) -> Stamp | None:
        """Read the number of the store; ``ours`` says how many steps of it are our own."""
        with self._noticing:
            before, self._stamp = self._stamp, self._stamped()
            self._noticed = time.monotonic()
            if self._stamp != before or ours:
                alone = before is not None and self._stamp == before.after(ours)
                self._revision += 1
                self._changes.note(self._revision, subjects if alone else None)
                if self._stamp is not None and not alone:
                    self.capabilities = Capabilities.read(self._stamp.capabilities)
                    self._foreign = self._stamp.foreign
            return self._stamp

    def _stamped(self) -> Stamp | None:
        _, rows = self._select(reading(), {})
        return Stamp.of(rows)

    def _seen(self) -> tuple[Capabilities, frozenset[IRI]]:
        """Return what the record says, or what can be seen of a store that has none."""
        stamp = self._stamped()
        if stamp is not None:
            return Capabilities.read(stamp.capabilities), stamp.foreign
        named = self._names()
        preferred = self._wanted or (PREFERRED if PREFERRED in named else None)
        if named and not preferred and not self._probe(_APART):
            preferred = PREFERRED  # the default graph is the union of all
        keeps = bool(named) and self._probe("ASK { GRAPH ?g { ?s ?p ?o } }", IRI("urn:x"))
        foreign = frozenset(each for each in named if not each.startswith(BASE))
        return Capabilities(preferred, keeps), foreign

    def _names(self) -> set[IRI]:
        _, rows = self._select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", {})
        return {each for (each,) in rows if isinstance(each, IRI)}

    # The protocol

    @property
    def _hidden(self) -> frozenset[IRI]:
        preferred = self.capabilities.preferred
        return self._foreign | {RECORD} | ({preferred} if preferred else set())

    def _visible(self, query: str) -> str:
        able = self.capabilities
        # Where the graphs are listed with each query, none is there to be hidden.
        listed = able.preferred is not None and not able.keeps_named
        return without(query, () if listed else self._hidden)

    def _dataset(self) -> dict[str, list[str]]:
        able = self.capabilities
        if able.preferred is None:
            return {}
        dataset: dict[str, list[str]] = {"default-graph-uri": [able.preferred]}
        if not able.keeps_named:
            dataset["named-graph-uri"] = list(self.graphs())
        return dataset

    def _probe(self, query: str, default: IRI | None = None) -> bool:
        return self._ask(query, {"default-graph-uri": [default]} if default else {})

    def _select(
        self, query: str, dataset: Mapping[str, list[str]]
    ) -> tuple[tuple[str, ...], list[Row]]:
        return self.endpoint.query(query, SOLUTIONS, rows, dataset)

    def _ask(self, query: str, dataset: Mapping[str, list[str]]) -> bool:
        return self.endpoint.query(query, SOLUTIONS, truth, dataset)
