"""What an audit of the catalog finds: rules not kept, disagreements, gaps, facts on one foot."""

from __future__ import annotations

from dataclasses import dataclass

from modelgraph.catalog.entities import ModelSummary, Presence, Source
from modelgraph.store import IRI


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule is not kept: what is odd, about which model or other thing, on which claims.

    ``model`` is the id of the model, empty for what is no model; ``severity`` is violation, warning
    or info; ``property`` a short name such as ``schema:license``, empty where no one is meant.
    """

    rule: str
    severity: str
    message: str
    about: IRI
    model: str
    property: str
    claims: tuple[IRI, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class PropertyConflicts:
    """Sources disagree about a property of so many things (variants, releases …) and models."""

    property: str
    label: str
    things: int
    models: int


@dataclass(frozen=True, slots=True)
class SourceConflicts:
    """Two sources disagree so many times."""

    one: Source
    other: Source
    disagreements: int


@dataclass(frozen=True, slots=True)
class ModelConflicts:
    """Sources disagree about so many properties of a model, of so many of its things."""

    model: ModelSummary
    things: int
    properties: int


@dataclass(frozen=True, slots=True)
class ConflictCounts:
    """Where sources disagree: by property, by pair of sources, by model; the most first."""

    by_property: tuple[PropertyConflicts, ...]
    by_sources: tuple[SourceConflicts, ...]
    by_model: tuple[ModelConflicts, ...]

    @property
    def total(self) -> int:
        """Return of how many values sources disagree."""
        return sum(each.things for each in self.by_property)


@dataclass(frozen=True, slots=True)
class SourceAgreement:
    """Of the single-valued claims that another source speaks of, too, so many are disputed."""

    source: Source
    compared: int
    disputed: int

    @property
    def rate(self) -> float:
        """Return the share that nobody disputes, 0 to 1."""
        return 1 - self.disputed / self.compared


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many models a property is stated, and in which of the four ways it is missing."""

    property: str
    label: str
    stated: int
    unknown: int
    not_disclosed: int
    not_applicable: int
    not_checked: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """A model without a value of a property, and in which way it is missing."""

    model: ModelSummary
    property: str
    presence: Presence


@dataclass(frozen=True, slots=True)
class LoneFact:
    """A fact that one aggregator alone states; ``subject`` is the thing that it is stated of."""

    model: ModelSummary
    subject: IRI
    property: str
    label: str
    value: str
    source: Source
    claim: IRI
