"""A depth map as a grey PNG: near is light, far is dark."""

from __future__ import annotations

import struct
import zlib
from math import isfinite
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.runs.prediction import Depth

_SIDE: Final = 640
"""A map is drawn at most this wide or high, by leaving out rows and columns."""


def png(depth: Depth) -> bytes:
    """Return a depth map as an 8-bit grey PNG.

    Raises:
        InvalidDataError: it has not as many values as it says.
    """
    if len(depth.values) != depth.width * depth.height or not depth.values:
        raise InvalidDataError("The depth map has not as many values as it says.")
    step = max(1, -(-max(depth.width, depth.height) // _SIDE))
    finite = [value for value in depth.values if isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    scale = 255 / (high - low) if high > low else 0.0
    far_is_larger = depth.larger_is == "farther"
    rows = []
    for top in range(0, depth.height, step):
        line = depth.values[top * depth.width : (top + 1) * depth.width : step]
        greys = bytes(_grey(value, low, scale) for value in line)
        rows.append(b"\0" + (greys.translate(_INVERTED) if far_is_larger else greys))
    width, height = -(-depth.width // step), len(rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(b"".join(rows))))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + _chunk(b"IEND", b"")


_INVERTED: Final = bytes(range(255, -1, -1))


def _grey(value: float, low: float, scale: float) -> int:
    return round((value - low) * scale) if isfinite(value) else 0


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
