"""What one row says, before it has a source: the vocabulary of claims that all importers share.

A statement is a triple with the links that carry it. Values are checked here, so that whatever
leaves this module may stand in the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from modelgraph.importers.conditions import Setting, read
from modelgraph.importers.identity import Identity, Thing
from modelgraph.importers.names import slug
from modelgraph.importers.permissions import license_links
from modelgraph.store import IRI, Literal, Value
from modelgraph.validation import count, license_term, link, number, stated_date
from modelgraph.vocabulary.ontology import Scheme, scheme
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import DCTERMS, FAIR4ML, IT6, MG, RDF, SCHEMA, SKOS

Link = tuple[IRI, IRI, Value]


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple, the links it needs, and what a reader should know of it.

    ``unmatched`` names a text for which a scheme has no concept.
    """

    subject: IRI
    predicate: IRI
    value: Value
    links: tuple[Link, ...] = ()
    note: str = ""
    unmatched: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One stated value as a source gives it, and the thing it is stated of."""

    thing: Thing
    value: str
    qualifier: str
    identity: Identity
    number: str = ""

    def say(self, predicate: IRI, value: Value, *links: Link, note: str = "") -> Statement:
        """Return the statement of this value about the thing itself."""
        return Statement(self.thing.iri, predicate, value, links, note)


Meaning = Callable[[Cell], Iterator[Statement]]


def thing_links(thing: Thing, spelled: str = "") -> tuple[Link, ...]:
    """Return what a thing is: its class, id and name, and for a variant its model."""
    links: list[Link] = [
        (thing.iri, RDF.type, MG.Variant if thing.model else MG.Model),
        (thing.iri, DCTERMS.identifier, Literal(thing.identifier)),
        (thing.iri, SCHEMA.name, Literal(thing.name)),
    ]
    if spelled and spelled != thing.name:
        links.append((thing.iri, SKOS.altLabel, Literal(spelled)))
    if thing.model:
        links += [(thing.iri, SCHEMA.isVariantOf, thing.model.iri), *thing_links(thing.model)]
    return tuple(links)


def organization(cell: Cell, name: str) -> tuple[IRI, tuple[Link, ...]]:
    """Return an organization's address and what it is."""
    identifier, shown = cell.identity.organization(name)
    iri = IRI(PREFIXES["org"] + identifier)
    return iri, ((iri, RDF.type, SCHEMA.Organization), (iri, SCHEMA.name, Literal(shown)))


def component(thing: Thing, path: str, kind: IRI) -> tuple[IRI, tuple[Link, ...]]:
    """Return the node of a part of the thing, and what ties it to the thing."""
    node = IRI(f"{thing.iri}/component/{path}")
    return node, (
        (thing.iri, MG.hasComponent, node),
        (node, RDF.type, MG.Component),
        (node, MG.componentType, kind),
    )


def concept(cell: Cell, which: Scheme, predicate: IRI, label: str) -> Statement:
    """Return the statement of a concept, or of the text where the scheme has none."""
    if found := scheme(which).find(label):
        return cell.say(predicate, found)
    return Statement(cell.thing.iri, predicate, Literal(label), unmatched=label)


def license_statement(cell: Cell, subject: IRI, links: tuple[Link, ...] = ()) -> Statement:
    """Return the statement of a licence, with a warning where the name is no licence's."""
    stated = license_term(cell.identity.license(cell.value))
    named: tuple[Link, ...] = (
        (stated.iri, RDF.type, MG.License),
        (stated.iri, DCTERMS.identifier, Literal(stated.identifier)),
        *license_links(stated.identifier),
    )
    note = f"warning: {stated.warning}" if stated.warning else ""
    return Statement(subject, SCHEMA.license, stated.iri, (*links, *named), note)


def result(
    cell: Cell, dataset: str, metric: str, conditions: str, known: tuple[Setting, ...] = ()
) -> Statement:
    """Return the statement of a benchmark result; the same conditions are the same node.

    ``known`` are settings among the conditions of which the words don't tell what they are.
    """
    digest = sha256("\x1f".join((dataset, metric, conditions)).encode()).hexdigest()[:12]
    node = IRI(f"{cell.thing.iri}/result/{digest}")
    links: list[Link] = [
        (cell.thing.iri, FAIR4ML.hasEvaluation, node),
        (node, RDF.type, MG.BenchmarkResult),
        (node, MG.dataset, Literal(dataset)),
        (node, MG.metric, Literal(metric)),
    ]
    if conditions:
        described = read(conditions, known)
        links += [(node, MG.conditions, described.iri), *described.links]
    return Statement(node, MG.value, number(cell.value), tuple(links))


