"""The addresses that answer: ``/sparql``, its examples, and ``/.well-known/void`` about its data.

SPARQL 1.1 Protocol and Service Description. Any page of any site may read here (CORS), as the
catalog is public and no cookie counts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from modelgraph.sparql import page
from modelgraph.sparql.accept import likes
from modelgraph.sparql.description import Describer, Triples, address, written
from modelgraph.sparql.formats import GRAPHS, ROWS, Choice
from modelgraph.sparql.guard import Question, examine
from modelgraph.sparql.http import (
    OPEN,
    choice,
    guarded,
    headers_of,
    is_known,
    not_modified,
    sent,
    tag_of,
)
from modelgraph.sparql.request import Asked, read
from modelgraph.sparql.service import Caller, SparqlService

Who = Callable[[Request], Caller]

_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def by_address(request: Request) -> Caller:
    """Return the caller as its network address, without a key."""
    return Caller(request.client.host if request.client else "")


def router(
    service: SparqlService,
    *,
    who: Who = by_address,
    workbench: str | None = None,
    public_url: str | None = None,
    updates: bool = False,
) -> APIRouter:
    """Return the routes of the endpoint.

    ``who`` tells callers apart and knows their keys; ``workbench`` is the page to which browsers
    are sent (a small form of our own without it); ``public_url`` is the server's address in
    descriptions (that of the request without it); ``updates`` says that there is an address for
    them, too.
    """
    door = _Door(service, who, workbench, public_url, Describer(service, updates=updates))
    routes = APIRouter(tags=["SPARQL"])
    for path in ("/sparql", "/sparql.{ending}"):
        routes.add_api_route(
            path,
            guarded(door.query),
            methods=["GET", "HEAD", "POST"],
            summary="Ask the graph by SPARQL 1.1, or read what the endpoint can do",
            include_in_schema=path == "/sparql",
            response_class=Response,
        )
        routes.add_api_route(path, _preflight, methods=["OPTIONS"], include_in_schema=False)
    routes.add_api_route(
        "/.well-known/void",
        guarded(door.void),
        methods=["GET", "HEAD"],
        summary="What the graph holds, as VoID",
        response_class=Response,
    )
    routes.add_api_route(
        "/sparql/examples",
        guarded(door.examples),
        methods=["GET", "HEAD"],
        summary="Example queries, as SHACL",
        response_class=Response,
    )
    return routes


class _Door:
    def __init__(
        self,
        service: SparqlService,
        who: Who,
        workbench: str | None,
        public_url: str | None,
        describer: Describer,
    ) -> None:
        self._service, self._who = service, who
        self._workbench, self._public_url = workbench, public_url
        self._describer = describer

    async def query(self, request: Request) -> Response:
        asked = await read(request, self._service.limits.text_bytes)
        form = asked.form or request.path_params.get("ending")
        if form is None and request.method != "POST" and _is_browser(request):
            return self._for_people(request, asked)
        if asked.text is None and request.method != "POST":
            return await self._described(request, form)
        question = examine(asked.text or "", self._service.limits)
        chosen = choice(request, form, GRAPHS if question.makes_graph else ROWS)
        base = f"{self._address(request)}/sparql" if self._service.plain else None
        tag = self._tag(request, question, chosen, asked, base)
        if tag and is_known(request, tag):
            return not_modified(tag)
        reply = self._service.reply(
            question,
            chosen,
            dataset=asked.dataset,
            caller=self._who(request),
            seconds=asked.seconds,
            base=base,
        )
        return await sent(request, reply, headers_of(chosen.content_type, tag))

    async def void(self, request: Request) -> Response:
        return await self._graph(request, request.query_params.get("format"), self._describer.void)

    async def examples(self, request: Request) -> Response:
        form = request.query_params.get("format")
        return await self._graph(request, form, self._describer.examples)

    async def _described(self, request: Request, form: str | None) -> Response:
        return await self._graph(request, form, self._describer.endpoint)

    async def _graph(
        self,
        request: Request,
        form: str | None,
        describe: Callable[[str], Awaitable[Triples]],
    ) -> Response:
        chosen = choice(request, form, GRAPHS)
        triples = await describe(self._address(request))
        body = written(triples, chosen.format)
        tag = tag_of(body)
        if is_known(request, tag):
            return not_modified(tag)
        return Response(body, headers=headers_of(chosen.content_type, tag))

    def _address(self, request: Request) -> str:
        return self._public_url or address(request.base_url)

    def _for_people(self, request: Request, asked: Asked) -> Response:
        if self._workbench is not None:
            query = request.url.query
            page_with_query = f"{self._workbench}?{query}" if query else self._workbench
            return RedirectResponse(page_with_query, 303, headers={"Vary": "Accept"})
        return page.form(asked.text or "", request.query_params.get("example", ""))

    def _tag(
        self, request: Request, question: Question, chosen: Choice, asked: Asked, base: str | None
    ) -> str | None:
        if request.method == "POST" or question.volatile:
            return None
        return tag_of(
            self._service.revision,
            question.text,
            chosen.media_type,
            repr(asked.dataset),
            base or "",
        )


def _is_browser(request: Request) -> bool:
    kinds = [kind for form in (*ROWS, *GRAPHS) for kind in form.media_types]
    liked = likes(request.headers.get("accept"))
    return liked.best_match([*kinds, "text/html"]) == "text/html"


async def _preflight(request: Request) -> Response:
    return Response(status_code=204, headers={**OPEN, **_PREFLIGHT})
