"""Claims that follow from others by rule, each with its reason; their source is modelgraph.

* The headline date is that of the release event that says most: weights, general availability,
  public release, announced, released, preprint, venue. A model takes its variants' events where it
  has none that ranks as high.
* A model is open where weights of it or of one of its variants can be had (published, gated, or
  with an address), closed where those of none can: ``provenance.openness`` has the order.
* A preprint is as old as its arXiv number.
* A context window makes no sense for a model that neither takes nor gives text.

A claim by rule is preferred: what others show stays visible beside it as outranked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from modelgraph import __version__
from modelgraph.importers.facts import Facts
from modelgraph.importers.names import slug
from modelgraph.provenance import Claim, Kind, Rank, Source
from modelgraph.provenance.openness import ADDRESSES, WEIGHTS, Weights, decide
from modelgraph.store import IRI, Literal, Value, date
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, SCHEMA

SOURCE: Final = Source(
    IRI(f"{PREFIXES['source']}modelgraph-rules-{slug(__version__)}"),
    "modelgraph rules",
    Kind.CURATED,
    revision=__version__,
    license="CC0-1.0",
    url="https://w3id.org/modelgraph/",
)

_EVENTS: Final = {
    MG.weightsEvent: "weights",
    MG.generalAvailabilityEvent: "general availability",
    MG.publicReleaseEvent: "public release",
    MG.announcedEvent: "announcement",
    MG.unspecifiedEvent: "release, event not said",
    MG.previewEvent: "preview",
    MG.codeEvent: "code",
    MG.preprintEvent: "preprint",
    MG.venueEvent: "venue",
}
"""What may give the headline date, the strongest first."""

_ORDER: Final = tuple(_EVENTS)


def derive(facts: Facts) -> Iterator[Claim]:
    """Yield the claims that follow for every model and variant among the facts."""
    # The preprint's own date comes first: the headline may rest on it.
    for subject in _subjects(facts):
        yield from _context_window(facts, subject)
    for model in facts.subjects_of_kind(MG.Model):
        yield from _category(facts, model, facts.variants(model))


def derive_dates(facts: Facts) -> Iterator[Claim]:
    """Yield the headline dates; the facts hold the corrected preprints already."""
    for model in facts.subjects_of_kind(MG.Model):
        variants = facts.variants(model)
        for variant in variants:
            yield from _headline(facts, variant, ())
        yield from _headline(facts, model, variants)


def derive_preprints(facts: Facts) -> Iterator[Claim]:
    """Yield the month of the arXiv number where stated preprint dates are another's."""
    for subject in _subjects(facts):
        yield from _preprint(facts, subject)


def _subjects(facts: Facts) -> tuple[IRI, ...]:
    return facts.subjects_of_kind(MG.Model) + facts.subjects_of_kind(MG.Variant)


def _claim(subject: IRI, predicate: IRI, value: Value, about: IRI, reason: str) -> Claim:
    shown = value.lexical if isinstance(value, Literal) else value.rpartition("#")[2]
    return Claim(
        subject, predicate, value, SOURCE.iri, Kind.CURATED, about,
        stated_as=shown, rank=Rank.PREFERRED, rank_reason=reason,
    )  # fmt: skip


def _headline(facts: Facts, subject: IRI, variants: tuple[IRI, ...]) -> Iterator[Claim]:
    dated = [
        (_ORDER.index(event), of != subject, day, of)
        for of in (subject, *variants)
        for event, day in _dated(facts, of)
    ]
    if dated:
        rank, _, day, of = min(dated)
        whose = "" if of == subject else f" of its first variant ({of.rpartition('/')[2]})"
        reason = f"the date of the {_EVENTS[_ORDER[rank]]}{whose}, the strongest event stated"
        yield _claim(subject, SCHEMA.datePublished, date(day), subject, reason)


