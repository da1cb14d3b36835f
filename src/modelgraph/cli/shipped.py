"""The shipped catalog, opened fast: kept as a store in the cache folder after the first time.

Reading the shipped files takes more than a second; opening the same facts as a store takes a
fiftieth of that, and what most commands lean on (names, sources, schemes, what lists show) lies
beside it as answers. The cache is named by what it was made from, so it is never stale, and may be
deleted at any time. Where it can't be written, the files are read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from modelgraph.errors import UnavailableError

if TYPE_CHECKING:
    from modelgraph.store import OxigraphStore

KEPT: Final = 3
PREFIX: Final = "shipped-"
_FORM: Final = "2"
"""Of what a cache consists; another one gets another name."""


def open_shipped() -> OxigraphStore:
    """Return the shipped catalog, read-only from the cache, or in memory.

    Raises:
        UnavailableError: the shipped data are missing.
    """
    from modelgraph.catalog.shipped import shipped_store
    from modelgraph.store import SettledStore

    folder = cache() / f"{PREFIX}{_fingerprint()}"
    try:
        if not folder.is_dir():
            _make(folder)
        return SettledStore(folder)
    except (OSError, UnavailableError):
        return shipped_store()


def cache() -> Path:
    """Return the folder of what can be made again: in the home folder, if one is set."""
    if own := os.environ.get("MODELGRAPH_HOME"):
        return Path(own).expanduser() / "cache"
    users = os.environ.get("XDG_CACHE_HOME")
    return (Path(users) if users else Path.home() / ".cache") / "modelgraph"


def _fingerprint() -> str:
    """Return what changes with the shipped files: their names, sizes and times."""
    from modelgraph import __version__
    from modelgraph.resources import data

    digest = sha256(f"{__version__} {_FORM}".encode())
    for path in sorted(data().glob("*.trig")):
        state = path.stat()
        digest.update(f"{path}:{state.st_size}:{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _make(folder: Path) -> None:
    """Make the store beside its place, then move it there whole; an older one of three goes."""
    from modelgraph.catalog.catalog import Catalog
    from modelgraph.catalog.shipped import load_shipped
    from modelgraph.store import OxigraphStore

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        made = Path(temporary) / "store"
        store = OxigraphStore(made)
        load_shipped(store)
        Catalog(store).facets()  # makes the index, which is kept beside the store
        del store  # closes it
        _ask_ahead(made)
        made.rename(folder)
    others = sorted(folder.parent.glob(f"{PREFIX}*"), key=lambda path: path.stat().st_mtime)
    for old in others[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _ask_ahead(folder: Path) -> None:
    """Keep the answers that ranging over the catalog takes: none of a model alone."""
    from modelgraph.catalog.catalog import Catalog
    from modelgraph.store import SettledStore

    catalog = Catalog(SettledStore(folder, keep=True))
    catalog.facets()
    catalog.checkpoints()
    catalog.tasks()
    catalog.sources()
    for things in (catalog.licenses, catalog.organizations, catalog.families):
        things()
