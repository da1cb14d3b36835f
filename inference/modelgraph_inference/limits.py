"""What a worker process may not do: dump its memory, grow without end, reach the network.

A worker decodes images from strangers and runs weights from strangers; none of this needs a
network. The refusal is an audit hook: it stops Python code, and it can't be taken off again.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

GIB = 1 << 30
BASE_ADDRESS_SPACE = 16 * GIB
"""Engines reserve far more addresses than they use: threads, arenas, mapped libraries."""

_NAME_EVENTS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)
_ADDRESS_EVENTS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})


def apply(memory_bytes: int, device: str) -> None:
    """Limit this process; ``memory_bytes`` is what the checkpoint is expected to take.

    On a CPU the address space is bounded, so that a runaway allocation fails instead of taking the
    machine down; a GPU's driver reserves address space without measure, there it is left alone.
    """
    os.environ.update(
        HF_HUB_OFFLINE="1",
        TRANSFORMERS_OFFLINE="1",
        HF_HUB_DISABLE_TELEMETRY="1",
        TOKENIZERS_PARALLELISM="false",
    )
    _resources(memory_bytes, device)
    sys.addaudithook(_refuse_network)


def _resources(memory_bytes: int, device: str) -> None:
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if device == "cpu" and sys.platform == "linux":
        limit = BASE_ADDRESS_SPACE + 4 * memory_bytes
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _NAME_EVENTS:
        raise PermissionError("A worker may not reach the network.")
    if event in _ADDRESS_EVENTS:
        family = getattr(arguments[0], "family", None)
        if family != getattr(socket, "AF_UNIX", None):
            raise PermissionError("A worker may not reach the network.")


def threads() -> int:
    """Return how many threads an engine may use here: half of what this process may run on.

    ``MODELGRAPH_THREADS`` says otherwise.
    """
    stated = os.environ.get("MODELGRAPH_THREADS", "")
    if stated.isdigit() and int(stated) > 0:
        return int(stated)
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS or Windows
        cores = os.cpu_count() or 1
    return max(1, cores // 2)
