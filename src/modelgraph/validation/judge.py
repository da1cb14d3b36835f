"""Rules over what all sources say: each finding with the claims that it concerns.

What is judged is plain triples without graphs: facts as stated, claims with ``dcterms:source``, the
vocabulary and the licence table. Property shapes are tested triple by triple; a SPARQL constraint
is one query over everything at once, where SHACL processors ask once for each node. Both find the
same, which a test holds against pyshacl.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Term, Value
from modelgraph.validation.code import CHECKS, Hit
from modelgraph.validation.rules import PropertyShape, Rule, Severity, Test
from modelgraph.vocabulary.prefixes import PREFIXES, shorten, sparql_prologue
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF

Facts = Mapping[IRI, Mapping[IRI, Sequence[Value]]]

_LONGEST_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule is not kept: ``focus`` is what it looked at, a thing, a part of one, or a claim.

    ``path`` and ``value`` say which value is odd, where the rule tells; ``claims`` are those that
    state it, ``sources`` who makes them (or wrote the focus, where no claim does), ``abouts`` the
    models and variants that they are about.
    """

    rule: str
    focus: IRI
    path: IRI | None
    value: Value | None
    message: str
    severity: Severity
    claims: tuple[IRI, ...] = ()
    sources: tuple[IRI, ...] = ()
    abouts: tuple[IRI, ...] = ()


def judge(quads: Iterable[Quad], rules: Iterable[Rule]) -> tuple[Violation, ...]:
    """Return what the rules find among these triples, in the order of the rules, then of things.

    Graphs make no difference to what is found; they tell the sources of what no claim states.
    """
    facts: defaultdict[IRI, dict[IRI, list[Value]]] = defaultdict(dict)
    homes: defaultdict[IRI, set[IRI]] = defaultdict(set)
    for subject, predicate, value, graph in quads:
        stated = facts[subject]
        if (values := stated.get(predicate)) is None:
            stated[predicate] = [value]
        elif value not in values:
            values.append(value)
        if graph is not None:
            homes[subject].add(graph)
    chosen = tuple(rules)
    judged = _Judge(facts, homes, _loaded(facts, chosen))
    return tuple(each for rule in chosen for each in judged.findings(rule))


def _loaded(facts: Facts, rules: Sequence[Rule]) -> OxigraphStore:
    """Return a store of the triples that the queries of the rules can see.

    Of the claims only those of the properties, or with the values, that a query names, and those
    with a note; of the classes only those that one names.
    """
    selects = [select for rule in rules for select, _ in rule.selects]
    asked = {name for select in selects for name in _names(select)}
    any_class = any(_ANY_CLASS.search(select) for select in selects)
    of_claims = asked_of_claims(rules)
    store = OxigraphStore()
    if asked:
        store.replace(
            {},
            add=[
                Quad(subject, predicate, value)
                for subject, stated in facts.items()
                if _is_asked(stated, of_claims)
                for predicate, values in stated.items()
                if predicate in asked
                for value in values
                if predicate != RDF.type or any_class or value in asked
            ],
        )
    return store


