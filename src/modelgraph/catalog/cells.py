"""Cells: what is known of each property of one model, with everybody who says so.

Which of several claims holds is decided by ``provenance.prefer`` for each subject; here the
subjects (the model, its variants, their releases, components and results) are gathered into rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from modelgraph.catalog.addresses import part
from modelgraph.catalog.agreement import disagree
from modelgraph.catalog.dossier import Dossier
from modelgraph.catalog.entities import Cell, Citation, Presence, Source, StatedValue
from modelgraph.catalog.present import shown
from modelgraph.catalog.properties import (
    ROWS,
    Roll,
    RowSpec,
    availability_row,
    component_license_row,
    event_of,
    release_row,
    result_row,
)
from modelgraph.catalog.rollup import one_each, union
from modelgraph.provenance import Claim, Rank, prefer
from modelgraph.store import IRI, Value
from modelgraph.vocabulary.terms import MG, SCHEMA

MISSING: Final[dict[Value, Presence]] = {
    MG.unknown: Presence.UNKNOWN,
    MG.notDisclosed: Presence.NOT_DISCLOSED,
    MG.notApplicable: Presence.NOT_APPLICABLE,
}
_BY_PREDICATE: Final = {
    predicate: row for row in ROWS for predicate in row.predicates
}  # a predicate on the model or variant itself stands in one row
_VARIANTS: Final = next(row for row in ROWS if row.of.key == "variants")
_HEADLINE: Final = next(row for row in ROWS if row.roll is Roll.HEADLINE)
_ROLES: Final = frozenset({SCHEMA.author, SCHEMA.publisher, SCHEMA.provider})


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources, and which properties each states for everything it lists."""

    by_iri: Mapping[IRI, Source]
    covers: Mapping[IRI, frozenset[IRI]]

    def get(self, iri: IRI) -> Source:
        """Return a source; one that nobody described is known by its address alone."""
        return self.by_iri.get(iri) or Source(iri, iri.rpartition("/")[2], iri, "")


