"""Messages between the server and a worker: a JSON head and a body of bytes, each with its length.

Nothing that comes from a worker is unpickled: a query that broke it must not reach the server.
"""

from __future__ import annotations

import struct
from typing import IO, Any, Final, NamedTuple

import orjson

LENGTHS: Final = struct.Struct(">II")


class Frame(NamedTuple):
    """One message."""

    head: dict[str, Any]
    body: bytes = b""


def packed(frame: Frame) -> bytes:
    """Return a message as bytes."""
    head = orjson.dumps(frame.head)
    return LENGTHS.pack(len(head), len(frame.body)) + head + frame.body


def read(stream: IO[bytes]) -> Frame | None:
    """Return the next message of a stream, ``None`` at its end."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack(lengths)
    return Frame(orjson.loads(stream.read(head)), stream.read(body))
