"""Claims and sources as triples, and back; the shape is described in docs/explanation/graph.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from modelgraph.provenance.claim import Claim, Kind, Rank, Source
from modelgraph.store import IRI, Literal, Quad, Value, date
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF, SCHEMA

_KINDS: Final = {kind: IRI(expand(f"mg:{kind.value}")) for kind in Kind}
_RANKS: Final = {rank: IRI(expand(f"mg:{rank.value}Rank")) for rank in Rank}
_GRAPH: Final = IRI("urn:modelgraph:graph")
"""Key under which the graph of a claim is kept while it is read; it is no term of the graph."""

_TEXTS: Final = (
    ("stated_as", MG.statedAs),
    ("qualifier", MG.qualifier),
    ("place", MG.place),
    ("quote", MG.quote),
    ("identifier", DCTERMS.identifier),
    ("note", MG.note),
    ("rank_reason", MG.rankReason),
)


def claim_quads(claim: Claim) -> list[Quad]:
    """Return the claim as a plain triple and as evidence, in the graph of its source."""
    graph, node = claim.source, claim.iri
    quads = [
        Quad(claim.subject, claim.predicate, claim.value, graph),
        Quad(node, RDF.type, MG.Claim, graph),
        Quad(node, RDF.subject, claim.subject, graph),
        Quad(node, RDF.predicate, claim.predicate, graph),
        Quad(node, RDF.object, claim.value, graph),
        Quad(node, MG.about, claim.about, graph),
        Quad(node, MG.kind, _KINDS[claim.kind], graph),
    ]
    for name, predicate in _TEXTS:
        if text := getattr(claim, name):
            quads.append(Quad(node, predicate, Literal(text), graph))
    if claim.rank is not Rank.NORMAL:
        quads.append(Quad(node, MG.rank, _RANKS[claim.rank], graph))
    return quads


def source_quads(source: Source) -> Iterator[Quad]:
    """Yield the description of a source, in its own graph."""
    facts: list[tuple[IRI, Value]] = [
        (RDF.type, MG.Source),
        (SCHEMA.name, Literal(source.name)),
        (MG.kind, _KINDS[source.kind]),
    ]
    if source.issued:
        facts.append((DCTERMS.issued, date(source.issued)))
    if source.retrieved:
        facts.append((MG.retrieved, date(source.retrieved)))
    if source.url:
        facts.append((SCHEMA.url, IRI(source.url)))
    texts = (
        (MG.revision, source.revision),
        (DCTERMS.license, source.license),
        (MG.contentHash, source.content_hash),
        (MG.collection, source.collection),
    )
    facts.extend((predicate, Literal(text)) for predicate, text in texts if text)
    facts.extend((MG.covers, each) for each in source.covers)
    yield from (Quad(source.iri, predicate, value, source.iri) for predicate, value in facts)


def source_from(quads: Iterable[Quad]) -> Source:
    """Return the source whose graph these quads are: the inverse of ``source_quads``."""
    own = [quad for quad in quads if quad.subject == quad.graph]
    described: dict[IRI, list[Value]] = {}
    for quad in own:
        described.setdefault(quad.predicate, []).append(quad.object)

    def one(predicate: IRI) -> str:
        value = described.get(predicate, [""])[0]
        return value.lexical if isinstance(value, Literal) else value

    return Source(
        own[0].subject,
        one(SCHEMA.name),
        Kind(one(MG.kind).rpartition("#")[2]),
        revision=one(MG.revision),
        issued=one(DCTERMS.issued),
        retrieved=one(MG.retrieved),
        url=one(SCHEMA.url),
        license=one(DCTERMS.license),
        content_hash=one(MG.contentHash),
        covers=tuple(IRI(str(each)) for each in described.get(MG.covers, ())),
        collection=one(MG.collection),
    )


def claims_from(quads: Iterable[Quad], issued: str) -> Iterator[Claim]:
    """Yield the claims whose evidence is among these quads of one source's graph.

    ``issued`` is the date of that source, which decides between claims of one kind.
    """
    evidence: dict[IRI, dict[IRI, Value]] = {}
    for quad in quads:
        evidence.setdefault(quad.subject, {})[quad.predicate] = quad.object
        if quad.graph is not None:
            evidence[quad.subject][_GRAPH] = quad.graph
    for facts in evidence.values():
        if facts.get(RDF.type) == MG.Claim:
            yield _claim(facts, issued)


def _claim(facts: dict[IRI, Value], issued: str) -> Claim:
    texts = {
        name: value.lexical
        for name, predicate in _TEXTS
        if isinstance(value := facts.get(predicate), Literal)
    }
    rank = str(facts.get(MG.rank, "")).rpartition("#")[2].removesuffix("Rank")
    return Claim(
        subject=IRI(str(facts[RDF.subject])),
        predicate=IRI(str(facts[RDF.predicate])),
        value=facts[RDF.object],
        source=IRI(str(facts[_GRAPH])),
        kind=Kind(str(facts[MG.kind]).rpartition("#")[2]),
        about=IRI(str(facts[MG.about])),
        rank=Rank(rank) if rank else Rank.NORMAL,
        issued=issued,
        **texts,
    )
