"""What a store holds of the sources: read back for judging, and compared with a new reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from typing import Final

from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Source, claim_quads, claims_from, source_quads
from modelgraph.store import IRI, Literal, Quad, Store
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import DCTERMS, MG, SCHEMA

_SOURCES: Final = PREFIXES["source"]
FINDINGS: Final = IRI(f"{_SOURCES}modelgraph-findings")
"""The graph of what rules find, and of disagreements."""

_NOT_CLAIMED: Final = frozenset(
    {IRI(f"{_SOURCES}modelgraph-vocabulary"), IRI(f"{_SOURCES}installation"), FINDINGS}
)
"""Graphs under ``source:`` that hold no claims of sources."""


@dataclass(frozen=True, slots=True)
class Graph:
    """One source's graph: its description, claims and links, ready to be written."""

    source: Source
    claims: tuple[Claim, ...]
    links: tuple[Quad, ...]

    @property
    def bare_links(self) -> tuple[Quad, ...]:
        """Return the links that no claim states, too: in a store, the two are one triple."""
        said = {(claim.subject, claim.predicate, claim.value) for claim in self.claims}
        return tuple(link for link in self.links if link[:3] not in said)

    @property
    def quads(self) -> list[Quad]:
        """Return every quad of the graph; what two claims state alike stands twice."""
        claims = chain.from_iterable(map(claim_quads, self.claims))
        return [*source_quads(self.source), *self.links, *claims]


def graphs(reading: Reading) -> dict[IRI, Graph]:
    """Return the graphs of a reading, each source with the hash of its claims and links."""
    claims: dict[IRI, list[Claim]] = {source.iri: [] for source in reading.sources}
    links: dict[IRI, list[Quad]] = {source.iri: [] for source in reading.sources}
    for claim in reading.claims:
        claims[claim.source].append(claim)
    for link in reading.links:
        if link.graph in links:
            links[link.graph].append(link)
    return {
        source.iri: _graph(source, claims[source.iri], links[source.iri])
        for source in reading.sources
    }


def _graph(source: Source, claims: list[Claim], links: list[Quad]) -> Graph:
    """Return a graph with its hash, which is the same for what a store gives back of it."""
    described = replace(source, covers=tuple(sorted(source.covers)), content_hash="")
    graph = Graph(described, tuple(dict.fromkeys(claims)), tuple(dict.fromkeys(links)))
    lines = sorted((*map(repr, graph.claims), *map(repr, graph.bare_links), repr(described)))
    digest = sha256("".join(lines).encode()).hexdigest()
    return replace(graph, source=replace(source, content_hash=digest))


def hashes(store: Store) -> dict[IRI, str]:
    """Return the content hash of every source in the store."""
    return {
        quad.graph: quad.object.lexical
        for quad in store.quads(predicate=MG.contentHash)
        if quad.graph == quad.subject and isinstance(quad.object, Literal)
    }


def of_collection(store: Store, collection: str) -> frozenset[IRI]:
    """Return the sources that were read through this collection."""
    found = store.quads(predicate=MG.collection, value=Literal(collection))
    return frozenset(quad.graph for quad in found if quad.graph is not None)


@dataclass(slots=True)
class Content:
    """Claims and links of some subjects, by the graph in which they stand."""

    claims: list[Claim] = field(default_factory=list)
    links: list[Quad] = field(default_factory=list)

    def add(self, graph: Graph) -> None:
        """Add what a graph says."""
        self.claims += graph.claims
        self.links += (*graph.links, *source_quads(graph.source))

    def without(self, graphs: Iterable[IRI]) -> Content:
        """Return the content of the other graphs."""
        gone = frozenset(graphs)
        return Content(
            [claim for claim in self.claims if claim.source not in gone],
            [link for link in self.links if link.graph not in gone],
        )


def is_source_graph(graph: IRI | None) -> bool:
    """Say whether claims of a source stand in this graph."""
    return graph is not None and graph.startswith(_SOURCES) and graph not in _NOT_CLAIMED


def whole_graph(store: Store, graph: IRI) -> tuple[list[Claim], list[Quad]]:
    """Return the claims and links of one graph as the store holds them."""
    return split(list(store.quads(graph=graph)), graph)


def split(quads: Collection[Quad], graph: IRI) -> tuple[list[Claim], list[Quad]]:
    """Return the claims and links among quads of one graph."""
    issued = _issued(quads, graph)
    claims = list(claims_from(quads, issued))
    said = {(claim.subject, claim.predicate, claim.value) for claim in claims}
    nodes = {quad.subject for quad in quads if quad.object == MG.Claim}
    links = [quad for quad in quads if quad.subject not in nodes and quad[:3] not in said]
    return claims, links


def _issued(quads: Iterable[Quad], graph: IRI) -> str:
    return next(
        (
            quad.object.lexical
            for quad in quads
            if quad.subject == graph
            and quad.predicate == DCTERMS.issued
            and isinstance(quad.object, Literal)
        ),
        "",
    )


def content_of(store: Store) -> Content:
    """Return what every source in the store says."""
    content = Content()
    for graph in filter(is_source_graph, store.graphs()):
        claims, links = whole_graph(store, graph)
        content.claims += claims
        content.links += links
    return content


def group_of(store: Store, model: IRI) -> tuple[IRI, ...]:
    """Return the model and its variants, as the source graphs link them."""
    variants = {
        quad.subject
        for quad in store.quads(predicate=SCHEMA.isVariantOf, value=model)
        if is_source_graph(quad.graph)
    }
    return (model, *sorted(variants))


def models_of(store: Store, subject: IRI) -> frozenset[IRI]:
    """Return the models of which this variant is one, or the subject itself."""
    found = {
        quad.object
        for quad in store.quads(subject=subject, predicate=SCHEMA.isVariantOf)
        if is_source_graph(quad.graph) and isinstance(quad.object, IRI)
    }
    return frozenset(found) or frozenset({subject})


def about(store: Store, subjects: Iterable[IRI]) -> Content:
    """Return the claims in whose cell these models and variants stand, and the links around them.

    Other subjects (organizations, licences, families, sources) have links only.
    """
    content = Content()
    issued: dict[IRI, str] = {}
    nodes: dict[IRI, None] = {}
    for subject in subjects:
        nodes[subject] = None
        for quad in list(store.quads(predicate=MG.about, value=subject)):
            if quad.graph is None or not is_source_graph(quad.graph):
                continue
            if quad.graph not in issued:
                described = store.quads(subject=quad.graph, graph=quad.graph)
                issued[quad.graph] = _issued(described, quad.graph)
            evidence = store.quads(subject=quad.subject, graph=quad.graph)
            claim = next(claims_from(evidence, issued[quad.graph]))
            content.claims.append(claim)
            nodes[claim.subject] = None
    said = {(c.subject, c.predicate, c.value, c.source) for c in content.claims}
    content.links = [
        quad
        for node in nodes
        for quad in store.quads(subject=node)
        if is_source_graph(quad.graph)
        and (quad.subject, quad.predicate, quad.object, quad.graph) not in said
    ]
    return content


def subjects(claims: Iterable[Claim], links: Iterable[Quad]) -> Iterator[IRI]:
    """Yield what claims and links speak of: models and variants, and things beside them."""
    for claim in claims:
        yield claim.about
    for link in links:
        yield link.subject
