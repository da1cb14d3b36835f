"""graphql-transport-ws over a real server and a real socket."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.app import GraphQLApp
from modelgraph.store import OxigraphStore

PROTOCOL: Any = "graphql-transport-ws"
INIT = {"type": "connection_init"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = GraphQLApp(Catalog(OxigraphStore()), admit=lambda _: None)
    config = uvicorn.Config(
        app, port=0, ws="websockets-sansio", log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"ws://127.0.0.1:{port}/graphql"
    server.should_exit = True
    thread.join()
    app.close()


Talk = Callable[..., list[Any]]


@pytest.fixture
def talk(address: str) -> Talk:
    """Return a function that sends messages and gives those that came, and the close code."""

    async def conversation(messages: tuple[Any, ...], answers: int) -> list[Any]:
        async with connect(address, subprotocols=[PROTOCOL]) as socket:
            for message in messages:
                await _send(socket, message)
            return await _received(socket, answers)

    def run(*messages: Any, answers: int) -> list[Any]:
        return asyncio.run(asyncio.wait_for(conversation(messages, answers), 15))

    return run


async def _send(socket: ClientConnection, message: Any) -> None:
    raw = isinstance(message, str | bytes)
    await socket.send(message if raw else orjson.dumps(message).decode())


async def _received(socket: ClientConnection, answers: int) -> list[Any]:
    came: list[Any] = []
    try:
        for _ in range(answers):
            message = await socket.recv()
            assert isinstance(message, str), "clients of this protocol refuse binary frames"
            came.append(orjson.loads(message))
    except ConnectionClosed as closed:
        came.append(closed.rcvd.code if closed.rcvd else 0)
    return came


def subscribe(query: str, identifier: Any = "1", **payload: Any) -> dict[str, Any]:
    return {"id": identifier, "type": "subscribe", "payload": {"query": query, **payload}}


def test_a_query_is_answered_and_completed(talk: Talk) -> None:
    came = talk(INIT, subscribe("{ __typename }"), answers=3)

    payload = {
        "data": {"__typename": "Query"},
        "extensions": {"cost": {"requested": 0, "limit": 10_000}},
    }
    assert came == [
        {"type": "connection_ack"},
        {"type": "next", "id": "1", "payload": payload},
        {"type": "complete", "id": "1"},
    ]


def test_a_faulty_document_is_an_error_with_its_code(talk: Talk) -> None:
    _, error = talk(INIT, subscribe("{ nothing }"), answers=2)

    assert error["type"] == "error"
    assert error["payload"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_a_wrong_variable_is_an_error_with_its_code(talk: Talk) -> None:
    document = "query($t: String!) { search(text: $t) { id } }"

    _, error = talk(INIT, subscribe(document, variables={"t": 1}), answers=2)

    assert error["payload"][0]["extensions"]["code"] == "GRAPHQL_INVALID_VARIABLES"


def test_the_limits_hold_on_a_socket_too(talk: Talk) -> None:
    aliases = "{" + " ".join(f"a{i}: __typename" for i in range(31)) + "}"

    _, error = talk(INIT, subscribe(aliases), answers=2)

    assert error["payload"][0]["extensions"]["code"] == "TOO_MANY_ALIASES"


def test_a_ping_is_answered(talk: Talk) -> None:
    assert talk({"type": "ping"}, answers=1) == [{"type": "pong"}]


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ((subscribe("{ __typename }"),), 4401),
        ((INIT, INIT), 4429),
        ((INIT, {"type": "start", "id": "1"}), 4400),
        (("no json",), 4400),
        (("[]",), 4400),
        ((b"\x00\x01",), 4400),
        (('{"type":"ping","payload":' + "[" * 100 + "]" * 100 + "}",), 4400),
        ((INIT, subscribe("{ __typename }", identifier="")), 4400),
        ((INIT, subscribe("{ __typename }", identifier=7)), 4400),
        (({"type": "connection_init", "payload": 7},), 4400),
    ],
)
def test_what_the_protocol_forbids_closes_the_socket(
    talk: Talk, messages: tuple[Any, ...], code: int
) -> None:
    assert talk(*messages, answers=3)[-1] == code


def test_another_protocol_is_refused(address: str) -> None:
    async def conversation() -> int:
        async with connect(address, subprotocols=["graphql-ws"]) as socket:  # type: ignore[list-item]
            return (await _received(socket, 1))[-1]  # type: ignore[no-any-return]

    assert asyncio.run(conversation()) == 4406


def test_a_foreign_page_is_refused_before_the_handshake(address: str) -> None:
    async def conversation() -> None:
        async with connect(address, subprotocols=[PROTOCOL], origin="https://evil.test"):  # type: ignore[arg-type]
            pass

    with pytest.raises(InvalidStatus) as raised:
        asyncio.run(conversation())

    assert raised.value.response.status_code == 403
