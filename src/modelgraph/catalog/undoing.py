"""Undoing changes: a dossier as it stood at the end of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from modelgraph.catalog.addresses import kind, local
from modelgraph.catalog.dossier import Dossier, Member, by_size, short
from modelgraph.catalog.history import History
from modelgraph.provenance import Change as Said
from modelgraph.provenance import Claim, prefer, values
from modelgraph.store import IRI, Literal, Value
from modelgraph.validation import SINGLE_VALUED
from modelgraph.vocabulary.missing import MISSING
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA


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
