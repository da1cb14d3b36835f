"""A server for the hostile queries, in a process of its own: ``python hostile_server.py PORT``.

Beside the four models it has 2,000 chained things with a text each; the deadline is one second.
"""

from __future__ import annotations

import sys

import uvicorn
from sparql_world import application, fill

from modelgraph.sparql import Limits, SparqlService, StoreSource
from modelgraph.store import IRI, Literal, OxigraphStore, Quad

DEADLINE = 1.0
THINGS = 2_000


def main() -> None:
    store = fill(OxigraphStore())
    things = [IRI(f"u:{number}") for number in range(THINGS)]
    quads = []
    for number, thing in enumerate(things):
        quads.append(Quad(thing, IRI("u:next"), things[(number * 7 + 1) % THINGS]))
        quads.append(Quad(thing, IRI("u:text"), Literal("a" * 30 + str(number))))
    store.replace({}, add=quads)
    limits = Limits(deadline_seconds=DEADLINE, memory_bytes=400_000_000, workers=2)
    service = SparqlService(StoreSource(store), limits)
    uvicorn.run(application(service), port=int(sys.argv[1]), log_level="error")


if __name__ == "__main__":
    main()
