"""Everything the graph says of a few models, read in two queries whatever their number.

A dossier is the raw material of pages and comparisons: what holds (the default graph), who says so
(the sources' graphs), and what the things mentioned are called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from modelgraph.catalog.addresses import local
from modelgraph.catalog.present import whole
from modelgraph.catalog.question import query
from modelgraph.provenance import Claim, Kind, Rank
from modelgraph.store import IRI, Literal, Row, Store, Value
from modelgraph.vocabulary.terms import IT6, MG

_DETAILS: Final = frozenset(
    {MG.dataset, MG.metric, MG.conditions, MG.venue, MG.library, MG.eventType}
)

_VALUES: Final = (IRI, Literal)
"""``IRI | Literal`` would be made anew for each row of an answer."""

Facts = Mapping[IRI, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Member:
    """The model itself (``label`` empty) or one of its variants, with its short name."""

    iri: IRI
    id: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class ReadClaim(Claim):
    """A claim as it came from the store, with the address that the graph gives it.

    An engine may rewrite a literal, of which the address is made, so it isn't worked out again.
    """

    address: IRI = MG.Claim

    @property
    def iri(self) -> IRI:
        return self.address


@dataclass(frozen=True)
class Dossier:
    """What is known of one model; ``members`` begins with the model itself.

    ``facts`` are those of the default graph by subject: members and their parts. ``parts`` maps a
    member to its parts. ``claims`` are in no order; ``names`` are those of all things.
    """

    iri: IRI
    members: tuple[Member, ...]
    facts: Mapping[IRI, Facts]
    parts: Mapping[IRI, tuple[IRI, ...]]
    claims: tuple[Claim, ...]
    names: Mapping[IRI, str]

    @property
    def id(self) -> str:
        return local(self.iri)

    @cached_property
    def cited(self) -> frozenset[IRI]:
        """The sources that say something of the model."""
        return frozenset(claim.source for claim in self.claims)

    @cached_property
    def owner(self) -> Mapping[IRI, Member]:
        """The member that each subject is, or belongs to."""
        by_iri = {member.iri: member for member in self.members}
        owned = {
            subject: member
            for member in self.members
            for subject in (member.iri, *self.parts.get(member.iri, ()))
        }
        claimed = {claim.subject: by_iri[claim.about] for claim in self.claims
                   if claim.about in by_iri}  # fmt: skip
        return claimed | owned

    @cached_property
    def _stated(self) -> Mapping[tuple[IRI, IRI], Value]:
        return {
            (claim.subject, claim.predicate): claim.value
            for claim in self.claims
            if claim.predicate in _DETAILS
        }

    def detail(self, subject: IRI, predicate: IRI) -> str:
        """Return what tells a part from others (dataset, event, venue …): what holds, else what
        anybody states."""
        if text := self.text(subject, predicate):
            return text
        value = self._stated.get((subject, predicate), "")
        return value.lexical if isinstance(value, Literal) else value

    @property
    def variants(self) -> tuple[Member, ...]:
        return self.members[1:]

    def variant(self, member: Member) -> Dossier:
        """Return the part of a dossier that is about one variant, as a dossier of its own."""
        parts = self.parts.get(member.iri, ())
        alone = Member(member.iri, member.id, member.name, "")
        facts = {iri: self.facts[iri] for iri in (member.iri, *parts) if iri in self.facts}
        claims = tuple(claim for claim in self.claims if claim.about == member.iri)
        return Dossier(member.iri, (alone,), facts, {member.iri: parts}, claims, self.names)

    def of(self, subject: IRI, predicate: IRI) -> tuple[Value, ...]:
        """Return the values that hold, none where nothing is known."""
        return self.facts.get(subject, {}).get(predicate, ())

    def text(self, subject: IRI, predicate: IRI) -> str:
        """Return the one value in words, empty where nothing is known."""
        for value in self.of(subject, predicate):
            return value.lexical if isinstance(value, Literal) else self.names.get(value, value)
        return ""


def read_dossiers(
    store: Store, things: Sequence[IRI], issued: Mapping[IRI, str], names: Mapping[IRI, str]
) -> dict[IRI, Dossier]:
    """Read the dossiers of some models or variants; ``issued`` dates the sources, ``names`` are
    what things are called.

    What the graph doesn't know gets no dossier.
    """
    facts, parts = _facts(store, things)
    claims = _claims(store, things, issued)
    return {
        thing: _dossier(thing, facts, parts, claims, names) for thing in things if thing in facts
    }


def _dossier(
    thing: IRI,
    facts: Mapping[IRI, Facts],
    parts: Mapping[IRI, tuple[IRI, ...]],
    claims: Mapping[IRI, Sequence[Claim]],
    names: Mapping[IRI, str],
) -> Dossier:
    """Return what belongs to one thing among what was read of several."""
    members = _members(thing, facts, names)
    subjects = [each for member in members for each in (member.iri, *parts.get(member.iri, ()))]
    return Dossier(
        thing,
        members,
        {subject: facts[subject] for subject in subjects if subject in facts},
        {member.iri: parts.get(member.iri, ()) for member in members},
        tuple(claim for member in members for claim in claims.get(member.iri, ())),
        names,
    )


def _facts(
    store: Store, things: Sequence[IRI]
) -> tuple[dict[IRI, Facts], dict[IRI, tuple[IRI, ...]]]:
    """Return the facts by subject, and the parts by model or variant."""
    found: dict[IRI, dict[IRI, list[Value]]] = {}
    parts: dict[IRI, dict[IRI, None]] = {}
    before: tuple[object, object] = (None, None)
    own: dict[IRI, list[Value]] = {}
    _, rows = store.select(query("facts", model=things))
    for about, subject, predicate, value in rows:
        if not isinstance(value, _VALUES) or not isinstance(subject, IRI):
            continue
        if (about, subject) != before:  # the rows of one subject follow each other
            before = (about, subject)
            own = found.setdefault(subject, {})
            if subject != about:
                parts.setdefault(about, {})[subject] = None  # type: ignore[arg-type]
        own.setdefault(predicate, []).append(value)  # type: ignore[arg-type]
    return (
        {
            subject: {predicate: _each_once(values) for predicate, values in facts.items()}
            for subject, facts in found.items()
        },
        {about: tuple(sorted(nodes)) for about, nodes in parts.items()},
    )


def _each_once(values: list[Value]) -> tuple[Value, ...]:
    return tuple(values) if len(values) == 1 else tuple(sorted(set(values), key=str))


def _claims(
    store: Store, things: Sequence[IRI], issued: Mapping[IRI, str]
) -> dict[IRI, list[Claim]]:
    """Return the claims about each thing and each of its variants."""
    found: dict[IRI, list[Claim]] = {}
    _, rows = store.select(query("claims", model=things))
    for row in rows:
        if (claim := _claim(row, issued)) is not None:
            found.setdefault(claim.about, []).append(claim)
    return found


def _claim(row: Row, issued: Mapping[IRI, str]) -> Claim | None:
    """Return the claim of one row, ``None`` for what somebody wrote who doesn't know the shape."""
    source, address, about, subject, predicate, value, kind_, *texts = row
    known = _KINDS.get(kind_)
    if known is None or not (
        isinstance(source, IRI) and isinstance(address, IRI) and isinstance(about, IRI)
        and isinstance(subject, IRI) and isinstance(predicate, IRI)
        and isinstance(value, _VALUES)
    ):  # fmt: skip
        return None
    stated, qualifier, place, quote, rank, reason = texts
    return ReadClaim(
        subject, predicate, value, source, known, about,
        _text(stated), _text(qualifier), _text(place), _text(quote), "", "",
        _RANKS.get(rank, Rank.NORMAL), _text(reason), issued.get(source, ""), address,
    )  # fmt: skip


