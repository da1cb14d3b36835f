"""What every request passes first: the name it is addressed to, the size of its body, and the
headers that every answer carries.

Plain ASGI, so that nothing is buffered and event streams flow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modelgraph.server import codes

_HEADERS: Final = {
    b"content-security-policy": (
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        b"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        b"frame-ancestors 'none'; manifest-src 'self'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"geolocation=(), microphone=(), payment=()",
}


class _TooLargeError(Exception):
    def __init__(self, limit: int, actual: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit, self.actual = limit, actual


class Front:
    """Wraps the whole application.

    ``hosts`` are names, ``*.example.org`` for all of a domain, ``*`` for any. ``body_bytes`` limits
    bodies, except under the paths of ``larger`` (with a slash at its end: all below it): those have
    their own limit, or none here (0) where what stands there limits itself.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: tuple[str, ...], body_bytes: int, larger: Mapping[str, int]
    ) -> None:
        self._app, self._hosts = app, hosts
        self._body_bytes, self._larger = body_bytes, dict(larger)
        self._below = tuple(path for path in larger if path.endswith("/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not self._is_for_us(scope):
            await _refuse_host(scope, receive, _with_headers(send))
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send))
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._limit(scope["path"])
        if limit == 0:
            await self._app(scope, receive, send)
            return
        body = _Body(receive, limit)
        answer = _Answer(send, body)
        try:
            body.check_declared(scope)
            await self._app(scope, body.receive, answer.send)
        except _TooLargeError:
            pass
        if body.too_large is not None and not answer.begun:
            await _refuse_size(body.too_large, send)

    def _limit(self, path: str) -> int:
        if (limit := self._larger.get(path)) is not None:
            return limit
        above = next((start for start in self._below if path.startswith(start)), None)
        return self._body_bytes if above is None else self._larger[above]

    def _is_for_us(self, scope: Scope) -> bool:
        values = [value for key, value in scope["headers"] if key == b"host"]
        if len(values) != 1:
            return "*" in self._hosts and len(values) < 2
        name = _without_port(values[0].decode("latin-1").lower())
        return any(_fits(name, host.lower()) for host in self._hosts)


def _fits(name: str, host: str) -> bool:
    if host == "*":
        return True
    return name.endswith(host[1:]) if host.startswith("*.") else name == host


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


class _Body:
    """A body that is counted while it arrives."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._limit, self._seen = receive, limit, 0
        self.too_large: _TooLargeError | None = None

    def check_declared(self, scope: Scope) -> None:
        for key, value in scope["headers"]:
            if key == b"content-length" and value.isdigit():
                self._check(int(value))

    async def receive(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        self._check(self._seen)
        return message

    def _check(self, actual: int) -> None:
        if actual > self._limit:
            self.too_large = _TooLargeError(self._limit, actual)
            raise self.too_large


class _Answer:
    """An answer that is dropped where the body turned out too large before it began.

    Whatever stands behind may take the error for a fault of its own and answer 500.
    """

    def __init__(self, send: Send, body: _Body) -> None:
        self._send, self._body = send, body
        self.begun = False

    async def send(self, message: Message) -> None:
        if self.begun or self._body.too_large is None:
            self.begun = True
            await self._send(message)


def _with_headers(send: Send) -> Send:
    """Add our headers; a page that has its own policy keeps it."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            present = {key.lower() for key, _ in given}
            ours = [(key, value) for key, value in _HEADERS.items() if key not in present]
            message = {**message, "headers": given + ours}
        await send(message)

    return sending


async def _refuse_size(error: _TooLargeError, send: Send) -> None:
    await _answer(
        send,
        413,
        codes.BODY_TOO_LARGE,
        f"The body has {error.actual:,} bytes or more; at most {error.limit:,} are taken.",
        "Send less at once.",
        {"limit": error.limit, "actual": error.actual},
    )


async def _refuse_host(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": "unknown host"})
        return
    hint = "MODELGRAPH_ALLOWED_HOSTS names what this server answers to."
    await _answer(send, 421, codes.UNKNOWN_HOST, "This server has another name.", hint, {})


async def _answer(  # noqa: PLR0917 - the parts of one answer
    send: Send, status: int, code: str, message: str, hint: str, details: dict[str, int]
) -> None:
    error = {"code": code, "message": message, "hint": hint, "details": details}
    body = orjson.dumps({"error": error})
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
