"""Source graphs that somebody has written into, made whole again, with all that follows.

A triple that states a property of a model or variant is a claim: where its evidence is missing it
gets some, where the triple is gone its evidence goes. The rules of ``claims_rdf`` hold for whatever
is new. Only what is said of other than before is judged, however large the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers import history
from modelgraph.importers.claims_rdf import CLAIMED, claim_of, owner_of, refusal
from modelgraph.importers.collector import uncollected
from modelgraph.importers.columns import Broken, refuse
from modelgraph.importers.content import Content, Graph, graphs, hashes, whole_graph
from modelgraph.importers.pipeline import judge, touched_by
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Kind, Source, claims_from, source_from
from modelgraph.store import IRI, Literal, Quad, Scope, Value, WritableStore
from modelgraph.vocabulary.prefixes import PREFIXES, shorten
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF, SCHEMA

_DESCRIPTION: Final = frozenset(
    {
        RDF.type, SCHEMA.name, SCHEMA.url, DCTERMS.issued, DCTERMS.license, MG.kind, MG.retrieved,
        MG.revision, MG.contentHash, MG.collection, MG.covers,
    }
)  # fmt: skip
_OUTLINE: Final = (RDF.subject, RDF.predicate, RDF.object)

Triple = tuple[IRI, IRI, Value]
Write = Callable[[Mapping[IRI, Sequence[Quad]], Sequence[Quad], Sequence[Quad]], bool]
"""Writes whole graphs, and quads to add and remove; says whether it could."""


@dataclass(frozen=True, slots=True)
class Amended:
    """What has followed from writing into source graphs."""

    claims_added: int
    claims_removed: int
    new_conflicts: int
    new_warnings: int
    activity: str


def amend(
    store: WritableStore,
    after: Mapping[IRI, Collection[Quad]],
    *,
    at: datetime,
    write: Write,
) -> Amended | None:
    """Let source graphs hold what is given, and write it with all that follows from it.

    Return ``None`` where ``write`` says that it could not.

    Raises:
        InvalidDataError: a graph doesn't say who it is, a triple can't be taken
            (``details["rows"]``), or claims violate a rule (``details["violations"]``).
    """
    with uncollected():
        return _amend(store, after, at, write)


def _amend(
    store: WritableStore, after: Mapping[IRI, Collection[Quad]], at: datetime, write: Write
) -> Amended | None:
    known = hashes(store)
    old, new, whole = Content(), Content(), Content()
    bare: list[Quad] = []
    add: list[Quad] = []
    remove: list[Quad] = []
    gone: list[IRI] = []
    for iri, quads in after.items():
        before = set(store.quads(graph=iri))
        claims, links = whole_graph(store, iri) if iri in known else ([], [])
        if not quads:
            gone.append(iri)
            old.claims += claims
            old.links += links
            continue
        graph = made_whole(store, iri, before, quads)
        content, written = Content(), set(graph.quads)
        content.add(graph)
        _differences(Content(claims, links), content, old, new)
        whole.claims += content.claims
        whole.links += content.links
        bare += graph.bare_links
        add += written - before
        remove += before - written
    touched = frozenset(touched_by(store, old, new))
    step = judge(store, sorted(touched), _about(whole, touched), after, after.keys() - set(gone))
    said = history.of_claims(old.claims, new.claims)
    linked = history.of_links(old.links, set(new.links) & set(bare))
    names = dict(history.names_of((*old.links, *whole.links)))
    recorded = history.quads(store, at, (*said, *linked, *step.ruled), names)
    if not write(
        {**dict.fromkeys(gone, ()), **recorded},
        [*add, *step.add],
        [*remove, *step.remove],
    ):
        return None
    added = sum(each.added for each in said)
    return Amended(
        added,
        len(said) - added,
        len(step.new_conflicts),
        len(step.new_warnings),
        next(iter(recorded), ""),
    )


def _differences(before: Content, after: Content, old: Content, new: Content) -> None:
    """Add what is said no more to ``old``, and what is said anew to ``new``."""
    claims, links = set(before.claims), set(before.links)
    old.claims += claims.difference(after.claims)
    old.links += links.difference(after.links)
    new.claims += (each for each in after.claims if each not in claims)
    new.links += (each for each in after.links if each not in links)


def _about(content: Content, touched: Collection[IRI]) -> Content:
    """Return what is said of these things, as ``content.about`` reads it from a store.

    Variants that are new to a model belong to it, too.
    """
    things = set(touched).union(
        link.subject
        for link in content.links
        if link.predicate == SCHEMA.isVariantOf and link.object in touched
    )
    claims = [claim for claim in content.claims if claim.about in things]
    nodes = things.union(claim.subject for claim in claims)
    return Content(claims, [link for link in content.links if link.subject in nodes])


def made_whole(
    store: WritableStore, iri: IRI, before: Collection[Quad], after: Collection[Quad]
) -> Graph:
    """Return a source's graph of these quads, each claim in it with its evidence.

    Raises:
        InvalidDataError: it doesn't say who it is, or something new in it can't be taken.
    """
    source = _source(iri, after)
    fresh = set(after).difference(before)
    nodes = {quad.subject for quad in after if _is(quad, RDF.type, MG.Claim)}
    triples = {_triple(quad) for quad in after if quad.subject not in nodes}
    claims = list(_claims(source, nodes, triples, before, after))
    stated = {(claim.subject, claim.predicate, claim.value) for claim in claims}
    new = {_triple(quad) for quad in fresh if quad.subject not in nodes and quad.subject != iri}
    new.update(_said(claim) for claim in claims if _is_new(claim, before))
    _refuse(store, iri, new, triples)
    claims += (
        claim_of(triple, source, {})
        for triple in sorted(new - stated, key=repr)
        if triple[1] in CLAIMED
    )
    stated.update(_said(claim) for claim in claims)
    links = [
        Quad(*triple, iri)
        for triple in sorted(triples - stated, key=repr)
        if triple[0] != iri or triple[1] not in _DESCRIPTION
    ]
    links += _introduced(store, iri, new, links)
    reading = Reading(source.collection, (source,), tuple(claims), tuple(links))
    return graphs(reading)[iri]


def _is(quad: Quad, predicate: IRI, value: Value) -> bool:
    return quad.predicate == predicate and quad.object == value


def _triple(quad: Quad) -> Triple:
    return quad.subject, quad.predicate, quad.object


def _said(claim: Claim) -> Triple:
    return claim.subject, claim.predicate, claim.value


def _is_new(claim: Claim, before: Collection[Quad]) -> bool:
    return Quad(claim.subject, claim.predicate, claim.value, claim.source) not in before


def _source(iri: IRI, quads: Collection[Quad]) -> Source:
    own = [quad for quad in quads if quad.subject == iri]
    counted = [quad.predicate for quad in own if quad.predicate in _DESCRIPTION - {MG.covers}]
    twice = {predicate for predicate in counted if counted.count(predicate) > 1}
    if twice:
        raise InvalidDataError(
            f"{shorten(iri)} has more than one {', '.join(sorted(map(shorten, twice)))}.",
            hint="Delete the old value in the same update.",
        )
    missing = {SCHEMA.name, MG.kind, DCTERMS.license}.difference(counted)
    if missing:
        raise InvalidDataError(
            f"{shorten(iri)} is a source's graph, and doesn't say who that is: it has no"
            f" {', '.join(sorted(map(shorten, missing)))}.",
            hint=f"Insert with it: GRAPH <{iri}> {{ <{iri}> a mg:Source ; schema:name '…' ;"
            " mg:kind mg:curated ; dcterms:license 'CC0-1.0' }.",
        )
    try:
        source = source_from(own)
    except ValueError as error:
        raise InvalidDataError(
            f"{shorten(iri)} is of no known kind.",
            hint=f"mg:kind is one of {', '.join(f'mg:{kind}' for kind in Kind)}.",
        ) from error
    slug = iri.removeprefix(PREFIXES["source"])
    return replace(source, collection=source.collection or f"updates of {slug}")


def _claims(
    source: Source,
    nodes: Collection[IRI],
    triples: Collection[Triple],
    before: Collection[Quad],
    after: Collection[Quad],
) -> Iterator[Claim]:
    """Yield the claims with evidence; that of a triple which is gone goes with it."""
    evidence: dict[IRI, dict[IRI, Value]] = {node: {} for node in nodes}
    for quad in after:
        if quad.subject in evidence:
            evidence[quad.subject][quad.predicate] = quad.object
    for node, facts in evidence.items():
        subject, predicate, value = (facts.get(part) for part in _OUTLINE)
        if not isinstance(subject, IRI) or not isinstance(predicate, IRI) or value is None:
            raise InvalidDataError(
                f"The claim {shorten(node)} has no rdf:subject, rdf:predicate or rdf:object."
            )
        triple = (subject, predicate, value)
        was = Quad(node, RDF.type, MG.Claim, source.iri) in before
        if triple not in triples and was:
            continue
        about = owner_of(subject)
        defaults: dict[IRI, Value] = {MG.kind: IRI(f"{PREFIXES['mg']}{source.kind}")}
        if about is not None:
            defaults[MG.about] = about
        quads = [Quad(node, *fact, source.iri) for fact in {**defaults, **facts}.items()]
        try:
            yield from claims_from(quads, source.issued)
        except (KeyError, ValueError) as error:
            raise InvalidDataError(
                f"The claim {shorten(node)} is incomplete, or of no known kind or rank.",
                hint="docs/explanation/graph.md shows a claim with its evidence.",
            ) from error


def _refuse(
    store: WritableStore, iri: IRI, new: Collection[Triple], triples: Collection[Triple]
) -> None:
    """Refuse what can't be taken, triple by triple."""
    models = {
        subject: value
        for subject, predicate, value in triples
        if predicate == SCHEMA.isVariantOf and isinstance(value, IRI)
    }
    broken = [
        Broken(number, reason)
        for number, triple in enumerate(sorted(new, key=repr), start=1)
        if (reason := refusal(triple, models, store))
    ]
    refuse(shorten(iri), broken)


def _introduced(
    store: WritableStore, iri: IRI, new: Collection[Triple], links: Sequence[Quad]
) -> Iterator[Quad]:
    """Yield what each model and variant of something new is, where the graph doesn't say it."""
    known = {(link.subject, link.predicate) for link in links}
    spoken = {subject for subject, _, _ in new}
    spoken.update(
        value
        for _, predicate, value in new
        if predicate == SCHEMA.isVariantOf and isinstance(value, IRI)
    )
    things = {thing for subject in spoken if (thing := owner_of(subject)) is not None}
    for thing in sorted(things):
        kind = "variant" if thing.startswith(PREFIXES["variant"]) else "model"
        identifier = thing.removeprefix(PREFIXES[kind])
        named = next(store.quads(thing, SCHEMA.name, graph=Scope.DEFAULT), None)
        name = named.object if named else Literal(identifier.partition("/")[2])
        facts: tuple[tuple[IRI, Value], ...] = (
            (RDF.type, MG.Variant if kind == "variant" else MG.Model),
            (DCTERMS.identifier, Literal(identifier)),
            (SCHEMA.name, name),
        )
        for predicate, value in facts:
            if (thing, predicate) not in known:
                yield Quad(thing, predicate, value, iri)
