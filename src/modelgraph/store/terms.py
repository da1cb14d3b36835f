"""RDF terms as the floors above the store see them: plain frozen values of no RDF library.

RDF 1.1 Concepts, section 3. ``Literal.lexical`` keeps the text as written; an engine may store it
in canonical form (Oxigraph does), which is why a claim keeps its source's text apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from modelgraph.vocabulary.iri import IRI

__all__ = [
    "IRI",
    "XSD",
    "BlankNode",
    "Literal",
    "Quad",
    "Term",
    "Value",
    "boolean",
    "date",
    "decimal",
    "integer",
]

XSD: Final = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A literal: its text, and a datatype IRI or a language tag."""

    lexical: str
    datatype: str = XSD + "string"
    language: str = ""

    def __hash__(self) -> int:
        # Texts tell nearly all apart; an import asks for this hundreds of thousands of times.
        return hash(self.lexical)

    def __repr__(self) -> str:
        # As a dataclass would: content hashes are made of it.
        return (
            f"Literal(lexical={self.lexical!r}, datatype={self.datatype!r},"
            f" language={self.language!r})"
        )


@dataclass(frozen=True, slots=True)
class BlankNode:
    """A node without a name, as answers to foreign queries may hold; we never write one."""

    label: str


Term: TypeAlias = IRI | Literal | BlankNode
"""What may stand in an answer."""

Value: TypeAlias = IRI | Literal
"""What may be claimed."""


class Quad(NamedTuple):
    """One triple in a named graph; ``graph`` is ``None`` for the default graph.

    A tuple, because imports make and compare hundreds of thousands.
    """

    subject: IRI
    predicate: IRI
    object: Value
    graph: IRI | None = None


def integer(number: int) -> Literal:
    """Return an ``xsd:integer``."""
    return Literal(str(number), XSD + "integer")


def decimal(text: str) -> Literal:
    """Return an ``xsd:decimal`` of this text, such as ``"53.4"``."""
    return Literal(text, XSD + "decimal")


def boolean(truth: bool) -> Literal:
    """Return an ``xsd:boolean``."""
    return Literal("true" if truth else "false", XSD + "boolean")


_PRECISION: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}


def date(text: str) -> Literal:
    """Return a date as precise as it is stated: ``2024``, ``2024-06`` or ``2024-06-16``.

    Raises:
        ValueError: the text is none of the three, or names a day that does not exist.
    """
    from datetime import date as day  # noqa: PLC0415 - the name is ours in this module

    if len(text) not in _PRECISION or not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        raise ValueError(f"not a date: {text!r}; expected YYYY, YYYY-MM or YYYY-MM-DD")
    try:
        day.fromisoformat(text + "-01" * ((10 - len(text)) // 3))
    except ValueError as error:
        raise ValueError(f"not a date: {text!r}; {error}") from None
    return Literal(text, XSD + _PRECISION[len(text)])
