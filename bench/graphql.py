"""GraphQL over HTTP against the bare queries as JSON and against static JSON, by one server.

The server is a process of its own, the client another; eight connections, in turns, so that a noisy
neighbour hits all alike. What counts is the processor time of the server for an answer: the client
is the slower one where answers are cheap. Pairs of models are new unless said otherwise.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations, count, cycle, islice
from multiprocessing.connection import Connection
from typing import Any, Final

import orjson
import psutil
import uvicorn
from fastapi import FastAPI
from pyoxigraph import QueryResultsFormat, QuerySolutions
from starlette.responses import Response

from bench import Row
from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.question import query
from modelgraph.catalog.shipped import shipped_store
from modelgraph.graphql.app import GraphQLApp

CONNECTIONS: Final = 8
REQUESTS: Final = {"compare": 200, "bare": 200, "list": 100, "compare, kept": 3000, "static": 3000}
ROUNDS: Final = 5
STATIC_BYTES: Final = 8_700
"""As large as the answer to a comparison of two."""

COMPARE: Final = """query($models: [ID!]!) {
  compare(models: $models) {
    models { id name }
    rows {
      property { key label }
      differs
      cells {
        presence display conflict
        values { accepted reason citations { statedAs place source { slug } } }
      }
    }
  }
}"""
LIST: Final = """query($least: BigInt) {
  models(
    first: 20, where: { parameters: { gte: $least } }
    order: { field: PARAMETERS, direction: DESC }
  ) {
    totalCount
    nodes { id name released minimumParameters maximumParameters licenses { identifier } }
    facets(fields: [TASK, LICENSE, ORGANIZATION, CATEGORY]) { field buckets { key count } }
  }
}"""


def main() -> list[Row]:
    """Measure comparisons and lists."""
    with _served() as (server, port, names):
        pairs = cycle(combinations(names, 2))
        least = count(1_000_000, 10_000)
        one = next(pairs)
        questions = {
            "compare": lambda: _graphql(COMPARE, models=next(pairs)),
            "bare": lambda: _post("/bare", orjson.dumps(next(pairs))),
            "compare, kept": lambda: _graphql(COMPARE, models=one),
            "list": lambda: _graphql(LIST, least=next(least)),
            "static": lambda: b"GET /static HTTP/1.1\r\nHost: localhost\r\n\r\n",
        }
        times: dict[str, list[float]] = {name: [] for name in questions}
        for _ in range(ROUNDS):
            for name, question in questions.items():
                requests = [question() for _ in range(REQUESTS[name])]
                before = _cpu_seconds(server)
                asyncio.run(_ask_all(port, requests))
                times[name].append((_cpu_seconds(server) - before) / len(requests))
    found = {name: statistics.median(each) for name, each in times.items()}
    return [
        _row("compare of 2, new models", "compare", found, "bare", "the bare queries as JSON", 0.7),
        _row("compare of 2, answer kept", "compare, kept", found, "static", "static JSON", 2.0),
        _row("list with 4 facets, new filter", "list", found, "static", "static JSON", 0.6),
    ]


def _row(  # noqa: PLR0917 - one line of the table
    what: str, name: str, found: dict[str, float], other: str, words: str, budget: float
) -> Row:
    ratio = found[other] / found[name]
    against = f"{found[name] * 1000:.2f} ms of the server; {words}: {found[other] * 1000:.2f} ms"
    return Row(what, ratio, "x", against, f"≥ {budget:g} ×", ratio >= budget)


def _graphql(document: str, **variables: Any) -> bytes:
    return _post("/graphql", orjson.dumps({"query": document, "variables": variables}))


def _post(path: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _cpu_seconds(server: psutil.Process) -> float:
    used = server.cpu_times()
    return used.user + used.system


async def _ask_all(port: int, requests: list[bytes]) -> None:
    shares = [list(islice(requests, each, None, CONNECTIONS)) for each in range(CONNECTIONS)]
    await asyncio.gather(*(_ask(port, share) for share in shares))


async def _ask(port: int, requests: list[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4_000_000)
    for request in requests:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        if b" 200 " not in head[:16] or b'"errors"' in body[:12]:
            raise RuntimeError(body[:300].decode())
    writer.close()


@contextmanager
def _served() -> Iterator[tuple[psutil.Process, int, list[str]]]:
    """Serve in another process; yield it, its port and the ids of the models."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,))
    process.start()
    try:
        port, names = here.recv()
        yield psutil.Process(process.pid), port, names
    finally:
        process.terminate()
        process.join()


def _serve(connection: Connection) -> None:
    store = shipped_store()
    catalog = Catalog(store)
    graphql = GraphQLApp(catalog, admit=lambda _: None)
    api = FastAPI()
    static = orjson.dumps(["x" * STATIC_BYTES])

    @api.get("/static")
    async def fixed() -> Response:
        return Response(static, media_type="application/json")

    def bare(names: list[str]) -> bytes:
        iris = tuple(catalog.resolve(name) for name in names)
        answers = []
        for question in ("facts", "claims"):
            solutions = store.engine.query(query(question, model=iris))
            assert isinstance(solutions, QuerySolutions)
            answers.append(solutions.serialize(format=QueryResultsFormat.JSON) or b"")
        return b"[" + b",".join(answers) + b"]"

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/graphql":
            await graphql(scope, receive, send)
        elif scope["path"] == "/bare":
            body = bare(orjson.loads((await receive())["body"]))
            headers = [(b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        else:
            await api(scope, receive, send)

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(100)
    connection.send((listening.getsockname()[1], [model.id for model in catalog.models()]))
    config = uvicorn.Config(
        app, loop="uvloop", http="httptools", lifespan="off", log_level="warning"
    )
    uvicorn.Server(config).run(sockets=[listening])
