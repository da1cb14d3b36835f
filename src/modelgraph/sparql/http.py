"""What all addresses of the endpoint have in common: forms, marks of revision, refusals, CORS."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from modelgraph.errors import ModelgraphError
from modelgraph.sparql.accept import accepted
from modelgraph.sparql.asking import Reply
from modelgraph.sparql.failures import body_of, status_of
from modelgraph.sparql.formats import Choice, Format, named

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]

OPEN: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, X-Modelgraph-Truncated",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept",
}
"""Any page of any site may read: the catalog is public and no cookie counts."""

CLOSED: Final[Mapping[str, str]] = {"X-Content-Type-Options": "nosniff"}
"""Nobody writes from a page of another site."""

_CLIENT_GONE: Final = 499


def tag_of(*parts: str | bytes) -> str:
    """Return the ETag of what these parts determine."""
    # Weak: two workers may write the rows of an unordered query in another order.
    content = b"\0".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    return f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'


def is_known(request: Request, tag: str) -> bool:
    """Say whether the client has this answer already (RFC 9110, section 13.1.2)."""
    header = ", ".join(request.headers.getlist("if-none-match"))
    return tag in (part.strip() for part in header.split(",")) or header.strip() == "*"


def not_modified(tag: str) -> Response:
    """Tell a client that it has the answer."""
    return Response(status_code=304, headers={**OPEN, "ETag": tag})


def choice(request: Request, form: str | None, offered: tuple[Format, ...]) -> Choice:
    """Return the form of the answer: the one that is named, or by ``Accept``."""
    if form is not None:
        return named(form, offered)
    # Several Accept lines are one list (RFC 9110, section 5.3).
    lines = request.headers.getlist("accept")
    return accepted(", ".join(lines) if lines else None, offered)


def headers_of(content_type: str, tag: str | None) -> dict[str, str]:
    """Return the headers of an answer that may be kept where it has a tag."""
    headers = {**OPEN, "Content-Type": content_type}
    headers["Cache-Control"] = "public, no-cache" if tag else "no-store"
    if tag:
        headers["ETag"] = tag
    return headers


async def sent(
    request: Request, coming: AbstractAsyncContextManager[Reply], headers: dict[str, str]
) -> Response:
    """Answer with what a worker replies, part by part where it is long."""
    kept = AsyncExitStack()
    try:
        reply = await unless_gone(request, kept.enter_async_context(coming))
        head = reply.first.head
        if head.get("truncated"):
            headers["X-Modelgraph-Truncated"] = "true"
        if "size" in head:
            headers["Content-Length"] = str(head["size"])
        if reply.is_whole:
            await kept.aclose()
            return Response(reply.first.body, headers=headers)
    except BaseException:
        await kept.aclose()
        raise
    if request.method == "HEAD":
        await kept.aclose()
        return Response(headers=headers)
    return StreamingResponse(_flowing(reply, kept), headers=headers)


async def _flowing(reply: Reply, kept: AsyncExitStack) -> AsyncIterator[bytes]:
    async with kept:
        async for part in reply.parts():
            yield part


def guarded(endpoint: Endpoint, common: Mapping[str, str] = OPEN) -> Endpoint:
    """Return an endpoint whose refusals have a status and a code in JSON."""

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ClientGoneError:
            return Response(status_code=_CLIENT_GONE)
        except ModelgraphError as error:
            headers = {**common, "Cache-Control": "no-store"}
            if wait := error.details.get("retry_after"):
                headers["Retry-After"] = str(wait)
            status = status_of(error)
            if status == 401:
                headers["WWW-Authenticate"] = 'Bearer realm="modelgraph"'
            return Response(body_of(error), status, headers, "application/json")

    return answered


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Return what the work returns, and stop it when the client goes away.

    Raises:
        ClientGoneError: it did.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGoneError
        return working.result()
    finally:
        leaving.cancel()
        working.cancel()


class ClientGoneError(Exception):
    """Nobody is there to take the answer."""


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
