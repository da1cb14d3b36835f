"""Everything the graph says of a few models, read in three queries whatever their number.

A dossier is the raw material of pages and comparisons: what holds (the default graph), who says so
(the sources' graphs), and what the things mentioned are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from modelgraph.catalog.addresses import kind, local
from modelgraph.catalog.question import query
from modelgraph.provenance import Claim, Kind, Rank
from modelgraph.store import IRI, Literal, Store, Value
from modelgraph.vocabulary.terms import IT6, MG

Facts = Mapping[IRI, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Member:
    """The model itself (``label`` empty) or one of its variants, with its short name."""

    iri: IRI
    id: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of one model; ``members`` begins with the model itself.

    ``facts`` are those of the default graph by subject: members and their parts. ``parts`` maps a
    member to its parts. ``claims`` are in no order; ``addresses`` has theirs as the graph
    names them (an engine may rewrite a literal, of which the address is made). ``names`` covers
    every IRI that a cell shows.
    """

    iri: IRI
    members: tuple[Member, ...]
    facts: Mapping[IRI, Facts]
    parts: Mapping[IRI, tuple[IRI, ...]]
    claims: tuple[Claim, ...]
    addresses: Mapping[Claim, IRI]
    names: Mapping[IRI, str]

    @property
    def id(self) -> str:
        return local(self.iri)

    @property
    def variants(self) -> tuple[Member, ...]:
        return self.members[1:]

    def variant(self, member: Member) -> Dossier:
        """Return the part of a dossier that is about one variant, as a dossier of its own."""
        parts = self.parts.get(member.iri, ())
        alone = Member(member.iri, member.id, member.name, "")
        facts = {iri: self.facts[iri] for iri in (member.iri, *parts) if iri in self.facts}
        claims = tuple(claim for claim in self.claims if claim.about == member.iri)
        return Dossier(
            member.iri, (alone,), facts, {member.iri: parts}, claims, self.addresses, self.names
        )

    def of(self, subject: IRI, predicate: IRI) -> tuple[Value, ...]:
        """Return the values that hold, none where nothing is known."""
        return self.facts.get(subject, {}).get(predicate, ())

    def text(self, subject: IRI, predicate: IRI) -> str:
        """Return the one value in words, empty where nothing is known."""
        for value in self.of(subject, predicate):
            return value.lexical if isinstance(value, Literal) else self.names.get(value, value)
        return ""


def read_dossiers(
    store: Store, things: Sequence[IRI], issued: Mapping[IRI, str]
) -> dict[IRI, Dossier]:
    """Read the dossiers of some models or variants; ``issued`` dates the sources.

    What the graph doesn't know gets no dossier.
    """
    facts, parts = _facts(store, things)
    addressed = _claims(store, things, issued)
    claims = {thing: tuple(each) for thing, each in addressed.items()}
    names = _names(store, facts, claims)
    return {
        thing: Dossier(
            thing,
            _members(thing, facts[thing], names),
            facts[thing],
            parts[thing],
            claims.get(thing, ()),
            addressed.get(thing, {}),
            names,
        )
        for thing in things
        if thing in facts
    }


def _facts(
    store: Store, things: Sequence[IRI]
) -> tuple[dict[IRI, dict[IRI, Facts]], dict[IRI, dict[IRI, tuple[IRI, ...]]]]:
    """Return per thing the facts by subject, and the parts by member."""
    found: dict[IRI, dict[IRI, dict[IRI, list[Value]]]] = {}
    parts: dict[IRI, dict[IRI, dict[IRI, None]]] = {}
    _, rows = store.select(query("facts", model=things))
    for thing, about, subject, predicate, value in rows:
        if not (isinstance(thing, IRI) and isinstance(about, IRI) and isinstance(subject, IRI)):
            continue
        if isinstance(predicate, IRI) and isinstance(value, IRI | Literal):
            subjects = found.setdefault(thing, {})
            subjects.setdefault(subject, {}).setdefault(predicate, []).append(value)
            members = parts.setdefault(thing, {}).setdefault(about, {})
            if subject != about:
                members[subject] = None
    return (
        {
            thing: {
                subject: {p: tuple(sorted(set(v), key=str)) for p, v in facts.items()}
                for subject, facts in subjects.items()
            }
            for thing, subjects in found.items()
        },
        {
            thing: {about: tuple(sorted(nodes)) for about, nodes in members.items()}
            for thing, members in parts.items()
        },
    )


