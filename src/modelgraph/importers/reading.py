"""What an importer hands over: bytes in, claims out; no network, no store, no clock.

Links are plain triples that carry the claims: what a thing is, its name, to what it belongs. They
stand in the same graph and need no evidence of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from modelgraph.importers.identity import Identity
from modelgraph.provenance import Claim, Source
from modelgraph.store import IRI, Quad


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Something that was kept as text, or not taken, and why."""

    row: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a source calls a thing, and where: the row of a join that people can read over."""

    source: IRI
    name: str
    place: str
    thing: IRI


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one collection says: its sources with their claims and links.

    The next reading of the same ``collection`` replaces this one whole.
    """

    collection: str
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    links: tuple[Quad, ...]
    unmatched: tuple[Unmatched, ...] = ()
    names: tuple[Named, ...] = ()


class Importer(Protocol):
    """Reads the files of one collection."""

    def __call__(self, files: dict[str, bytes], identity: Identity) -> Reading:
        """Return what the files say.

        Raises:
            InvalidDataError: a file is missing or damaged, or rows are broken; ``details["rows"]``
                lists each broken row with its reason.
        """
        ...