def release(cell: Cell, path: str, event: IRI, *more: tuple[IRI, str]) -> Statement:
    """Return the statement of a dated event; ``more`` are the venue or the library."""
    node = IRI(f"{cell.thing.iri}/release/{path}")
    links: list[Link] = [
        (cell.thing.iri, MG.hasRelease, node),
        (node, RDF.type, MG.Release),
        (node, MG.eventType, event),
    ]
    links += [(node, predicate, Literal(text)) for predicate, text in more]
    return Statement(node, MG.date, stated_date(cell.value), tuple(links))


def text(predicate: IRI) -> Meaning:
    """Return the meaning of a property whose values are texts as stated."""

    def meaning(cell: Cell) -> Iterator[Statement]:
        yield cell.say(predicate, Literal(cell.value))

    return meaning


def address(predicate: IRI, prefix: str = "") -> Meaning:
    """Return the meaning of a link; what is no web address gets the prefix, or stays text."""

    def meaning(cell: Cell) -> Iterator[Statement]:
        if cell.value.startswith(("https://", "http://")):
            yield cell.say(predicate, link(cell.value))
        elif prefix:
            yield cell.say(predicate, link(prefix + cell.value))
        else:
            yield cell.say(predicate, Literal(cell.value))

    return meaning


def whole(predicate: IRI) -> Meaning:
    """Return the meaning of a property that counts; the source's own integer goes first."""

    def meaning(cell: Cell) -> Iterator[Statement]:
        yield cell.say(predicate, count(cell.number or cell.value))

    return meaning


def modality(predicate: IRI) -> Meaning:
    """Return the meaning of a list of modalities, joined by ``;``."""

    def meaning(cell: Cell) -> Iterator[Statement]:
        for label in filter(None, (part.strip() for part in cell.value.split(";"))):
            yield concept(cell, Scheme.MODALITIES, predicate, label)

    return meaning


_PAPER: Final = "arXiv:"


def paper(cell: Cell) -> Iterator[Statement]:
    """Yield the address of a paper; arXiv numbers become addresses."""
    if cell.value.startswith(_PAPER):
        yield cell.say(
            SCHEMA.citation, link(f"https://arxiv.org/abs/{cell.value.removeprefix(_PAPER)}")
        )
    else:
        yield from address(SCHEMA.citation)(cell)


def derived(cell: Cell) -> Iterator[Statement]:
    """Yield what the thing builds on: a model or variant of the catalog where it is known."""
    from_model = cell.identity.model(cell.value)
    entry = cell.identity.entry(cell.value)
    known = from_model or (cell.identity.things(cell.value)[0] if entry else None)
    yield cell.say(_DERIVED, known.iri if known else Literal(cell.value))


def stated_variants(cell: Cell) -> Iterator[Statement]:
    """Yield a variant that is named in full, or the list as written."""
    entry = cell.identity.entry(cell.value)
    if "," in cell.value or slug(cell.thing.of.name) not in slug(cell.value):
        yield cell.say(MG.statedVariants, Literal(cell.value))
        return
    named = cell.identity.things(cell.value, model=cell.thing.of.name)[0]
    spelled = "" if entry is None else cell.value
    if named.is_variant:
        links = thing_links(named, spelled)
        yield Statement(named.iri, SCHEMA.isVariantOf, named.of.iri, links)
    else:
        yield cell.say(MG.statedVariants, Literal(cell.value))


_DERIVED: Final = IRI(PREFIXES["prov"] + "wasDerivedFrom")
_OPEN: Final = {"open": MG.open, "closed": MG.closed}


def category(cell: Cell) -> Iterator[Statement]:
    """Yield open or closed."""
    try:
        yield cell.say(MG.category, _OPEN[cell.value.strip().lower()])
    except KeyError:
        raise ValueError(f"not a category: {cell.value!r}; expected open or closed") from None


def cutoff(cell: Cell) -> Iterator[Statement]:
    """Yield the date up to which the training data reaches."""
    yield cell.say(MG.knowledgeCutoff, stated_date(cell.value))


def task(cell: Cell) -> Iterator[Statement]:
    """Yield a task of the scheme."""
    yield concept(cell, Scheme.TASKS, FAIR4ML.mlTask, cell.value)


def feature(cell: Cell) -> Iterator[Statement]:
    """Yield a feature of the scheme."""
    yield concept(cell, Scheme.FEATURES, MG.hasFeature, cell.value)


ARCHITECTURE: Final = text(IT6.modelArchitecture)