def _claims(
    store: Store, things: Sequence[IRI], issued: Mapping[IRI, str]
) -> dict[IRI, dict[Claim, IRI]]:
    """Return the claims about each thing and its variants, with their addresses."""
    found: dict[IRI, dict[Claim, IRI]] = {}
    _, rows = store.select(query("claims", model=things))
    for thing, source, address, about, subject, predicate, value, kind_, *texts in rows:
        stated, qualifier, place, quote, identifier, note, _, reason = map(_text, texts)
        claim = Claim(
            subject, predicate, value, source, _KINDS[str(kind_)], about,  # type: ignore[arg-type]
            stated, qualifier, place, quote, identifier, note,
            _RANKS.get(str(texts[6]), Rank.NORMAL), reason, issued.get(source, ""),  # type: ignore[arg-type]
        )  # fmt: skip
        if isinstance(thing, IRI) and isinstance(address, IRI):
            found.setdefault(thing, {})[claim] = address
    return found


_KINDS = {f"{MG.Claim.rpartition('#')[0]}#{kind.value}": kind for kind in Kind}
_RANKS = {str(MG.preferredRank): Rank.PREFERRED, str(MG.deprecatedRank): Rank.DEPRECATED}


def _text(term: object) -> str:
    return term.lexical if isinstance(term, Literal) else ""


def _names(
    store: Store,
    facts: Mapping[IRI, Mapping[IRI, Facts]],
    claims: Mapping[IRI, Iterable[Claim]],
) -> dict[IRI, str]:
    """Return what the things that are mentioned are called."""
    mentioned = {
        value
        for subjects in facts.values()
        for each in subjects.values()
        for values in each.values()
        for value in values
        if isinstance(value, IRI) and kind(value)
    }
    mentioned.update(
        claim.value
        for each in claims.values()
        for claim in each
        if isinstance(claim.value, IRI) and kind(claim.value)
    )
    mentioned.update(facts)
    return labels(store, sorted(mentioned))


def labels(store: Store, things: Sequence[IRI]) -> dict[IRI, str]:
    """Return the names of things; those without a name are left out."""
    _, rows = store.select(query("labels", thing=things))
    return {
        thing: name.lexical
        for thing, name in sorted(rows, key=str, reverse=True)
        if isinstance(thing, IRI) and isinstance(name, Literal)
    }


def _members(
    thing: IRI, facts: Mapping[IRI, Facts], names: Mapping[IRI, str]
) -> tuple[Member, ...]:
    """Return the thing and its variants: the smaller first where all sizes are known, else by the
    words for sizes, then by name."""
    own = names.get(thing, local(thing))
    found: list[Member] = []
    for iri in facts.get(thing, {}).get(IT6.hasVariation, ()):
        if isinstance(iri, IRI):
            name = names.get(iri, local(iri))
            found.append(Member(iri, local(iri), name, short(name, own)))
    sizes = {member.iri: _size(facts.get(member.iri, {})) for member in found}
    if not all(sizes.values()):
        sizes = {member.iri: _step(member.label) for member in found}
    found.sort(key=lambda member: (sizes[member.iri], member.name.casefold()))
    return (Member(thing, local(thing), own, ""), *found)


def _size(facts: Facts) -> int:
    for value in facts.get(IT6.totalNumberOfParameters, ()):
        if isinstance(value, Literal) and value.lexical.isdigit():
            return int(value.lexical)
    return 0


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
    """
    rest = list(name)
    for letter in (each for each in model.casefold() if each.isalnum()):
        while rest and not rest[0].isalnum():
            rest.pop(0)
        if not rest or rest[0].casefold() != letter:
            return name
        rest.pop(0)
    return "".join(rest).strip(" -_./:()") or name
