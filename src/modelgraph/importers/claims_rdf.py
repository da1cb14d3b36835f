"""A user's own claims as RDF: triples that use the vocabulary, with or without evidence.

A triple with a property of models is a claim; what says what a thing is (its class, name, model,
component, release, result) is a link; an ``mg:Claim`` is the evidence of one triple. Graphs of the
file don't matter: all of it is said by the one source. Whatever else is refused, triple by triple.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from modelgraph.importers import conditions
from modelgraph.importers.columns import Broken, refuse
from modelgraph.importers.identity import Identity
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Source
from modelgraph.store import IRI, Literal, Quad, Scope, Store, Value
from modelgraph.store.parse import SYNTAXES, is_blank, parse
from modelgraph.validation import SINGLE_VALUED, check
from modelgraph.vocabulary.prefixes import PREFIXES, shorten
from modelgraph.vocabulary.terms import (
    DCTERMS,
    FAIR4ML,
    IT6,
    MG,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
)

__all__ = ["SYNTAXES", "read"]

CLAIMED: Final = SINGLE_VALUED | {
    SCHEMA.author, SCHEMA.publisher, SCHEMA.provider, SCHEMA.citation, SCHEMA.codeRepository,
    MG.affiliation, MG.organization, MG.hasFeature, MG.modality, MG.usesNetwork, MG.statedVariants,
    MG.weightsRepository, MG.weightsFile, FAIR4ML.mlTask, FAIR4ML.trainedOn, IT6.hasInputModality,
    IT6.hasOutputModality, PROV.wasDerivedFrom,
}  # fmt: skip
"""Properties whose triples are claims."""

_LINKS: Final = frozenset(
    {
        RDF.type, SCHEMA.name, SCHEMA.isVariantOf, SCHEMA.isPartOf, DCTERMS.identifier,
        SKOS.altLabel, MG.hasComponent, MG.hasRelease, FAIR4ML.hasEvaluation, MG.componentType,
        MG.eventType, MG.venue, MG.library, MG.dataset, MG.metric, MG.conditions,
    }
)  # fmt: skip
"""Properties whose triples say what a thing is, and to what it belongs."""

_EVIDENCE: Final[Mapping[IRI, str]] = {
    MG.statedAs: "stated_as",
    MG.qualifier: "qualifier",
    MG.place: "place",
    MG.quote: "quote",
    MG.note: "note",
    DCTERMS.identifier: "identifier",
}
_OF_A_CLAIM: Final = frozenset(
    {RDF.type, RDF.subject, RDF.predicate, RDF.object, MG.about, MG.kind, *_EVIDENCE}
)
_ID: Final = r"[a-z0-9][a-z0-9.-]*/[a-z0-9][a-z0-9.-]*"
_THING: Final = re.compile(
    rf"(?P<thing>(?:{re.escape(PREFIXES['model'])}|{re.escape(PREFIXES['variant'])}){_ID})"
    r"(?P<part>/(?:component|release|result)/[a-z0-9.-]+)?"
)
_NAMED: Final = (
    PREFIXES["org"], PREFIXES["license"], PREFIXES["spdx"],
    PREFIXES["model"].replace("/model/", "/family/"),
)  # fmt: skip
"""Beginnings of things beside models that a file may give a name."""
_LONGEST: Final = 2_000

Triple = tuple[IRI, IRI, Value]


@dataclass(slots=True)
class _Said:
    """What a file says: each triple with its place, and the evidence of each."""

    places: dict[Triple, int] = field(default_factory=dict)
    evidence: dict[Triple, dict[str, str]] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)


def read(
    name: str, content: bytes, source: Source, identity: Identity, store: Store | None
) -> Reading:
    """Return what a file says, all of it by one source.

    A variant names its model (``schema:isVariantOf``) unless the store knows it.

    Raises:
        InvalidDataError: not well formed, or triples that can't be taken; ``details["rows"]`` has
            them by their number in the file.
    """
    said = _sorted_out(parse(name, content))
    models = {
        subject: value
        for subject, predicate, value in said.places
        if predicate == SCHEMA.isVariantOf and isinstance(value, IRI)
    }
    taken: dict[Triple, bool] = {}
    for triple, number in said.places.items():
        if reason := refusal(triple, models, store):
            said.broken.append(Broken(number, reason))
        else:
            taken[triple] = triple[1] in CLAIMED
    for triple in said.evidence.keys() - said.places.keys():
        said.broken.append(Broken(0, f"a claim of what the file doesn't say: {_short(triple)}"))
    refuse(name, said.broken)
    claims = [claim_of(triple, source, said.evidence) for triple, held in taken.items() if held]
    links = [
        Quad(*each, source.iri)
        for triple, held in taken.items()
        if not held
        for each in _with_conditions(triple)
    ]
    subjects = {owner_of(triple[0]) for triple in taken} | set(models.values())
    links += _described(subjects - {None}, links, models, identity, source)  # type: ignore[arg-type]
    return Reading(source.collection, (source,), tuple(claims), tuple(dict.fromkeys(links)))


def _with_conditions(triple: Triple) -> Iterator[Triple]:
    """Yield a link; conditions in words become the node that all with the same words share."""
    subject, predicate, value = triple
    if predicate == MG.conditions and isinstance(value, Literal):
        described = conditions.read(value.lexical)
        yield subject, predicate, described.iri
        yield from described.links
    else:
        yield triple


def _sorted_out(quads: Sequence[Quad]) -> _Said:
    """Return the triples of a file apart from the claims about them."""
    said = _Said()
    nodes: dict[IRI, dict[IRI, Value]] = {
        quad.subject: {} for quad in quads if (quad.predicate, quad.object) == (RDF.type, MG.Claim)
    }
    first: dict[IRI, int] = {}
    for number, quad in enumerate(quads, start=1):
        triple = quad.subject, quad.predicate, quad.object
        if quad.subject in nodes:
            first.setdefault(quad.subject, number)
            nodes[quad.subject][quad.predicate] = quad.object
            if quad.predicate not in _OF_A_CLAIM:
                reason = f"nothing a claim may say of itself here: {shorten(quad.predicate)}"
                said.broken.append(Broken(number, reason))
        elif triple in said.places and quad.graph is None:
            reason = f"says the same as triple {said.places[triple]}"
            said.broken.append(Broken(number, reason))
        else:
            said.places.setdefault(triple, number)
    for node, facts in nodes.items():
        subject, predicate, value = (
            facts.get(term) for term in (RDF.subject, RDF.predicate, RDF.object)
        )
        if not isinstance(subject, IRI) or not isinstance(predicate, IRI) or value is None:
            said.broken.append(Broken(first[node], "a claim without subject, predicate or object"))
            continue
        said.evidence[subject, predicate, value] = {
            name: str(getattr(facts[term], "lexical", facts[term]))
            for term, name in _EVIDENCE.items()
            if term in facts
        }
    return said


def refusal(triple: Triple, models: Mapping[IRI, IRI], store: Store | None) -> str:
    """Say why a triple can't be taken; empty where it can."""
    subject, predicate, value = triple
    if is_blank(subject) or (isinstance(value, IRI) and is_blank(value)):
        return "a node without an address"
    if isinstance(value, Literal) and len(value.lexical) > _LONGEST:
        return f"a text of {len(value.lexical):,} letters; at most {_LONGEST:,}"
    if subject.startswith(_NAMED):
        allowed = {RDF.type, SCHEMA.name, DCTERMS.identifier, SKOS.altLabel, SCHEMA.url}
        return "" if predicate in allowed else f"not about a model: {_short(triple)}"
    if subject.startswith(conditions.PREFIX):
        return _refused_conditions(triple)
    match = _THING.fullmatch(subject)
    if match is None:
        return f"not the address of a model or variant, or of a part of one: {subject[:120]}"
    if predicate not in CLAIMED and predicate not in _LINKS:
        return f"unknown property: {shorten(predicate)}"
    thing = IRI(match["thing"])
    if thing.startswith(PREFIXES["variant"]) and thing not in models and not _known(store, thing):
        return f"a variant without its model (schema:isVariantOf): {shorten(thing)}"
    if predicate == SCHEMA.isVariantOf and not (
        isinstance(value, IRI) and re.fullmatch(re.escape(PREFIXES["model"]) + _ID, value)
    ):
        return f"not the address of a model: {value}"
    return check(predicate, value)


