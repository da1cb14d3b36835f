"""RDF as others write it, read into our quads."""

from __future__ import annotations

import json
from typing import Any, Final

import pyoxigraph as ox

from modelgraph.errors import InvalidDataError
from modelgraph.resources import ontology
from modelgraph.store.oxigraph import to_quad
from modelgraph.store.terms import IRI, Quad
from modelgraph.vocabulary.prefixes import BASE

SYNTAXES: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
"""The endings of files that are read."""

CONTEXT: Final = f"{BASE}ontology/context.jsonld"
"""The one context that a JSON-LD document may name instead of holding it."""

_DEEPEST: Final = 50
BLANK: Final = "urn:blank:"
"""How the name begins that a node without one gets."""


def parse(name: str, content: bytes) -> list[Quad]:
    """Return the quads of a file, in its order; the ending of its name says how it is written.

    Nothing is fetched. Nodes without a name get one that begins with ``BLANK``.

    Raises:
        InvalidDataError: not well formed, not UTF-8, or nested deeper than 50 levels.
        KeyError: the ending is none of ``SYNTAXES``.
    """
    syntax = SYNTAXES[name[name.rfind(".") :].lower()]
    try:
        text = content.decode()
        if syntax is SYNTAXES[".jsonld"]:
            text = _with_context(text)
        elif _depth(text) > _DEEPEST:
            raise InvalidDataError(f"{name} is nested too deeply.", limit=_DEEPEST)
        return [to_quad(quad) for quad in ox.parse(text, format=syntax)]
    except (SyntaxError, ValueError, RecursionError) as error:
        raise InvalidDataError(f"{name} is not well formed: {error}") from error


def _with_context(text: str) -> str:
    """Return a document in which our context stands in the place of its address."""
    document = json.loads(text)
    if _levels(document) > _DEEPEST:
        raise InvalidDataError("The document is nested too deeply.", limit=_DEEPEST)
    if isinstance(document, dict) and document.get("@context") == CONTEXT:
        ours = json.loads((ontology() / "context.jsonld").read_text(encoding="utf-8"))
        document = {**document, "@context": ours["@context"]}
    return json.dumps(document)


def _levels(value: Any) -> int:
    deep, level = 0, [value]
    while level and deep <= _DEEPEST:
        deep += 1
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return deep


def _depth(text: str) -> int:
    """Return how many brackets are open at once at most; those inside of texts count, too."""
    deep = most = 0
    for letter in text:
        if letter in "[({":
            deep += 1
            most = max(most, deep)
        elif letter in "])}":
            deep -= 1
    return most


def is_blank(iri: IRI) -> bool:
    """Say whether this is the name of a node that had none."""
    return iri.startswith(BLANK)
