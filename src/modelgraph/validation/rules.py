"""The rules as ``ontology/shapes.ttl`` states them, read into plain values.

The file is SHACL that any processor runs. Here a part of SHACL is read: targets by class or
property, property shapes with the components of ``Test``, and SPARQL constraints. Whatever else a
shape says is refused, so that no rule is ever passed over in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.resources import ontology
from modelgraph.store import IRI, Literal, OxigraphStore, Value
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import MG, RDF

FILE: Final = "shapes.ttl"
_SH: Final = PREFIXES["sh"]
_RULE: Final = PREFIXES["rule"]


class Severity(StrEnum):
    """What a finding means: a violation refuses an import, the others are kept with the claim."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def iri(self) -> IRI:
        """Return SHACL's term for it."""
        return IRI(_SH + self.value.capitalize())


@dataclass(frozen=True, slots=True)
class Test:
    """What every value of a property must be; a part left out allows everything.

    ``either`` are tests of which one must hold; ``kind`` is a class that the value is of.
    """

    __test__ = False  # no test of pytest, whatever its name

    datatype: IRI | None = None
    is_iri: bool | None = None
    least: int | None = None
    most: int | None = None
    pattern: str = ""
    longest: int | None = None
    among: frozenset[Value] | None = None
    either: tuple[Test, ...] = ()
    kind: IRI | None = None


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """How many values a property has, and what each must be; ``name`` is for people."""

    path: IRI
    test: Test
    fewest: int = 0
    most: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it looks at, what must hold there, and two examples in Turtle.

    ``selects`` are SPARQL queries whose rows are findings; ``code`` names the function that checks
    what SHACL has no words for. ``across`` rules compare models with each other: they are checked
    over the whole catalog only, never on a part of it.
    """

    iri: IRI
    name: str
    description: str
    severity: Severity
    message: str
    classes: tuple[IRI, ...]
    properties: tuple[IRI, ...]
    shapes: tuple[PropertyShape, ...]
    selects: tuple[tuple[str, str], ...]
    code: str
    across: bool
    passing: str
    failing: str

    @property
    def id(self) -> str:
        """Return its short name: ``open-without-weights``."""
        return self.iri.removeprefix(_RULE)


_Node = Mapping[IRI, tuple[Value, ...]]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the shipped rules in the order of their ids."""
    return read_rules(ontology() / FILE)


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Read the rules of a file.

    Raises:
        InvalidDataError: the file is not well formed, or says of a rule what is not read here.
    """
    engine = OxigraphStore()
    engine.load(path)
    nodes: dict[IRI, dict[IRI, tuple[Value, ...]]] = {}
    for quad in engine.quads():
        facts = nodes.setdefault(quad.subject, {})
        facts[quad.predicate] = (*facts.get(quad.predicate, ()), quad.object)
    found = [iri for iri, facts in nodes.items() if MG.Rule in facts.get(RDF.type, ())]
    return tuple(_Reader(nodes).rule(iri) for iri in sorted(found))


def _sh(name: str) -> IRI:
    return IRI(_SH + name)


_OF_RULES: Final = frozenset(
    {
        RDF.type, MG.passingExample, MG.failingExample, MG.checkedBy, MG.acrossModels,
        *map(_sh, ("name", "description", "severity", "message", "targetClass",
                   "targetSubjectsOf", "property", "sparql")),
    }
)  # fmt: skip
_OF_PROPERTIES: Final = frozenset(map(_sh, ("path", "name", "minCount", "maxCount")))
_OF_TESTS: Final = frozenset(
    map(
        _sh,
        ("datatype", "nodeKind", "minInclusive", "maxInclusive", "pattern", "maxLength", "in",
         "or", "class"),
    )
)  # fmt: skip
_OF_SELECTS: Final = frozenset(map(_sh, ("prefixes", "message", "select")))


class _Reader:
    """Reads rules out of the nodes of one file."""

    def __init__(self, nodes: Mapping[IRI, _Node]) -> None:
        self._nodes = nodes

    def rule(self, iri: IRI) -> Rule:
        node = self._node(iri, _OF_RULES, iri)
        selects = [self._node(each, _OF_SELECTS, iri) for each in _iris(node, "sparql")]
        return Rule(
            iri,
            _text(node, _sh("name")),
            _text(node, _sh("description")),
            Severity(_iris(node, "severity")[0].removeprefix(_SH).lower()),
            _text(node, _sh("message")),
            _iris(node, "targetClass"),
            _iris(node, "targetSubjectsOf"),
            tuple(sorted((self._shape(e, iri) for e in _iris(node, "property")), key=_path)),
            tuple((_text(e, _sh("select")), _text(e, _sh("message"))) for e in selects),
            _text(node, MG.checkedBy),
            _text(node, MG.acrossModels) == "true",
            _text(node, MG.passingExample),
            _text(node, MG.failingExample),
        )

    def _shape(self, iri: IRI, rule: IRI) -> PropertyShape:
        node = self._node(iri, _OF_PROPERTIES | _OF_TESTS, rule)
        fewest, most = _number(node, "minCount"), _number(node, "maxCount")
        return PropertyShape(_iris(node, "path")[0], self._test(node, rule), fewest or 0, most,
                             _text(node, _sh("name")))  # fmt: skip

    def _test(self, node: _Node, rule: IRI) -> Test:
        kind = _iris(node, "nodeKind")
        return Test(
            next(iter(_iris(node, "datatype")), None),
            kind[0] == _sh("IRI") if kind else None,
            _number(node, "minInclusive"),
            _number(node, "maxInclusive"),
            _text(node, _sh("pattern")),
            _number(node, "maxLength"),
            next((frozenset(self._list(each)) for each in _iris(node, "in")), None),
            tuple(
                self._test(self._node(part, _OF_TESTS, rule), rule)
                for each in _iris(node, "or")
                for part in self._list(each)
                if isinstance(part, IRI)
            ),
            next(iter(_iris(node, "class")), None),
        )

    def _list(self, node: Value) -> list[Value]:
        found: list[Value] = []
        while isinstance(node, IRI) and node != _NIL:
            found += self._nodes[node][_FIRST]
            node = self._nodes[node][_REST][0]
        return found

    def _node(self, iri: IRI, known: frozenset[IRI], rule: IRI) -> _Node:
        node = self._nodes[iri]
        if strange := sorted(node.keys() - known):
            raise InvalidDataError(
                f"The rule {rule.removeprefix(_RULE)} says {strange[0]}, which is not read here."
            )
        return node


_NIL: Final = IRI(PREFIXES["rdf"] + "nil")
_FIRST: Final = IRI(PREFIXES["rdf"] + "first")
_REST: Final = IRI(PREFIXES["rdf"] + "rest")


def _path(shape: PropertyShape) -> IRI:
    return shape.path


def _iris(node: _Node, name: str) -> tuple[IRI, ...]:
    return tuple(sorted(each for each in node.get(_sh(name), ()) if isinstance(each, IRI)))


def _text(node: _Node, predicate: IRI) -> str:
    value = node.get(predicate, ("",))[0]
    return value.lexical if isinstance(value, Literal) else value


def _number(node: _Node, name: str) -> int | None:
    text = _text(node, _sh(name))
    return int(text) if text else None
