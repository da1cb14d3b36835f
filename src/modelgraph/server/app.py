"""The application: every part is made and put in its place here, and nowhere else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
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
from modelgraph.server.updates import CatalogWriter
from modelgraph.sparql import routes as sparql
from modelgraph.sparql.changes import Changes, PlainWriter, Writer
from modelgraph.sparql.limits import Limits as SparqlLimits
from modelgraph.sparql.service import Caller, SparqlService
from modelgraph.sparql.source import StoreSource, TriedSource
from modelgraph.sparql.store_routes import store_router
from modelgraph.store import OxigraphStore
from modelgraph.web import router as pages

_LOG = logging.getLogger("modelgraph.server")
_GRAPHQL: Final = "/graphql"
_WRITING: Final = ("/sparql/update", "/graphs", "/graphs/")
_BREATH_SECONDS: Final = 0.3


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
        self.state.warm, self.state.fault = False, ""
        self.keys = Keys.of(settings)
        self.graphql = GraphQLApp(
            parts.catalog,
            parts.runs,
            admit=self.keys.check_run,
            limits=Limits(body_bytes=settings.body_bytes, seconds=settings.query_seconds),
        )
        source, limits = _source(parts), _sparql_limits(settings)
        self.sparql = SparqlService(source, limits, plain=settings.empty)
        self.changes = (
            Changes(source, _writer(settings, parts), limits) if settings.write_key else None
        )
        self._front = Front(
            self._inside,
            hosts=settings.hosts,
            body_bytes=settings.body_bytes,
            larger=dict.fromkeys((_GRAPHQL, "/images", "/run", *_WRITING), 0),
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

    def who(self, request: Request) -> Caller:
        """Return who asks by SPARQL, and whether wider limits hold."""
        key = request.headers.get("authorization", "")
        return Caller(request.client.host if request.client else "", self.keys.trusts(key))

    def admit_write(self, request: Request) -> None:
        """Let a request write.

        Raises:
            UnauthorizedError: the key is missing, or wrong.
        """
        self.keys.check_write(request.headers.get("authorization", ""))

    def warm_up(self) -> None:
        """Do what the first answers don't need: say what runs here, take runs, build the schema.

        A server that can't run models still answers; ``/ready`` says why.
        """
        try:
            if (runs := self.parts.runs) is not None:
                runs.refresh()
                runs.serve()
            self.graphql.warm_up()
            self.state.warm = True
        except ModelgraphError as error:
            _LOG.error("Models can't be run: %s", error)
            self.state.fault = error.message

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
    server = Server(settings, assemble(settings, refresh=False))
    server.include_router(operations.router(server.parts, server.state))
    writable = server.changes is not None
    server.include_router(sparql.router(server.sparql, who=server.who, updates=writable))
    server.include_router(
        store_router(server.sparql, server.changes, who=server.who, admit=server.admit_write)
    )
    server.include_router(_pages(server))
    return server


def _pages(server: Server) -> APIRouter:
    return pages(
        server.parts.catalog,
        server.parts.runs,
        admit=server.admit,
        key_needed=not server.keys.open_for_runs,
        samples=server.settings.weights_folder / ".samples",
    )


@asynccontextmanager
async def _lifespan(server: Server) -> AsyncIterator[None]:
    await server.sparql.start()
    warming = asyncio.create_task(_warm_up_later(server))
    try:
        yield
    finally:
        await warming
        if server.changes is not None:
            await server.changes.stop()
        await server.sparql.stop()
        await run_in_threadpool(server.close)


async def _warm_up_later(server: Server) -> None:
    # The first answers go before; they would share the interpreter with it.
    await asyncio.sleep(_BREATH_SECONDS)
    await run_in_threadpool(server.warm_up)


def _sparql_limits(settings: Settings) -> SparqlLimits:
    return SparqlLimits(
        rows=settings.query_rows,
        deadline_seconds=settings.query_seconds,
        trusted_deadline_seconds=settings.trusted_query_seconds,
    )


def _source(parts: Parts) -> TriedSource:
    store = parts.store
    if isinstance(store, OxigraphStore):
        return StoreSource(store)
    from modelgraph.sparql.elsewhere import RemoteSource  # noqa: PLC0415 - it speaks HTTP

    return RemoteSource(store)


def _writer(settings: Settings, parts: Parts) -> Writer:
    return PlainWriter(parts.store) if settings.empty else CatalogWriter(parts.store)
