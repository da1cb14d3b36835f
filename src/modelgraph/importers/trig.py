"""Graphs as TriG that reads well in a diff: sorted, one claim's evidence together.

The same quads always give the same bytes. TriG 1.1; addresses of modelgraph are relative to a base.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from modelgraph.store import IRI, Literal, Quad, Value
from modelgraph.vocabulary.prefixes import BASE, PREFIXES
from modelgraph.vocabulary.terms import DCTERMS, RDF, XSD

_LOCAL: Final = re.compile(r"[A-Za-z_](?:[\w-]*[\w])?", re.ASCII)
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_STANDARD: Final = tuple(
    (prefix, iri) for prefix, iri in PREFIXES.items() if not iri.startswith(BASE) or prefix == "mg"
)
_CLAIM: Final = f"{BASE}claim/"

Triples = dict[IRI, dict[IRI, set[Value]]]


def document(quads: Iterable[Quad], graph: IRI | None, title: str) -> str:
    """Return one graph as a TriG document; ``None`` is the default graph.

    ``title`` stands in the first line as a comment.
    """
    triples = _grouped(quads)
    body = "\n".join(_blocks(triples))
    head = f"# {' '.join(title.split())}\n@base <{BASE}> .\n"
    head += "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in _STANDARD)
    if graph is None:
        return f"{head}\n{body}"
    return f"{head}\n{_term(graph)} {{\n\n{body}\n}}\n"


def _grouped(quads: Iterable[Quad]) -> Triples:
    found: Triples = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        found[quad.subject][quad.predicate].add(quad.object)
    return found


def _blocks(triples: Triples) -> Iterator[str]:
    claims = sorted(
        (subject for subject in triples if subject.startswith(_CLAIM)),
        key=lambda claim: (_identifier(triples[claim]), claim),
    )
    claimed = {_said(triples[claim]) for claim in claims}
    for subject in sorted(triples.keys() - set(claims)):
        left = {
            predicate: values - {v for v in values if (subject, predicate, v) in claimed}
            for predicate, values in triples[subject].items()
        }
        if any(left.values()):
            yield _block(subject, left)
    for claim in claims:
        subject, predicate, value = _said(triples[claim])
        plain = f"{_term(subject)} {_term(predicate)} {_term(value)} .\n"
        yield plain + _block(claim, triples[claim])


def _identifier(facts: dict[IRI, set[Value]]) -> str:
    return min((str(value) for value in facts.get(DCTERMS.identifier, ())), default="")


def _said(facts: dict[IRI, set[Value]]) -> tuple[IRI, IRI, Value]:
    (subject,), (predicate,), (value,) = (
        facts[t] for t in (RDF.subject, RDF.predicate, RDF.object)
    )
    return IRI(str(subject)), IRI(str(predicate)), value


def _block(subject: IRI, facts: dict[IRI, set[Value]]) -> str:
    lines = [
        f"{_verb(predicate)} {', '.join(sorted(_term(value) for value in values))}"
        for predicate, values in sorted(facts.items(), key=lambda item: _type_first(item[0]))
        if values
    ]
    return f"{_term(subject)} " + " ;\n    ".join(lines) + " .\n"


def _type_first(predicate: IRI) -> tuple[bool, str]:
    return predicate != RDF.type, predicate


def _verb(predicate: IRI) -> str:
    return "a" if predicate == RDF.type else _term(predicate)


def _term(term: Value) -> str:
    return _literal(term) if isinstance(term, Literal) else _address(term)


@lru_cache(maxsize=65_536)
def _address(term: IRI) -> str:
    for prefix, namespace in _STANDARD:
        if term.startswith(namespace) and _LOCAL.fullmatch(term[len(namespace) :]):
            return f"{prefix}:{term[len(namespace) :]}"
    if term.startswith(BASE) and ":" not in term[len(BASE) :] and "#" not in term:
        return f"<{term[len(BASE) :]}>"
    return f"<{term}>"


def _literal(literal: Literal) -> str:
    if literal.datatype == XSD.integer and re.fullmatch(r"[+-]?\d+", literal.lexical):
        return literal.lexical
    if literal.datatype == XSD.boolean:
        return literal.lexical
    text = '"' + "".join(_ESCAPES.get(letter, letter) for letter in literal.lexical) + '"'
    if literal.language:
        return f"{text}@{literal.language}"
    return text if literal.datatype == XSD.string else f"{text}^^{_term(IRI(literal.datatype))}"
