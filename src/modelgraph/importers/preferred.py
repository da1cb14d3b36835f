"""The preferred facts of a few models: what stands of them in the default graph.

A pure function of claims and links, so that the whole catalog and one changed model are worked out
alike. ``docs/explanation/graph.md`` says what the default graph adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from modelgraph.importers import rules
from modelgraph.importers.facts import Facts, sort
from modelgraph.provenance import Claim
from modelgraph.store import IRI, Literal, Quad, Value, integer
from modelgraph.validation import SINGLE_VALUED
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, RDF, SCHEMA, SKOS

Triple = tuple[IRI, IRI, Value]

_OF_THE_VARIANTS = (IT6.totalNumberOfParameters, SCHEMA.license)
"""Stated of a model, these give way where its variants state their own."""


def with_rules(claims: Iterable[Claim], links: Iterable[Quad]) -> tuple[Facts, list[Claim]]:
    """Return the facts with the claims that follow by rule, and those claims apart.

    Claims of the rules among ``claims`` are left out: rules start afresh from what sources say.
    """
    facts = sort((claim for claim in claims if claim.source != rules.SOURCE.iri), links)
    found: list[Claim] = []
    for rule in (rules.derive_preprints, rules.derive_dates, rules.derive):
        followed = list(rule(facts))
        facts = facts.plus(followed)
        found += followed
    return facts, found


def quads(facts: Facts) -> set[Quad]:
    """Return the quads of the default graph that follow from these facts."""
    triples = {
        *_linked(facts),
        *(triple for subject in facts.claims for triple in _stated(facts, subject)),
        *(triple for model in facts.subjects_of_kind(MG.Model) for triple in _rolled(facts, model)),
    }
    return {Quad(*triple) for triple in triples - set(_given_way(facts))}


def _linked(facts: Facts) -> Iterator[Triple]:
    """Yield what things are; the first name is the name, the others are further names."""
    for subject, by in facts.links.items():
        for predicate, found in by.items():
            if predicate == SCHEMA.name:
                yield subject, predicate, found[0]
                yield from ((subject, SKOS.altLabel, other) for other in found[1:])
            else:
                yield from ((subject, predicate, value) for value in found)


def _stated(facts: Facts, subject: IRI) -> Iterator[Triple]:
    for predicate in facts.claims[subject]:
        if predicate == MG.organization and subject.startswith(PREFIXES["model"]):
            continue  # the headline organization stands there, see below
        if predicate in SINGLE_VALUED:
            if (value := facts.winner(subject, predicate)) is not None:
                yield subject, predicate, value
        else:
            for value in facts.union(subject, predicate):
                yield subject, predicate, value
                if predicate == FAIR4ML.mlTask and isinstance(value, IRI):
                    yield from support(subject, value)


def support(subject: IRI, task: IRI) -> Iterator[Triple]:
    """Yield that the subject does the task because a source claims it."""
    node = IRI(f"{subject}/support/{task.rpartition('/')[2]}")
    yield subject, MG.supports, node
    yield node, RDF.type, MG.TaskSupport
    yield node, MG.of, subject
    yield node, MG.task, task
    yield node, MG.state, MG.claimed


def _rolled(facts: Facts, model: IRI) -> Iterator[Triple]:
    owner = model.removeprefix(PREFIXES["model"]).partition("/")[0]
    if owner != "unattributed":
        yield model, MG.organization, IRI(PREFIXES["org"] + owner)
    variants = facts.variants(model)
    for variant in variants:
        yield model, IT6.hasVariation, variant
    sizes = [
        int(size.lexical)
        for subject in (variants if _sized(facts, variants) else (model,))
        if isinstance(size := facts.winner(subject, IT6.totalNumberOfParameters), Literal)
    ]
    if sizes:
        yield model, MG.minimumParameters, integer(min(sizes))
        yield model, MG.maximumParameters, integer(max(sizes))


def _sized(facts: Facts, variants: tuple[IRI, ...]) -> bool:
    return any(facts.winner(v, IT6.totalNumberOfParameters) is not None for v in variants)


def _given_way(facts: Facts) -> Iterator[Triple]:
    """Yield what is stated of a model and does not hold, because its variants state their own.

    A size always; a licence only where a variant has another one.
    """
    for model in facts.subjects_of_kind(MG.Model):
        for predicate in _OF_THE_VARIANTS:
            own = facts.winner(model, predicate)
            theirs = {facts.winner(variant, predicate) for variant in facts.variants(model)} - {
                None
            }
            alike = predicate == SCHEMA.license and theirs <= {own}
            if own is not None and theirs and not alike:
                yield model, predicate, own
