"""What the rules find among claims, and which claims don't agree: kept in a graph of its own.

A finding is a ``sh:ValidationResult`` with the claims that it warns of, a disagreement two claims
that don't agree. Both are worked out for whole models with their variants, so that an import
brings what a check of everything would find; rules across models are left to ``check``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import combinations
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.content import FINDINGS, Content, content_of
from modelgraph.importers.facts import Facts, sort
from modelgraph.provenance import (
    Claim,
    Kind,
    Rank,
    Source,
    agree,
    prefer,
    source_quads,
)
from modelgraph.store import IRI, Literal, Quad, Scope, Store, Value
from modelgraph.validation import Severity, Violation, asked_of_claims, judge, rules
from modelgraph.vocabulary.prefixes import BASE, shorten
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF, RDFS, SCHEMA, SH, SKOS

SOURCE: Final = Source(
    FINDINGS,
    "modelgraph findings",
    Kind.CURATED,
    license="CC0-1.0",
    url="https://w3id.org/modelgraph/",
)

_BACKGROUND: Final = (SKOS.broader, SKOS.related, SCHEMA.url, DCTERMS.issued)
"""What rules ask of the vocabulary, the licence table and the sources."""

_PART: Final = re.compile(r"/(?:component|release|result|support|obstacle)/.*")
_SHOWN: Final = 10


_LONG: Final = 100
"""Letters of a quotation from which on it is worth a look."""


def found(store: Store, content: Content) -> tuple[Violation, ...]:
    """Return what the rules find in the claims of some models; rules across models are left out.

    Evidence that no rule can speak of is left out, too: it is most of an import.
    """
    chosen = [rule for rule in rules() if not rule.across and rule.id not in _BY_CONSTRUCTION]
    asked = asked_of_claims(chosen)
    spoken = [claim for claim in content.claims if _is_asked(claim, asked)]
    stated = (
        Quad(claim.subject, claim.predicate, claim.value, claim.source) for claim in content.claims
    )
    triples = (*content.links, *stated, *_evidence(spoken), *_background(store))
    return tuple(_with_claims(judge(triples, chosen), content.claims))


_BY_CONSTRUCTION: Final = frozenset({"claim-is-complete"})
"""Rules that hold of whatever an importer brings: a ``Claim`` has all its parts."""


def _is_asked(claim: Claim, asked: frozenset[str]) -> bool:
    return (
        claim.predicate in asked
        or claim.value in asked
        or bool(claim.note)
        or claim.rank is not Rank.NORMAL
        or len(claim.quote) > _LONG
    )


def _with_claims(violations: Iterable[Violation], claims: Sequence[Claim]) -> Iterator[Violation]:
    """Name for each finding about a value the claims that state it."""
    stated: defaultdict[tuple[IRI, IRI], list[Claim]] | None = None
    for each in violations:
        if each.path is None or each.claims == (each.focus,):
            yield each
            continue
        if stated is None:
            stated = defaultdict(list)
            for claim in claims:
                stated[claim.subject, claim.predicate].append(claim)
        said = [
            claim
            for claim in stated[each.focus, each.path]
            if each.value is None or claim.value == each.value
        ]
        yield replace(
            each,
            claims=tuple(sorted({claim.iri for claim in said})),
            sources=tuple(sorted({claim.source for claim in said})) if said else each.sources,
            abouts=tuple(sorted({claim.about for claim in said})),
        )


def check(store: Store) -> tuple[Violation, ...]:
    """Return what all rules find in the whole store, those across models included."""
    return judge((*_flat(content_of(store)), *_background(store)), rules())


def _background(store: Store) -> Iterator[Quad]:
    for predicate in _BACKGROUND:
        yield from store.quads(predicate=predicate, graph=Scope.DEFAULT)


def _flat(content: Content) -> Iterator[Quad]:
    """Yield what sources say, each claim with its source and with what rules ask of it."""
    yield from content.links
    for claim in content.claims:
        yield Quad(claim.subject, claim.predicate, claim.value, claim.source)
    yield from _evidence(content.claims)


def _evidence(claims: Iterable[Claim]) -> Iterator[Quad]:
    for claim in claims:
        node = claim.iri
        yield Quad(node, RDF.type, MG.Claim)
        yield Quad(node, RDF.subject, claim.subject)
        yield Quad(node, RDF.predicate, claim.predicate)
        yield Quad(node, RDF.object, claim.value)
        yield Quad(node, MG.about, claim.about)
        yield Quad(node, MG.kind, _KINDS[claim.kind])
        yield Quad(node, DCTERMS.source, claim.source)
        texts = ((MG.statedAs, claim.stated_as), (MG.quote, claim.quote), (MG.note, claim.note))
        for predicate, text in texts:
            if text:
                yield Quad(node, predicate, Literal(text))
        if claim.rank is not Rank.NORMAL:
            yield Quad(node, MG.rank, _RANKS[claim.rank])
            if claim.rank_reason:
                yield Quad(node, MG.rankReason, Literal(claim.rank_reason))


_KINDS: Final = {
    Kind.MEASURED: MG.measured,
    Kind.UPSTREAM: MG.upstream,
    Kind.CURATED: MG.curated,
    Kind.VENDOR: MG.vendor,
    Kind.AGGREGATOR: MG.aggregator,
}
_RANKS: Final = {Rank.PREFERRED: MG.preferredRank, Rank.DEPRECATED: MG.deprecatedRank}


def refuse(violations: Iterable[Violation], sources: Iterable[IRI]) -> None:
    """Raise if claims of these sources violate a rule; the first ten are named.

    Raises:
        InvalidDataError: ``details["violations"]`` has them all.
    """
    fresh = frozenset(sources)
    broken = [
        each
        for each in violations
        if each.severity is Severity.VIOLATION and fresh.intersection(each.sources)
    ]
    if not broken:
        return
    lines = [f"{shorten(e.focus)} {_property(e)}({e.rule}): {e.message}" for e in broken]
    more = [f"… and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    plural = "s" if len(lines) > 1 else ""
    raise InvalidDataError(
        "\n".join([f"{len(lines)} violation{plural} of the rules:", *lines[:_SHOWN], *more]),
        hint="Nothing was imported. docs/reference/rules.md explains each rule.",
        violations=[
            {"rule": e.rule, "focus": e.focus, "path": e.path or "", "message": e.message}
            for e in broken
        ],
    )


def _property(each: Violation) -> str:
    return f"{shorten(each.path)} " if each.path else ""


def quads(violations: Iterable[Violation], facts: Facts) -> set[Quad]:
    """Return the findings and disagreements as they stand in their graph."""
    triples = [
        *(triple for each in violations for triple in _finding(each)),
        *(triple for pair in _disagreements(facts) for triple in _disagreement(*pair)),
    ]
    return {Quad(*triple, FINDINGS) for triple in triples} | _described()


def kept(store: Store, subjects: Iterable[IRI]) -> set[Quad]:
    """Return what the graph of findings holds about these things."""
    nodes = {
        quad.subject
        for subject in subjects
        for quad in store.quads(predicate=MG.concerns, value=subject, graph=FINDINGS)
    }
    return {quad for node in nodes for quad in store.quads(subject=node, graph=FINDINGS)}


_Triple = tuple[IRI, IRI, Value]


def _node(*parts: str) -> IRI:
    return IRI(f"{BASE}finding/{sha256(chr(31).join(parts).encode()).hexdigest()[:20]}")


def _finding(each: Violation) -> Iterator[_Triple]:
    node = _node(each.rule, each.focus, str(each.path), repr(each.value), *each.claims)
    yield node, RDF.type, SH.ValidationResult
    yield node, SH.sourceShape, IRI(f"{BASE}rule/{each.rule}")
    yield node, SH.resultSeverity, each.severity.iri
    yield node, SH.resultMessage, Literal(each.message)
    yield node, SH.focusNode, each.focus
    if each.path:
        yield node, SH.resultPath, each.path
    if each.value is not None:
        yield node, SH.value, each.value
    yield from ((node, MG.onClaim, claim) for claim in each.claims)
    for subject in each.abouts or (IRI(_PART.sub("", each.focus)),):
        yield node, MG.concerns, subject


def _disagreements(facts: Facts) -> Iterator[tuple[Claim, Claim]]:
    """Yield each two claims that don't agree, of two sources or of one against itself."""
    for subject, predicate in sorted(facts.disagreements()):
        standing = [c for c in facts.claims[subject][predicate] if c.rank is not Rank.DEPRECATED]
        for one, other in combinations(prefer(standing).claims, 2):
            if not agree(one, other):
                yield one, other


def _disagreement(one: Claim, other: Claim) -> Iterator[_Triple]:
    node = _node("disagreement", *sorted((one.iri, other.iri)))
    yield node, RDF.type, MG.Disagreement
    yield node, MG.concerns, one.about
    yield node, RDF.subject, one.subject
    yield node, RDF.predicate, one.predicate
    yield node, MG.betweenClaims, one.iri
    yield node, MG.betweenClaims, other.iri


@cache
def _described() -> frozenset[Quad]:
    """Return what the graph is, and what each rule is."""
    told = (
        Quad(rule.iri, predicate, value, FINDINGS)
        for rule in rules()
        for predicate, value in (
            (RDF.type, MG.Rule),
            (SCHEMA.name, Literal(rule.name)),
            (RDFS.comment, Literal(rule.description)),
        )
    )
    return frozenset((*source_quads(SOURCE), *told))


def of_store(store: Store) -> set[Quad]:
    """Return what the graph of findings should hold, worked out afresh from all sources."""
    content = content_of(store)
    facts = sort(content.claims, content.links)
    return quads(found(store, content), facts)
