"""Serve the application with uvicorn, in one process: the store has one writer."""

from __future__ import annotations

from typing import Final

import uvicorn

from modelgraph.server.app import create_app
from modelgraph.server.settings import Settings

_SOCKET_BYTES: Final = 1_000_000
_KEEP_ALIVE_SECONDS: Final = 15
_STOP_SECONDS: Final = 20


def serve(settings: Settings) -> None:
    """Serve until the process is told to stop; then runs under way finish within 20 s.

    Raises:
        UnavailableError: the store can't be opened, or the shipped data are missing.
    """
    uvicorn.Server(config(settings)).run()


def config(settings: Settings) -> uvicorn.Config:
    """Return how uvicorn is told to serve these settings."""
    return uvicorn.Config(
        create_app(settings),
        host=settings.host.strip("[]"),
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=_SOCKET_BYTES,
        limit_concurrency=settings.connections,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
    )