def _refused_conditions(triple: Triple) -> str:
    """Say why something can't be said of conditions: their address follows from their words."""
    subject, predicate, value = triple
    if predicate == RDFS.label and not (
        isinstance(value, Literal) and subject == conditions.address(value.lexical)
    ):
        return f"not the address of conditions in these words: {_short(triple)}"
    known = {RDF.type, RDFS.label} | conditions.SETTINGS
    return "" if predicate in known else f"no setting: {shorten(predicate)}"


def _known(store: Store | None, thing: IRI) -> bool:
    if store is None:
        return False
    return any(True for _ in store.quads(thing, SCHEMA.isVariantOf, graph=Scope.DEFAULT))


def claim_of(triple: Triple, source: Source, evidence: Mapping[Triple, Mapping[str, str]]) -> Claim:
    """Return the claim that a triple is, with its evidence or with none."""
    subject, predicate, value = triple
    about = owner_of(subject)
    assert about is not None
    texts = evidence.get(triple, {})
    written = value.lexical if isinstance(value, Literal) else shorten(value)
    return Claim(
        subject, predicate, value, source.iri, source.kind, about,
        stated_as=texts.get("stated_as", written), qualifier=texts.get("qualifier", ""),
        place=texts.get("place", ""), quote=texts.get("quote", ""),
        identifier=texts.get("identifier", ""), note=texts.get("note", ""),
    )  # fmt: skip


def owner_of(subject: IRI) -> IRI | None:
    """Return the model or variant that a subject is, or is a part of."""
    match = _THING.fullmatch(subject)
    return IRI(match["thing"]) if match else None


def _described(
    things: Iterable[IRI],
    links: Sequence[Quad],
    models: Mapping[IRI, IRI],
    identity: Identity,
    source: Source,
) -> Iterator[Quad]:
    """Yield what each thing is, where the file doesn't say it."""
    named = {link.subject for link in links if link.predicate == SCHEMA.name}
    for thing in sorted(things):
        variant = thing.startswith(PREFIXES["variant"])
        identifier = thing.removeprefix(PREFIXES["variant" if variant else "model"])
        yield Quad(thing, RDF.type, MG.Variant if variant else MG.Model, source.iri)
        yield Quad(thing, DCTERMS.identifier, Literal(identifier), source.iri)
        if thing not in named:
            known = None if variant else identity.model(identifier)
            title = known.name if known else identifier.partition("/")[2]
            yield Quad(thing, SCHEMA.name, Literal(title), source.iri)


def _short(triple: Triple) -> str:
    subject, predicate, value = triple
    said = value.lexical if isinstance(value, Literal) else shorten(value)
    return f"{shorten(subject)} {shorten(predicate)} {said[:40]}"
