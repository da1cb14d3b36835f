"""The claims of a few models sorted for judging, and the winners among them.

Subjects with one value get ``provenance.prefer``; the many-valued keep every value that is not set
aside. A value that is missing is never a fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from modelgraph.provenance import Claim, Verdict, holds, prefer, values
from modelgraph.store import IRI, Literal, Quad, Value
from modelgraph.validation import SINGLE_VALUED
from modelgraph.vocabulary.missing import MISSING
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import RDF, SCHEMA


@dataclass(frozen=True, slots=True)
class Facts:
    """Claims by subject and property, the links between the things, and the things by class."""

    claims: Mapping[IRI, Mapping[IRI, tuple[Claim, ...]]]
    links: Mapping[IRI, Mapping[IRI, tuple[Value, ...]]]
    _kinds: Mapping[Value, tuple[IRI, ...]] = field(repr=False)
    _variants: Mapping[Value, tuple[IRI, ...]] = field(repr=False)

    def plus(self, claims: Iterable[Claim]) -> Facts:
        """Return these facts with a few more claims."""
        more: dict[IRI, Mapping[IRI, tuple[Claim, ...]]] = dict(self.claims)
        for claim in claims:
            stated = dict(more.get(claim.subject, {}))
            stated[claim.predicate] = (*stated.get(claim.predicate, ()), claim)
            more[claim.subject] = stated
        return replace(self, claims=more)

    def verdict(self, subject: IRI, predicate: IRI) -> Verdict:
        """Return who wins; without claims there is no winner."""
        return prefer(self.claims.get(subject, {}).get(predicate, ()))

    def winner(self, subject: IRI, predicate: IRI) -> Value | None:
        """Return the value that holds, ``None`` where nobody states one."""
        first = holds(self.claims.get(subject, {}).get(predicate, ()))
        return None if first is None or first.value in MISSING else first.value

    def union(self, subject: IRI, predicate: IRI) -> tuple[Value, ...]:
        """Return the values of a many-valued property that are not set aside."""
        stated = values(self.claims.get(subject, {}).get(predicate, ()))
        return tuple(value for value in stated if value not in MISSING)

    def linked(self, subject: IRI, predicate: IRI) -> tuple[IRI, ...]:
        """Return the things to which a link leads, sorted."""
        found = self.links.get(subject, {}).get(predicate, ())
        return tuple(sorted(value for value in found if isinstance(value, IRI)))

    def subjects_of_kind(self, kind: IRI) -> tuple[IRI, ...]:
        """Return what is linked to this class, sorted."""
        return self._kinds.get(kind, ())

    def variants(self, model: IRI) -> tuple[IRI, ...]:
        """Return the variants of a model, sorted."""
        return self._variants.get(model, ())

    def disagreements(self) -> frozenset[tuple[IRI, IRI]]:
        """Return subject and property wherever claims that stand don't agree."""
        return frozenset(
            (subject, predicate)
            for subject, stated in self.claims.items()
            for predicate, claims in stated.items()
            if predicate in SINGLE_VALUED and len(claims) > 1 and prefer(claims).conflict
        )


def sort(claims: Iterable[Claim], links: Iterable[Quad]) -> Facts:
    """Return claims and links by subject and property."""
    claimed: dict[IRI, dict[IRI, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        claimed[claim.subject][claim.predicate].append(claim)
    linked: dict[IRI, dict[IRI, list[Quad]]] = defaultdict(lambda: defaultdict(list))
    for quad in links:
        linked[quad.subject][quad.predicate].append(quad)
    plain = {s: {p: _ordered(found) for p, found in by.items()} for s, by in linked.items()}
    return Facts(
        {s: {p: tuple(found) for p, found in by.items()} for s, by in claimed.items()},
        plain,
        _back(plain, RDF.type),
        _back(plain, SCHEMA.isVariantOf),
    )


def _back(
    links: Mapping[IRI, Mapping[IRI, tuple[Value, ...]]], predicate: IRI
) -> dict[Value, tuple[IRI, ...]]:
    """Return for every value of a link the subjects that lead to it, sorted."""
    found: dict[Value, list[IRI]] = defaultdict(list)
    for subject in sorted(links):
        for value in links[subject].get(predicate, ()):
            found[value].append(subject)
    return {value: tuple(subjects) for value, subjects in found.items()}


def _ordered(links: list[Quad]) -> tuple[Value, ...]:
    """Return the values of links of one kind, each once."""
    if len(links) == 1:
        return (links[0].object,)
    return tuple(dict.fromkeys(link.object for link in sorted(links, key=_name_first)))


_CURATION = PREFIXES["source"] + "modelgraph-curation-"


def _name_first(quad: Quad) -> tuple[bool, str]:
    """Order links so that the first name is the one to show: ours, then capitals."""
    ours = quad.graph is not None and quad.graph.startswith(_CURATION)
    text = quad.object.lexical if isinstance(quad.object, Literal) else quad.object
    return (not ours, text)
