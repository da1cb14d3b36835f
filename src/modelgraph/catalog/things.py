"""Organizations, families, licences and sources: the things that models refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from modelgraph.catalog.addresses import kind, local
from modelgraph.catalog.cells import Sources
from modelgraph.catalog.entities import Family, License, Organization, Source
from modelgraph.catalog.question import query
from modelgraph.catalog.warned import read_warnings
from modelgraph.store import IRI, Literal, Store, Value, read
from modelgraph.vocabulary.terms import MG, SCHEMA, SKOS

_PERMITS: Final = (
    (MG.commercialUse, "commercial-use"),
    (MG.redistribution, "redistribution"),
    (MG.changes, "changes"),
)
_ANSWERS: Final[dict[Value, str]] = {
    MG.permitted: "yes",
    MG.prohibited: "no",
    MG.conditional: "conditional",
}

Described = Mapping[IRI, Mapping[IRI, tuple[Value, ...]]]
"""What is said of things: by thing, by predicate."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One answer of ``sources.rq``."""

    source: IRI
    name: str
    kind: IRI
    revision: str | None
    issued: str | None
    retrieved: str | None
    url: str | None
    license: str | None


def read_things(store: Store, class_: IRI) -> Described:
    """Return everything of a class with what is said of it, ordered by address."""
    found: dict[IRI, dict[IRI, tuple[Value, ...]]] = {}
    _, rows = store.select(query("things", **{"class": [class_]}))
    for _, thing, predicate, value in rows:
        if isinstance(thing, IRI) and isinstance(predicate, IRI):
            facts = found.setdefault(thing, {})
            if isinstance(value, IRI | Literal):
                facts[predicate] = (*facts.get(predicate, ()), value)
    return dict(sorted(found.items()))


def organizations(titles: Mapping[IRI, str]) -> dict[IRI, Organization]:
    """Return the organizations among all things that have a name."""
    return {
        iri: Organization(iri, local(iri), name)
        for iri, name in titles.items()
        if kind(iri) == "org"
    }


def families(described: Described, models: Mapping[str, list[str]]) -> dict[IRI, Family]:
    """Return the families; ``models`` are the ids of their models by slug."""
    return {
        iri: Family(
            iri,
            local(iri),
            text(facts, SCHEMA.name) or local(iri),
            tuple(sorted(models.get(local(iri), ()))),
        )
        for iri, facts in described.items()
    }


def licenses(described: Described) -> dict[IRI, License]:
    return {
        iri: License(
            iri,
            _identifier(iri),
            text(facts, SCHEMA.name) or local(iri),
            text(facts, SCHEMA.url),
            {"true": True, "false": False}.get(text(facts, MG.osiApproved)),
            tuple(
                (name, _ANSWERS[value])
                for predicate, name in _PERMITS
                for value in facts.get(predicate, ())[:1]
                if value in _ANSWERS
            ),
            tuple(sorted(_words(value) for value in facts.get(MG.obliges, ()))),
        )
        for iri, facts in described.items()
    }


def license_of(iri: IRI, known: Mapping[IRI, License]) -> License:
    """Return a licence; one that the licence table doesn't know has its identifier for a name."""
    return known.get(iri) or License(iri, _identifier(iri), _identifier(iri))


def _identifier(iri: IRI) -> str:
    """Return a licence's id; in the address of an expression ``_`` stands for a space."""
    return license_name(local(iri))


def license_name(place: str) -> str:
    """Return a licence's id from what its address ends with.

    >>> license_name("MIT_AND_ISC")
    'MIT AND ISC'
    """
    return place.replace("_", " ")


def license_place(identifier: str) -> str:
    """Return what the address of a licence ends with."""
    return identifier.replace(" ", "_")


def organization_of(iri: IRI, known: Mapping[IRI, Organization]) -> Organization:
    """Return an organization; one without a name has its slug for one."""
    return known.get(iri) or Organization(iri, local(iri), local(iri))


def aliases(described: Described) -> list[tuple[str, IRI]]:
    """Return the further names of things."""
    return [
        (_words(value), iri)
        for iri, facts in described.items()
        for value in facts.get(SKOS.altLabel, ())
    ]


def read_sources(store: Store) -> Sources:
    """Return all sources and the warnings of rules, without the number of their claims."""
    found = {
        row.source: Source(
            row.source, local(row.source), row.name, local(row.kind), row.revision or "",
            row.issued or "", row.retrieved or "", row.url or "", row.license or "",
        )
        for row in read(store, query("sources"), SourceRow)
    }  # fmt: skip
    covers: dict[IRI, set[IRI]] = {}
    _, rows = store.select(query("covers"))
    for source, predicate in rows:
        if isinstance(source, IRI) and isinstance(predicate, IRI):
            covers.setdefault(source, set()).add(predicate)
    covered = {iri: frozenset(each) for iri, each in covers.items()}
    told = labels(found.values())
    labelled = {iri: replace(each, label=told[iri]) for iri, each in found.items()}
    return Sources(labelled, covered, read_warnings(store))


def labels(sources: Iterable[Source]) -> dict[IRI, str]:
    """Return the name of each source, with the end of its slug where others have the name, too."""
    named: defaultdict[str, list[Source]] = defaultdict(list)
    for each in sources:
        named[each.name].append(each)
    found: dict[IRI, str] = {}
    for name, alike in named.items():
        steps = zip(*(each.slug.split("-") for each in alike), strict=False)
        shared = sum(1 for _ in takewhile(lambda step: len({*step}) == 1, steps))
        for each in alike:
            end = "-".join(each.slug.split("-")[shared:])
            found[each.iri] = f"{name} ({end})" if end else name
    return found


def claim_counts(store: Store) -> dict[IRI, int]:
    """Return how many claims each source makes."""
    _, rows = store.select(query("claim_counts"))
    return {
        source: int(count.lexical)
        for source, count in rows
        if isinstance(source, IRI) and isinstance(count, Literal)
    }


def text(facts: Mapping[IRI, tuple[Value, ...]], predicate: IRI) -> str:
    """Return the first value of a predicate in words, English before other languages."""
    values = sorted(facts.get(predicate, ()), key=_language)
    return _words(values[0]) if values else ""


def _language(value: Value) -> bool:
    return isinstance(value, Literal) and value.language not in {"", "en"}


def _words(value: Value) -> str:
    return value.lexical if isinstance(value, Literal) else value