def _dated(facts: Facts, subject: IRI) -> Iterator[tuple[IRI, str]]:
    for node in facts.linked(subject, MG.hasRelease):
        day = facts.winner(node, MG.date)
        for event in facts.linked(node, MG.eventType):
            if event in _EVENTS and isinstance(day, Literal):
                yield event, day.lexical


def _category(facts: Facts, model: IRI, variants: tuple[IRI, ...]) -> Iterator[Claim]:
    known = {subject: _weights(facts, subject) for subject in (model, *variants)}
    decision = decide({subject: each for subject, each in known.items() if each is not None})
    if decision is not None:
        own = model in decision.subjects
        names = [] if own else [each.rpartition("/")[2] for each in decision.subjects]
        reason = decision.weights.sentence(names)
        yield _claim(model, MG.category, decision.category, model, reason)


def _weights(facts: Facts, subject: IRI) -> Weights | None:
    """Return how the weights of one model or variant can be had, as far as anybody says."""
    stated = facts.winner(IRI(f"{subject}/component/weights"), MG.availability)
    if stated in WEIGHTS:
        return WEIGHTS[stated]
    return Weights.ADDRESS if any(facts.union(subject, each) for each in ADDRESSES) else None


_NUMBER: Final = re.compile(r"https://arxiv\.org/abs/(\d\d)(\d\d)\.\d+")


def _preprint(facts: Facts, subject: IRI) -> Iterator[Claim]:
    node = IRI(f"{subject}/release/preprint")
    stated = facts.winner(node, MG.date)
    numbers = {
        f"20{match[1]}-{match[2]}"
        for paper in facts.union(subject, SCHEMA.citation)
        if isinstance(paper, IRI) and (match := _NUMBER.match(paper))
    }
    if len(numbers) != 1 or not isinstance(stated, Literal):
        return
    (month,) = numbers
    if _months(stated.lexical) is not None and abs(_apart(stated.lexical, month)) > 1:
        reason = f"its arXiv number is of {month}; {stated.lexical} can't be its preprint"
        yield _claim(node, MG.date, date(month), subject, reason)


def _months(day: str) -> int | None:
    """Return months since year 0 of a date known to the month, ``None`` for a bare year."""
    return int(day[:4]) * 12 + int(day[5:7]) if len(day) >= 7 else None


def _apart(one: str, other: str) -> int:
    return (_months(one) or 0) - (_months(other) or 0)


_NO_TEXT: Final = frozenset(
    IRI(PREFIXES["task"] + name)
    for name in (
        "depth-estimation", "face-detection", "facial-landmark-detection", "image-classification",
        "image-embedding", "image-segmentation", "image-similarity", "instance-segmentation",
        "keypoint-detection", "mask-generation", "object-detection", "oriented-object-detection",
        "panoptic-segmentation", "person-segmentation", "pose-estimation",
        "promptable-segmentation", "region-proposal", "semantic-segmentation", "text-detection",
        "video-object-segmentation", "video-object-tracking",
    )
)  # fmt: skip
"""Tasks that neither take nor give text; a prompt is a point or a box."""

_TEXT: Final = frozenset(
    IRI(PREFIXES["modality"] + name) for name in ("text", "code", "document", "multimodal")
)


def _context_window(facts: Facts, subject: IRI) -> Iterator[Claim]:
    if facts.winner(subject, MG.contextWindowTokens) is not None:
        return
    modalities = {
        *facts.union(subject, IT6.hasInputModality),
        *facts.union(subject, IT6.hasOutputModality),
        *facts.union(subject, MG.modality),
    }
    tasks = set(facts.union(subject, FAIR4ML.mlTask))
    if tasks and tasks <= _NO_TEXT and not modalities & _TEXT:
        reason = "its tasks neither take nor give text"
        for predicate in (MG.contextWindowTokens, MG.maximumOutputTokens):
            yield _claim(subject, predicate, MG.notApplicable, subject, reason)
