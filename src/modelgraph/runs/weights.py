"""The checkpoints on this machine, read again only when a manifest has changed.

One damaged folder hides one checkpoint, never the others.
"""

from __future__ import annotations

import threading
from pathlib import Path

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs import checkpoint
from modelgraph.runs.checkpoint import MANIFEST, Checkpoint


class Weights:
    """The folder of the weights of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[int, Checkpoint | InvalidWeightsError]] = {}

    def installed(self) -> tuple[Checkpoint, ...]:
        """Return the readable checkpoints, ordered by the names of their folders."""
        return tuple(each for each in self._read() if isinstance(each, Checkpoint))

    def damaged(self) -> tuple[InvalidWeightsError, ...]:
        """Return why the other folders are not read."""
        return tuple(each for each in self._read() if isinstance(each, InvalidWeightsError))

    def of(self, variant: str) -> tuple[Checkpoint, ...]:
        """Return the checkpoints of a variant."""
        return tuple(each for each in self.installed() if each.variant == variant)

    def find(self, variant: str, sha256: str) -> Checkpoint | None:
        """Return the very weights that a run was planned with, if they are still here."""
        return next((each for each in self.of(variant) if each.sha256 == sha256), None)

    def _read(self) -> list[Checkpoint | InvalidWeightsError]:
        with self._lock:
            manifests = sorted(self.root.glob(f"*/{MANIFEST}"))
            stamps = {path: _stamp(path) for path in manifests}
            self._known = {
                path: known for path, known in self._known.items() if known[0] == stamps.get(path)
            }
            for path in manifests:
                if path not in self._known:
                    self._known[path] = (stamps[path], _checkpoint(path.parent))
            return [self._known[path][1] for path in manifests]


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _checkpoint(folder: Path) -> Checkpoint | InvalidWeightsError:
    try:
        return checkpoint.read(folder)
    except InvalidWeightsError as error:
        return error