def asked_of_claims(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the terms that queries over claims name: of other properties and values no claim can
    be found, so that its evidence may be left out."""
    selects = (select for rule in rules for select, _ in rule.selects)
    return frozenset(name for each in selects if "rdf:" in each for name in _names(each))


def _is_asked(stated: Mapping[IRI, Sequence[Value]], of_claims: frozenset[str]) -> bool:
    said = (*stated.get(RDF.predicate, ()), *stated.get(RDF.object, ()))
    return not said or MG.note in stated or any(each in of_claims for each in said)


_ANY_CLASS: Final = re.compile(r"\sa(?:\s+[^a-z\s]|[^\w\s])|rdf:type")
"""A class that a query asks for without naming it, or on a path."""
_NAME: Final = re.compile(r"\b([a-z][a-z0-9]*):([A-Za-z]\w*)")


@lru_cache(maxsize=256)
def _names(select: str) -> frozenset[str]:
    """Return every term that a query names: among them all predicates that it can match."""
    named = {PREFIXES[p] + local for p, local in _NAME.findall(select) if p in PREFIXES}
    return frozenset(named | ({RDF.type} if re.search(r"\sa\s", select) else set()))


class _Judge:
    """Applies rules to one set of triples."""

    def __init__(self, facts: Facts, homes: Mapping[IRI, set[IRI]], store: OxigraphStore) -> None:
        self._facts = facts
        self._homes = homes
        self._store = store
        self._tested: dict[tuple[int, Value], bool] = {}
        self._by_class: defaultdict[Value, list[IRI]] = defaultdict(list)
        self._by_property: defaultdict[IRI, list[IRI]] = defaultdict(list)
        self._claims: defaultdict[tuple[Value, Value], list[IRI]] = defaultdict(list)
        for subject in sorted(facts):
            by = facts[subject]
            for predicate in by:
                self._by_property[predicate].append(subject)
            for kind in by.get(RDF.type, ()):
                self._by_class[kind].append(subject)
            for of in by.get(RDF.subject, ()):
                for predicate_ in by.get(RDF.predicate, ()):
                    self._claims[of, predicate_].append(subject)

    def findings(self, rule: Rule) -> Iterator[Violation]:
        """Yield what one rule finds."""
        hits = [
            *(hit for shape in rule.shapes for hit in self._shape(rule, shape)),
            *(hit for select in rule.selects for hit in self._select(rule, *select)),
            *(CHECKS[rule.code](self._facts) if rule.code else ()),
        ]  # fmt: skip
        once = {(hit.focus, hit.path, hit.value): hit for hit in sorted(hits, key=_order)}
        yield from (self._violation(rule, hit) for hit in once.values())

    def _targets(self, rule: Rule) -> list[IRI]:
        named = (*(self._by_class[each] for each in rule.classes),
                 *(self._by_property[each] for each in rule.properties))  # fmt: skip
        return sorted({focus for each in named for focus in each})

    def _shape(self, rule: Rule, shape: PropertyShape) -> Iterator[Hit]:
        for focus in self._targets(rule):
            values = self._facts[focus].get(shape.path, ())
            if len(values) < shape.fewest or (shape.most is not None and len(values) > shape.most):
                yield Hit(focus, shape.path, None)
            for value in values:
                if not self._holds(shape, value):
                    yield Hit(focus, shape.path, value)

    def _holds(self, shape: PropertyShape, value: Value) -> bool:
        """Test a value; most values come many times."""
        key = (id(shape), value)
        if (known := self._tested.get(key)) is None:
            known = self._tested[key] = holds(shape.test, value, self._is_a)
        return known

    def _is_a(self, value: Value, kind: IRI) -> bool:
        return isinstance(value, IRI) and kind in self._facts.get(value, {}).get(RDF.type, ())

    def _select(self, rule: Rule, select: str, message: str) -> Iterator[Hit]:
        names, rows = self._store.select(sparql_prologue() + select)
        targets = set(self._targets(rule))
        for row in rows:
            bound = dict(zip(names, row, strict=True))
            focus, path, value = (bound.get(name) for name in ("this", "path", "value"))
            if isinstance(focus, IRI) and focus in targets:
                said = {name: shown(each) for name, each in bound.items() if each is not None}
                yield Hit(
                    focus,
                    path if isinstance(path, IRI) else None,
                    value if isinstance(value, IRI | Literal) else None,
                    said, message,
                )  # fmt: skip

    def _violation(self, rule: Rule, hit: Hit) -> Violation:
        said = dict(hit.said)
        if hit.value is not None:
            said.setdefault("value", shown(hit.value))
        template = hit.message or rule.message
        message = re.sub(r"\{[?$](\w+)\}", lambda m: said.get(m[1], m[0]), template)
        if hit.value is not None and not said.keys() - {"value"} and "{?value}" not in template:
            message = f"{message} Stated: {said['value']}." if rule.shapes else message
        claims = self._concerned(hit)
        homes = tuple(sorted(self._homes.get(hit.focus, ())))
        return Violation(
            rule.id, hit.focus, hit.path, hit.value, message, rule.severity, claims,
            self._of(claims, DCTERMS.source) if claims else homes, self._of(claims, MG.about),
        )  # fmt: skip

    def _concerned(self, hit: Hit) -> tuple[IRI, ...]:
        """Return the claims of which a finding warns: the focus, or those that state the value."""
        if MG.Claim in self._facts.get(hit.focus, {}).get(RDF.type, ()):
            return (hit.focus,)
        if hit.path is None:
            return ()
        stated = self._claims.get((hit.focus, hit.path), ())
        if hit.value is None:
            return tuple(stated)
        return tuple(c for c in stated if hit.value in self._facts[c].get(RDF.object, ()))

    def _of(self, claims: Iterable[IRI], predicate: IRI) -> tuple[IRI, ...]:
        found = {value for claim in claims for value in self._facts[claim].get(predicate, ())}
        return tuple(sorted(each for each in found if isinstance(each, IRI)))


def _order(hit: Hit) -> tuple[str, str, str, str]:
    """Order hits; of several that differ in what is said beside, the last one stands."""
    return (hit.focus, str(hit.path), str(hit.value), str(sorted(hit.said.items())))


def _of_no_kind(value: Value, kind: IRI) -> bool:
    """Say that nothing is known of the class of a value."""
    return False


def holds(test: Test, value: Value, is_a: Callable[[Value, IRI], bool] = _of_no_kind) -> bool:
    """Say whether a value is what the test asks for; ``is_a`` tells of what class a thing is."""
    if test.kind is not None and not is_a(value, test.kind):
        return False
    if test.datatype is not None and getattr(value, "datatype", None) != test.datatype:
        return False
    if test.is_iri is not None and isinstance(value, IRI) != test.is_iri:
        return False
    if test.among is not None and value not in test.among:
        return False
    text = value.lexical if isinstance(value, Literal) else value
    if test.longest is not None and len(text) > test.longest:
        return False
    if test.pattern and not re.search(test.pattern, text):
        return False
    if not _within(test, value):
        return False
    return not test.either or any(holds(each, value, is_a) for each in test.either)


def _within(test: Test, value: Value) -> bool:
    if test.least is None and test.most is None:
        return True
    if not isinstance(value, Literal):
        return False
    try:
        number = Decimal(value.lexical)
    except InvalidOperation:
        return False
    if not number.is_finite():
        return False
    return (test.least is None or number >= test.least) and (
        test.most is None or number <= test.most
    )


def shown(term: Term) -> str:
    """Return a term for a message: text as it is, an address as short as may be."""
    text = term.lexical if isinstance(term, Literal) else shorten(str(term))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
