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
from modelgraph.catalog.profile_dumps import write_all
from modelgraph.catalog.profiles import Profile


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
        self._written: dict[tuple[Profile | None, Dump], Written] = {}

    def file(self, catalog: Catalog, form: Dump, profile: Profile | None = None) -> Written:
        """Return a file of the catalog as it is, in the terms of a profile if one is named; it is
        written now where it is not there yet."""
        with self._lock:
            if (content := content_hash(catalog.store)) != self._content or self._folder is None:
                # The folder before this one stays: somebody may be receiving a file of it.
                self._before = self._folder
                self._folder = _Folder()
                self._content, self._written = content, {}
            if (key := (profile, form)) not in self._written:
                if profile is None:
                    path = self._folder.path / form.file
                    self._written[key] = write_file(catalog, form, path)
                else:
                    made = write_all(catalog, profile, self._folder.path)
                    self._written |= {(profile, each.form): each for each in made}
            return self._written[key]
