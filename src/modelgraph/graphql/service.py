"""GraphQL over HTTP and WebSocket, with everything it needs in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from starlette.types import Receive, Scope, Send

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql import http, websocket
from modelgraph.graphql.body import header
from modelgraph.graphql.context import Context
from modelgraph.graphql.engine import Engine
from modelgraph.graphql.limits import Limits
from modelgraph.graphql.schema import schema

if TYPE_CHECKING:
    from modelgraph.runs.runs import Runs

_LONGEST_KEY: Final = 1000


class Service:
    """One engine behind both ways of carrying it."""

    def __init__(
        self, catalog: Catalog, runs: Runs | None, admit: Callable[[str], None], limits: Limits
    ) -> None:
        self._catalog, self._runs, self._admit = catalog, runs, admit
        self._engine = Engine(schema(), limits)
        self._sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await http.respond(self._engine, self._context, scope, receive, send)
        elif self._sockets >= self._engine.limits.sockets:
            await receive()
            await send({"type": "websocket.close", "code": 1013, "reason": "too many sockets"})
        else:
            self._sockets += 1
            try:
                await websocket.serve(self._engine, self._context, scope, receive, send)
            finally:
                self._sockets -= 1

    def close(self) -> None:
        """Let the threads go."""
        self._engine.close()

    def _context(self, scope: Scope, payload: Mapping[str, Any]) -> Context:
        """Return the context of a request; a socket may bring its key in its first message."""
        key = payload.get("authorization") or payload.get("Authorization")
        given = str(key) if key else header(scope, b"authorization")
        client = (scope.get("client") or ("",))[0]
        admit = partial(self._admit, given[:_LONGEST_KEY])
        return Context(self._catalog, self._runs, client, admit)
