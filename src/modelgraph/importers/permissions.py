"""What a licence expression permits and obliges, which follows from the licences it joins.

Whoever takes a work under ``A AND B`` keeps both: what one forbids is forbidden. Of ``A OR B`` one
is chosen: what one permits is permitted. An exception after WITH adds permissions and takes back
none. What the table of licences leaves open stays open. This reads a table and is no legal advice.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from modelgraph.resources import data
from modelgraph.store import IRI, Literal, Value
from modelgraph.validation import Expression, Member, Operator, expression
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF, SCHEMA

Link = tuple[IRI, IRI, Value]

_SPDX: Final = "http://spdx.org/rdf/terms#"
_CLASS: Final = {
    Operator.AND: IRI(_SPDX + "ConjunctiveLicenseSet"),
    Operator.OR: IRI(_SPDX + "DisjunctiveLicenseSet"),
    Operator.WITH: IRI(_SPDX + "WithExceptionOperator"),
}
_MEMBER: Final = IRI(_SPDX + "member")
_EXCEPTION: Final = IRI(_SPDX + "licenseException")

PERMISSION: Final = {"yes": MG.permitted, "no": MG.prohibited, "conditions": MG.conditional}
ASKED: Final = (
    ("commercial_use", MG.commercialUse),
    ("redistribution", MG.redistribution),
    ("changes", MG.changes),
)
"""Columns of the table of licences, and the property that each states."""

_STRICTEST: Final = ("no", "", "conditions", "yes")
"""What AND takes first; ``""`` is not known, and what forbids holds whatever else may."""
_FREEST: Final = ("yes", "", "conditions", "no")
"""What OR takes first."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a licence says of each thing that is asked, ``""`` where nobody looked; its duties."""

    permits: tuple[str, ...]
    obliges: tuple[str, ...]


_UNKNOWN: Final = Terms(tuple("" for _ in ASKED), ())


def license_links(identifier: str) -> Iterator[Link]:
    """Yield what an expression joins, permits and obliges to; nothing of a single licence."""
    found = expression(identifier)
    if isinstance(found, Expression):
        yield from _links(found)


def _links(found: Expression) -> Iterator[Link]:
    iri = found.iri
    yield iri, RDF.type, MG.License
    yield iri, RDF.type, _CLASS[found.operator]
    yield iri, DCTERMS.identifier, Literal(found.text)
    yield iri, SCHEMA.name, Literal(found.text)
    for place, member in enumerate(found.members):
        exception = found.operator is Operator.WITH and place
        yield iri, _EXCEPTION if exception else _MEMBER, member.iri
        if isinstance(member, Expression):
            yield from _links(member)
    yield from ((iri, predicate, value) for predicate, value in _said(terms(found)))


def _said(of: Terms) -> Iterator[tuple[IRI, Value]]:
    for (_, predicate), answer in zip(ASKED, of.permits, strict=True):
        if answer:
            yield predicate, PERMISSION[answer]
    yield from ((MG.obliges, Literal(duty)) for duty in of.obliges)


def terms(member: Member) -> Terms:
    """Return what a licence or an expression permits and obliges to."""
    if not isinstance(member, Expression):
        return _table().get(member.text, _UNKNOWN)
    if member.operator is Operator.WITH:
        return terms(member.members[0])
    parts = [terms(each) for each in member.members]
    order = _STRICTEST if member.operator is Operator.AND else _FREEST
    permits = tuple(
        min(answers, key=order.index)
        for answers in zip(*(part.permits for part in parts), strict=True)
    )
    if member.operator is Operator.AND:
        return Terms(permits, tuple(dict.fromkeys(duty for p in parts for duty in p.obliges)))
    return Terms(permits, _choice(member, parts))


def _choice(member: Expression, parts: list[Terms]) -> tuple[str, ...]:
    """Return the duties that stay whichever is chosen, then what the choice is between."""
    every = [duty for duty in parts[0].obliges if all(duty in p.obliges for p in parts)]
    own = [
        f"under {each.text}: {', '.join(duties)}"
        for each, part in zip(member.members, parts, strict=True)
        if (duties := [duty for duty in part.obliges if duty not in every])
    ]
    return (*every, *(("; or ".join(own),) if own else ()))


@cache
def _table() -> dict[str, Terms]:
    content = (data() / "licenses.csv").read_text(encoding="utf-8")
    return {
        row["identifier"]: Terms(
            tuple(row[asked] for asked, _ in ASKED),
            tuple(duty.strip() for duty in row["obliges"].split(";") if duty),
        )
        for row in csv.DictReader(io.StringIO(content))
    }
