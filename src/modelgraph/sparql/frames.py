"""Messages between the server and a worker: a JSON head and a body of bytes, each with its length.

A long answer comes in parts, each a message whose head says that there is ``more``.

Nothing that comes from a worker is unpickled: a query that broke it must not reach the server.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import IO, Any, Final, NamedTuple

import orjson

LENGTHS: Final = struct.Struct(">II")
PART: Final = 2**18
"""Bytes of a part."""


class Frame(NamedTuple):
    """One message."""

    head: dict[str, Any]
    body: bytes = b""


def packed(frame: Frame) -> bytes:
    """Return a message as bytes."""
    head = orjson.dumps(frame.head)
    return LENGTHS.pack(len(head), len(frame.body)) + head + frame.body


def parts(frame: Frame) -> Iterator[Frame]:
    """Yield an answer in parts; the head of the first is the answer's own, with its ``size``."""
    size = len(frame.body)
    for start in range(0, max(size, 1), PART):
        head = {**frame.head, "size": size} if start == 0 else {}
        if start + PART < size:
            head["more"] = True
        yield Frame(head, frame.body[start : start + PART])


class Stream(io.RawIOBase):
    """A file that sends what is written into it in parts, the first with an answer's head."""

    def __init__(self, answers: IO[bytes], head: dict[str, Any]) -> None:
        self._answers, self._head = answers, head
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._kept += part
        if len(self._kept) >= PART:
            self._send(more=True)
        return len(part)

    def end(self, **head: Any) -> None:
        """Send what is left."""
        self._head.update(head)
        self._send(more=False)

    def _send(self, *, more: bool) -> None:
        head = {**self._head, "more": True} if more else self._head
        self._answers.write(packed(Frame(head, bytes(self._kept))))
        self._answers.flush()
        self._head = {}
        self._kept.clear()


def read(stream: IO[bytes]) -> Frame | None:
    """Return the next message of a stream, ``None`` at its end."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack(lengths)
    return Frame(orjson.loads(stream.read(head)), stream.read(body))
