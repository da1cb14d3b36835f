"""GraphQL over HTTP, as the working draft says, in front of the engine.

A mutation can't be sent by GET and a body must be ``application/json``, so a foreign page can't
make a browser change anything without a preflight, which is never answered. Plain JSON is answered
with 200 whatever the document was, GraphQL's own media type with the status that fits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import orjson
from graphql import OperationType
from starlette.types import Receive, Scope, Send

from modelgraph.graphql.accept import Form, not_acceptable, page, plain, stream
from modelgraph.graphql.answers import Kept
from modelgraph.graphql.answers import key as key_of
from modelgraph.graphql.body import from_body, from_parameters, header
from modelgraph.graphql.context import Context
from modelgraph.graphql.engine import Answer, Engine, Prepared, Request
from modelgraph.graphql.errors import RequestRefusedError, of_exception
from modelgraph.graphql.form import form

_HEARTBEAT_SECONDS: Final = 12.0
_KEPT_200: Final = frozenset(
    {
        "GRAPHQL_PARSE_FAILED",
        "GRAPHQL_VALIDATION_FAILED",
        "GRAPHQL_INVALID_VARIABLES",
        "PERSISTED_QUERY_NOT_FOUND",
    }
)
Headers: TypeAlias = list[tuple[bytes, bytes]]
MakeContext = Callable[[Scope, Mapping[str, Any]], Context]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a request was asked, and how it is answered."""

    method: str
    accept: str
    if_none_match: str
    receive: Receive
    send: Send


async def respond(
    engine: Engine, make_context: MakeContext, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer one HTTP request."""
    accept, known = header(scope, b"accept"), header(scope, b"if-none-match")
    asked = Asked(scope["method"], accept, known, receive, send)
    if scope["method"] in {"GET", "HEAD"} and not scope["query_string"] and page(accept):
        await _form(send)
        return
    try:
        prepared = await engine.prepare(await _request(engine, scope, receive))
        _check_method(scope, prepared)
        await (_stream if _streams(prepared, accept) else _plain)(
            engine, prepared, make_context(scope, {}), asked
        )
    except RequestRefusedError as refusal:
        await _refuse(refusal, asked)
    except Exception as error:
        body = orjson.dumps({"errors": [of_exception(error)]})
        await _send(send, 500, plain(accept) or Form.JSON, body, [])


async def _request(engine: Engine, scope: Scope, receive: Receive) -> Request:
    if scope["method"] == "POST":
        return await from_body(scope, receive, engine.limits.body_bytes)
    if scope["method"] in {"GET", "HEAD"}:
        return from_parameters(scope["query_string"])
    raise _wrong_method(f"{scope['method']} is not answered here.")


def _check_method(scope: Scope, prepared: Prepared) -> None:
    if scope["method"] != "POST" and prepared.kind is OperationType.MUTATION:
        raise _wrong_method("A mutation can't be sent by GET.")


def _streams(prepared: Prepared, accept: str) -> bool:
    """Say whether the answer is a stream: of a query, too, where the client takes nothing else."""
    if prepared.kind is OperationType.SUBSCRIPTION:
        return True
    return plain(accept) is None and stream(accept) is not None


def _wrong_method(message: str) -> RequestRefusedError:
    return RequestRefusedError("METHOD_NOT_ALLOWED", message, hint="Send it by POST.", status=405)


async def _plain(engine: Engine, prepared: Prepared, context: Context, asked: Asked) -> None:
    form = plain(asked.accept)
    if form is None:
        raise not_acceptable(
            "one answer", "Accept application/json or application/graphql-response+json."
        )
    key = _key(prepared, context)
    kept = engine.answers.get(key) if key else None
    if kept is None:
        answer = await engine.execute(prepared, context)
        if key is None or "errors" in answer.body:
            status = 400 if answer.refused and form is Form.GRAPHQL else 200
            await _send(asked.send, status, form, orjson.dumps(answer.body), _cost(prepared))
            return
        kept = Kept.of(orjson.dumps(answer.body))
        engine.answers.keep(key, kept)
    more = [*_cost(prepared), (b"etag", kept.tag.encode())]
    if asked.method != "POST" and _is_known(kept.tag, asked.if_none_match):
        headers = [*_headers(form), *more]
        await asked.send({"type": "http.response.start", "status": 304, "headers": headers})
        await asked.send({"type": "http.response.body", "body": b"", "more_body": False})
    else:
        await _send(asked.send, 200, form, kept.body, more)


def _is_known(tag: str, if_none_match: str) -> bool:
    """Compare weakly, as RFC 9110 says (13.1.2): a ``W/`` before the tag makes no difference."""
    return if_none_match.strip() == "*" or tag in if_none_match


def _key(prepared: Prepared, context: Context) -> tuple[Any, ...] | None:
    request = prepared.request
    if not prepared.may_be_kept:
        return None
    return key_of(context.catalog.revision, request.query, request.operation, request.variables)


def _cost(prepared: Prepared) -> Headers:
    return [(b"graphql-cost", str(prepared.cost).encode())]


async def _stream(engine: Engine, prepared: Prepared, context: Context, asked: Asked) -> None:
    if stream(asked.accept) is None:
        raise not_acceptable(
            "a subscription", "Accept text/event-stream, or use a WebSocket (graphql-transport-ws)."
        )
    headers = _headers(Form.EVENTS)
    await asked.send({"type": "http.response.start", "status": 200, "headers": headers})
    left = asyncio.ensure_future(_left(asked.receive))
    try:
        async with aclosing(engine.answers_to(prepared, context)) as answers:
            async for event in _events(answers, left):
                await asked.send({"type": "http.response.body", "body": event, "more_body": True})
    finally:
        left.cancel()
    await asked.send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _events(
    answers: AsyncIterator[Answer], left: asyncio.Future[None]
) -> AsyncIterator[bytes]:
    """Yield the events of a stream, with a sign of life in between, until nobody listens."""
    number = 0
    following: asyncio.Future[Answer] | None = None
    try:
        while True:
            following = following or asyncio.ensure_future(_next(answers))
            waiting: set[asyncio.Future[Any]] = {following, left}
            done, _ = await asyncio.wait(
                waiting, timeout=_HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if left in done:
                return
            if following not in done:
                yield b":\n\n"
                continue
            number += 1
            data = orjson.dumps(following.result().body)
            following = None
            yield b"event: next\nid: %d\ndata: %b\n\n" % (number, data)
    except StopAsyncIteration:
        yield b"event: complete\ndata:\n\n"
    finally:
        if following is not None:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


async def _next(answers: AsyncIterator[Answer]) -> Answer:
    return await anext(answers)


async def _form(send: Send) -> None:
    """Show people a form."""
    body = form()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"vary", b"Accept"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _refuse(refusal: RequestRefusedError, asked: Asked) -> None:
    wanted = plain(asked.accept)
    form = wanted or Form.JSON
    codes = {error["extensions"]["code"] for error in refusal.errors}
    status = 200 if wanted is Form.JSON and codes <= _KEPT_200 else refusal.status
    more = [(b"allow", b"GET, POST")] if status == 405 else []
    await _send(asked.send, status, form, orjson.dumps({"errors": refusal.errors}), more)


async def _send(send: Send, status: int, form: Form, body: bytes, more: Headers) -> None:
    headers = [*_headers(form), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _headers(form: Form) -> Headers:
    return [
        (b"content-type", f"{form.value}; charset=utf-8".encode()),
        (b"cache-control", b"no-store" if form is Form.EVENTS else b"no-cache"),
        (b"vary", b"Accept"),
    ]
