"""Open a store's folder for reading while another process may be writing it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import pyoxigraph as ox

PATIENCE_SECONDS: Final = 2.0
"""How long a folder that is being written is tried again."""

_PAUSE_SECONDS: Final = 0.02


def open_read_only(folder: str) -> ox.Store:
    """Return the engine over a folder as it stands now; later writes aren't seen.

    RocksDB reads first which files there are, and then the files. A writer that puts files
    together in between makes an opening fail that succeeds when it is tried again.

    Raises:
        OSError: no store is there, it is damaged, or it changes all the time.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ox.Store.read_only(folder)
        except (OSError, RuntimeError) as error:  # RuntimeError: "Corruption", a file is gone
            gone = "No such file" in str(error) and Path(folder, "CURRENT").exists()
            if not gone or time.monotonic() > end:
                raise OSError(str(error)) from error
        time.sleep(_PAUSE_SECONDS)
