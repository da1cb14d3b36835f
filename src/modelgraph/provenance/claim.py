"""One source says one thing: the unit of which the catalog is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from modelgraph.store import IRI, Value
from modelgraph.vocabulary.prefixes import BASE


class Kind(StrEnum):
    """How close a source is to what it speaks of; the order of trust is that of ``prefer``."""

    MEASURED = "measured"
    UPSTREAM = "upstream"
    CURATED = "curated"
    VENDOR = "vendor"
    AGGREGATOR = "aggregator"


class Rank(StrEnum):
    """A judgement over the order of kinds, given with a reason by curated sources and rules."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


_SHOWN: Final[Mapping[Kind | Rank, str]] = {each: repr(each) for each in (*Kind, *Rank)}


@dataclass(frozen=True, slots=True)
class Source:
    """A repository or document at a revision; its IRI is also the name of its graph.

    ``issued`` and ``retrieved`` are dates as stated (``2026-08-19``), empty when not known;
    ``license`` is that of the data; ``content_hash`` the SHA-256 of what was read;
    ``covers`` the properties that it states for everything it lists; ``collection`` the file or set
    of files through which it was read, whose next import replaces it.
    """

    iri: IRI
    name: str
    kind: Kind
    revision: str = ""
    issued: str = ""
    retrieved: str = ""
    url: str = ""
    license: str = ""
    content_hash: str = ""
    covers: tuple[IRI, ...] = ()
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """``source`` says that ``subject`` has ``value`` as its ``predicate``.

    ``about`` is the model or variant in whose cell the claim stands: the subject itself, or what a
    release, component or result belongs to. ``stated_as`` is the value as the source wrote it;
    ``place`` and ``quote`` say where it stands; ``identifier`` is the source's own for the row.
    """

    subject: IRI
    predicate: IRI
    value: Value
    source: IRI
    kind: Kind
    about: IRI
    stated_as: str = ""
    qualifier: str = ""
    place: str = ""
    quote: str = ""
    identifier: str = ""
    note: str = ""
    rank: Rank = Rank.NORMAL
    rank_reason: str = ""
    issued: str = ""
    _iri: IRI | None = field(default=None, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        return hash((self.subject, self.predicate, self.value, self.source, self.stated_as))

    def __repr__(self) -> str:
        # As a dataclass would: content hashes are made of it, of every claim of an import.
        return (
            f"Claim(subject={self.subject!r}, predicate={self.predicate!r}, value={self.value!r},"
            f" source={self.source!r}, kind={_SHOWN[self.kind]}, about={self.about!r},"
            f" stated_as={self.stated_as!r}, qualifier={self.qualifier!r}, place={self.place!r},"
            f" quote={self.quote!r}, identifier={self.identifier!r}, note={self.note!r},"
            f" rank={_SHOWN[self.rank]}, rank_reason={self.rank_reason!r}, issued={self.issued!r})"
        )

    @property
    def iri(self) -> IRI:
        """Return the claim's own address: the same content has the same address."""
        # An import asks for it four times: for the graph, the history, the rules, the report.
        known = self._iri
        if known is None:
            known = self._address()
            object.__setattr__(self, "_iri", known)
        return known

    def _address(self) -> IRI:
        parts = (
            self.subject, self.predicate, repr(self.value), self.source, self.qualifier,
            self.stated_as, self.place, self.identifier,
        )  # fmt: skip
        digest = sha256("\x1f".join(parts).encode()).hexdigest()
        return IRI(f"{BASE}claim/{digest[:20]}")
