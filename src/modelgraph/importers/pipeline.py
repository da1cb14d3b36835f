"""From a reading to the store: compare, judge, write in one transaction, report.

Only what changed is written. A source whose claims are those of the store is left alone, so that
running an import twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from modelgraph.errors import InvalidDataError, NotFoundError, RefusedError
from modelgraph.importers import findings, history, preferred, rules
from modelgraph.importers.collector import uncollected
from modelgraph.importers.content import (
    Content,
    Graph,
    about,
    graphs,
    group_of,
    hashes,
    models_of,
    of_collection,
    subjects,
    whole_graph,
)
from modelgraph.importers.facts import sort
from modelgraph.importers.reading import Reading
from modelgraph.importers.report import Conflict, Report, Warned, new_conflicts, new_warnings
from modelgraph.provenance import Change, Claim, claim_quads, source_quads
from modelgraph.store import IRI, Literal, Quad, Scope, WritableStore
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import MG, SCHEMA


def run(
    store: WritableStore,
    readings: Reading | Sequence[Reading],
    *,
    dry_run: bool = False,
    at: datetime | None = None,
) -> Report:
    """Import what was read: all of it, or nothing.

    With a moment ``at`` (with its time zone) what changed is recorded under it, in a graph of its
    own; where nothing changed, nothing is.

    Raises:
        InvalidDataError: a source's name is taken by one that came in another way, or claims
            violate a rule (``details["violations"]``); nothing is written then.
    """
    several = (readings,) if isinstance(readings, Reading) else tuple(readings)
    with uncollected():
        return _carry_out(store, several, _compare(store, several), dry_run, at)


def remove(
    store: WritableStore, source: IRI, *, dry_run: bool = False, at: datetime | None = None
) -> Report:
    """Take everything that one source says out of the catalog.

    Raises:
        NotFoundError: the store has no such source.
        RefusedError: it is one of modelgraph's own, on which others lean.
    """
    if source.startswith(_OURS):
        raise RefusedError("modelgraph's own facts can't be removed: names and rules lean on them.")
    if source not in hashes(store):
        raise NotFoundError("source", source.removeprefix(PREFIXES["source"])[:200])
    with uncollected():
        claims, links = whole_graph(store, source)
        change = _Change({}, frozenset({source}), Content(claims, links), 0)
        return _carry_out(store, (), change, dry_run, at)


_OURS = PREFIXES["source"] + "modelgraph-"


def _carry_out(
    store: WritableStore,
    several: tuple[Reading, ...],
    change: _Change,
    dry_run: bool,
    at: datetime | None,
) -> Report:
    step = _judge(store, change)
    new = [claim for graph in change.fresh.values() for claim in graph.claims]
    said = history.of_claims(change.before.claims, new)
    recorded: dict[IRI, list[Quad]] = {}
    if at is not None and not dry_run:
        linked = history.of_links(
            change.before.links,
            (link for graph in change.fresh.values() for link in graph.bare_links),
        )
        names = dict(history.names_of((*change.before.links, *_described(change))))
        recorded = history.quads(store, at, (*said, *linked, *step.ruled), names)
    if not dry_run and (change.fresh or change.gone):
        store.replace(
            {
                **{iri: g.quads for iri, g in change.fresh.items()},
                **dict.fromkeys(change.gone, ()),
                **recorded,
            },
            add=tuple(step.add),
            remove=tuple(step.remove),
        )
    return _report(several, change, step, dry_run, said, next(iter(recorded), ""))


def _described(change: _Change) -> Iterator[Quad]:
    for graph in change.fresh.values():
        yield from source_quads(graph.source)


@dataclass(frozen=True, slots=True)
class _Change:
    """Which graphs are new or other than in the store, and what stood in those that go."""

    fresh: Mapping[IRI, Graph]
    gone: frozenset[IRI]
    before: Content
    unchanged: int

    @property
    def replaced(self) -> frozenset[IRI]:
        return frozenset(self.fresh) | self.gone


@dataclass(frozen=True, slots=True)
class Step:
    """Quads to add to and remove from the default graph, the rules' graph and the findings'."""

    add: frozenset[Quad]
    remove: frozenset[Quad]
    new_conflicts: tuple[Conflict, ...]
    new_warnings: tuple[Warned, ...]
    ruled: tuple[Change, ...]


def _compare(store: WritableStore, readings: Iterable[Reading]) -> _Change:
    known = hashes(store)
    read: dict[IRI, Graph] = {}
    gone: set[IRI] = set()
    for reading in readings:
        found = graphs(reading)
        _refuse_foreign(store, reading.collection, found)
        gone |= of_collection(store, reading.collection) - found.keys()
        read |= found
    fresh = {iri: g for iri, g in read.items() if known.get(iri) != g.source.content_hash}
    before = Content()
    for graph in sorted((fresh.keys() | gone) & known.keys()):
        claims, links = whole_graph(store, graph)
        before.claims += claims
        before.links += links
    return _Change(fresh, frozenset(gone), before, len(read) - len(fresh))


def _refuse_foreign(store: WritableStore, collection: str, found: Iterable[IRI]) -> None:
    """Refuse to replace a graph that came in another way: its name is taken."""
    for iri in found:
        for quad in store.quads(subject=iri, predicate=MG.collection, graph=iri):
            if quad.object != Literal(collection):
                name = iri.removeprefix(PREFIXES["source"])
                raise InvalidDataError(
                    f"The source {name} is in the catalog already, and came in another way.",
                    hint="Give your source another name.",
                    source=iri,
                )


def _judge(store: WritableStore, change: _Change) -> Step:
    after = Content()
    for graph in change.fresh.values():
        after.add(graph)

    def replaced(old: Content) -> Content:
        new = old.without(change.replaced)
        new.claims += after.claims
        new.links += after.links
        return new

    return judge(store, touched_by(store, change.before, after), replaced, change.fresh)


def judge(
    store: WritableStore,
    touched: Iterable[IRI],
    changed: Callable[[Content], Content],
    fresh: Iterable[IRI],
) -> Step:
    """Work out what follows of everything touched.

    ``changed`` tells what will be said of it by what is said now; ``fresh`` are the sources that
    may be refused for it.

    Raises:
        InvalidDataError: claims of these sources violate a rule.
    """
    old = about(store, touched) if store.graphs() else Content()
    new = changed(old)
    old_facts = sort(old.claims, old.links)
    new_facts, new_rules = preferred.with_rules(new.claims, new.links)
    sourced = [claim for claim in new.claims if claim.source != rules.SOURCE.iri]
    judged = Content([*sourced, *new_rules], new.links)
    violations = findings.found(store, judged)
    findings.refuse(violations, fresh)
    warned, known = findings.quads(violations, new_facts), findings.kept(store, touched)
    was, shall = preferred.quads(old_facts), preferred.quads(new_facts)
    was.update(_rule_quads(old.claims), known)
    shall.update(_rule_quads(new_rules), _RULES, warned)
    return Step(
        frozenset(shall - was),
        frozenset(_removable(store, was - shall)),
        new_conflicts(old_facts, new_facts),
        new_warnings(violations, known),
        history.of_claims(filter(_of_rules, old.claims), new_rules),
    )


_RULES = frozenset(
    quad
    for each in source_quads(rules.SOURCE)
    for quad in (each, Quad(each.subject, each.predicate, each.object))
)
"""The description of the rules, in their graph and among the preferred facts."""


def _of_rules(claim: Claim) -> bool:
    return claim.source == rules.SOURCE.iri


def _rule_quads(claims: Iterable[Claim]) -> Iterator[Quad]:
    for claim in claims:
        if claim.source == rules.SOURCE.iri:
            yield from claim_quads(claim)


def touched_by(store: WritableStore, before: Content, after: Content) -> tuple[IRI, ...]:
    """Return every model with its variants, and every other thing, that may change."""
    spoken = {
        *subjects(before.claims, before.links),
        *subjects(after.claims, after.links),
    }
    variant, model = PREFIXES["variant"], PREFIXES["model"]
    things = {s for s in spoken if not s.startswith((variant, model))}
    models = {s for s in spoken if s.startswith(model) and s.count("/") == model.count("/") + 1}
    for link in (*before.links, *after.links):
        if link.predicate == SCHEMA.isVariantOf and isinstance(link.object, IRI):
            models.add(link.object)
    for subject in spoken:
        if subject.startswith(variant) and subject.count("/") == variant.count("/") + 1:
            models |= models_of(store, subject) - {subject}
    groups = {each for found in models for each in group_of(store, found)}
    return tuple(sorted(groups | things))


def _removable(store: WritableStore, quads: Iterable[Quad]) -> Iterable[Quad]:
    """Leave out what others still need: a task that runs here, or ran, keeps its node."""
    claimed = {quad.subject for quad in quads if quad.object == MG.claimed}
    kept = {
        node
        for node in claimed
        for quad in store.quads(subject=node, predicate=MG.state, graph=Scope.DEFAULT)
        if quad.object != MG.claimed
    }
    for quad in quads:
        held = quad.subject in kept or quad.object in kept
        if not held or quad.predicate == MG.state:
            yield quad


def _report(  # noqa: PLR0917 - the parts of one report
    readings: Sequence[Reading],
    change: _Change,
    step: Step,
    dry_run: bool,
    said: tuple[Change, ...],
    activity: str,
) -> Report:
    added = [each for each in said if each.added]
    spoken = {(each.source, each.subject, each.predicate) for each in said if not each.added}
    changed = sum((each.source, each.subject, each.predicate) in spoken for each in added)
    return Report(
        sources=sum(len(reading.sources) for reading in readings),
        claims=sum(len(reading.claims) for reading in readings),
        added=len(added) - changed,
        removed=max(0, len(said) - len(added) - changed),
        changed=changed,
        unchanged_sources=change.unchanged,
        new_conflicts=step.new_conflicts,
        new_warnings=step.new_warnings,
        unmatched=tuple(each for reading in readings for each in reading.unmatched),
        dry_run=dry_run,
        changes=said,
        activity=activity,
    )