@dataclass(slots=True)
class _Gathered:
    """What belongs into one row: by subject, the claims, and the values that hold."""

    row: RowSpec
    claims: defaultdict[IRI, list[tuple[Value, Claim]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    facts: dict[IRI, tuple[Value, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell with the row that it stands in."""

    row: RowSpec
    cell: Cell


def cells(dossier: Dossier, sources: Sources) -> dict[str, RowCell]:
    """Return the cells of everything that is stated of a model, by property key."""
    maker = _Maker(dossier, sources)
    return {key: RowCell(each.row, maker.cell(each)) for key, each in _gather(dossier).items()}


def empty(row: RowSpec, dossier: Dossier, sources: Sources) -> Cell:
    """Return the cell of a property that nobody states: *unknown* where a source that covers the
    property speaks of the model, else *not checked*."""
    wanted = set(row.predicates)
    if row.part == "component":
        wanted.add(MG.hasComponent)
    if row.part == "release":
        wanted.add(MG.hasRelease)
    looked = {claim.source for claim in dossier.claims}
    covered = any(wanted & sources.covers.get(source, frozenset()) for source in looked)
    presence = Presence.UNKNOWN if covered else Presence.NOT_CHECKED
    return Cell(dossier.id, row.of, presence, presence.value, (), False)


def _gather(dossier: Dossier) -> dict[str, _Gathered]:
    found: dict[str, _Gathered] = {}
    details = _details(dossier)

    def into(row: RowSpec) -> _Gathered:
        return found.setdefault(row.of.key, _Gathered(row))

    for claim in dossier.claims:
        if claim.predicate == SCHEMA.isVariantOf and claim.value == dossier.iri:
            into(_VARIANTS).claims[dossier.iri].append((claim.subject, claim))
        elif row := _row_of(claim.subject, claim.about, claim.predicate, details):
            into(row).claims[claim.subject].append((claim.value, claim))
        if claim.predicate in _ROLES:
            into(_HEADLINE).claims[dossier.iri].append((claim.value, claim))
    for member in dossier.members:
        for subject in (member.iri, *dossier.parts.get(member.iri, ())):
            for predicate, values in dossier.facts.get(subject, {}).items():
                if row := _row_of(subject, member.iri, predicate, details):
                    into(row).facts[subject] = values
    return found


def _details(dossier: Dossier) -> dict[tuple[IRI, IRI], str]:
    """Return dataset, metric, conditions, venue and library of parts, as stated."""
    wanted = (MG.dataset, MG.metric, MG.conditions, MG.venue, MG.library)
    stated = {
        (claim.subject, claim.predicate): str(getattr(claim.value, "lexical", claim.value))
        for claim in dossier.claims
        if claim.predicate in wanted
    }
    held = {
        (node, predicate): text
        for nodes in dossier.parts.values()
        for node in nodes
        for predicate in wanted
        if (text := dossier.text(node, predicate))
    }
    return stated | held


def _row_of(
    subject: IRI, about: IRI, predicate: IRI, details: Mapping[tuple[IRI, IRI], str]
) -> RowSpec | None:
    """Return the row in which a statement stands, ``None`` where it is no value of a cell."""
    sort, name = part(subject, about)
    if not sort:
        return _BY_PREDICATE.get(predicate)
    if sort == "release" and predicate == MG.date:
        return release_row(event_of(name)[0])
    if sort == "component" and predicate == MG.availability:
        return availability_row(name)
    if sort == "component" and predicate == SCHEMA.license:
        return component_license_row(name)
    if sort == "result" and predicate == MG.value:
        return result_row(
            details.get((subject, MG.dataset), ""), details.get((subject, MG.metric), "")
        )
    return None


class _Maker:
    """Makes the cells of one dossier."""

    def __init__(self, dossier: Dossier, sources: Sources) -> None:
        self._dossier = dossier
        self._sources = sources
        self._details = _details(dossier)
        self._member = {
            subject: member
            for member in dossier.members
            for subject in (member.iri, *dossier.parts.get(member.iri, ()))
        } | {claim.subject: member for claim in dossier.claims
             for member in dossier.members if member.iri == claim.about}  # fmt: skip
        self._place = {member.iri: place for place, member in enumerate(dossier.members)}

    def cell(self, gathered: _Gathered) -> Cell:
        row = gathered.row
        values, conflict = self._values(gathered)
        accepted = [each for each in values if each.accepted]
        real = [each for each in accepted if each.value.display not in _MISSING_WORDS]
        if real:
            presence, display = Presence.STATED, self._display(row, real)
        else:
            presence = self._missing(row, gathered, bool(accepted))
            display = presence.value
        ordered = (*accepted, *(each for each in values if not each.accepted))
        return Cell(self._dossier.id, row.of, presence, display, ordered, conflict)

    def _display(self, row: RowSpec, values: list[StatedValue]) -> str:
        variants = 0 if row.part else len(self._dossier.variants)
        if row.roll is Roll.UNION:
            return union(values, variants)
        return one_each(values, variants)

    def _missing(self, row: RowSpec, gathered: _Gathered, stated: bool) -> Presence:
        if not stated:
            # Something is claimed, and nothing of it holds.
            return Presence.UNKNOWN
        said = [value for each in gathered.claims.values() for value, _ in each]
        said += [value for each in gathered.facts.values() for value in each]
        found = [MISSING[value] for value in said if value in MISSING]
        known = [each for each in found if each is not Presence.UNKNOWN]
        return (known or found)[0]

    def _values(self, gathered: _Gathered) -> tuple[list[StatedValue], bool]:
        subjects = sorted({*gathered.claims, *gathered.facts}, key=self._order)
        values: list[StatedValue] = []
        conflict = False
        for subject in subjects:
            claims = gathered.claims.get(subject, [])
            held = gathered.facts.get(subject, ())
            if gathered.row.roll is Roll.HEADLINE:
                values += self._headline(gathered.row, subject, claims, held)
                conflict = conflict or any(not each.accepted for each in values)
            elif gathered.row.roll is Roll.UNION:
                values += self._union(gathered.row, subject, claims, held)
            else:
                values += self._single(gathered.row, subject, [claim for _, claim in claims], held)
                conflict = conflict or disagree(
                    [claim for value, claim in claims if value not in MISSING]
                )
        return self._step_back(gathered.row, values), conflict

    def _order(self, subject: IRI) -> tuple[int, str]:
        member = self._member.get(subject)
        return (self._place[member.iri] if member else 0, subject)

    def _single(
        self, row: RowSpec, subject: IRI, claims: list[Claim], held: tuple[Value, ...]
    ) -> list[StatedValue]:
        """Return the values of a single-valued property of one subject, the winner first."""
        blank = [claim for claim in claims if claim.value == MG.unknown]
        real = [claim for claim in claims if claim.value != MG.unknown]
        if not real and not blank:
            return [self._stated(row, subject, value, (), True, "holds") for value in held[:1]]
        verdict = prefer(real or blank)
        winner = verdict.winner
        by_value: dict[Value, list[Claim]] = {}
        reasons: dict[Value, str] = {}
        for claim, reason in zip(verdict.claims, verdict.reasons, strict=True):
            by_value.setdefault(claim.value, []).append(claim)
            reasons.setdefault(claim.value, reason)
        return [
            self._stated(
                row, subject, value, each,
                winner is not None and value == winner.value, reasons[value],
            )
            for value, each in by_value.items()
        ]  # fmt: skip

    def _union(
        self,
        row: RowSpec,
        subject: IRI,
        claims: Iterable[tuple[Value, Claim]],
        held: tuple[Value, ...],
    ) -> list[StatedValue]:
        """Return all values of a many-valued property of one subject."""
        by_value: dict[Value, list[Claim]] = {value: [] for value in held}
        for value, claim in claims:
            by_value.setdefault(value, []).append(claim)
        made = []
        for value, each in by_value.items():
            aside = [claim for claim in each if claim.rank is Rank.DEPRECATED]
            holds = not each or len(aside) < len(each)
            reason = "holds" if holds else f"set aside: {aside[0].rank_reason}"
            made.append(self._stated(row, subject, value, each, holds, reason))
        if any(each.accepted and each.value.display not in _MISSING_WORDS for each in made):
            return [
                replace(each, accepted=False, reason="outranked: others state values")
                if each.value.display in _MISSING_WORDS else each
                for each in made
            ]  # fmt: skip
        return made

    def _headline(
        self,
        row: RowSpec,
        subject: IRI,
        claims: Iterable[tuple[Value, Claim]],
        held: tuple[Value, ...],
    ) -> list[StatedValue]:
        """Return the organization that the default graph names, then what others show instead.

        Claims of any role for the same organization support it; an author beside it is another
        row, and no disagreement.
        """
        by_value: dict[Value, list[Claim]] = {value: [] for value in held}
        for value, claim in claims:
            if value in by_value or claim.predicate not in _ROLES:
                by_value.setdefault(value, []).append(claim)
        if not held:
            return self._union(row, subject, [(v, c) for v, each in by_value.items() for c in each],
                               ())  # fmt: skip
        return [
            self._stated(
                row, subject, value, each, value in held,
                "holds" if value in held else "outranked: another is named as standing behind it",
            )
            for value, each in by_value.items()
        ]  # fmt: skip

    def _step_back(self, row: RowSpec, values: list[StatedValue]) -> list[StatedValue]:
        """Let a value of the whole model step back where its variants state their own."""
        own, variants = self._dossier.iri, len(self._dossier.variants)
        stated = [each for each in values if each.accepted and each.subject != own]
        different = {each.value.display for each in stated}
        if row.part or not stated:
            return values
        if row.of.key == "license":
            every = len({each.subject for each in stated}) >= variants
            reason = "outranked: each variant states its own licence"
        else:
            every = row.roll is Roll.VARIANTS
            reason = (
                "outranked: one number for a model whose variants differ"
                if len(different) > 1
                else "outranked: the variant states its own"
            )
        if not every:
            return values
        return [
            replace(each, accepted=False, reason=reason)
            if each.accepted and each.subject == own and not self._same(row, each, different)
            else each
            for each in values
        ]

    @staticmethod
    def _same(row: RowSpec, each: StatedValue, different: set[str]) -> bool:
        """A licence of the model that all or some variants have too needs no stepping back."""
        return each.value.display in different and (row.of.key == "license" or len(different) == 1)

    def _stated(
        self,
        row: RowSpec,
        subject: IRI,
        value: Value,
        claims: Iterable[Claim],
        accepted: bool,
        reason: str,
    ) -> StatedValue:
        ordered = tuple(claims)
        stated = ordered[0].stated_as if ordered else ""
        return StatedValue(
            shown(value, self._dossier.names, unit=row.of.unit, stated=stated),
            accepted,
            reason,
            tuple(self.citation(claim) for claim in ordered),
            subject,
            self._label(row, subject),
        )

    def _label(self, row: RowSpec, subject: IRI) -> str:
        """Return the short name of what a value is stated of."""
        member = self._member.get(subject)
        label = member.label if member else ""
        detail = ""
        if row.part == "release" and member:
            event, rest = event_of(part(subject, member.iri)[1])
            detail = (
                self._details.get((subject, MG.venue))
                or self._details.get((subject, MG.library))
                or (rest if event in {"venue", "library-support"} else "")
            )
        if row.part == "result":
            detail = self._details.get((subject, MG.conditions), "")
        return ", ".join(text for text in (label, detail) if text)

    def citation(self, claim: Claim) -> Citation:
        """Return where a claim stands."""
        return Citation(
            self._dossier.addresses.get(claim) or claim.iri,
            self._sources.get(claim.source),
            claim.kind.value,
            claim.stated_as,
            claim.qualifier,
            claim.place,
            claim.quote,
        )


_MISSING_WORDS: Final = frozenset(presence.value for presence in MISSING.values())
