"""Where an importer collects what its rows say: claims, links, and what found no place."""

from __future__ import annotations

from dataclasses import dataclass, field

from modelgraph.importers.identity import Identity, Thing
from modelgraph.importers.properties import mean
from modelgraph.importers.reading import Named, Reading, Unmatched
from modelgraph.importers.statements import Cell, Link, Statement, thing_links
from modelgraph.provenance import Claim, Kind, Rank, Source
from modelgraph.store import IRI, Literal, Quad, Value
from modelgraph.validation import check, number


@dataclass(frozen=True, slots=True)
class Stated:
    """One stated value of one thing, as a row gives it.

    ``label`` names the row for people; ``spelled`` is the thing's name in the source where it may
    serve as a further name; ``shown`` what stands there where ``value`` puts it into a word;
    ``doubt`` is why the statement is set aside, empty when it is not. With ``lean`` the evidence
    says how the value was stated only where that is not the value itself, as fits structured files.
    """

    thing: Thing
    property: str
    value: str
    qualifier: str = ""
    place: str = ""
    label: str = ""
    number: str = ""
    quote: str = ""
    identifier: str = ""
    note: str = ""
    spelled: str = ""
    doubt: str = ""
    shown: str | None = None
    lean: bool = False


def is_name(spelled: str) -> bool:
    """Say whether this is a name of one thing: no list, no markup."""
    return not {",", "[", "<"} & set(spelled)


def _as_stated(stated: Stated, value: Value) -> str:
    """Return what the evidence gives as the value's wording."""
    wording = stated.value if stated.shown is None else stated.shown
    return "" if stated.lean and _says_the_same(wording, value) else wording


def _says_the_same(wording: str, value: Value) -> bool:
    """Say whether the wording is the value: its text, its number, or the end of its address."""
    if isinstance(value, Literal):
        return wording == value.lexical or _number(wording) == value.lexical
    return wording == value or value.endswith((f"/{wording}", f"#{wording}"))


def _number(wording: str) -> str:
    try:
        return number(wording).lexical
    except ValueError:
        return ""


@dataclass(slots=True)
class Pile:
    """What the rows of one collection add up to."""

    identity: Identity
    sources: dict[IRI, Source] = field(default_factory=dict)
    claims: dict[Claim, None] = field(default_factory=dict)
    links: dict[Quad, None] = field(default_factory=dict)
    unmatched: list[Unmatched] = field(default_factory=list)
    names: dict[tuple[IRI, str, IRI], Named] = field(default_factory=dict)
    _introduced: set[tuple[IRI, Thing, str]] = field(default_factory=set)

    def add(self, source: Source, *several: Stated, kind: Kind | None = None) -> None:
        """Add what a row says, or nothing of it.

        Raises:
            ValueError: a property is not known, or a value does not fit.
        """
        said = [(stated, each) for stated in several for each in self._meaning(stated)]
        self.sources.setdefault(source.iri, source)
        for stated, statement in said:
            self._keep(source, kind or source.kind, stated, statement)

    def called(self, source: Source, name: str, place: str, *things: Thing) -> None:
        """Note that the source calls these things so; the first place of a name is kept."""
        for thing in things:
            named = Named(source.iri, name, place, thing.iri)
            self.names.setdefault((source.iri, name, thing.iri), named)

    def link(self, source: Source, *links: Link) -> None:
        """Add plain triples to a source's graph."""
        for subject, predicate, value in links:
            self.links[Quad(subject, predicate, value, source.iri)] = None

    def reading(self, collection: str) -> Reading:
        """Return everything as the reading of a collection."""
        return Reading(
            collection,
            tuple(self.sources.values()),
            tuple(self.claims),
            tuple(self.links),
            tuple(self.unmatched),
            tuple(self.names.values()),
        )

    def _meaning(self, stated: Stated) -> tuple[Statement, ...]:
        cell = Cell(stated.thing, stated.value, stated.qualifier, self.identity, stated.number)
        statements = mean(stated.property, cell)
        for statement in statements:
            if reason := check(statement.predicate, statement.value):
                raise ValueError(reason)
        return statements

    def _keep(self, source: Source, kind: Kind, stated: Stated, statement: Statement) -> None:
        thing = stated.thing
        about = thing.iri if statement.subject.startswith(thing.iri) else statement.subject
        claim = Claim(
            statement.subject, statement.predicate, statement.value, source.iri, kind, about,
            stated_as=_as_stated(stated, statement.value),
            qualifier=stated.qualifier, place=stated.place,
            quote=stated.quote, identifier=stated.identifier,
            note="; ".join(filter(None, (stated.note, statement.note))),
            rank=Rank.DEPRECATED if stated.doubt else Rank.NORMAL, rank_reason=stated.doubt,
            issued=source.issued,
        )  # fmt: skip
        self.claims[claim] = None
        spelled = stated.spelled if self._is_name(stated.spelled) else ""
        introduced = (source.iri, thing, spelled)
        if introduced not in self._introduced:
            self._introduced.add(introduced)
            self.link(source, *thing_links(thing, spelled))
        self.link(source, *statement.links)
        if statement.unmatched:
            reason = f"the scheme has no concept for this {stated.property}; kept as text"
            self.unmatched.append(Unmatched(stated.label, statement.unmatched, reason))

    def _is_name(self, spelled: str) -> bool:
        """Say whether people would look for a variant under this name; a model's is the model's."""
        return is_name(spelled) and self.identity.model(spelled) is None