_KINDS: Final[Mapping[object, Kind]] = {
    str(MG.Claim).replace("Claim", kind.value): kind for kind in Kind
}
_RANKS: Final[Mapping[object, Rank]] = {
    MG.preferredRank: Rank.PREFERRED,
    MG.deprecatedRank: Rank.DEPRECATED,
}


def _text(term: object) -> str:
    return term.lexical if isinstance(term, Literal) else ""


def _members(
    thing: IRI, facts: Mapping[IRI, Facts], names: Mapping[IRI, str]
) -> tuple[Member, ...]:
    """Return the thing and its variants, in their order."""
    own = names.get(thing, local(thing))
    found: list[Member] = []
    for iri in facts.get(thing, {}).get(IT6.hasVariation, ()):
        if isinstance(iri, IRI):
            name = names.get(iri, local(iri))
            found.append(Member(iri, local(iri), name, short(name, own)))
    return (Member(thing, local(thing), own, ""), *by_size(found, facts))


def by_size(variants: Sequence[Member], facts: Mapping[IRI, Facts]) -> tuple[Member, ...]:
    """Return variants in order: the smaller first where all sizes are known, else by the words for
    sizes, then by name."""
    sizes = {member.iri: _size(facts.get(member.iri, {})) for member in variants}
    if not all(sizes.values()):
        sizes = {member.iri: _step(member.label) for member in variants}
    return tuple(sorted(variants, key=lambda each: (sizes[each.iri], each.name.casefold())))


def _size(facts: Facts) -> int:
    return max(whole(facts.get(IT6.totalNumberOfParameters, ())), default=0)


_STEPS: Final = (
    ("atto",), ("femto",), ("pico",), ("nano", "n"), ("tiny", "t"), ("mobile",), ("small", "s"),
    ("base", "b"), ("medium", "m"), ("server",), ("large", "l"), ("xlarge", "xl", "x"),
    ("2xl", "xxl"), ("huge", "h"), ("giant", "g"),
)  # fmt: skip


def _step(label: str) -> int:
    """Return how large a variant is by the first word of its label; others come last."""
    first = label.casefold().replace("_", "-").partition("-")[0]
    return next((place for place, words in enumerate(_STEPS) if first in words), len(_STEPS))


def short(name: str, model: str) -> str:
    """Return what a variant's name adds to that of its model.

    >>> short("Florence-2-base-ft", "Florence-2")
    'base-ft'
    >>> short("Depth-Anything-V2-Small", "Depth Anything V2")
    'Small'
    >>> short("yolo11n", "YOLO11")
    'n'
    >>> short("SAM 2.1 tiny", "SAM 2")
    '2.1 tiny'
    """
    end = start = 0
    for letter in (each for each in model.casefold() if each.isalnum()):
        while end < len(name) and not name[end].isalnum():
            end += 1
        if end == len(name) or name[end].casefold() != letter:
            return name
        if not (letter.isdigit() and end and name[end - 1].isdigit()):
            start = end
        end += 1
    # A number that goes on is another number: 2.1 adds 2.1 to 2, not 1.
    whole = name[:end][-1:].isdigit() and re.match(r"\.?\d", name[end:])
    rest = name[start if whole else end :].strip(" -_./:")
    inner = rest[1:-1]
    return inner if rest == f"({inner})" else rest or name
