"""What a dossier holds, sorted into rows: by subject, what is claimed and what holds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from modelgraph.catalog.addresses import local, part
from modelgraph.catalog.dossier import Dossier
from modelgraph.catalog.properties import (
    ROWS,
    Roll,
    RowSpec,
    availability_row,
    component_license_row,
    component_parameters_row,
    event_of,
    release_row,
    result_row,
)
from modelgraph.provenance import Claim
from modelgraph.store import IRI, Value
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA

ROW_OF: Final = {
    predicate: row for row in ROWS for predicate in row.predicates
}  # a predicate on the model or variant itself stands in one row
_VARIANTS: Final = next(row for row in ROWS if row.of.key == "variants")
_HEADLINE: Final = next(row for row in ROWS if row.roll is Roll.HEADLINE)
_OF_PARTS: Final = frozenset(
    {MG.date, MG.availability, SCHEMA.license, IT6.totalNumberOfParameters, MG.value}
)
ROLES: Final = frozenset({SCHEMA.author, SCHEMA.publisher, SCHEMA.provider})


@dataclass(slots=True)
class Gathered:
    """What belongs into one row: by subject, the claims, and the values that hold."""

    row: RowSpec
    claims: defaultdict[IRI, list[tuple[Value, Claim]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    facts: dict[IRI, tuple[Value, ...]] = field(default_factory=dict)


def gather(dossier: Dossier) -> dict[str, Gathered]:
    """Return the rows of which something is said, by property key."""
    found: dict[str, Gathered] = {}
    parts: dict[IRI, tuple[str, str]] = {}

    def into(row: RowSpec) -> Gathered:
        return found.get(row.of.key) or found.setdefault(row.of.key, Gathered(row))

    def row_of(subject: IRI, about: IRI, predicate: IRI) -> RowSpec | None:
        if subject == about:
            return ROW_OF.get(predicate)
        if predicate not in _OF_PARTS:
            return None
        if subject not in parts:
            parts[subject] = part(subject, about)
        return _row_of_part(dossier, subject, *parts[subject], predicate)

    for claim in dossier.claims:
        if claim.predicate == SCHEMA.isVariantOf and claim.value == dossier.iri:
            into(_VARIANTS).claims[dossier.iri].append((claim.subject, claim))
        elif row := row_of(claim.subject, claim.about, claim.predicate):
            into(row).claims[claim.subject].append((claim.value, claim))
        if claim.predicate in ROLES:
            into(_HEADLINE).claims[dossier.iri].append((claim.value, claim))
    for member in dossier.members:
        for subject in (member.iri, *dossier.parts.get(member.iri, ())):
            for predicate, values in dossier.facts.get(subject, {}).items():
                if row := row_of(subject, member.iri, predicate):
                    into(row).facts[subject] = values
    return found


def _row_of_part(
    dossier: Dossier, subject: IRI, sort: str, name: str, predicate: IRI
) -> RowSpec | None:
    """Return the row in which a statement of a release, component or result stands."""
    if sort == "release" and predicate == MG.date:
        return release_row(event_of(local(dossier.detail(subject, MG.eventType)), name)[0])
    if sort == "component" and predicate == MG.availability:
        return availability_row(name)
    if sort == "component" and predicate == SCHEMA.license:
        return component_license_row(name)
    if sort == "component" and predicate == IT6.totalNumberOfParameters:
        return component_parameters_row(name)
    if sort == "result" and predicate == MG.value:
        return result_row(dossier.detail(subject, MG.dataset), dossier.detail(subject, MG.metric))
    return None
