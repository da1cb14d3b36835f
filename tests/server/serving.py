"""A server on a free port, in a thread of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx
import uvicorn

from modelgraph.server.serve import config
from modelgraph.server.settings import read

_READY_SECONDS: Final = 30


@contextmanager
def serving(**settings: Any) -> Iterator[httpx.Client]:
    """Serve these settings on a free port, and yield a client of it once it is ready."""
    server = uvicorn.Server(config(read(port=0, **settings)))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        _wait_until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            _wait_until(lambda: client.get("/ready").status_code == 200)
            yield client
    finally:
        server.should_exit = True
        thread.join()


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "the server does not get ready"
        time.sleep(0.02)
