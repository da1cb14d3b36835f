"""Whether a loaded checkpoint still answers: it is asked a real question about a small image."""

from __future__ import annotations

import struct
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from modelgraph.runs.pool import Later, Pool
from modelgraph.runs.request import Failure, RunRequest, RunResult
from modelgraph.runs.supervisor import Died, Late, Outcome
from modelgraph.runs.weights import Weights

_SIDE_PIXELS = 64


@dataclass(frozen=True, slots=True)
class Health:
    """What one checkpoint answered; ``failure`` is ``None`` where all is well."""

    variant: str
    seconds: float
    failure: Failure | None

    @property
    def well(self) -> bool:
        """Whether it answered in time."""
        return self.failure is None


def check(pool: Pool, weights: Weights, folder: Path, limit_seconds: float) -> tuple[Health, ...]:
    """Ask each loaded checkpoint; one that is busy with a run is taken to be well."""
    image = _image(folder)
    found = []
    for loaded in pool.loaded():
        checkpoint = weights.find(loaded.variant, loaded.weights_sha256)
        if checkpoint is None or loaded.busy or not checkpoint.tasks:
            continue
        request = RunRequest(checkpoint, checkpoint.tasks[0], image, prompt="object")
        begun = perf_counter()
        outcome = pool.answer(request, cancelled=threading.Event(), limit_seconds=limit_seconds)
        found.append(Health(loaded.variant, perf_counter() - begun, _failure(outcome)))
    return tuple(found)


def _failure(outcome: Outcome | Later) -> Failure | None:
    match outcome:
        case RunResult():
            return outcome.failure
        case Died() | Late():
            return outcome.failure
        case Failure():
            return outcome
        case _:
            return None


def _image(folder: Path) -> Path:
    """Return grey stripes as a PNG file, drawn without an image library (PNG, section 11)."""
    path = folder / "health.png"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        rows = b"".join(
            b"\0" + bytes((row * 4) % 256 for _ in range(3 * _SIDE_PIXELS))
            for row in range(_SIDE_PIXELS)
        )
        header = struct.pack(">IIBBBBB", _SIDE_PIXELS, _SIDE_PIXELS, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks))
    return path


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
