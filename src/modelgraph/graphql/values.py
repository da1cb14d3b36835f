"""Values with their sources: what stands in a cell, who says so, and what was outranked."""

from __future__ import annotations

# The self of a resolver is the entity behind the type, which strawberry calls its parent.
# mypy: disable-error-code="misc"
from typing import Annotated, Any, TypeAlias

import strawberry

from modelgraph.catalog import entities
from modelgraph.graphql.enums import PresenceEnum
from modelgraph.graphql.fields import attribute, field, text
from modelgraph.graphql.scalars import PartialDate


@strawberry.type(description="Text as stated.")
class TextValue:
    text: str = attribute("The text.")
    display: str = attribute("For people.")

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        return isinstance(value, entities.TextValue)


@strawberry.type(description="A number with its unit.")
class NumberValue:
    number: float = attribute("The number; may be rounded beyond 2^53.")
    exact: str = attribute("All digits, as text.")
    unit: str | None = text("unit", "The unit, in words; null for a plain count.")
    display: str = attribute("For people: `0.23 B`.")

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        return isinstance(value, entities.NumberValue)


@strawberry.type(description="A date as precise as it is stated.")
class DateValue:
    date: PartialDate = attribute("The date.")
    display: str = attribute("For people.")

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        return isinstance(value, entities.DateValue)


@strawberry.type(description="Something with an address of its own: an organization, a paper …")
class EntityValue:
    iri: str = attribute("Its IRI.")
    name: str = attribute("Its name.")
    kind: str = attribute("What it is: `organization`, `license`, `task`, `link` …")
    display: str = attribute("For people: the name.")

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        return isinstance(value, entities.EntityValue)


Value: TypeAlias = Annotated[
    TextValue | NumberValue | DateValue | EntityValue,
    strawberry.union("Value", description="One value of a property."),
]


@strawberry.type(description="A repository or document at a revision.")
class Source:
    iri: str = attribute("Its IRI, which is also the name of its graph.")
    slug: str = attribute("Its name in addresses: `/source/{slug}`.")
    name: str = attribute("What people call it.")
    kind: str = attribute("How close it is: measured, upstream, curated, vendor, aggregator.")
    revision: str | None = text("revision", "The revision that was read.")
    issued: PartialDate | None = text("issued", "The day of that revision.")
    retrieved: PartialDate | None = text("retrieved", "The day it was read.")
    url: str | None = text("url", "Where it can be read.")
    license: str | None = text("license", "The licence of its data.")
    label: str | None = text("label", "Its name, with what tells it from others of that name.")
    claim_count: int | None = attribute(
        "How many claims it makes; null in citations, where nobody counts."
    )


@strawberry.type(description="Where a value stands: the source, the place in it, a short phrase.")
class Citation:
    claim: str = attribute("The IRI of the claim, as SPARQL knows it.")
    source: Source = attribute("Who says so.")
    kind: str = attribute("How close the quoted source is to the fact.")
    stated_as: str | None = text("stated_as", "The value as the source wrote it.")
    qualifier: str | None = text("qualifier", "In what sense: `published`, `weights` …")
    place: str | None = text("place", "Where in the source.")
    quote: str | None = text("quote", "A short phrase of the source.")
    warnings: list[str] = attribute("What rules find odd about it, in words.")


@strawberry.type(description="One value of a cell with everybody who says so.")
class StatedValue:
    value: Value = attribute("The value.")
    accepted: bool = attribute("Whether it holds, or was outranked by another.")
    reason: str = attribute("Why, in words.")
    citations: list[Citation] = attribute("Who says so, and where.")
    subject: str = attribute("The IRI of the model, variant, release … it is stated of.")
    subject_label: str | None = text("subject_label", "Its short name; null for the model itself.")


@strawberry.type(description="A property of models: a row of a comparison.")
class Property:
    key: str = attribute("Its name for programs: `parameters`.")
    label: str = attribute("Its name for people.")
    group: str = attribute("The group of rows it stands in.")
    description: str | None = text("description", "What it means.")
    unit: str | None = text("unit", "The unit of its numbers.")
    many: bool = attribute("Whether a model may have several values that all hold.")


@strawberry.type(
    description="What is known of one property of one model. Never just empty: `presence` says how "
    "a value is missing."
)
class Cell:
    presence: PresenceEnum = attribute("Whether a value is stated.")  # type: ignore[valid-type]
    display: str = attribute("The whole cell in one line, for tables.")
    values: list[StatedValue] = attribute("All values, those that hold first.")
    accepted: list[StatedValue] = attribute("The values that hold.")
    outranked: list[StatedValue] = attribute("The values that don't, each with the reason.")
    conflict: bool = attribute("Whether sources disagree.")

    @field("The id of the model.")
    def model_id(self: entities.Cell) -> strawberry.ID:
        return strawberry.ID(self.model)

    @field("Which property it is.")
    def property(self: entities.Cell) -> Property:
        return self.of  # type: ignore[return-value]


@strawberry.type(description="One part of a model in one state: weights, code, data, paper …")
class OpennessPart:
    component: str = attribute("Which part: `weights`, `code`, `data`, `paper` …")
    label: str = attribute("What people call the part.")
    state: str = attribute("How it can be had: published, gated, announced, none, address stated.")
    of: list[str] = attribute("Short names of the variants; empty for the model as a whole.")
    licenses: list[str] = attribute("The licences of the part, by identifier.")
    decides: bool = attribute("Whether this made the model open or closed.")
    citations: list[Citation] = attribute("Who says so, and where.")


@strawberry.type(description="Whether a model is open or closed, why, and part by part.")
class Openness:
    category: str | None = text("category", "`open` or `closed`; null where nobody knows.")
    reason: str = attribute("Why, in words.")
    parts: list[OpennessPart] = attribute("How each part can be had.")
