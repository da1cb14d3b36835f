"""Claims and sources as triples, and back; the shape is described in docs/explanation/graph.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from modelgraph.provenance.claim import Claim, Kind, Rank, Source
from modelgraph.store import IRI, Literal, Quad, Value, date
from modelgraph.vocabulary.prefixes import expand


def _iri(name: str) -> IRI:
    return IRI(expand(name))


_A: Final = _iri("rdf:type")
_TEXTS: Final = (
    ("stated_as", _iri("mg:statedAs")),
    ("qualifier", _iri("mg:qualifier")),
    ("place", _iri("mg:place")),
    ("quote", _iri("mg:quote")),
    ("identifier", _iri("dcterms:identifier")),
    ("note", _iri("mg:note")),
    ("rank_reason", _iri("mg:rankReason")),
)


def claim_quads(claim: Claim) -> Iterator[Quad]:
    """Yield the claim as a plain triple and as evidence, in the graph of its source."""
    graph, node = claim.source, claim.iri
    yield Quad(claim.subject, claim.predicate, claim.value, graph)
    facts: list[tuple[IRI, Value]] = [
        (_A, _iri("mg:Claim")),
        (_iri("rdf:subject"), claim.subject),
        (_iri("rdf:predicate"), claim.predicate),
        (_iri("rdf:object"), claim.value),
        (_iri("mg:about"), claim.about),
        (_iri("mg:kind"), _iri(f"mg:{claim.kind.value}")),
    ]
    for name, predicate in _TEXTS:
        if text := getattr(claim, name):
            facts.append((predicate, Literal(text)))
    if claim.rank is not Rank.NORMAL:
        facts.append((_iri("mg:rank"), _iri(f"mg:{claim.rank.value}Rank")))
    yield from (Quad(node, predicate, value, graph) for predicate, value in facts)


def source_quads(source: Source) -> Iterator[Quad]:
    """Yield the description of a source, in its own graph."""
    facts: list[tuple[IRI, Value]] = [
        (_A, _iri("mg:Source")),
        (_iri("schema:name"), Literal(source.name)),
        (_iri("mg:kind"), _iri(f"mg:{source.kind.value}")),
    ]
    if source.issued:
        facts.append((_iri("dcterms:issued"), date(source.issued)))
    if source.retrieved:
        facts.append((_iri("mg:retrieved"), date(source.retrieved)))
    if source.url:
        facts.append((_iri("schema:url"), IRI(source.url)))
    texts = (
        ("mg:revision", source.revision),
        ("dcterms:license", source.license),
        ("mg:contentHash", source.content_hash),
        ("mg:collection", source.collection),
    )
    facts.extend((_iri(name), Literal(text)) for name, text in texts if text)
    facts.extend((_iri("mg:covers"), each) for each in source.covers)
    yield from (Quad(source.iri, predicate, value, source.iri) for predicate, value in facts)


def source_from(quads: Iterable[Quad]) -> Source:
    """Return the source whose graph these quads are: the inverse of ``source_quads``."""
    own = [quad for quad in quads if quad.subject == quad.graph]
    described: dict[IRI, list[Value]] = {}
    for quad in own:
        described.setdefault(quad.predicate, []).append(quad.object)

    def one(name: str) -> str:
        value = described.get(_iri(name), [""])[0]
        return value.lexical if isinstance(value, Literal) else value

    return Source(
        own[0].subject,
        one("schema:name"),
        Kind(one("mg:kind").rpartition("#")[2]),
        revision=one("mg:revision"),
        issued=one("dcterms:issued"),
        retrieved=one("mg:retrieved"),
        url=one("schema:url"),
        license=one("dcterms:license"),
        content_hash=one("mg:contentHash"),
        covers=tuple(IRI(str(each)) for each in described.get(_iri("mg:covers"), ())),
        collection=one("mg:collection"),
    )


def claims_from(quads: Iterable[Quad], issued: str) -> Iterator[Claim]:
    """Yield the claims whose evidence is among these quads of one source's graph.

    ``issued`` is the date of that source, which decides between claims of one kind.
    """
    evidence: dict[IRI, dict[IRI, Value]] = {}
    for quad in quads:
        evidence.setdefault(quad.subject, {})[quad.predicate] = quad.object
        if quad.graph is not None:
            evidence[quad.subject][_iri("mg:source")] = quad.graph
    for facts in evidence.values():
        if facts.get(_A) == _iri("mg:Claim"):
            yield _claim(facts, issued)


def _claim(facts: dict[IRI, Value], issued: str) -> Claim:
    texts = {
        name: value.lexical
        for name, predicate in _TEXTS
        if isinstance(value := facts.get(predicate), Literal)
    }
    rank = str(facts.get(_iri("mg:rank"), "")).rpartition("#")[2].removesuffix("Rank")
    return Claim(
        subject=IRI(str(facts[_iri("rdf:subject")])),
        predicate=IRI(str(facts[_iri("rdf:predicate")])),
        value=facts[_iri("rdf:object")],
        source=IRI(str(facts[_iri("mg:source")])),
        kind=Kind(str(facts[_iri("mg:kind")]).rpartition("#")[2]),
        about=IRI(str(facts[_iri("mg:about")])),
        rank=Rank(rank) if rank else Rank.NORMAL,
        issued=issued,
        **texts,
    )
