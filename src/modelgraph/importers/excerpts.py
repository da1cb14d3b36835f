"""An excerpt gives way to the whole: no fact of one revision stands in two sources.

Two collections are excerpts: tables of facts that people picked from many repositories. Where a
repository is read whole at the same commit, what the excerpt says again is left out. What only the
excerpt says stays, in its own graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Source
from modelgraph.store import IRI, Quad, Value
from modelgraph.validation import SINGLE_VALUED
from modelgraph.vocabulary.terms import MG

EXCERPTS: Final = frozenset({"curated-facts", "playground"})
_COMMIT: Final = 7
"""Letters of a commit that tell it apart; excerpts may give no more."""

Said = tuple[IRI | Value, ...]


def give_way(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the readings, the excerpts without what another reading says of the same commit."""
    said = _said(reading for reading in readings if reading.collection not in EXCERPTS)
    return tuple(
        _without(reading, said) if reading.collection in EXCERPTS else reading
        for reading in readings
    )


def _said(readings: Iterable[Reading]) -> dict[str, set[Said]]:
    found: dict[str, set[Said]] = {}
    for reading in readings:
        commits = {source.iri: _commit(source) for source in reading.sources}
        for claim in reading.claims:
            found.setdefault(commits[claim.source], set()).add(_what(claim))
    found.pop("", None)
    return found


def _commit(source: Source) -> str:
    return source.revision[:_COMMIT]


def _what(claim: Claim) -> Said:
    """Return what a claim speaks of: a result has other conditions in each reader's words."""
    if claim.predicate == MG.value:
        return (claim.about, claim.predicate)
    if claim.predicate in SINGLE_VALUED:
        return (claim.subject, claim.predicate)
    return (claim.subject, claim.predicate, claim.value)


def _without(reading: Reading, said: Mapping[str, set[Said]]) -> Reading:
    commits = {source.iri: _commit(source) for source in reading.sources}
    kept = tuple(c for c in reading.claims if _what(c) not in said.get(commits[c.source], ()))
    speaking = {claim.source for claim in kept}
    bare = _bare(reading.claims, kept)
    named = {(claim.source, claim.about) for claim in kept}
    return replace(
        reading,
        sources=tuple(source for source in reading.sources if source.iri in speaking),
        claims=kept,
        links=tuple(q for q in reading.links if q.graph in speaking and not _leads_to(q, bare)),
        names=tuple(each for each in reading.names if (each.source, each.thing) in named),
    )


def _bare(claims: Iterable[Claim], kept: Iterable[Claim]) -> frozenset[tuple[IRI, IRI]]:
    """Return results, releases and components, by graph, of which nothing is claimed any more."""
    nodes = {(c.source, c.subject) for c in claims if c.subject != c.about}
    return frozenset(nodes - {(c.source, c.subject) for c in kept})


def _leads_to(link: Quad, nodes: frozenset[tuple[IRI, IRI]]) -> bool:
    return link.graph is not None and (
        (link.graph, link.subject) in nodes or (link.graph, link.object) in nodes
    )
