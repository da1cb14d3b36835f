"""Quads as JSON-LD in the short names of ``ontology/context.jsonld``, one node after the other.

JSON-LD 1.1. The context is inside the document, as far as it is used, so that nothing has to be
fetched to read it. Written node by node: a dump is never in memory whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final

from modelgraph.resources import ontology
from modelgraph.store.terms import IRI, XSD, Literal, Quad, Value
from modelgraph.vocabulary.prefixes import PREFIXES

_TYPE: Final = IRI(PREFIXES["rdf"] + "type")
_STRING: Final = XSD + "string"
_WHOLE: Final = re.compile(r"-?(0|[1-9]\d{0,14})")
_ORDER: Final = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


@dataclass(frozen=True, slots=True)
class _Term:
    """A short name for a property, and the type that its values have unless they say another."""

    name: str
    type: str


class _Writer:
    """Writes nodes, and remembers which entries of the context it used."""

    def __init__(self) -> None:
        self._terms, self._entries = _context()
        self.used: dict[str, Any] = {"id": "@id", "type": "@type"}

    def node(self, subject: IRI, facts: Mapping[IRI, list[Value]]) -> dict[str, Any]:
        made: dict[str, Any] = {"id": self.short(subject)}
        for predicate in sorted(facts, key=lambda each: (each != _TYPE, each)):
            values = facts[predicate]
            if predicate == _TYPE and all(isinstance(value, IRI) for value in values):
                made["type"] = _one([self.short(IRI(str(value))) for value in values])
                continue
            term = self._terms.get(predicate) or _Term(self.short(predicate), "")
            if term.name in self._entries and term.name not in self.used:
                self._use(term.name)
            written = [self._value(value, term.type) for value in values]
            made[term.name] = _one(sorted(written, key=_text))
        return made

    def _value(self, value: Value, type_: str) -> Any:
        if isinstance(value, IRI):
            return self.short(value) if type_ == "@id" else {"@id": self.short(value)}
        if value.language:
            return {"@value": value.lexical, "@language": value.language}
        if value.datatype == _STRING:
            return {"@value": value.lexical} if type_ else value.lexical
        if value.datatype == type_:
            return value.lexical
        native = _native(value)
        if native is not None and not type_:
            return native
        return {"@value": value.lexical, "@type": self.short(IRI(value.datatype))}

    def short(self, iri: IRI) -> str:
        """Return an IRI with its prefix, which the context then has."""
        prefix, name = _shortened(iri)
        if prefix and prefix not in self.used:
            self._use(prefix)
        return name

    def _use(self, name: str) -> None:
        entry = self.used[name] = self._entries[name]
        short = entry["@id"] if isinstance(entry, dict) else entry
        for part in (short, entry.get("@type", "") if isinstance(entry, dict) else ""):
            prefix = part.partition(":")[0]
            if prefix in PREFIXES and prefix not in self.used:
                self.used[prefix] = self._entries[prefix]


def json_ld(quads: Iterable[Quad]) -> Iterator[bytes]:
    """Yield a document, piece by piece; ``quads`` are sorted by graph, then by subject.

    The context stands at the end: which of it is used is known then.
    """
    writer = _Writer()
    yield b'{\n"@graph": [\n'
    before = b""
    for graph, inside in groupby(quads, key=lambda quad: quad.graph):
        if graph is not None:
            yield before + b'{"id": ' + _dump(writer.short(graph)) + b', "@graph": [\n'
            before = b""
        for subject, about in groupby(inside, key=lambda quad: quad.subject):
            facts: dict[IRI, list[Value]] = {}
            for quad in dict.fromkeys(about):
                facts.setdefault(quad.predicate, []).append(quad.object)
            yield before + _dump(writer.node(subject, facts))
            before = b",\n"
        if graph is not None:
            yield b"\n]}"
            before = b",\n"
    context = json.dumps(dict(sorted(writer.used.items())), indent=1, ensure_ascii=False)
    yield b'\n],\n"@context": ' + context.encode() + b"\n}\n"


@lru_cache(maxsize=65_536)
def _shortened(iri: str) -> tuple[str, str]:
    for prefix, namespace in _ORDER:
        if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
            return prefix, f"{prefix}:{iri[len(namespace) :]}"
    return "", iri


@cache
def _context() -> tuple[dict[IRI, _Term], dict[str, Any]]:
    entries: dict[str, Any] = json.loads(
        (ontology() / "context.jsonld").read_text(encoding="utf-8")
    )["@context"]
    terms: dict[IRI, _Term] = {}
    for name, entry in entries.items():
        if name in PREFIXES or name in {"id", "type"}:
            continue
        short, type_ = (entry, "") if isinstance(entry, str) else (entry["@id"], entry["@type"])
        prefix, _, local = short.partition(":")
        kind, _, datatype = type_.partition(":")
        terms[IRI(PREFIXES[prefix] + local)] = _Term(
            name, PREFIXES[kind] + datatype if datatype else type_
        )
    return terms, entries


def _native(literal: Literal) -> int | bool | None:
    if literal.datatype == XSD + "integer" and _WHOLE.fullmatch(literal.lexical):
        return int(literal.lexical)
    if literal.datatype == XSD + "boolean" and literal.lexical in {"true", "false"}:
        return literal.lexical == "true"
    return None


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
