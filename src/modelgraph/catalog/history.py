"""What changed, and what was said on a day: the recorded imports, and their undoing.

Changes are undone from today backwards. What no import recorded (the data that a store began with)
stands since the beginning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from modelgraph.catalog.addresses import kind, local, part
from modelgraph.catalog.cells import Sources
from modelgraph.catalog.dossier import Dossier, Member, by_size, short
from modelgraph.catalog.entities import Change, ChangeType, Property, Source
from modelgraph.catalog.gathering import ROW_OF
from modelgraph.catalog.present import shown
from modelgraph.errors import InvalidDataError
from modelgraph.provenance import IMPORTS, Claim, Import, changes_of, is_import, prefer, values
from modelgraph.provenance import Change as Said
from modelgraph.store import IRI, Literal, Store, Value
from modelgraph.validation import SINGLE_VALUED
from modelgraph.vocabulary.missing import MISSING
from modelgraph.vocabulary.prefixes import PREFIXES, shorten
from modelgraph.vocabulary.terms import IT6, MG, PROV, RDF, SCHEMA

_MOMENT: Final = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,6})?)?)?Z?)?)?)?")
_Key = tuple[IRI, IRI, IRI]


@dataclass(frozen=True)
class History:
    """All recorded imports, the newest first."""

    imports: tuple[Import, ...]

    @cached_property
    def sources(self) -> Mapping[IRI, str]:
        """What the sources are called that imports touched; some may be gone since."""
        return {iri: name for each in reversed(self.imports) for iri, name in each.sources.items()}

    @cached_property
    def models(self) -> Mapping[IRI, IRI]:
        """Each variant that an import brought or took, with its model."""
        return {
            said.subject: said.value
            for each in self.imports
            for said in each.changes
            if said.predicate == SCHEMA.isVariantOf and isinstance(said.value, IRI)
        }

    @cached_property
    def subjects(self) -> frozenset[IRI]:
        """The models and variants that a change affects."""
        affected = {said.affects for each in self.imports for said in each.changes}
        return frozenset(affected | set(self.models.values()))

    def after(self, moment: str) -> Iterator[Import]:
        """Yield the imports that ended after a day (or month, year, moment), the newest first."""
        return (each for each in self.imports if each.at[: len(moment)] > moment)


def read_history(store: Store) -> History:
    """Read every recorded import.

    Graph by graph: a query over all of them would join with whatever else the store holds.
    """
    graphs = {quad.subject for quad in store.quads(predicate=RDF.type, value=MG.Import)}
    made = [_import(store, graph) for graph in sorted(filter(is_import, graphs), reverse=True)]
    return History(tuple(made))


def _import(store: Store, graph: IRI) -> Import:
    facts: dict[IRI, dict[IRI, Value]] = defaultdict(dict)
    sources: dict[IRI, str] = {}
    for quad in store.quads(graph=graph):
        if quad.subject.startswith(f"{graph}/"):
            facts[quad.subject][quad.predicate] = quad.object
        elif quad.predicate == PROV.used and isinstance(quad.object, IRI):
            sources.setdefault(quad.object, "")
        elif quad.predicate == SCHEMA.name and isinstance(quad.object, Literal):
            sources[quad.subject] = quad.object.lexical
    ordered = sorted(facts, key=lambda node: (len(node), node))
    changes = tuple(changes_of(facts[node] for node in ordered))
    return Import(graph.removeprefix(IMPORTS), changes, sources)


def moment(text: str) -> str:
    """Return a day, month, year or moment as it is compared: without the letter of its zone.

    Raises:
        InvalidDataError: the text is none.
    """
    if not _MOMENT.fullmatch(text):
        raise InvalidDataError(
            f"Not a date: {text[:40]!r}.", hint="2026, 2026-11, 2026-11-25 or 2026-11-25T08:30Z."
        )
    return text.removesuffix("Z")


def changes(
    history: History,
    since: str,
    subjects: frozenset[IRI] | None,
    sources: Sources,
    names: Mapping[IRI, str],
) -> tuple[Change, ...]:
    """Return what changed since a moment, the newest first; of some subjects, or of all."""
    known = sources_then(sources, history)
    found: list[Change] = []
    for each in history.imports:
        if each.at[: len(since)] < since:
            break
        said = [s for s in each.changes if s.claim and (subjects is None or s.affects in subjects)]
        found += _told(each, said, known, names)
    return tuple(found)


def _told(
    each: Import, said: Sequence[Said], sources: Sources, names: Mapping[IRI, str]
) -> list[Change]:
    """Return the changes of one import; a value that took another's place is one change."""
    spoken: dict[_Key, tuple[list[Said], list[Said]]] = defaultdict(lambda: ([], []))
    for one in said:
        spoken[(one.source, one.subject, one.predicate)][one.added].append(one)
    told: list[Change] = []
    for gone, new in spoken.values():
        pairs = min(len(gone), len(new))
        told += [_change(each, a, b, sources, names) for a, b in zip(gone, new, strict=False)]
        told += [_change(each, one, None, sources, names) for one in gone[pairs:]]
        told += [_change(each, None, one, sources, names) for one in new[pairs:]]
    return sorted(told, key=lambda one: (one.about, one.subject, one.property.key, one.claim))


