"""The protocol graphql-transport-ws (PROTOCOL.md of graphql-ws): operations over one socket.

Text frames only. Close codes are those of the protocol: 4400 a message it does not know, 4401 not
acknowledged yet, 4403 a foreign page, 4406 another protocol, 4408 nothing said in time, 4409 an
operation of this id is running, 4429 acknowledged already or too many operations.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
from starlette.types import Receive, Scope, Send

from modelgraph.graphql.body import decoded, header, request
from modelgraph.graphql.context import Context
from modelgraph.graphql.engine import Answer, Engine
from modelgraph.graphql.errors import RequestRefusedError, of_exception
from modelgraph.graphql.http import MakeContext

PROTOCOL: Final = "graphql-transport-ws"
_LOG = logging.getLogger("modelgraph.graphql")
_INIT_SECONDS: Final = 10.0


class _ClosedError(Exception):
    """The socket is, or is to be, closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


async def serve(
    engine: Engine, make_context: MakeContext, scope: Scope, receive: Receive, send: Send
) -> None:
    """Serve one socket until either side closes it."""
    await receive()
    if not _same_origin(scope):
        await send({"type": "websocket.close", "code": 4403, "reason": "foreign origin"})
        return
    if PROTOCOL not in scope["subprotocols"]:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 4406, "reason": f"speak {PROTOCOL}"})
        return
    await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
    await _Socket(engine, make_context, scope, receive, send).run()


def _same_origin(scope: Scope) -> bool:
    """Say whether the page that opened the socket came from here; programs send no origin."""
    origin = header(scope, b"origin")
    return not origin or urlsplit(origin).netloc.lower() == header(scope, b"host").lower()


class _Socket:
    def __init__(
        self, engine: Engine, make_context: MakeContext, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self._engine = engine
        self._make_context = make_context
        self._scope, self._receive, self._send = scope, receive, send
        self._context: Context | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        try:
            async with asyncio.timeout(_INIT_SECONDS) as waiting:
                while True:
                    await self._handle(await self._message())
                    if self._context is not None:
                        waiting.reschedule(None)
        except TimeoutError:
            await self._close(_ClosedError(4408, "Connection initialisation timeout"))
        except _ClosedError as closed:
            await self._close(closed)
        except Exception as error:
            _LOG.error("socket failed", exc_info=error)
            await self._close(_ClosedError(1011, "Internal error"))
        finally:
            await self._stop()

    async def _message(self) -> dict[str, Any]:
        event = await self._receive()
        if event["type"] == "websocket.disconnect":
            raise _ClosedError(0, "left")
        text = event.get("text")
        if text is None or len(text) > self._engine.limits.body_bytes:
            raise _ClosedError(4400, "Only text messages of limited size")
        try:
            message = decoded(text)
        except RequestRefusedError as refusal:
            raise _ClosedError(4400, "Not JSON") from refusal
        if not isinstance(message, dict):
            raise _ClosedError(4400, "Not a message")
        return message

    async def _handle(self, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._acknowledge(message.get("payload"))
            case "ping":
                await self._say({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                self._start(message)
            case "complete":
                self._cancel(message.get("id"))
            case kind:
                raise _ClosedError(4400, f"Unknown message {str(kind)[:40]!r}")

    async def _acknowledge(self, payload: Any) -> None:
        if self._context is not None:
            raise _ClosedError(4429, "Too many initialisation requests")
        if not isinstance(payload, dict | None):
            raise _ClosedError(4400, "The payload must be an object")
        self._context = self._make_context(self._scope, payload or {})
        await self._say({"type": "connection_ack"})

    def _start(self, message: Mapping[str, Any]) -> None:
        identifier = message.get("id")
        if self._context is None:
            raise _ClosedError(4401, "Unauthorized")
        if not isinstance(identifier, str) or not identifier or len(identifier) > 200:
            raise _ClosedError(4400, "An operation needs an id")
        if identifier in self._operations:
            raise _ClosedError(4409, "Subscriber for this id already exists")
        if len(self._operations) >= self._engine.limits.operations_per_socket:
            raise _ClosedError(4429, "Too many operations on one socket")
        work = self._operate(identifier, message.get("payload"), self._context)
        self._operations[identifier] = asyncio.create_task(work)

    def _cancel(self, identifier: Any) -> None:
        task = self._operations.pop(identifier, None) if isinstance(identifier, str) else None
        if task is not None:
            task.cancel()

    async def _operate(self, identifier: str, payload: Any, context: Context) -> None:
        try:
            await self._answer(identifier, payload, context)
            await self._say({"type": "complete", "id": identifier})
        except RequestRefusedError as refusal:
            await self._say({"type": "error", "id": identifier, "payload": refusal.errors})
        except Exception as error:
            failure = [of_exception(error)]
            await self._say({"type": "error", "id": identifier, "payload": failure})
        finally:
            if self._operations.get(identifier) is asyncio.current_task():
                del self._operations[identifier]

    async def _answer(self, identifier: str, payload: Any, context: Context) -> None:
        prepared = await self._engine.prepare(request(payload))
        async with aclosing(self._engine.answers_to(prepared, context)) as answers:
            async for answer in answers:
                await self._next(identifier, answer)

    async def _next(self, identifier: str, answer: Answer) -> None:
        if answer.refused:
            refusal = RequestRefusedError("BAD_REQUEST", "")
            refusal.errors = answer.body["errors"]
            raise refusal
        await self._say({"type": "next", "id": identifier, "payload": answer.body})

    async def _say(self, message: Mapping[str, Any]) -> None:
        # Bytes would go out as a binary frame, which clients of this protocol refuse.
        await self._send({"type": "websocket.send", "text": orjson.dumps(message).decode()})

    async def _close(self, closed: _ClosedError) -> None:
        if closed.code:
            await self._send(
                {"type": "websocket.close", "code": closed.code, "reason": closed.reason}
            )

    async def _stop(self) -> None:
        tasks = list(self._operations.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
