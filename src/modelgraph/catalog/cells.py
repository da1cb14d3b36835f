"""Cells: what is known of each property of one model, with everybody who says so.

Which of several claims holds is decided by ``provenance.prefer`` for each subject; here the
subjects (the model, its variants, their releases, components and results) are gathered into rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from modelgraph.catalog.addresses import local, part
from modelgraph.catalog.dossier import Dossier
from modelgraph.catalog.entities import Cell, Citation, EntityValue, Presence, Source, StatedValue
from modelgraph.catalog.gathering import ROLES, Gathered, gather
from modelgraph.catalog.present import shown
from modelgraph.catalog.properties import Roll, RowSpec, event_of
from modelgraph.catalog.rollup import counted, one_each, union
from modelgraph.provenance import VARIANTS_DECIDE, Claim, Rank, Verdict, prefer
from modelgraph.store import IRI, Value
from modelgraph.validation import SINGLE_VALUED
from modelgraph.vocabulary.terms import MG

_MISSING: Final[dict[Value, Presence]] = {
    MG.unknown: Presence.UNKNOWN,
    MG.notDisclosed: Presence.NOT_DISCLOSED,
    MG.notApplicable: Presence.NOT_APPLICABLE,
}
_HOLDS: Final = "holds"
_DERIVED: Final = "by the catalog's own table of names"
_OTHERS_STATE: Final = "outranked: another source states a value"
_BESIDE: Final = "beside: the headline names one organization"
_OF_A_VARIANT: Final = "beside: a variant's own, of which sources disagree; the whole has another"
_ONE_NUMBER: Final = "outranked: one number for a model whose variants differ"
_Said: TypeAlias = Sequence[tuple[Value, Claim]]


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources, which properties each states for everything it lists, and what is odd about
    their claims."""

    by_iri: Mapping[IRI, Source]
    covers: Mapping[IRI, frozenset[IRI]]
    warnings: Mapping[IRI, tuple[str, ...]] = field(default_factory=dict)

    def get(self, iri: IRI) -> Source:
        """Return a source; one that nobody described is known by its address alone."""
        return self.by_iri.get(iri) or Source(iri, iri.rpartition("/")[2], iri, "")


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell with the row that it stands in."""

    row: RowSpec
    cell: Cell


def cells(dossier: Dossier, sources: Sources) -> dict[str, RowCell]:
    """Return the cells of everything that is stated of a model, by property key."""
    maker = _Maker(dossier, sources)
    return {key: RowCell(each.row, maker.cell(each)) for key, each in gather(dossier).items()}


def empty(row: RowSpec, dossier: Dossier, sources: Sources) -> Cell:
    """Return the cell of a property that nobody states: *unknown* where a source that covers the
    property speaks of the model, else *not checked*."""
    wanted = set(row.predicates)
    if row.part == "component":
        wanted.add(MG.hasComponent)
    if row.part == "release":
        wanted.add(MG.hasRelease)
    covered = any(not wanted.isdisjoint(sources.covers.get(each, ())) for each in dossier.cited)
    presence = Presence.UNKNOWN if covered else Presence.NOT_CHECKED
    return Cell(dossier.id, row.of, presence, presence.value, (), False)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value stands: in which row, and of what."""

    row: RowSpec
    subject: IRI


