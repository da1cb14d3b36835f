"""The dumps of a catalog as files, made in the background one after the other when first asked for.

The whole catalog in four forms takes tens of seconds, which nobody should wait for on an open
connection: who asks for a file that is not there yet is told when to come back.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import weakref
from collections import deque
from pathlib import Path
from threading import Condition, Thread
from typing import Final

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.dumps import Form as Dump
from modelgraph.catalog.dumps import Unwanted, Written, content_hash, write_file
from modelgraph.catalog.profile_dumps import write_all
from modelgraph.catalog.profiles import Profile
from modelgraph.errors import UnavailableError

_RETRY_AFTER: Final = 5
"""Seconds after which to ask again: about as long as one file takes."""
_PATIENCE: Final = 1.0
"""Seconds that a request for a file waits, so that small catalogs answer at once."""

_log = logging.getLogger(__name__)

Key = tuple[Profile | None, Dump]


class _Folder:
    """A folder that goes with this object, or with the process."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="modelgraph-dumps-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class _Edition:
    """The files of one content of the catalog: those that are there, and those to be made."""

    def __init__(self, content: str) -> None:
        self.content = content
        self.folder = _Folder()
        self.written: dict[Key, Written] = {}
        self.asked: deque[Key] = deque()
        self.working = False
        self.wanted = True


class Dumps:
    """The files of one catalog; safe to share between threads.

    A file of a content that is no longer the catalog's is given up in the middle.
    """

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._changed = Condition()
        self._edition: _Edition | None = None
        self._before: _Edition | None = None

    def ready(self, catalog: Catalog, form: Dump, profile: Profile | None = None) -> Written | None:
        """Return a file of the catalog as it is, in the terms of a profile if one is named; if it
        is not there, it is being made from now on."""
        with self._changed:
            return self._ask(catalog, (profile, form)).written.get((profile, form))

    def there(self, form: Dump, profile: Profile | None = None) -> Written | None:
        """Return a file if it has been made of what the catalog was when last asked."""
        with self._changed:
            return None if self._edition is None else self._edition.written.get((profile, form))

    def file(self, catalog: Catalog, form: Dump, profile: Profile | None = None) -> Written:
        """Return a file as ``ready`` does, and wait a moment for it.

        Raises:
            UnavailableError: it is being made; ``details["retry_after"]`` says when to come back.
        """
        key = (profile, form)
        with self._changed:
            edition = self._ask(catalog, key)
            self._changed.wait_for(lambda: key in edition.written, self._patience)
            if (found := edition.written.get(key)) is not None:
                return found
        raise UnavailableError(
            "This file is being made.",
            hint=f"Ask again in {_RETRY_AFTER} seconds.",
            retry_after=_RETRY_AFTER,
        )

    def _ask(self, catalog: Catalog, key: Key) -> _Edition:
        """Return the files of today's content, with this one among those that are made."""
        edition = self._edition
        if edition is None or edition.content != content_hash(catalog.store):
            if edition is not None:
                edition.wanted = False
            # The folder before this one stays: somebody may be receiving a file of it.
            self._before, self._edition = edition, _Edition(content_hash(catalog.store))
            edition = self._edition
        if key not in edition.written and key not in edition.asked:
            edition.asked.append(key)
            if not edition.working:
                edition.working = True
                worker = Thread(target=self._work, args=(catalog, edition), daemon=True)
                worker.start()
        return edition

    def _work(self, catalog: Catalog, edition: _Edition) -> None:
        """Make what is asked for until nothing is; what fails is made anew when asked again."""
        while True:
            with self._changed:
                if not edition.asked or not edition.wanted:
                    edition.working = False
                    return
                key = edition.asked[0]
            try:
                made = _made(catalog, edition, key)
            except Unwanted:
                made = {}
            except Exception:
                _log.exception("The file %s could not be made.", key[1].file)
                made = {}
            with self._changed:
                edition.asked.popleft()
                edition.written |= made
                self._changed.notify_all()


def _made(catalog: Catalog, edition: _Edition, key: Key) -> dict[Key, Written]:
    profile, form = key
    if key in edition.written:  # the forms of a profile are made together
        return {}
    if profile is None:
        path = edition.folder.path / form.file
        return {key: write_file(catalog, form, path, wanted=lambda: edition.wanted)}
    made = write_all(catalog, profile, edition.folder.path)
    return {(profile, each.form): each for each in made}
