"""The Roboflow Playground as seen in stored text: its seed page, and the first survey."""

from __future__ import annotations

from modelgraph.errors import InvalidDataError
from modelgraph.importers import pages, survey
from modelgraph.importers.identity import Identity
from modelgraph.importers.pile import Pile
from modelgraph.importers.reading import Reading


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return what the seed page and the survey say, as one collection.

    Raises:
        InvalidDataError: a file is missing or damaged, or rows are broken.
    """
    for name in (pages.FILE, survey.FILE):
        if name not in files:
            raise InvalidDataError(f"{name} is missing.")
    pile = Pile(identity)
    pages.take(pile, files[pages.FILE], identity)
    survey.take(pile, files[survey.FILE], identity)
    return pile.reading(pages.COLLECTION)
