"""What an import added to and removed from what sources say: the unit of the catalog's history.

A change is self-contained: a removed claim is kept with all its evidence, so that what the catalog
said on any day can be worked out by undoing changes from today backwards. Every import has a graph
of its own, ``https://w3id.org/modelgraph/import/{id}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any, Final

from modelgraph.provenance.claim import Claim, Kind, Rank
from modelgraph.store import IRI, Literal, Quad, Value
from modelgraph.vocabulary.prefixes import BASE, PREFIXES
from modelgraph.vocabulary.terms import DCTERMS, MG, PROV, RDF, SCHEMA, XSD

IMPORTS: Final = f"{BASE}import/"
_SUBJECTS: Final = (PREFIXES["model"], PREFIXES["variant"])
_ID: Final = re.compile(r"\d{8}-\d{6}-\d{6}(-\d{6})?")
_TEXTS: Final = (
    "kind", "stated_as", "qualifier", "place", "quote", "identifier", "note", "rank", "rank_reason",
    "issued",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One triple that a source says since an import, or no longer.

    ``claim`` is the address of the claim, empty for a link without evidence; ``removed`` the claim
    itself where one was removed.
    """

    added: bool
    subject: IRI
    predicate: IRI
    value: Value
    source: IRI
    affects: IRI
    claim: str = ""
    removed: Claim | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """One import that changed something; ``sources`` are the names of the sources it touched.

    ``id`` is its moment in UTC with a fixed number of digits, and a number where several ended in
    one moment: ids are in the order of the imports.
    """

    id: str
    changes: tuple[Change, ...]
    sources: Mapping[IRI, str]

    @property
    def iri(self) -> IRI:
        """Return the address of the import, which is also the name of its graph."""
        return IRI(IMPORTS + self.id)

    @property
    def at(self) -> str:
        """Return the moment at which it ended: ``2026-11-25T08:30:00.000000Z``."""
        day, time, micro = self.id.split("-")[:3]
        date = f"{day[:4]}-{day[4:6]}-{day[6:]}"
        return f"{date}T{time[:2]}:{time[2:4]}:{time[4:]}.{micro}Z"


def import_id(at: datetime, taken: Collection[IRI]) -> str:
    """Return the id of an import that ends at this moment; ``taken`` are the graphs there are.

    Raises:
        ValueError: the moment names no time zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {at}")
    stem = at.astimezone(UTC).strftime("%Y%m%d-%H%M%S-%f")
    numbered = (f"{stem}-{number:06}" for number in count(1))
    return next(each for each in chain((stem,), numbered) if IMPORTS + each not in taken)


def is_import(graph: str) -> bool:
    """Say whether this is the graph of an import."""
    return graph.startswith(IMPORTS) and _ID.fullmatch(graph[len(IMPORTS) :]) is not None


def claim_change(claim: Claim, *, added: bool) -> Change:
    """Return the change that adds or removes a claim."""
    return Change(
        added, claim.subject, claim.predicate, claim.value, claim.source, claim.about,
        claim.iri, None if added else claim,
    )  # fmt: skip


def link_change(link: Quad, *, added: bool) -> Change:
    """Return the change that adds or removes a link of a source's graph."""
    assert link.graph is not None
    return Change(
        added, link.subject, link.predicate, link.object, link.graph, owner(link.subject)
    )  # fmt: skip


def owner(subject: IRI) -> IRI:
    """Return the model or variant to which a release, component or result belongs.

    >>> owner(IRI("https://w3id.org/modelgraph/model/a/b/release/weights"))
    'https://w3id.org/modelgraph/model/a/b'
    """
    for start in _SUBJECTS:
        if subject.startswith(start):
            return IRI(start + "/".join(subject[len(start) :].split("/")[:2]))
    return subject


def import_quads(done: Import) -> Iterator[Quad]:
    """Yield an import and its changes, in its own graph."""
    graph = done.iri
    yield Quad(graph, RDF.type, MG.Import, graph)
    yield Quad(graph, DCTERMS.identifier, Literal(done.id), graph)
    yield Quad(graph, PROV.endedAtTime, Literal(done.at, XSD.dateTime), graph)
    for source, name in sorted(done.sources.items()):
        yield Quad(graph, PROV.used, source, graph)
        if name:
            yield Quad(source, SCHEMA.name, Literal(name), graph)
    for number, change in enumerate(done.changes, start=1):
        node = IRI(f"{graph}/change/{number}")
        yield Quad(graph, PROV.generated, node, graph)
        yield from (Quad(node, predicate, value, graph) for predicate, value in _facts(change))


def _facts(change: Change) -> Iterator[tuple[IRI, Value]]:
    yield RDF.type, MG.Change
    yield MG.changeType, MG.addition if change.added else MG.removal
    yield RDF.subject, change.subject
    yield RDF.predicate, change.predicate
    yield RDF.object, change.value
    yield MG.changedSource, change.source
    yield MG.affects, change.affects
    if change.claim:
        yield MG.changedClaim, IRI(change.claim)
    if change.removed is not None:
        yield MG.changedEvidence, Literal(_evidence(change.removed))


def _evidence(claim: Claim) -> str:
    stated = {name: str(getattr(claim, name)) for name in _TEXTS}
    kept = {name: text for name, text in stated.items() if text}
    return json.dumps(kept | {"about": claim.about}, ensure_ascii=False, sort_keys=True)


def changes_of(facts: Iterable[Mapping[IRI, Value]]) -> Iterator[Change]:
    """Yield the changes of nodes given by predicate; what has not their shape is passed over."""
    for each in facts:
        if (change := _change(each)) is not None:
            yield change


def _change(facts: Mapping[IRI, Value]) -> Change | None:
    subject, predicate, source, affects = (
        facts.get(term) for term in (RDF.subject, RDF.predicate, MG.changedSource, MG.affects)
    )
    value, type_ = facts.get(RDF.object), facts.get(MG.changeType)
    if not (
        isinstance(subject, IRI) and isinstance(predicate, IRI) and isinstance(source, IRI)
        and isinstance(affects, IRI) and value is not None
        and type_ in {MG.addition, MG.removal}
    ):  # fmt: skip
        return None
    claim = facts.get(MG.changedClaim, "")
    removed = _removed(facts, subject, predicate, value, source)
    address = claim if isinstance(claim, IRI) else ""
    return Change(
        type_ == MG.addition, subject, predicate, value, source, affects, address, removed
    )


def _removed(
    facts: Mapping[IRI, Value], subject: IRI, predicate: IRI, value: Value, source: IRI
) -> Claim | None:
    evidence = facts.get(MG.changedEvidence)
    if not isinstance(evidence, Literal):
        return None
    try:
        said: dict[str, Any] = json.loads(evidence.lexical)
        texts = {name: str(said[name]) for name in _TEXTS[1:] if name in said and name != "rank"}
        return Claim(
            subject, predicate, value, source, Kind(said["kind"]), IRI(said["about"]),
            rank=Rank(said.get("rank", Rank.NORMAL)), **texts,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
