"""The application: every part is made and put in its place here, and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

import modelgraph
from modelgraph.errors import ModelgraphError
from modelgraph.graphql.app import GraphQLApp
from modelgraph.graphql.limits import Limits
from modelgraph.server import operations
from modelgraph.server.front import Front
from modelgraph.server.keys import Keys, bearer
from modelgraph.server.parts import Parts, assemble
from modelgraph.server.refusals import of_exception, of_http, of_modelgraph
from modelgraph.server.settings import Settings, read

if TYPE_CHECKING:
    from fastapi import APIRouter

_LOG = logging.getLogger("modelgraph.server")
_GRAPHQL: Final = "/graphql"
_FORM_BYTES: Final = 100_000
"""What a form has beside its file."""


class Server(FastAPI):
    """FastAPI behind our own front, with GraphQL beside it.

    GraphQL has an address of its own, so it need not pass FastAPI's middleware and routing, which
    cost more than many an answer.
    """

    def __init__(self, settings: Settings, parts: Parts) -> None:
        super().__init__(
            title="modelgraph",
            version=modelgraph.__version__,
            docs_url=None,
            redoc_url=None,
            openapi_url=None,
            lifespan=_lifespan,
            exception_handlers={
                ModelgraphError: of_modelgraph,
                HTTPException: of_http,
                Exception: of_exception,
            },
        )
        self.settings, self.parts = settings, parts
        self.keys = Keys.of(settings)
        self.graphql = GraphQLApp(
            parts.catalog,
            parts.runs,
            admit=self.keys.check_run,
            limits=Limits(body_bytes=settings.body_bytes, seconds=settings.query_seconds),
        )
        upload = settings.image_bytes + _FORM_BYTES
        self._front = Front(
            self._inside,
            hosts=settings.hosts,
            body_bytes=settings.body_bytes,
            larger={_GRAPHQL: 0, "/images": upload, "/run": upload},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._front(scope, receive, send)

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and scope["path"] == _GRAPHQL:
            await self.graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def admit(self, request: Request, key: str) -> str:
        """Return the client's name for the fair share, if it may run models.

        Raises:
            UnauthorizedError: a key is needed, or the given one is wrong.
        """
        self.keys.check_run(request.headers.get("authorization") or bearer(key))
        return request.client.host if request.client else ""

    def close(self) -> None:
        """Stop what was started; runs under way finish within the time allowed."""
        self.graphql.close()
        self.parts.close()


def create_app(settings: Settings | None = None) -> Server:
    """Return the application of these settings, or of the environment's.

    Raises:
        InvalidDataError: a setting is wrong.
        UnavailableError: the store can't be opened, or the shipped data are missing.
    """
    settings = settings or read()
    server = Server(settings, assemble(settings))
    server.include_router(operations.router(server.parts))
    server.include_router(_sparql(server))
    server.include_router(_pages(server))
    return server


def _sparql(server: Server) -> APIRouter:
    from modelgraph.sparql import router

    raise NotImplementedError


def _pages(server: Server) -> APIRouter:
    from modelgraph.web.router import router

    return router(
        server.parts.catalog,
        server.parts.runs,
        admit=server.admit,
        key_needed=not server.keys.open_for_runs,
    )


@asynccontextmanager
async def _lifespan(server: Server) -> AsyncIterator[None]:
    runs = server.parts.runs
    if runs is not None:
        await run_in_threadpool(runs.serve)
    try:
        yield
    finally:
        await run_in_threadpool(server.close)


__all__ = ["Response", "Server", "create_app"]
