"""Who serves a model, under which id, and what a million tokens cost there (``hosted.csv``).

That a host serves a model is a claim, and so is each price, of the host's offer and qualified by
the host: the model itself has none. They change from day to day: they are those of the source's
date. A limit that a host sets is data of its offer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.columns import Broken, records, refuse
from modelgraph.importers.identity import Identity, Thing
from modelgraph.importers.pile import Pile
from modelgraph.importers.statements import Link
from modelgraph.provenance import Claim, Source
from modelgraph.store import IRI, Literal
from modelgraph.validation import count, link, number
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import MG, RDF, RDFS, SCHEMA

HOSTED: Final = "hosted.csv"
HOSTS: Final = "providers.csv"
_HOSTED_COLUMNS: Final = (
    "provider", "model_id", "base_model", "context_override", "cost_input", "cost_output",
)  # fmt: skip
_HOST_COLUMNS: Final = ("id", "name", "doc")

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Host:
    """An organization that serves models, with what ties its address to its name."""

    iri: IRI
    stated_as: str
    links: tuple[Link, ...]


def take(
    pile: Pile,
    described: Source,
    files: Mapping[str, bytes],
    things: Mapping[str, tuple[Thing, ...]],
) -> None:
    """Add the offers of models that were read; ``things`` are those by path of their file.

    Raises:
        InvalidDataError: a table is missing, or rows are broken; every broken row is listed.
    """
    for name in (HOSTED, HOSTS):
        if name not in files:
            raise InvalidDataError(f"{name} is missing.")
    hosts = _hosts(files[HOSTS], pile.identity)
    broken: list[Broken] = []
    for line, record in records(HOSTED, files[HOSTED], _HOSTED_COLUMNS):
        try:
            for thing in things.get(record["base_model"], ()):
                _offer(pile, described, thing, hosts[record["provider"]], record)
        except (KeyError, ValueError) as error:
            broken.append(Broken(line, str(error)))
    refuse(HOSTED, broken)


def _hosts(content: bytes, identity: Identity) -> dict[str, Host]:
    return {
        record["id"]: _host(record, identity)
        for _, record in records(HOSTS, content, _HOST_COLUMNS)
    }


def _host(record: Record, identity: Identity) -> Host:
    """Return the organization that the tables know by this id, else one of the host's own name."""
    identifier, shown = identity.organization(record["id"])
    iri = IRI(PREFIXES["org"] + identifier)
    name = record["name"] if shown == record["id"] else shown
    links: list[Link] = [
        (iri, RDF.type, SCHEMA.Organization),
        (iri, SCHEMA.name, Literal(name)),
    ]
    if record["doc"]:
        links.append((iri, RDFS.seeAlso, link(record["doc"])))
    return Host(iri, "" if identifier == record["id"] else record["id"], tuple(links))


def _offer(pile: Pile, described: Source, thing: Thing, host: Host, record: Record) -> None:
    digest = sha256(f"{record['provider']}\x1f{record['model_id']}".encode()).hexdigest()[:12]
    node = IRI(f"{thing.iri}/offer/{digest}")
    for subject, predicate in ((thing.iri, SCHEMA.provider), (node, SCHEMA.offeredBy)):
        claim = Claim(
            subject, predicate, host.iri, described.iri, described.kind, thing.iri,
            stated_as=host.stated_as, place=HOSTED, issued=described.issued,
        )  # fmt: skip
        pile.claims[claim] = None
    links: list[Link] = [
        (thing.iri, SCHEMA.offers, node),
        (node, RDF.type, SCHEMA.Offer),
        (node, MG.apiIdentifier, Literal(record["model_id"])),
    ]
    for column, predicate in _PRICES:
        if text := record[column]:
            price = _price(text)
            claim = Claim(
                node, predicate, price, described.iri, described.kind, thing.iri,
                stated_as="" if text == price.lexical else text, qualifier=record["provider"],
                place=HOSTED, issued=described.issued,
            )  # fmt: skip
            pile.claims[claim] = None
    if record["context_override"]:
        links.append((node, MG.contextWindowTokens, count(record["context_override"])))
    pile.link(described, *links, *host.links)


_PRICES: Final = (("cost_input", MG.inputTokenPrice), ("cost_output", MG.outputTokenPrice))


def _price(text: str) -> Literal:
    price = number(text)
    if price.lexical.startswith("-"):
        raise ValueError(f"a price below zero: {text!r}")
    return price
