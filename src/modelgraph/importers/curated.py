"""Claims in the curated columns: each row was read in the text of the source it names (CC0-1.0).

A row becomes one claim, or several where its value is a list or its subject names several things.
A source is a repository or site at a revision; claims of one source lie in one graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from modelgraph.errors import InvalidDataError
from modelgraph.importers.columns import Line, each, lines, refuse
from modelgraph.importers.identity import Identity, Thing
from modelgraph.importers.properties import mean
from modelgraph.importers.reading import Reading, Unmatched
from modelgraph.importers.sources import source as describe
from modelgraph.importers.statements import Cell, Statement, thing_links
from modelgraph.provenance import Claim, Kind, Source
from modelgraph.store import IRI, Quad
from modelgraph.validation import check

LICENSE = "CC0-1.0"
FILE = "curated-facts.csv"


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return what ``curated-facts.csv`` says.

    Raises:
        InvalidDataError: the file is missing or no such table, or rows are broken.
    """
    if FILE not in files:
        raise InvalidDataError(f"{FILE} is missing.")
    return table(FILE, files[FILE], identity, collection="curated-facts", license=LICENSE)


def table(
    name: str,
    content: bytes,
    identity: Identity,
    *,
    collection: str,
    license: str,
    one_source: Source | None = None,
) -> Reading:
    """Return what a table with the curated columns says.

    With ``one_source`` every row is a claim of that source and its kind, whatever source the row
    names; without, each row names source, revision and kind.

    Raises:
        InvalidDataError: as ``columns.lines``; or rows whose property is unknown or whose value
            does not fit. Every broken row is listed, and nothing is returned.
    """
    held_back = identity.held_back.get(collection, {})
    every = lines(name, content)
    rows = [row for row in every if row.identifier not in held_back]
    owners = _owners(rows)
    pile = _Pile(identity, owners, _sources(rows, collection, license, one_source))
    pile.unmatched += [
        Unmatched(row.identifier, row.value, f"held back: {held_back[row.identifier]}")
        for row in every
        if row.identifier in held_back
    ]
    refuse(name, each(rows, lambda row: pile.take(row, one_source)))
    used = {claim.source for claim in pile.claims}
    return Reading(
        collection,
        tuple(s for s in pile.sources.values() if s.iri in used),
        tuple(pile.claims),
        tuple(dict.fromkeys(pile.links)),
        tuple(pile.unmatched),
    )


def _owners(rows: list[Line]) -> dict[str, str]:
    """Return for each model the organization that its rows name first by role."""
    order = ("architecture-author", "as shown", "weights-publisher")
    named: dict[str, tuple[int, str]] = {}
    for row in rows:
        if row.property == "organization" and not row.qualifier.startswith("affiliation"):
            role = order.index(row.qualifier) if row.qualifier in order else len(order)
            first = row.value.split(";")[0].strip()
            if first and role < named.get(row.model, (len(order) + 1, ""))[0]:
                named[row.model] = (role, first)
    return {model: name for model, (_, name) in named.items()}


def _sources(
    rows: list[Line], collection: str, license_: str, one: Source | None
) -> dict[tuple[str, str], Source]:
    """Return the source of each (name, revision); its kind is the one most of its rows have."""
    if one is not None:
        return {("", ""): one}
    kinds: dict[tuple[str, str], Counter[Kind]] = {}
    dates: dict[tuple[str, str], str] = {}
    for row in rows:
        key = (row.source, row.commit)
        if row.source and row.kind:
            kinds.setdefault(key, Counter())[row.kind] += 1
            dates[key] = max(dates.get(key, ""), row.date)
    return {
        key: describe(
            key[0],
            min(counted, key=lambda kind: (-counted[kind], list(Kind).index(kind))),
            collection=collection,
            revision=key[1],
            issued=dates[key],
            license=license_,
        )
        for key, counted in sorted(kinds.items())
    }


@dataclass(slots=True)
class _Pile:
    """What the rows add up to."""

    identity: Identity
    owners: dict[str, str]
    sources: dict[tuple[str, str], Source]
    claims: list[Claim] = field(default_factory=list)
    links: list[Quad] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)

    def take(self, row: Line, one: Source | None) -> None:
        """Add what the row says.

        Raises:
            ValueError: it can't be said; nothing of the row is added then.
        """
        source, kind = self._source(row, one)
        said = [
            (thing, statement)
            for thing in self._things(row)
            for statement in self._meaning(row, thing)
        ]
        for thing, statement in said:
            self._add(row, source, kind, thing, statement)

    def _source(self, row: Line, one: Source | None) -> tuple[Source, Kind]:
        if one is not None:
            return one, one.kind
        if not row.source or row.kind is None:
            raise ValueError("the row names no source and kind")
        return self.sources[(row.source, row.commit)], row.kind

    def _things(self, row: Line) -> tuple[Thing, ...]:
        owner = self.owners.get(row.model, "")
        if row.level in {"family", "model"}:
            return self.identity.models_named(row.subject, row.source, owner)
        model = row.parent or row.model
        return self.identity.things(row.subject, model=model, source=row.source, organization=owner)

    def _meaning(self, row: Line, thing: Thing) -> Iterator[Statement]:
        cell = Cell(thing, row.value, row.qualifier, self.identity, row.value_number)
        for statement in mean(row.property, cell):
            if reason := check(statement.predicate, statement.value):
                raise ValueError(reason)
            yield statement

    def _add(
        self, row: Line, source: Source, kind: Kind, thing: Thing, statement: Statement
    ) -> None:
        notes = "; ".join(part for part in (row.note, statement.note) if part)
        self.claims.append(
            Claim(
                statement.subject, statement.predicate, statement.value, source.iri, kind,
                about=_about(statement, thing), stated_as=row.value, qualifier=row.qualifier,
                place=row.place, quote=row.quote, identifier=row.identifier, note=notes,
                issued=source.issued,
            )
        )  # fmt: skip
        spelled = row.subject if thing.is_variant and "," not in row.subject else ""
        for subject, predicate, value in (*thing_links(thing, spelled), *statement.links):
            self.links.append(Quad(subject, predicate, value, source.iri))
        if statement.unmatched:
            reason = f"the scheme has no concept for this {row.property}; kept as text"
            label = row.identifier or f"row {row.number}"
            self.unmatched.append(Unmatched(label, statement.unmatched, reason))


def _about(statement: Statement, thing: Thing) -> IRI:
    """Return in whose cell it stands: the thing, or the variant that the statement speaks of."""
    return thing.iri if statement.subject.startswith(thing.iri) else statement.subject
