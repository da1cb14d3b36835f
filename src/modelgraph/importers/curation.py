"""Our own curated facts (CC0-1.0): who is who, and what licences permit.

The tables of ``data/identity`` and ``data/licenses.csv`` as a source like any other. A decision
that has a reason is a claim with that reason as its note; the plain rest are links.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from modelgraph import __version__
from modelgraph.errors import InvalidDataError
from modelgraph.importers.identity import Entry, Identity, Row, Thing, family_iri
from modelgraph.importers.names import slug
from modelgraph.importers.permissions import ASKED, PERMISSION
from modelgraph.importers.pile import is_name
from modelgraph.importers.reading import Reading
from modelgraph.importers.statements import Link, thing_links
from modelgraph.provenance import Claim, Kind, Source
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, Quad, Value, boolean
from modelgraph.validation import license_term, link
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF, SCHEMA, SKOS

COLLECTION: Final = "modelgraph-curation"
SOURCE: Final = Source(
    IRI(f"{PREFIXES['source']}{COLLECTION}-{slug(__version__)}"),
    "modelgraph curation",
    Kind.CURATED,
    revision=__version__,
    license="CC0-1.0",
    url="https://w3id.org/modelgraph/",
    collection=COLLECTION,
)


def read(identity: Identity, licenses: bytes | None = None) -> Reading:
    """Return the decisions on names and the licence table, the shipped one by default.

    Only models and variants that the tables name are here; sources bring the others.

    Raises:
        InvalidDataError: the licence table has a row that does not fit.
    """
    table = (data() / "licenses.csv").read_bytes() if licenses is None else licenses
    links: list[Link] = []
    claims: list[Claim] = []
    links += _families(identity)
    links += _organizations(identity)
    for thing, spellings, reason, place in _things(identity):
        links += thing_links(thing)
        if thing.family and (family := identity.family(thing.family)):
            claims.append(_member(thing.iri, family))
        for spelling in spellings:
            if spelling == thing.name or not is_name(spelling):
                continue
            links.append((thing.iri, SKOS.altLabel, Literal(spelling)))
            if reason:
                claims.append(_decision(thing.iri, Literal(spelling), reason, place))
    links += _licenses(table)
    quads = tuple(Quad(*each, SOURCE.iri) for each in dict.fromkeys(links))
    return Reading(COLLECTION, (SOURCE,), tuple(dict.fromkeys(claims)), quads)


def _things(identity: Identity) -> Iterator[tuple[Thing, tuple[str, ...], str, str]]:
    for row in identity.models:
        if model := identity.model(row.name):
            yield model, row.aliases, row.reason, "data/identity/models.csv"
    for entry in identity.variants:
        for thing in _named(entry, identity):
            spellings = () if len(entry.slugs) > 1 or len(entry.models) > 1 else (entry.name,)
            yield thing, spellings, entry.reason, "data/identity/variants.csv"


def _named(entry: Entry, identity: Identity) -> tuple[Thing, ...]:
    # A spelling that holds for one source only is no further name of the thing.
    return () if entry.source else identity.models_named(entry.name)


def _member(model: IRI, family: Row) -> Claim:
    return Claim(
        model, SCHEMA.isPartOf, family_iri(family.identifier), SOURCE.iri, Kind.CURATED, model,
        stated_as=family.name, place="data/identity/models.csv", note=family.reason,
    )  # fmt: skip


def _decision(subject: IRI, name: Literal, reason: str, place: str) -> Claim:
    return Claim(
        subject, SKOS.altLabel, name, SOURCE.iri, Kind.CURATED, subject,
        stated_as=name.lexical, place=place, note=reason,
    )  # fmt: skip


def _families(identity: Identity) -> Iterator[Link]:
    used = {row.family for row in identity.models}
    for row in identity.families:
        if row.identifier in used:
            iri = family_iri(row.identifier)
            yield iri, RDF.type, MG.Family
            yield iri, SCHEMA.name, Literal(row.name)
            yield from ((iri, SKOS.altLabel, Literal(alias)) for alias in row.aliases)


def _organizations(identity: Identity) -> Iterator[Link]:
    shown: set[str] = set()
    for row in identity.organizations:
        iri = IRI(PREFIXES["org"] + row.identifier)
        yield iri, RDF.type, SCHEMA.Organization
        predicate = SKOS.altLabel if row.identifier in shown else SCHEMA.name
        yield iri, predicate, Literal(row.name)
        shown.add(row.identifier)
    for model in identity.models:
        owner = model.identifier.partition("/")[0]
        if owner not in shown:
            iri = IRI(PREFIXES["org"] + owner)
            yield iri, RDF.type, SCHEMA.Organization
            yield iri, SCHEMA.name, Literal(owner)
            shown.add(owner)


def _licenses(table: bytes) -> Iterator[Link]:
    for row in csv.DictReader(io.StringIO(table.decode())):
        try:
            yield from _license(row)
        except (KeyError, ValueError) as error:
            name = row.get("identifier")
            raise InvalidDataError(f"licenses.csv, {name}: {error}") from error


def _license(row: dict[str, str]) -> Iterator[Link]:
    stated = license_term(row["identifier"])
    iri = stated.iri
    facts: list[tuple[IRI, Value]] = [
        (RDF.type, MG.License),
        (DCTERMS.identifier, Literal(stated.identifier)),
        (SCHEMA.name, Literal(row["name"])),
    ]
    if row["url"]:
        facts.append((SCHEMA.url, link(row["url"])))
    if row["osi_approved"]:
        facts.append((MG.osiApproved, boolean(row["osi_approved"] == "yes")))
    facts += [(term, PERMISSION[row[asked]]) for asked, term in ASKED if row[asked]]
    facts += [(MG.obliges, Literal(part.strip())) for part in row["obliges"].split(";") if part]
    facts += [(SKOS.altLabel, Literal(name)) for name in row["aliases"].split(";") if name]
    yield from ((iri, predicate, value) for predicate, value in facts)
