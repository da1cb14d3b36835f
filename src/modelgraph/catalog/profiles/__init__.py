"""The catalog in the terms of others: FAIR4ML 0.1.0 and MLDCAT-AP 3.1.0.

FAIR4ML is the schema of the RDA group of that name, release 0.1.0, https://w3id.org/fair4ml/0.1.0;
MLDCAT-AP is DCAT-AP for machine learning of SEMIC, release 3.1.0 (section *Machine Learning Model*
and those of the classes it names), https://semiceu.github.io/MLDCAT-AP/releases/3.1.0. What each
asks for stands in ``ontology/profiles/*.ttl``, how our graph answers in the queries beside this
file. Only what holds (the default graph) is exported; ``dcterms:source`` names who states it.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

from modelgraph.store import IRI, Literal, Quad, Store
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import IT6

_QUERIES: Final = Path(__file__).parent
_NOT_NEGATIVE: Final = IRI(PREFIXES["xsd"] + "nonNegativeInteger")


class Profile(StrEnum):
    """A vocabulary of others that the catalog is exported in."""

    FAIR4ML = "fair4ml"
    MLDCAT_AP = "mldcat-ap"

    @property
    def label(self) -> str:
        """Its name with its version, for people."""
        return {"fair4ml": "FAIR4ML 0.1.0", "mldcat-ap": "MLDCAT-AP 3.1.0"}[self.value]

    @property
    def url(self) -> str:
        """Where the specification that is followed stands."""
        return {
            "fair4ml": "https://w3id.org/fair4ml/0.1.0",
            "mldcat-ap": "https://semiceu.github.io/MLDCAT-AP/releases/3.1.0",
        }[self.value]


def exported(store: Store, profile: Profile) -> tuple[Quad, ...]:
    """Return the catalog in the terms of a profile, in the order of subjects."""
    found = {
        _typed(quad)
        for file in sorted((_QUERIES / profile.value).glob("*.rq"))
        for quad in store.construct(file.read_text(encoding="utf-8"))
    }
    return tuple(sorted(found, key=_place))


def _place(quad: Quad) -> tuple[str, str, str, str]:
    value = quad.object
    more = f"{value.datatype}{value.language}" if isinstance(value, Literal) else ""
    return quad.subject, quad.predicate, str(value), more


def _typed(quad: Quad) -> Quad:
    """Give a number the type that the profile wants: engines make every whole number an integer."""
    value = quad.object
    if quad.predicate == IT6.totalNumberOfParameters and isinstance(value, Literal):
        value = Literal(value.lexical, _NOT_NEGATIVE)
    return Quad(quad.subject, quad.predicate, value)
