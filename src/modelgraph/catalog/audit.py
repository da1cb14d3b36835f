"""The catalog looks at itself: what rules find, who disagrees, what is missing.

Findings and disagreements are worked out by imports and stand in the graph, so that each question
here is one query (``queries/*.rq``) that anybody may ask.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from modelgraph.catalog.addresses import local
from modelgraph.catalog.audited import (
    ConflictCounts,
    Coverage,
    Finding,
    Lacking,
    LoneFact,
    ModelConflicts,
    PropertyConflicts,
    SourceAgreement,
    SourceConflicts,
)
from modelgraph.catalog.entities import Conflict, Presence
from modelgraph.catalog.present import shown
from modelgraph.catalog.properties import ROWS, is_key
from modelgraph.catalog.question import query
from modelgraph.catalog.reading import Reading
from modelgraph.catalog.warned import FindingRow, finding_rows
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI, Literal, Row, Value
from modelgraph.validation import SINGLE_VALUED
from modelgraph.vocabulary.prefixes import PREFIXES, shorten
from modelgraph.vocabulary.spelling import fold
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, SCHEMA

_LABELS: Final = {predicate: row.of.label for row in reversed(ROWS) for predicate in row.predicates}
_MORE: Final = {
    MG.date: "Date of an event",
    MG.availability: "Availability",
    MG.value: "Result",
    FAIR4ML.mlTask: "Task",
}
_OURS: Final = PREFIXES["source"] + "modelgraph-"


def label(predicate: IRI) -> str:
    """Return what a property is called in tables."""
    return _LABELS.get(predicate) or _MORE.get(predicate) or shorten(predicate)


# Findings


def findings(reading: Reading) -> tuple[Finding, ...]:
    """Return what the rules find, violations first, then by rule and thing."""
    rows: defaultdict[IRI, list[FindingRow]] = defaultdict(list)
    for row in finding_rows(reading.store):
        rows[row.finding].append(row)
    found = [_finding(reading, each) for each in rows.values()]
    order = ("violation", "warning", "info")
    return tuple(sorted(found, key=lambda f: (order.index(f.severity), f.rule, f.about)))


def _finding(reading: Reading, rows: list[FindingRow]) -> Finding:
    first = rows[0]
    about = reading.names.parents.get(first.about, first.about)
    model = local(about) if about in reading.summaries else ""
    sources = sorted({row.source for row in rows if row.source})
    return Finding(
        first.rule.removeprefix(PREFIXES["rule"]),
        first.severity.removeprefix(PREFIXES["sh"]).lower(),
        first.message,
        first.about,
        model,
        shorten(first.path) if first.path else "",
        tuple(sorted({row.claim for row in rows if row.claim})),
        tuple(reading.sources.get(each) for each in sources),
    )


# Disagreements


def narrowed(
    reading: Reading, found: tuple[Conflict, ...], property: str | None, source: str | None
) -> tuple[Conflict, ...]:
    """Return the conflicts about the property of a key, with a source or any of that name.

    Raises:
        NotFoundError: nothing is called so.
    """
    if property is not None:
        disputed = {each.cell.of.key for each in found}
        if property not in disputed and not is_key(property):
            near = tuple(sorted(disputed) or (row.of.key for row in ROWS))
            raise NotFoundError("property", property[:200], near=near)
        found = tuple(each for each in found if each.cell.of.key == property)
    if source is not None:
        meant = _sources_called(reading, source)
        found = tuple(each for each in found if not meant.isdisjoint(_cited(each)))
    return found


def _sources_called(reading: Reading, name: str) -> frozenset[IRI]:
    alike = {each.iri for each in reading.sources.by_iri.values() if fold(each.name) == fold(name)}
    return frozenset(alike) or frozenset({reading.index("source").find(name)})


def _cited(conflict: Conflict) -> set[IRI]:
    return {said.source.iri for value in conflict.cell.values for said in value.citations}


def conflict_counts(reading: Reading) -> ConflictCounts:
    """Return where sources disagree, counted in three ways."""
    _, by_property = reading.store.select(query("conflicts_by_property"))
    _, by_sources = reading.store.select(query("conflicts_by_sources"))
    _, by_model = reading.store.select(query("conflicts_by_model"))
    sources, models = reading.sources, reading.summaries
    return ConflictCounts(
        tuple(
            PropertyConflicts(shorten(each), label(each), _number(things), _number(of))
            for each, things, of in by_property
            if isinstance(each, IRI)
        ),
        tuple(
            SourceConflicts(sources.get(one), sources.get(other), _number(count))
            for one, other, count in by_sources
            if isinstance(one, IRI) and isinstance(other, IRI)
        ),
        tuple(
            ModelConflicts(models[model], _number(things), _number(properties))
            for model, things, properties in by_model
            if isinstance(model, IRI) and model in models
        ),
    )


def agreement(reading: Reading) -> tuple[SourceAgreement, ...]:
    """Return for each source how much of what others speak of, too, is disputed; worst first."""
    asked = query("source_agreement", predicate=sorted(SINGLE_VALUED))
    _, rows = reading.store.select(asked)
    found = [
        SourceAgreement(reading.sources.get(source), _number(compared), _number(disputed))
        for source, compared, disputed in rows
        if isinstance(source, IRI) and not source.startswith(_OURS) and _number(compared)
    ]
    return tuple(sorted(found, key=lambda each: (each.rate, -each.compared, each.source.slug)))


# Gaps

COVERED: Final[Mapping[str, tuple[str, tuple[IRI, ...]]]] = {
    "license": ("Licence", (SCHEMA.license,)),
    "released": ("Released", (SCHEMA.datePublished,)),
    "papers": ("Paper", (SCHEMA.citation,)),
    "weights": ("Weights", (MG.weightsRepository, MG.weightsFile)),
    "code": ("Code", (SCHEMA.codeRepository,)),
    "parameters": ("Parameters", (IT6.totalNumberOfParameters,)),
    "tasks": ("Tasks", (FAIR4ML.mlTask,)),
    "organization": ("Organization", (MG.organization, SCHEMA.author, SCHEMA.publisher)),
}
"""Properties whose gaps are counted: key, label, and the predicates of which one suffices."""

_COMPONENTS: Final[Mapping[str, IRI]] = {
    "papers": MG.paperComponent,
    "weights": MG.weightsComponent,
    "code": MG.codeComponent,
}
"""Of what can be had or not it is enough that a source says that it can; one that says that it
can't tells that the maker keeps it."""
_HAD: Final = frozenset({MG.published, MG.gated})

