"""The addresses that write: ``/sparql/update``, and ``/graphs``, where anybody may read.

SPARQL 1.1 Protocol, section 2.2, and SPARQL 1.1 Graph Store HTTP Protocol. Writing needs a key; the
key is looked at before anything of a body is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from hashlib import sha256
from typing import Final
from uuid import uuid4

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modelgraph.errors import InvalidQueryError, NotFoundError, RefusedError
from modelgraph.sparql.changes import Changes
from modelgraph.sparql.description import address
from modelgraph.sparql.documents import SEVERAL, documents, form_of
from modelgraph.sparql.failures import PreconditionError
from modelgraph.sparql.formats import GRAPHS
from modelgraph.sparql.http import (
    CLOSED,
    OPEN,
    choice,
    guarded,
    headers_of,
    is_known,
    not_modified,
    sent,
    unless_gone,
)
from modelgraph.sparql.request import is_address, read_body, read_update
from modelgraph.sparql.service import Caller, SparqlService

Who = Callable[[Request], Caller]
Admit = Callable[[Request], None]

_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_BODY_SECONDS: Final = 120.0


def store_router(
    service: SparqlService,
    changes: Changes | None,
    *,
    who: Who,
    admit: Admit,
    public_url: str | None = None,
) -> APIRouter:
    """Return the routes; without ``changes`` nothing can be written, whoever asks.

    ``admit`` raises ``UnauthorizedError`` where a request has not the key for writing.
    """
    door = _Door(service, changes, who, admit, public_url)
    routes = APIRouter(tags=["SPARQL"])
    routes.add_api_route(
        "/sparql/update",
        guarded(door.update, CLOSED),
        methods=["POST"],
        summary="Change the graph by SPARQL 1.1 Update (with the key for writing)",
        response_class=Response,
    )
    for path in ("/graphs", "/graphs/{name:path}"):
        for method, answer in (
            ("GET", guarded(door.get)),
            ("HEAD", guarded(door.get)),
            ("PUT", guarded(door.put, CLOSED)),
            ("POST", guarded(door.post, CLOSED)),
            ("DELETE", guarded(door.delete, CLOSED)),
            ("OPTIONS", _preflight),
        ):
            routes.add_api_route(
                path,
                answer,
                methods=[method],
                summary=f"{method} a whole graph (SPARQL 1.1 Graph Store Protocol)",
                include_in_schema=path == "/graphs" and method not in ("HEAD", "OPTIONS"),
                response_class=Response,
            )
    return routes


class _Door:
    def __init__(
        self,
        service: SparqlService,
        changes: Changes | None,
        who: Who,
        admit: Admit,
        public_url: str | None,
    ) -> None:
        self._service, self._changes = service, changes
        self._who, self._admit = who, admit
        self._public_url = public_url

    async def update(self, request: Request) -> Response:
        changes = self._admitted(request)
        asked = await read_update(request, changes.limits.update_bytes)
        base = f"{self._address(request)}/sparql/update" if self._service.plain else None
        work = changes.update(asked.text, asked.using, caller=self._who(request), base=base)
        written = await unless_gone(request, work)
        told = {"added": written.added, "removed": written.removed, **written.followed}
        headers = {**CLOSED, "Cache-Control": "no-store"}
        return Response(orjson.dumps(told), 200, headers, "application/json")

    async def get(self, request: Request) -> Response:
        graph = self._named(request)
        self._must_be_here(graph)
        chosen = choice(request, None, GRAPHS)
        tag = self._tag(graph, chosen.media_type)
        if is_known(request, tag):
            return not_modified(tag)
        headers = headers_of(chosen.content_type, tag)
        if request.method == "HEAD":
            return Response(headers=headers)
        return await sent(request, self._service.graph(graph, chosen, self._who(request)), headers)

    async def put(self, request: Request) -> Response:
        changes = self._admitted(request)
        graph = self._named(request)
        return await self._filled(request, changes, graph, replace=True)

    async def post(self, request: Request) -> Response:
        changes = self._admitted(request)
        if self._names_nothing(request):
            graph = f"{self._address(request)}/graphs/{uuid4()}"
            answer = await self._filled(request, changes, graph, replace=False)
            answer.headers["Location"] = graph
            return answer
        return await self._filled(request, changes, self._named(request), replace=False)

    async def delete(self, request: Request) -> Response:
        changes = self._admitted(request)
        graph = self._named(request)
        self._must_be_here(graph)
        self._conditions(request, graph)
        await changes.drop(graph, caller=self._who(request))
        return Response(status_code=204, headers=dict(CLOSED))

    async def _filled(
        self, request: Request, changes: Changes, graph: str, *, replace: bool
    ) -> Response:
        kind = request.headers.get("content-type", "")
        if not kind.startswith(SEVERAL):
            form_of(kind)  # refused before its body is read
        self._conditions(request, graph)
        body = await read_body(request, changes.limits.graph_bytes, _BODY_SECONDS)
        # Parts of megabytes are told apart beside the loop, which answers others meanwhile.
        several = await asyncio.to_thread(documents, kind, body)
        created = await unless_gone(
            request,
            changes.fill(
                graph,
                several,
                base=graph or f"{self._address(request)}/graphs",
                replace=replace,
                caller=self._who(request),
            ),
        )
        return Response(status_code=201 if created else 204, headers=dict(CLOSED))

    def _admitted(self, request: Request) -> Changes:
        if self._changes is None:
            raise RefusedError(
                "Nothing can be written here.",
                hint="Whoever runs the server may start it with MODELGRAPH_WRITE_KEY.",
            )
        self._admit(request)
        return self._changes

    def _named(self, request: Request) -> str:
        """Return the graph that a request is about, the default one as the empty text."""
        given = request.query_params.getlist("graph")
        default = "default" in request.query_params
        path = request.path_params.get("name")
        if len(given) + default + bool(path) != 1:
            raise InvalidQueryError(
                "The request names no graph, or more than one.",
                hint="?graph=<address>, ?default, or a path under /graphs.",
            )
        if path:
            return self._address(request) + _raw_path(request)
        if given and not is_address(given[0]):
            raise InvalidQueryError(f"Not the address of a graph: {given[0][:200]!r}.")
        return given[0] if given else ""

    @staticmethod
    def _names_nothing(request: Request) -> bool:
        query = request.query_params
        return (
            not request.path_params.get("name") and "graph" not in query and "default" not in query
        )

    def _must_be_here(self, graph: str) -> None:
        if graph and not self._service.source.holds(graph):
            raise NotFoundError("graph", graph[:200])

    def _conditions(self, request: Request, graph: str) -> None:
        """Keep somebody from writing over what he has not seen (RFC 9110, section 13.1)."""
        here = not graph or self._service.source.holds(graph)
        wanted = [part.strip() for part in request.headers.get("if-match", "").split(",")]
        tags = {self._tag(graph, kind) for form in GRAPHS for kind in form.media_types}
        if wanted != [""] and not (here and (wanted == ["*"] or tags.intersection(wanted))):
            raise PreconditionError("The graph is not what it was.", hint="Read it again.")
        if here and request.headers.get("if-none-match", "").strip() == "*":
            raise PreconditionError("There is such a graph already.")

    def _tag(self, graph: str, media_type: str) -> str:
        # Strong: a graph is written in the order in which the engine keeps it.
        parts = "\0".join((self._service.revision, graph, media_type))
        return f'"{sha256(parts.encode()).hexdigest()[:24]}"'

    def _address(self, request: Request) -> str:
        return self._public_url or address(request.base_url)


def _raw_path(request: Request) -> str:
    """Return the path as it was sent, its percent signs kept: it is part of a graph's name."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    path = raw.partition(b"?")[0].decode("ascii", errors="replace")
    if not is_address(f"x:{path}"):
        raise InvalidQueryError("The path is no part of an address.")
    return path


async def _preflight(request: Request) -> Response:
    return Response(status_code=204, headers={**OPEN, **_PREFLIGHT})