def _change(
    each: Import,
    before: Said | None,
    after: Said | None,
    sources: Sources,
    names: Mapping[IRI, str],
) -> Change:
    said = after or before
    assert said is not None
    kind = ChangeType.CHANGED if before and after else ChangeType.ADDED
    kind = kind if after else ChangeType.REMOVED
    about, property = said.affects, _property(said)
    return Change(
        IRI(said.claim),
        each.iri,
        each.at,
        kind,
        about,
        local(about),
        names.get(about, local(about)),
        said.subject,
        property,
        None if before is None else shown(before.value, names, unit=property.unit),
        None if after is None else shown(after.value, names, unit=property.unit),
        sources.get(said.source),
    )


def _property(said: Said) -> Property:
    """Return the property of a change: that of its row, with the part it is stated of."""
    sort, name = part(said.subject, said.affects)
    if not sort and (row := ROW_OF.get(said.predicate)):
        return row.of
    term = shorten(said.predicate)
    label = " ".join(filter(None, (sort, name.replace("-", " "), term.partition(":")[2])))
    return Property("/".join(filter(None, (sort, name, term))), label, "")


def sources_then(sources: Sources, history: History) -> Sources:
    """Return the sources with those that are gone, of which the history keeps the names."""
    gone = {
        iri: Source(iri, local(iri), name or local(iri), "")
        for iri, name in history.sources.items()
        if iri not in sources.by_iri
    }
    return Sources({**sources.by_iri, **gone}, sources.covers) if gone else sources


def as_of(
    dossier: Dossier,
    group: frozenset[IRI],
    links: Iterable[tuple[IRI, IRI]],
    history: History,
    moment: str,
) -> Dossier:
    """Return a dossier as it stood at the end of a moment.

    ``group`` is the model with the variants that it has or had, ``links`` those of today with the
    sources that say so.
    """
    undo = _Undo(dossier, group, set(links))
    for each in history.after(moment):
        for said in reversed(each.changes):
            undo.undo(said)
    return undo.dossier() if undo.touched else dossier


