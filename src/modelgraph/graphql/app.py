"""GraphQL as one plain ASGI application, to be put beside the others at ``/graphql``.

The schema and the libraries behind it take half a second, which is not the start's to spend: they
come with the first request, or with ``warm_up()``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from modelgraph.graphql.service import Service
    from modelgraph.runs.runs import Runs

Admit = Callable[[str], None]
"""Given the value of ``Authorization``; raises ``UnauthorizedError`` where it is not enough."""


class GraphQLApp:
    """Answers HTTP and WebSocket; ``close()`` it when the server stops."""

    def __init__(
        self,
        catalog: Catalog,
        runs: Runs | None = None,
        *,
        admit: Admit,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._catalog, self._runs, self._admit = catalog, runs, admit
        self._limits = limits

    @cached_property
    def _service(self) -> Service:
        from modelgraph.graphql.service import Service  # noqa: PLC0415

        return Service(self._catalog, self._runs, self._admit, self._limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._service(scope, receive, send)

    def warm_up(self) -> None:
        """Make what the first request would have to wait for."""
        assert self._service is not None

    def close(self) -> None:
        """Let the threads go."""
        if "_service" in vars(self):
            self._service.close()
