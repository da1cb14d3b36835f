"""Source graphs that somebody has written into, made whole again, with all that follows.

A triple that states a property of a model or variant is a claim: where its evidence is missing it
gets some, where the triple is gone its evidence goes. The rules of ``claims_rdf`` hold for whatever
is new. Only what is said of other than before is judged, however large the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers import history
from modelgraph.importers.claims_rdf import CLAIMED, claim_of, owner_of, refusal
from modelgraph.importers.collector import uncollected
from modelgraph.importers.columns import Broken, refuse
from modelgraph.importers.content import Content, Graph, graphs, split
from modelgraph.importers.pipeline import judge, touched_by
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Kind, Source, claims_from, source_from, source_quads
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
class Change:
    """What somebody has changed in one source's graph; ``whole``: all that stood there goes."""

    removed: frozenset[Quad] = frozenset()
    added: frozenset[Quad] = frozenset()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Amended:
    """What has followed from writing into source graphs."""

    claims_added: int
    claims_removed: int
    new_conflicts: int
    new_warnings: int
    activity: str


@dataclass(slots=True)
class _Step:
    """What is said no more and anew, and the quads that go and come for it."""

    old: Content = field(default_factory=Content)
    new: Content = field(default_factory=Content)
    add: set[Quad] = field(default_factory=set)
    remove: set[Quad] = field(default_factory=set)
    gone: set[IRI] = field(default_factory=set)

    def differ(self, before: Content, after: Content) -> None:
        """Add how two states of one graph differ."""
        claims, links = set(before.claims), set(before.links)
        self.old.claims += claims.difference(after.claims)
        self.old.links += links.difference(after.links)
        self.new.claims += (each for each in after.claims if each not in claims)
        self.new.links += (each for each in after.links if each not in links)

    def carry_over(self, content: Content) -> Content:
        """Return what will be said instead of something that is said now."""
        claims, links = set(self.old.claims), set(self.old.links)
        return Content(
            [each for each in content.claims if each not in claims] + self.new.claims,
            [each for each in content.links if each not in links] + self.new.links,
        )


def amend(
    store: WritableStore,
    changes: Mapping[IRI, Change],
    *,
    at: datetime,
    write: Write,
) -> Amended | None:
    """Change source graphs, and write it with all that follows from it.

    Return ``None`` where ``write`` says that it could not.

    Raises:
        InvalidDataError: a graph doesn't say who it is, a triple can't be taken
            (``details["rows"]``), or claims violate a rule (``details["violations"]``).
    """
    with uncollected():
        step = _Step()
        for iri, change in changes.items():
            _take(store, iri, change, step)
        return _follow(store, changes, step, at, write)


def _take(store: WritableStore, iri: IRI, change: Change, step: _Step) -> None:
    before = _part(store, iri, change)
    after = (set() if change.whole else before - change.removed) | change.added
    was = Content(*split(before, iri))
    if not after and all(quad in before for quad in store.quads(graph=iri)):
        step.gone.add(iri)
        step.differ(was, Content())
        return
    graph = made_whole(store, iri, before, after)
    if not change.whole:
        graph = _hashed(graph, before)
    content, written = Content(), set(graph.quads)
    content.add(graph)
    step.differ(was, Content(content.claims, [*source_quads(graph.source), *graph.bare_links]))
    step.add |= written - before
    step.remove |= before - written


def _part(store: WritableStore, iri: IRI, change: Change) -> set[Quad]:
    """Return what stands in a graph about whatever is changed, with its evidence."""
    changed = change.removed | change.added
    # The date of a source counts for each of its claims.
    if change.whole or any(_is_dated(quad) for quad in changed):
        return set(store.quads(graph=iri))
    subjects = {quad.subject for quad in changed}
    told = {quad.object for quad in changed if quad.predicate == RDF.subject}
    for subject in subjects:
        found = store.quads(subject, RDF.subject, graph=iri)
        told.update(quad.object for quad in found)
    subjects.update(each for each in told if isinstance(each, IRI))
    owners = {owner for each in subjects if (owner := owner_of(each)) is not None}
    nodes = {
        quad.subject
        for each in subjects
        for quad in store.quads(predicate=RDF.subject, value=each, graph=iri)
    }
    spoken = subjects | owners | nodes | {iri}
    return {quad for each in spoken for quad in store.quads(each, graph=iri)}


def _is_dated(quad: Quad) -> bool:
    return quad.subject == quad.graph and quad.predicate == DCTERMS.issued


def _hashed(graph: Graph, before: Collection[Quad]) -> Graph:
    """Return a part of a graph with a hash that follows from the one before and from the part."""
    known = next((quad.object for quad in before if quad.predicate == MG.contentHash), None)
    digest = sha256(f"{known}\n{graph.source.content_hash}".encode()).hexdigest()
    return replace(graph, source=replace(graph.source, content_hash=digest))


def _follow(
    store: WritableStore, changes: Iterable[IRI], step: _Step, at: datetime, write: Write
) -> Amended | None:
    touched = touched_by(store, step.old, step.new)
    judged = judge(store, touched, step.carry_over, set(changes) - step.gone)
    said = history.of_claims(step.old.claims, step.new.claims)
    linked = history.of_links(step.old.links, step.new.links)
    descriptions = (quad for iri in changes for quad in store.quads(iri, graph=iri))
    names = dict(history.names_of((*descriptions, *step.new.links)))
    recorded = history.quads(store, at, (*said, *linked, *judged.ruled), names)
    written = write(
        {**dict.fromkeys(step.gone, ()), **recorded},
        [*step.add, *judged.add],
        [*step.remove, *judged.remove],
    )
    if not written:
        return None
    added = sum(each.added for each in said)
    return Amended(
        added,
        len(said) - added,
        len(judged.new_conflicts),
        len(judged.new_warnings),
        next(iter(recorded), ""),
    )


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