class _Undo:
    """Undoes changes of one model, one after the other."""

    def __init__(
        self, dossier: Dossier, group: frozenset[IRI], links: set[tuple[IRI, IRI]]
    ) -> None:
        self._dossier = dossier
        self._links = links
        self._group = group
        self._claims: dict[str, Claim] = {claim.iri: claim for claim in dossier.claims}
        self._names: dict[IRI, str] = {}
        self._details: dict[tuple[IRI, IRI], tuple[Value, ...]] = {}
        self.touched: set[tuple[IRI, IRI]] = set()

    def undo(self, said: Said) -> None:
        """Undo one change, if it is of this model."""
        if said.affects not in self._group:
            return
        self.touched.add((said.subject, said.predicate))
        if said.predicate == SCHEMA.isVariantOf and said.value == self._dossier.iri:
            link = (said.subject, said.source)
            self._links.discard(link) if said.added else self._links.add(link)
        if said.claim and said.added:
            self._claims.pop(said.claim, None)
        elif said.removed is not None:
            self._claims[said.claim] = said.removed
        elif not said.added and not said.claim:
            self._details.setdefault((said.subject, said.predicate), (said.value,))
            if said.predicate == SCHEMA.name and isinstance(said.value, Literal):
                self._names.setdefault(said.subject, said.value.lexical)

    def dossier(self) -> Dossier:
        """Return what stands then."""
        members = self._members()
        kept = {member.iri for member in members}
        claims = tuple(claim for claim in self._claims.values() if claim.about in kept)
        parts = self._parts(members, claims)
        nodes = {node for each in parts.values() for node in each}
        facts = {s: dict(by) for s, by in self._dossier.facts.items() if s in kept | nodes}
        for (subject, predicate), held in self._details.items():
            if subject in kept | nodes:
                facts.setdefault(subject, {}).setdefault(predicate, held)
        for subject, predicate in self.touched:
            if subject in kept | nodes and predicate != MG.organization:
                self._judge(facts.setdefault(subject, {}), claims, subject, predicate)
        head, *variants = members
        if variants:
            facts.setdefault(head.iri, {})[IT6.hasVariation] = tuple(v.iri for v in variants)
        names = {**self._names, **self._dossier.names}
        ordered = (head, *by_size(variants, facts))
        return Dossier(self._dossier.iri, ordered, facts, parts, claims, names)

    def _judge(
        self,
        facts: dict[IRI, tuple[Value, ...]],
        claims: Sequence[Claim],
        subject: IRI,
        predicate: IRI,
    ) -> None:
        stated = [c for c in claims if (c.subject, c.predicate) == (subject, predicate)]
        if predicate in SINGLE_VALUED:
            winner = prefer(stated).winner if stated else None
            held: tuple[Value, ...] = () if winner is None else (winner.value,)
        else:
            held = values(stated)
        held = tuple(value for value in held if value not in MISSING)
        if held:
            facts[predicate] = held
        elif (subject, predicate) not in self._details:
            facts.pop(predicate, None)

    def _members(self) -> tuple[Member, ...]:
        head = self._dossier.members[0]
        standing = {variant for variant, _ in self._links}
        known = {member.iri: member for member in self._dossier.variants}
        found = [member for iri, member in known.items() if iri in standing]
        for iri in sorted(standing - known.keys() - {head.iri}):
            name = self._names.get(iri, local(iri))
            found.append(Member(iri, local(iri), name, short(name, head.name)))
        return (head, *found)

    def _parts(
        self, members: Sequence[Member], claims: Iterable[Claim]
    ) -> dict[IRI, tuple[IRI, ...]]:
        """Return the releases, components and results of which something is claimed then."""
        found: dict[IRI, dict[IRI, None]] = {
            member.iri: dict.fromkeys(self._dossier.parts.get(member.iri, ())) for member in members
        }
        for claim in claims:
            if claim.subject != claim.about:
                found[claim.about][claim.subject] = None
        claimed = {claim.subject for claim in claims}
        lost = {subject for subject, _ in self.touched} - claimed
        return {iri: tuple(n for n in nodes if n not in lost) for iri, nodes in found.items()}


def blank(iri: IRI, names: Mapping[IRI, str]) -> Dossier:
    """Return the dossier of a model of which nothing is known today."""
    name, owner = names.get(iri, local(iri)), local(iri).partition("/")[0]
    facts: dict[IRI, tuple[Value, ...]] = {}
    if kind(iri) == "model" and owner != "unattributed":
        facts[MG.organization] = (IRI(PREFIXES["org"] + owner),)
    return Dossier(iri, (Member(iri, local(iri), name, ""),), {iri: facts}, {}, (), names)
