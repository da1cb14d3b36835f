"""A whole server for what is hostile, in a process of its own: ``python hostile_server.py PORT``.

Its store is a plain one: the four models, and 2,000 chained things with a text each. The deadline
is one second.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import uvicorn
from sparql_world import fill

from modelgraph.server.serve import config
from modelgraph.server.settings import read
from modelgraph.store import IRI, Literal, OxigraphStore, Quad

DEADLINE = 1.0
THINGS = 2_000


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="modelgraph-hostile-"))
    store = fill(OxigraphStore(home / "store"))
    things = [IRI(f"u:{number}") for number in range(THINGS)]
    quads = []
    for number, thing in enumerate(things):
        quads.append(Quad(thing, IRI("u:next"), things[(number * 7 + 1) % THINGS]))
        quads.append(Quad(thing, IRI("u:text"), Literal("a" * 30 + str(number))))
    store.replace({}, add=quads)
    del store  # the server is the one writer
    settings = read(
        home=home,
        store=str(home / "store"),
        empty=True,
        port=int(sys.argv[1]),
        write_key="secret",
        query_seconds=DEADLINE,
        trusted_query_seconds=DEADLINE,
    )
    uvicorn.Server(config(settings)).run()


if __name__ == "__main__":
    main()
