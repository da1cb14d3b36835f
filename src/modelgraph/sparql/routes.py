"""The addresses of the endpoint: ``/sparql``, and ``/.well-known/void`` that describes its data.

SPARQL 1.1 Protocol and Service Description. Any page of any site may read here (CORS), as the
catalog is public and no cookie counts.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from modelgraph.errors import ModelgraphError, NotFoundError
from modelgraph.sparql import page
from modelgraph.sparql.accept import accepted, likes
from modelgraph.sparql.answer import Answer
from modelgraph.sparql.description import Describer, Triples, address, written
from modelgraph.sparql.failures import body_of, status_of
from modelgraph.sparql.formats import GRAPHS, ROWS, Choice, Format, named
from modelgraph.sparql.guard import Question, examine
from modelgraph.sparql.request import Asked, read
from modelgraph.sparql.service import Caller, SparqlService

T = TypeVar("T")
Who = Callable[[Request], Caller]
Endpoint = Callable[[Request], Awaitable[Response]]

_OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, X-Modelgraph-Truncated",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_CLIENT_GONE: Final = 499


def by_address(request: Request) -> Caller:
    """Return the caller as its network address, without a key."""
    return Caller(request.client.host if request.client else "")


def router(
    service: SparqlService,
    *,
    who: Who = by_address,
    workbench: str | None = None,
    public_url: str | None = None,
) -> APIRouter:
    """Return the routes of the endpoint.

    ``who`` tells callers apart and knows their keys; ``workbench`` is the page to which browsers
    are sent (a small form of our own without it); ``public_url`` is the server's address in
    descriptions (that of the request without it).
    """
    door = _Door(service, who, workbench, public_url)
    routes = APIRouter(tags=["SPARQL"])
    for path in ("/sparql", "/sparql.{ending}"):
        routes.add_api_route(
            path,
            _guarded(door.query),
            methods=["GET", "HEAD", "POST"],
            summary="Ask the graph by SPARQL 1.1, or read what the endpoint can do",
            include_in_schema=path == "/sparql",
            response_class=Response,
        )
        routes.add_api_route(path, _preflight, methods=["OPTIONS"], include_in_schema=False)
    routes.add_api_route(
        "/.well-known/void",
        _guarded(door.void),
        methods=["GET", "HEAD"],
        summary="What the graph holds, as VoID",
        response_class=Response,
    )
    for path in ("/sparql/update", "/graphs"):
        routes.add_api_route(
            path,
            _guarded(_not_here),
            methods=["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"],
            include_in_schema=False,
        )
    return routes


class _Door:
    def __init__(
        self, service: SparqlService, who: Who, workbench: str | None, public_url: str | None
    ) -> None:
        self._service, self._who = service, who
        self._workbench, self._public_url = workbench, public_url
        self._describer = Describer(service)

    async def query(self, request: Request) -> Response:
        asked = await read(request, self._service.limits.text_bytes)
        form = asked.form or request.path_params.get("ending")
        if form is None and request.method != "POST" and _is_browser(request):
            return self._for_people(request, asked)
        if asked.text is None and request.method != "POST":
            return await self._described(request, form)
        question = examine(asked.text or "", self._service.limits)
        choice = _choice(request, form, GRAPHS if question.makes_graph else ROWS)
        tag = self._tag(request, question, choice, asked)
        if tag and request.headers.get("if-none-match") in (tag, "*"):
            return Response(status_code=304, headers={**_OPEN, "ETag": tag})
        answer = await _unless_gone(
            request,
            self._service.ask(
                question,
                choice,
                dataset=asked.dataset,
                caller=self._who(request),
                seconds=asked.seconds,
            ),
        )
        return _sent(answer, tag)

    async def void(self, request: Request) -> Response:
        return await self._graph(request, request.query_params.get("format"), self._describer.void)

    async def _described(self, request: Request, form: str | None) -> Response:
        return await self._graph(request, form, self._describer.endpoint)

    async def _graph(
        self,
        request: Request,
        form: str | None,
        describe: Callable[[str], Awaitable[Triples]],
    ) -> Response:
        choice = _choice(request, form, GRAPHS)
        triples = await describe(self._public_url or address(request.base_url))
        body = written(triples, choice.format)
        tag = _tag_of(body)
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={**_OPEN, "ETag": tag})
        return _sent(Answer(body, choice.content_type), tag)

    def _for_people(self, request: Request, asked: Asked) -> Response:
        if self._workbench is not None:
            query = request.url.query
            page_with_query = f"{self._workbench}?{query}" if query else self._workbench
            return RedirectResponse(page_with_query, 303, headers={"Vary": "Accept"})
        return page.form(asked.text or "", request.query_params.get("example", ""))

    def _tag(
        self, request: Request, question: Question, choice: Choice, asked: Asked
    ) -> str | None:
        if request.method == "POST" or question.volatile:
            return None
        parts = (self._service.revision, question.text, choice.media_type, repr(asked.dataset))
        return _tag_of("\0".join(parts).encode())


def _tag_of(content: bytes) -> str:
    # Weak: two workers may write the rows of an unordered query in another order.
    return f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'


def _choice(request: Request, form: str | None, offered: tuple[Format, ...]) -> Choice:
    if form is not None:
        return named(form, offered)
    # Several Accept lines are one list (RFC 9110, section 5.3).
    lines = request.headers.getlist("accept")
    return accepted(", ".join(lines) if lines else None, offered)


def _is_browser(request: Request) -> bool:
    kinds = [kind for form in (*ROWS, *GRAPHS) for kind in form.media_types]
    liked = likes(request.headers.get("accept"))
    return liked.best_match([*kinds, "text/html"]) == "text/html"


def _sent(answer: Answer, tag: str | None) -> Response:
    headers = {**_OPEN, "Content-Type": answer.media_type}
    headers["Cache-Control"] = "public, no-cache" if tag else "no-store"
    if tag:
        headers["ETag"] = tag
    if answer.truncated:
        headers["X-Modelgraph-Truncated"] = "true"
    return Response(answer.body, headers=headers)


def _guarded(endpoint: Endpoint) -> Endpoint:
    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except _ClientGoneError:
            return Response(status_code=_CLIENT_GONE)
        except ModelgraphError as error:
            headers = {**_OPEN, "Cache-Control": "no-store"}
            if wait := error.details.get("retry_after"):
                headers["Retry-After"] = str(wait)
            return Response(body_of(error), status_of(error), headers, "application/json")

    return answered


async def _unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Return what the work returns, and stop it when the client goes away."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise _ClientGoneError
        return working.result()
    finally:
        leaving.cancel()
        working.cancel()


class _ClientGoneError(Exception):
    """Nobody is there to take the answer."""


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _preflight(request: Request) -> Response:
    return Response(status_code=204, headers={**_OPEN, **_PREFLIGHT})


async def _not_here(request: Request) -> Response:
    raise NotFoundError("address", request.url.path)
