"""A server on a free port, in a thread of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from modelgraph.server.serve import config
from modelgraph.server.settings import read


@contextmanager
def serving(**settings: Any) -> Iterator[httpx.Client]:
    """Serve these settings on a free port, and yield a client of it once it is ready."""
    server = uvicorn.Server(config(read(port=0, **settings)))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        while client.get("/ready").status_code != 200:
            time.sleep(0.02)
        yield client
    server.should_exit = True
    thread.join()
