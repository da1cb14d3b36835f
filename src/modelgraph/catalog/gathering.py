"""What a dossier holds, sorted into rows: by subject, what is claimed and what holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
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

_BY_PREDICATE: Final = {
    predicate: row for row in ROWS for predicate in row.predicates
}  # a predicate on the model or variant itself stands in one row
_VARIANTS: Final = next(row for row in ROWS if row.of.key == "variants")
_HEADLINE: Final = next(row for row in ROWS if row.roll is Roll.HEADLINE)
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
    details = details_of(dossier)

    def into(row: RowSpec) -> Gathered:
        return found.setdefault(row.of.key, Gathered(row))

    for claim in dossier.claims:
        if claim.predicate == SCHEMA.isVariantOf and claim.value == dossier.iri:
            into(_VARIANTS).claims[dossier.iri].append((claim.subject, claim))
        elif row := _row_of(claim.subject, claim.about, claim.predicate, details):
            into(row).claims[claim.subject].append((claim.value, claim))
        if claim.predicate in ROLES:
            into(_HEADLINE).claims[dossier.iri].append((claim.value, claim))
    for member in dossier.members:
        for subject in (member.iri, *dossier.parts.get(member.iri, ())):
            for predicate, values in dossier.facts.get(subject, {}).items():
                if row := _row_of(subject, member.iri, predicate, details):
                    into(row).facts[subject] = values
    return found


def details_of(dossier: Dossier) -> dict[tuple[IRI, IRI], str]:
    """Return what tells parts apart: dataset, metric, conditions, event, venue and library."""
    wanted = (MG.dataset, MG.metric, MG.conditions, MG.venue, MG.library, MG.eventType)
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
        return release_row(event_of(local(details.get((subject, MG.eventType), "")), name)[0])
    if sort == "component" and predicate == MG.availability:
        return availability_row(name)
    if sort == "component" and predicate == SCHEMA.license:
        return component_license_row(name)
    if sort == "component" and predicate == IT6.totalNumberOfParameters:
        return component_parameters_row(name)
    if sort == "result" and predicate == MG.value:
        return result_row(
            details.get((subject, MG.dataset), ""), details.get((subject, MG.metric), "")
        )
    return None
