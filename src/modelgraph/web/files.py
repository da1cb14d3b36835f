"""The dumps of a catalog as files, each written when it is first asked for."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from threading import Lock

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.dumps import Form as Dump
from modelgraph.catalog.dumps import Written, content_hash, write_file


class _Folder:
    """A folder that goes with this object, or with the process."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="modelgraph-dumps-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class Dumps:
    """The files of one catalog; safe to share between threads, which wait for one another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._folder: _Folder | None = None
        self._before: _Folder | None = None
        self._content = ""
        self._written: dict[Dump, Written] = {}

    def file(self, catalog: Catalog, form: Dump) -> Written:
        """Return a file of the catalog as it is, written now where it is not there yet."""
        with self._lock:
            if (content := content_hash(catalog.store)) != self._content or self._folder is None:
                # The folder before this one stays: somebody may be receiving a file of it.
                self._before = self._folder
                self._folder = _Folder()
                self._content, self._written = content, {}
            if form not in self._written:
                path = self._folder.path / form.file
                self._written[form] = write_file(catalog, form, path)
            return self._written[form]
