"""Who serves a model, under which id, and what a million tokens cost there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from modelgraph.catalog.addresses import local
from modelgraph.catalog.entities import Organization, Source
from modelgraph.catalog.question import query
from modelgraph.catalog.reading import Reading
from modelgraph.catalog.things import organization_of
from modelgraph.store import IRI, read


@dataclass(frozen=True, slots=True)
class Offer:
    """One host's offer, as of the date of its source.

    ``subject`` is the id of the model or variant that is served, ``identifier`` what requests to
    the host call it. Prices are US dollars for a million tokens, as the source writes them.
    ``context`` is the host's own limit in tokens, where it has one.
    """

    iri: IRI
    subject: str
    host: Organization
    identifier: str
    input_price: str | None
    output_price: str | None
    context: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One answer of ``offers.rq``."""

    about: IRI
    offer: IRI
    host: IRI
    identifier: str
    input: str | None
    output: str | None
    context: str | None
    source: IRI


def offers(reading: Reading, model: IRI) -> tuple[Offer, ...]:
    """Return the offers of a model and of its variants, the cheapest input first."""
    variants = [iri for iri, of in reading.names.parents.items() if of == model]
    rows = read(reading.store, query("offers", about=(model, *sorted(variants))), OfferRow)
    return tuple(sorted((_offer(reading, row) for row in rows), key=_order))


def _offer(reading: Reading, row: OfferRow) -> Offer:
    return Offer(
        row.offer,
        local(row.about),
        organization_of(row.host, reading.directory.organizations),
        row.identifier,
        row.input,
        row.output,
        int(row.context) if row.context else None,
        reading.sources.get(row.source),
    )


def _order(offer: Offer) -> tuple[bool, Decimal, Decimal, str, str]:
    paid, given = Decimal(offer.input_price or 0), Decimal(offer.output_price or 0)
    return offer.input_price is None, paid, given, offer.host.name.casefold(), offer.identifier
