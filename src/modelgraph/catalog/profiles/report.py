"""Which entries a profile of others would take, and what the others lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from modelgraph.catalog.addresses import local
from modelgraph.catalog.profiles import Profile, exported
from modelgraph.resources import ontology
from modelgraph.store import IRI, Literal, Quad, Scope, Store
from modelgraph.validation import Rule, Severity, Violation, judge, read_rules
from modelgraph.vocabulary.terms import MG, RDF, SCHEMA


class Obligation(StrEnum):
    """What a profile says of a property."""

    MANDATORY = "mandatory"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Asked:
    """A property that a profile has for a model, and how many of the entries state it."""

    path: IRI
    name: str
    obligation: Obligation
    filled: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A model or variant as an entry of a profile.

    ``missing`` and ``recommended`` are the names of the properties that it lacks; ``wrong`` is what
    it has and the profile does not take: a value of another kind, too many, or a part of which the
    profile wants more.
    """

    iri: IRI
    id: str
    name: str
    kind: str
    missing: tuple[str, ...]
    recommended: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def valid(self) -> bool:
        return not self.missing and not self.wrong


@dataclass(frozen=True, slots=True)
class Report:
    """What becomes of every entry of the catalog in a profile."""

    profile: Profile
    entries: tuple[Entry, ...]
    properties: tuple[Asked, ...]

    @property
    def valid(self) -> tuple[Entry, ...]:
        """The entries that the profile would take."""
        return tuple(each for each in self.entries if each.valid)

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """What keeps entries out, in words, with the number of entries: the commonest first."""
        found = Counter(
            why
            for each in self.entries
            for why in (*(f"lacks “{name}”" for name in each.missing), *each.wrong)
        )
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @property
    def data(self) -> dict[str, Any]:
        """The report as plain values, with its counts: what programs get."""
        return {
            "profile": self.profile.value,
            "title": self.profile.label,
            "specification": self.profile.url,
            "counts": {"entries": len(self.entries), "valid": len(self.valid)},
            "reasons": [{"reason": why, "entries": number} for why, number in self.reasons],
            "properties": [asdict(each) for each in self.properties],
            "entries": [{**asdict(each), "valid": each.valid} for each in self.entries],
        }


@cache
def shapes(profile: Profile) -> tuple[Rule, ...]:
    """Return what a profile asks for, as ``ontology/profiles`` states it."""
    return read_rules(ontology() / "profiles" / f"{profile.value}.ttl")


def report(store: Store, profile: Profile, quads: Iterable[Quad] | None = None) -> Report:
    """Return what becomes of every entry; ``quads`` are those of ``exported`` where they are there.

    Judged by the shapes of the profile over everything exported: what belongs to an entry (a file,
    a dataset) is judged with it.
    """
    made = _Maker(profile, tuple(exported(store, profile) if quads is None else quads))
    names = {
        each.subject: each.object.lexical
        for each in store.quads(predicate=SCHEMA.name, graph=Scope.DEFAULT)
        if isinstance(each.object, Literal)
    }
    variants = {q.subject for q in store.quads(predicate=RDF.type, value=MG.Variant)}
    return Report(
        profile,
        tuple(
            Entry(
                iri, local(iri), names.get(iri, local(iri)),
                "variant" if iri in variants else "model", *made.verdict(iri),
            )
            for iri in made.entries
        ),
        tuple(made.asked()),
    )  # fmt: skip


class _Maker:
    """Judges what was exported, and sorts what is found by entry."""

    def __init__(self, profile: Profile, quads: tuple[Quad, ...]) -> None:
        self._rules = {rule.iri: rule for rule in shapes(profile)}
        self._by_id = {rule.id: rule for rule in self._rules.values()}
        self._of_models = next(r for r in self._rules.values() if r.id.endswith("/model"))
        self._classes = {each for r in self._rules.values() for each in r.classes}
        kinds = frozenset(self._of_models.classes)
        self.entries = sorted({q.subject for q in quads if q.object in kinds})
        self._known = frozenset(self.entries)
        self._quads = quads
        self._stated = {(each.subject, each.predicate) for each in quads}
        self._links = self._parts()
        self._found: dict[IRI, list[tuple[Severity, bool, str]]] = {}
        for each in judge(quads, self._rules.values()):
            self._sort(each)

    def asked(self) -> Iterator[Asked]:
        """Yield the properties of models: what must be there first, then by name."""
        filled = Counter(path for subject, path in self._stated if subject in self._known)
        mine = [r for r in self._rules.values() if r.classes == self._of_models.classes]
        found = [
            Asked(shape.path, shape.name, _obligation(rule, shape.fewest), filled[shape.path])
            for rule in mine
            for shape in rule.shapes
        ]
        order = tuple(Obligation)
        yield from sorted(found, key=lambda each: (order.index(each.obligation), each.name))

    def verdict(self, entry: IRI) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return what an entry lacks that is mandatory, that is recommended, and what is wrong."""
        found = self._found.get(entry, ())
        lacks = {name for severity, lack, name in found if lack and severity is Severity.VIOLATION}
        would = {name for severity, lack, name in found if lack and severity is Severity.WARNING}
        wrong = {name for severity, lack, name in found if not lack and severity is _REFUSES}
        return tuple(sorted(lacks)), tuple(sorted(would)), tuple(sorted(wrong))

    def _parts(self) -> Mapping[IRI, list[tuple[IRI, IRI]]]:
        """Return for everything with a class of its own which entries lead to it, and by what."""
        typed = {q.subject for q in self._quads if q.object in self._classes} - self._known
        found: dict[IRI, list[tuple[IRI, IRI]]] = {}
        for quad in self._quads:
            part = quad.object
            if quad.subject in self._known and isinstance(part, IRI) and part in typed:
                found.setdefault(part, []).append((quad.subject, quad.predicate))
        return found

    def _sort(self, each: Violation) -> None:
        """Note a finding for the entry that it is of, or for all that lead to it."""
        rule = self._by_id[each.rule]
        shape = next(s for s in rule.shapes if s.path == each.path)
        lack = each.value is None and (each.focus, each.path) not in self._stated
        said = shape.name if lack else self._said(shape.name, each)
        if each.focus in self._known:
            self._note(each.focus, rule.severity, lack, said)
            return
        for entry, via in self._links.get(each.focus, ()):
            what = f"{self._name(via)}: {rule.name} {f'lacks “{said}”' if lack else said}"
            self._note(entry, rule.severity, False, what)

    @staticmethod
    def _said(name: str, each: Violation) -> str:
        return f"{name}: {'too many values' if each.value is None else 'another kind of value'}"

    def _note(self, entry: IRI, severity: Severity, lack: bool, said: str) -> None:
        self._found.setdefault(entry, []).append((severity, lack, said))

    def _name(self, path: IRI) -> str:
        shapes_ = (shape for shape in self._of_models.shapes if shape.path == path)
        return next((shape.name for shape in shapes_), path)


_REFUSES = Severity.VIOLATION


def _obligation(rule: Rule, fewest: int) -> Obligation:
    if not fewest:
        return Obligation.OPTIONAL
    return Obligation.MANDATORY if rule.severity is Severity.VIOLATION else Obligation.RECOMMENDED
