"""What the guard, the worker process and HTTP cost a query, over the engine's own time.

One client, one connection, one query after the other, in turns: through the endpoint; through the
same server with the engine in its process; and the engine alone. Each query is a new text.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import signal
import socket
import statistics
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bench import Row
from modelgraph.catalog.shipped import shipped_store
from modelgraph.sparql import SparqlService, StoreSource, router
from modelgraph.sparql.examples import all_examples
from modelgraph.sparql.guard import examine
from modelgraph.sparql.limits import Limits
from modelgraph.vocabulary.prefixes import PREFIXES

TIMES: Final = 60
ONE_MODEL: Final = "SELECT ?property ?value { model:microsoft\\/florence-2 ?property ?value }"
MANY_ROWS: Final = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 9000"
ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def main() -> list[Row]:
    """Measure three queries, the guard alone, and what a runaway leaves behind."""
    store = shipped_store().engine
    comparison = next(one.text for one in all_examples() if one.name == "compare-two-models")
    rows = []
    with _served() as client:
        for what, text in (
            ("all of one model", ONE_MODEL),
            ("comparison of two models", comparison),
            ("9,000 rows", MANY_ROWS),
        ):
            rows.append(_query(client, store, what, text))
        rows += _runaway(client)
    return [*rows, _guard(comparison)]


def _query(client: _Client, store: ox.Store, what: str, text: str) -> Row:
    number = iter(range(10**9))

    def new() -> str:
        return f"{text}\n# {next(number)}"

    ways: dict[str, Callable[[], object]] = {
        "endpoint": lambda: client.get("/sparql", new()),
        "in the server": lambda: client.get("/bare", new()),
        "engine": lambda: _json(store, new()),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(TIMES + 5):
        for name, way in ways.items():
            start = perf_counter()
            way()
            if turn >= 5:
                times[name].append((perf_counter() - start) * 1000)
    found = {name: statistics.median(each) for name, each in times.items()}
    against = (
        f"engine in the server's process {found['in the server']:.2f} ms,"
        f" engine alone {found['engine']:.2f} ms"
    )
    ratio = found["endpoint"] / found["in the server"]
    return Row(
        f"{what}, through the endpoint",
        found["endpoint"],
        "ms",
        against,
        "≤ 2 × the engine in the server's process",
        ratio <= 2,
    )


def _runaway(client: _Client) -> list[Row]:
    late, after = [], []
    for _ in range(3):
        start = perf_counter()
        client.get("/sparql", ENDLESS, "&timeout=2", status=503)
        late.append((perf_counter() - start - 2) * 1000)
        start = perf_counter()
        client.get("/sparql", ONE_MODEL)
        after.append((perf_counter() - start) * 1000)
    return [
        Row("a runaway is stopped after its time", statistics.median(late), "ms"),
        Row("the next query, when its worker was killed", statistics.median(after), "ms"),
    ]


def _guard(text: str) -> Row:
    limits = Limits()
    times = []
    for number in range(TIMES):
        start = perf_counter()
        examine(f"{text}\n# {number}", limits)
        times.append((perf_counter() - start) * 1000)
    size = f"a text of {len(text):,} bytes, not seen before"
    return Row("the guard alone", statistics.median(times), "ms", size)


def _json(store: ox.Store, text: str) -> bytes:
    answer = store.query(text, prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    return answer.serialize(format=ox.QueryResultsFormat.JSON) or b""


class _Client:
    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str, text: str, more: str = "", status: int = 200) -> bytes:
        self._connection.request("GET", f"{path}?query={quote(text)}{more}")
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{path} answered {answer.status}: {body[:200]!r}")
        return body


@contextmanager
def _served() -> Iterator[_Client]:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(theirs,))
    process.start()
    try:
        yield _Client(ours.recv())
    finally:
        os.kill(process.pid or 0, signal.SIGTERM)
        process.join(30)


def _serve(ready: Connection) -> None:
    store = shipped_store()
    service = SparqlService(StoreSource(store))

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await service.start()
        yield
        await service.stop()

    app = FastAPI(lifespan=life)
    app.include_router(router(service))

    @app.get("/bare")
    async def bare(request: Request) -> Response:
        body = _json(store.engine, request.query_params["query"])
        return Response(body, media_type="application/sparql-results+json")

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        ready.send(door.getsockname()[1])
        uvicorn.Server(uvicorn.Config(app, log_level="error")).run([door])