_WAYS: Final[dict[Value, Presence]] = {
    MG.notDisclosed: Presence.NOT_DISCLOSED,
    MG.notApplicable: Presence.NOT_APPLICABLE,
    MG.unknown: Presence.UNKNOWN,
}
_STRENGTH: Final = (
    Presence.NOT_DISCLOSED, Presence.NOT_APPLICABLE, Presence.UNKNOWN, Presence.NOT_CHECKED,
)  # fmt: skip
"""The ways to be missing, the most telling first."""


def lacking(reading: Reading, key: str) -> tuple[Lacking, ...]:
    """Return the models that have no value of a property, themselves or by a variant.

    Raises:
        NotFoundError: gaps of such a property aren't counted.
    """
    if key not in COVERED:
        raise NotFoundError("covered property", key[:200], near=tuple(COVERED))
    predicates = COVERED[key][1]
    stated = _models(reading, "stated", predicates)
    missing = _models(reading, "said_missing", predicates)
    covered = _models(reading, "covered", predicates)
    available = _available(reading, key)
    found = []
    for iri, model in reading.summaries.items():
        told = available.get(iri, set())
        if iri not in stated and not told & _HAD:
            ways = {_WAYS[way] for way in missing.get(iri, ()) if way in _WAYS}
            if told:
                ways.add(Presence.NOT_DISCLOSED)
            ways.add(Presence.UNKNOWN if iri in covered else Presence.NOT_CHECKED)
            found.append(Lacking(model, key, min(ways, key=_STRENGTH.index)))
    return tuple(found)


def _available(reading: Reading, key: str) -> dict[IRI, set[Value]]:
    """Return what is said of whether a component of each model can be had."""
    if key not in _COMPONENTS:
        return {}
    _, rows = reading.store.select(query("available", component=[_COMPONENTS[key]]))
    return _by_model(reading, rows)


def _models(reading: Reading, name: str, predicates: Iterable[IRI]) -> dict[IRI, set[Value]]:
    """Return the models of which, or of whose variants, a query answers, with what it says."""
    _, rows = reading.store.select(query(name, property=predicates))
    return _by_model(reading, rows)


def _by_model(reading: Reading, rows: Iterable[Row]) -> dict[IRI, set[Value]]:
    """Return what rows say of models or of their variants, by model; the first term is spare."""
    found: defaultdict[IRI, set[Value]] = defaultdict(set)
    for _, about, *said in rows:
        if isinstance(about, IRI):
            model = reading.names.parents.get(about, about)
            found[model].update(each for each in said if isinstance(each, IRI | Literal))
    return found


def coverage(reading: Reading) -> tuple[Coverage, ...]:
    """Return for each covered property how many models state it, and how it is missing."""
    made = []
    for key, (title, _) in COVERED.items():
        gaps = Counter(each.presence for each in lacking(reading, key))
        counts = (
            gaps[way]
            for way in (
                Presence.UNKNOWN, Presence.NOT_DISCLOSED, Presence.NOT_APPLICABLE,
                Presence.NOT_CHECKED,
            )
        )  # fmt: skip
        stated = len(reading.summaries) - gaps.total()
        made.append(Coverage(key, title, stated, *counts))
    return tuple(made)


def lone_facts(reading: Reading) -> tuple[LoneFact, ...]:
    """Return the facts that rest on one aggregator only, by model and property."""
    _, rows = reading.store.select(query("lone_facts"))
    found = []
    for about, subject, predicate, value, source, claim in rows:
        model = reading.names.parents.get(about, about) if isinstance(about, IRI) else None
        if (
            model is not None and model in reading.summaries
            and isinstance(subject, IRI) and isinstance(predicate, IRI)
            and isinstance(value, IRI | Literal)
            and isinstance(source, IRI) and isinstance(claim, IRI)
        ):  # fmt: skip
            told = shown(value, reading.labels).display
            found.append(
                LoneFact(
                    reading.summaries[model], subject, shorten(predicate), label(predicate), told,
                    reading.sources.get(source), claim,
                )
            )  # fmt: skip
    return tuple(found)


def _number(term: object) -> int:
    return int(term.lexical) if isinstance(term, Literal) else 0
