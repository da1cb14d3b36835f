"""One source says one thing: the unit of which the catalog is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

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
