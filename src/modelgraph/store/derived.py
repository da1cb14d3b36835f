"""A file made of the triples of a store on disk, which goes before they change.

What was kept therefore holds whenever it is there, without a look at the triples. A reader notes
the file before it opens the store: one that was put there later may be of other triples than it
sees.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_PLACE: Final = ("derived", "index")


class Derived:
    """The file of one store; of a store in memory there is none. To be made before it is opened."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder.joinpath(*_PLACE) if folder else None
        self._seen = self._state()

    def read(self) -> bytes | None:
        """Return what was kept, if it holds."""
        if self._path is None or self._seen is None or self._state() != self._seen:
            return None
        try:
            content = self._path.read_bytes()
        except OSError:
            return None
        return content if self._state() == self._seen else None

    def keep(self, content: bytes) -> None:
        """Keep something, whole or not at all; where nothing can be written, nothing is kept."""
        if self._path is None:
            return
        unfinished = self._path.with_suffix(".new")
        with suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            unfinished.write_bytes(content)
            os.replace(unfinished, self._path)
            self._seen = self._state()

    def drop(self) -> None:
        """Take away what will not hold any more."""
        if self._path is not None and self._seen is not None:
            self._path.unlink(missing_ok=True)
            self._seen = None

    def _state(self) -> tuple[int, int, int] | None:
        """Return what tells one file from the next."""
        if self._path is None:
            return None
        try:
            state = self._path.stat()
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns, state.st_size
