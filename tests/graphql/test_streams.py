"""Event streams: numbered, alive while nothing happens, and gone when the client is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import orjson
import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql import http
from modelgraph.graphql.app import GraphQLApp
from modelgraph.runs.job import JobEvent, RunState
from modelgraph.runs.runs import Runs
from modelgraph.store import OxigraphStore

pytestmark = pytest.mark.anyio

DOCUMENT = 'subscription { runProgress(job: "j") { sequence state final } }'


class Happening:
    """The events of one job, as ``Runs`` gives them; the test lets them happen."""

    def __init__(self) -> None:
        self.listed: list[JobEvent] = []
        self.asked = 0

    def happen(self, state: RunState, *, final: bool = False) -> None:
        number = len(self.listed) + 1
        self.listed.append(JobEvent("j", number, datetime.now(UTC), state, final=final))

    def events(self, _job: str, after: int = 0) -> tuple[JobEvent, ...]:
        self.asked += 1
        return tuple(self.listed[after:])


class Client:
    """One request to the application, message by message."""

    def __init__(self, app: GraphQLApp) -> None:
        self.received: list[bytes] = []
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        body = orjson.dumps({"query": DOCUMENT})
        self._messages.put_nowait({"type": "http.request", "body": body})
        scope = {
            "type": "http", "method": "POST", "path": "/graphql", "query_string": b"",
            "headers": [(b"accept", b"text/event-stream"), (b"content-type", b"application/json")],
            "client": ("127.0.0.1", 1),
        }  # fmt: skip
        self.task = asyncio.create_task(app(scope, self._messages.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        self.received.append(message.get("body", b""))

    def leave(self) -> None:
        self._messages.put_nowait({"type": "http.disconnect"})

    @property
    def events(self) -> list[bytes]:
        return [part for part in self.received if part.startswith(b"event: next")]


@pytest.fixture
def happening() -> Happening:
    return Happening()


@pytest.fixture
def app(happening: Happening) -> Iterator[GraphQLApp]:
    runs = cast(Runs, happening)
    made = GraphQLApp(Catalog(OxigraphStore()), runs, admit=lambda _: None)
    yield made
    made.close()


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def test_events_are_sent_as_they_happen_and_the_stream_ends_with_the_last(
    app: GraphQLApp, happening: Happening
) -> None:
    client = Client(app)
    happening.happen(RunState.QUEUED)
    await until(lambda: len(client.events) == 1)
    happening.happen(RunState.RUNNING)
    happening.happen(RunState.SUCCEEDED, final=True)

    await asyncio.wait_for(client.task, 5)

    assert client.events[0].startswith(b"event: next\nid: 1\ndata: {")
    assert [orjson.loads(each.split(b"data: ")[1])["data"]["runProgress"]
            for each in client.events] == [
        {"sequence": 1, "state": "QUEUED", "final": False},
        {"sequence": 2, "state": "RUNNING", "final": False},
        {"sequence": 3, "state": "SUCCEEDED", "final": True},
    ]  # fmt: skip
    assert client.received[-2:] == [b"event: complete\ndata:\n\n", b""]


async def test_a_stream_stops_when_its_client_leaves(app: GraphQLApp, happening: Happening) -> None:
    client = Client(app)
    await until(lambda: happening.asked > 0)

    client.leave()
    await asyncio.wait_for(client.task, 5)

    asked = happening.asked
    await asyncio.sleep(0.3)
    assert happening.asked == asked


async def test_500_clients_that_leave_leave_nothing_behind(
    app: GraphQLApp, happening: Happening
) -> None:
    before = len(asyncio.all_tasks())

    for _ in range(10):
        clients = [Client(app) for _ in range(50)]
        await asyncio.sleep(0)
        for client in clients:
            client.leave()
        await asyncio.wait_for(asyncio.gather(*(client.task for client in clients)), 20)

    await until(lambda: len(asyncio.all_tasks()) <= before)


async def test_a_silent_stream_shows_that_it_lives(
    app: GraphQLApp, happening: Happening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_HEARTBEAT_SECONDS", 0.05)
    client = Client(app)

    await until(lambda: client.received.count(b":\n\n") >= 2)

    client.leave()
    await asyncio.wait_for(client.task, 5)