class _Maker:
    """Makes the cells of one dossier."""

    def __init__(self, dossier: Dossier, sources: Sources) -> None:
        self._dossier = dossier
        self._sources = sources
        self._place = {member.iri: place for place, member in enumerate(dossier.members)}

    def cell(self, gathered: Gathered) -> Cell:
        row = gathered.row
        values, conflict = self._values(gathered)
        accepted = [each for each in values if each.accepted]
        real = [each for each in accepted if not _blank(each)]
        if real:
            presence, display = Presence.STATED, self._display(row, real)
        else:
            presence = self._missing(accepted)
            display = presence.value
        ordered = (*accepted, *(each for each in values if not each.accepted))
        return Cell(self._dossier.id, row.of, presence, display, ordered, conflict)

    def _display(self, row: RowSpec, values: list[StatedValue]) -> str:
        variants = 0 if row.part else len(self._dossier.variants)
        if row.of.key == "variants":
            return counted([member.label for member in self._dossier.variants])
        if row.roll is Roll.UNION:
            return union(values, variants)
        return one_each(values, variants)

    @staticmethod
    def _missing(accepted: list[StatedValue]) -> Presence:
        """Return in which way a value is missing of which something is claimed: as stated, or
        *unknown* where nothing that is claimed holds."""
        said = {each.value.display for each in accepted}
        for presence in (Presence.NOT_DISCLOSED, Presence.NOT_APPLICABLE):
            if presence.value in said:
                return presence
        return Presence.UNKNOWN

    def _values(self, gathered: Gathered) -> tuple[list[StatedValue], bool]:
        """Return what is stated in a row, and whether there is a disagreement."""
        values: list[StatedValue] = []
        conflict = False
        subjects = {*gathered.claims, *gathered.facts}
        alone = gathered.row.roll in {Roll.OWN, Roll.HEADLINE}
        beside: set[IRI] = set()
        if alone and (own := self._dossier.iri) in subjects:
            beside = {each for each in subjects - {own} if _disputed(gathered.claims.get(each, []))}
            subjects = {own, *beside}
        for subject in sorted(subjects, key=self._order):
            spot = _Spot(gathered.row, subject)
            claims = gathered.claims.get(subject, [])
            held = gathered.facts.get(subject, ())
            if spot.row.roll is Roll.HEADLINE:
                values += self._headline(spot, claims, held)
            elif spot.row.roll is Roll.UNION:
                values += self._union(spot, claims, held)
            else:
                verdict = prefer(claim for _, claim in claims) if claims else None
                stated = self._single(spot, verdict, held)
                values += (
                    [_outranked(e, _OF_A_VARIANT) for e in stated] if subject in beside else stated
                )
                conflict = conflict or (verdict is not None and verdict.conflict)
        return self._step_back(gathered.row, values), conflict

    def _order(self, subject: IRI) -> tuple[int, str]:
        member = self._dossier.owner.get(subject)
        return (self._place[member.iri] if member else 0, subject)

    def _single(
        self, spot: _Spot, verdict: Verdict | None, held: tuple[Value, ...]
    ) -> list[StatedValue]:
        """Return the values of a single-valued property of one subject, the winner first."""
        if verdict is None:
            return [self._stated(spot, value, (), _DERIVED) for value in held[:1]]
        winner = verdict.winner
        by_value: dict[Value, list[Claim]] = {}
        reasons: dict[Value, str] = {}
        for claim, reason in zip(verdict.claims, verdict.reasons, strict=True):
            by_value.setdefault(claim.value, []).append(claim)
            reasons.setdefault(claim.value, reason)
        return [
            self._stated(
                spot, value, each, reasons[value], winner is not None and value == winner.value
            )
            for value, each in by_value.items()
        ]

    def _union(self, spot: _Spot, claims: _Said, held: tuple[Value, ...]) -> list[StatedValue]:
        """Return all values of a many-valued property of one subject."""
        by_value: dict[Value, list[Claim]] = {value: [] for value in held}
        for value, claim in claims:
            by_value.setdefault(value, []).append(claim)
        made = []
        for value, each in by_value.items():
            aside = [claim for claim in each if claim.rank is Rank.DEPRECATED]
            holds = not each or len(aside) < len(each)
            reason = _HOLDS if holds else f"set aside: {aside[0].rank_reason}"
            reason = reason if each else _DERIVED
            made.append(self._stated(spot, value, each, reason, holds))
        if any(each.accepted and not _blank(each) for each in made):
            return [_outranked(each, _OTHERS_STATE) if _blank(each) else each for each in made]
        return made

    def _headline(self, spot: _Spot, claims: _Said, held: tuple[Value, ...]) -> list[StatedValue]:
        """Return the organization that the default graph names, then what others show instead.

        Claims of any role for the same organization support it; an author beside it is another
        row, and no disagreement.
        """
        own = [(v, claim) for v, claim in claims if v in held or claim.predicate not in ROLES]
        made = self._union(spot, own, held)
        if not held:
            return made
        shown_names = {self._stated(spot, value, ()).value for value in held}
        return [each if each.value in shown_names else _outranked(each, _BESIDE) for each in made]

    def _step_back(self, row: RowSpec, values: list[StatedValue]) -> list[StatedValue]:
        """Let a value of the whole model step back where its variants state their own.

        A size always, a licence where a variant has another one: the same rule by which the
        default graph is made.
        """
        own = self._dossier.iri
        stated = [each for each in values if each.accepted and each.subject != own]
        different = {each.value.display for each in stated}
        if row.roll is not Roll.VARIANTS or not stated:
            return values
        keep = different if row.of.key == "license" and len(different) == 1 else set()
        reason = _ONE_NUMBER if row.of.unit and len(different) > 1 else VARIANTS_DECIDE
        return [
            _outranked(each, reason)
            if each.accepted and each.subject == own and each.value.display not in keep
            else each
            for each in values
        ]

    def _stated(
        self,
        spot: _Spot,
        value: Value,
        claims: Sequence[Claim],
        reason: str = _HOLDS,
        accepted: bool = True,
    ) -> StatedValue:
        stated = claims[0].stated_as if claims else ""
        unit = spot.row.of.unit
        return StatedValue(
            shown(value, self._dossier.names, unit=unit, stated=stated),
            accepted,
            reason,
            tuple(citation(self._sources, claim) for claim in claims),
            spot.subject,
            self._label(spot),
        )

    def _label(self, spot: _Spot) -> str:
        """Return the short name of what a value is stated of."""
        member = self._dossier.owner.get(spot.subject)
        label = member.label if member else ""
        detail = ""
        if spot.row.part == "release" and member:
            event = local(self._dossier.detail(spot.subject, MG.eventType))
            detail = (
                self._dossier.detail(spot.subject, MG.venue)
                or self._dossier.detail(spot.subject, MG.library)
                or event_of(event, part(spot.subject, member.iri)[1])[1].replace("-", " ")
            )
        if spot.row.part == "result":
            detail = self._dossier.detail(spot.subject, MG.conditions)
        return ", ".join(text for text in (label, detail) if text)


def citation(sources: Sources, claim: Claim) -> Citation:
    """Return where a claim stands."""
    return Citation(
        claim.iri,
        sources.get(claim.source),
        claim.kind.value,
        claim.stated_as,
        claim.qualifier,
        claim.place,
        claim.quote,
        sources.warnings.get(claim.iri, ()),
    )


def _disputed(said: _Said) -> bool:
    """Say whether sources disagree about the one value of a subject."""
    claims = [claim for _, claim in said if claim.predicate in SINGLE_VALUED]
    return bool(claims) and prefer(claims).conflict


def _blank(each: StatedValue) -> bool:
    return isinstance(each.value, EntityValue) and each.value.iri in _MISSING


def _outranked(each: StatedValue, reason: str) -> StatedValue:
    return replace(each, accepted=False, reason=reason) if each.accepted else each
