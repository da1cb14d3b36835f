"""The catalog looks at itself: what is missing, what rests on one source, what has changed."""

from __future__ import annotations

# The self of a resolver is the entity behind the type, which strawberry calls its parent.
# mypy: disable-error-code="misc"
from typing import Annotated, cast

import strawberry

from modelgraph.catalog.entities import ChangePage, Presence
from modelgraph.graphql.arguments import After, First, Many
from modelgraph.graphql.context import Info
from modelgraph.graphql.enums import ChangeTypeEnum, PresenceEnum
from modelgraph.graphql.fields import attribute, field, text
from modelgraph.graphql.models import Model, PageInfo
from modelgraph.graphql.values import Cell, Property, Source, Value

Covered = Annotated[
    str, strawberry.argument(description="A key of `coverage`: `license`, `released`, `papers` …")
]
Missing = Annotated[
    PresenceEnum | None,  # type: ignore[valid-type]
    strawberry.argument(description="Only those that lack it in this way."),
]
About = Annotated[
    strawberry.ID | None, strawberry.argument(description="A model; left out, the whole catalog.")
]
OneModel = Annotated[
    strawberry.ID, strawberry.argument(description="A model or variant, by id, name, or IRI.")
]
RuleId = Annotated[
    str | None, strawberry.argument(description="The id of a rule; left out, all rules.")
]
Since = Annotated[
    str, strawberry.argument(description="A day, month or year; left out, from the beginning.")
]
Subject = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="A model, with its variants, or a variant; left out, the whole catalog."
    ),
]
ByWhom = Annotated[
    str | None, strawberry.argument(description="A source, by slug, name or IRI; left out, all.")
]
Then = Annotated[str, strawberry.argument(description="A day, month or year, at its end.")]


@strawberry.type(description="Of how many models a property is stated, and how it is missing.")
class Coverage:
    property: str = attribute("The key of the property.")
    label: str = attribute("What people call it.")
    stated: int = attribute("Models of which it is stated.")
    unknown: int = attribute("Models of which a source that covers it says nothing.")
    not_disclosed: int = attribute("Models of which the makers do not tell.")
    not_applicable: int = attribute("Models of which it makes no sense.")
    not_checked: int = attribute("Models for which no source that covers it was read.")


@strawberry.type(description="A model without a value of a property.")
class Lacking:
    model: Model = attribute("The model.")
    property: str = attribute("The key of the property.")
    presence: PresenceEnum = attribute("In which way it is missing.")  # type: ignore[valid-type]


@strawberry.type(description="A fact that one aggregator alone states.")
class LoneFact:
    model: Model = attribute("The model.")
    subject: str = attribute("The IRI of what it is stated of: the model, a variant, a release …")
    property: str = attribute("The property, as a short name: `schema:license`.")
    label: str = attribute("What people call the property.")
    value: str = attribute("The value, for people.")
    source: Source = attribute("Who alone says so.")
    claim: str = attribute("The IRI of the claim.")


@strawberry.type(description="About one property, sources disagree so many times.")
class PropertyConflicts:
    property: str = attribute("The property, as a short name: `schema:license`.")
    label: str = attribute("What people call it.")
    things: int = attribute("Variants, releases, components … about which they disagree.")
    models: int = attribute("Models that these belong to.")


@strawberry.type(description="Two sources disagree so many times.")
class SourceConflicts:
    one: Source = attribute("The one.")
    other: Source = attribute("The other.")
    disagreements: int = attribute("How many values they disagree about.")


@strawberry.type(description="About one model, sources disagree so many times.")
class ModelConflicts:
    model: Model = attribute("The model.")
    things: int = attribute("Variants, releases, components … about which they disagree.")
    properties: int = attribute("Properties about which they disagree.")


@strawberry.type(description="Where sources disagree, counted; the most first.")
class ConflictCounts:
    total: int = attribute("Of how many values they disagree.")
    by_property: list[PropertyConflicts] = attribute("By property.")
    by_sources: list[SourceConflicts] = attribute("By pair of sources.")
    by_model: list[ModelConflicts] = attribute("By model.")


@strawberry.type(description="How much of a source is disputed, of what others speak of, too.")
class SourceAgreement:
    source: Source = attribute("The source.")
    compared: int = attribute("Claims of single-valued properties that another source speaks of.")
    disputed: int = attribute("Those of them that another source does not agree with.")
    rate: float = attribute("The share that nobody disputes, 0 to 1.")


@strawberry.type(description="A rule is not kept: what is odd, and who says so.")
class RuleFinding:
    rule: str = attribute("The id of the rule, as the list of rules has it.")
    severity: str = attribute("`violation`, `warning` or `info`.")
    message: str = attribute("What is odd, in words.")
    about: str = attribute("The IRI of the model, variant or other thing.")
    model_id: strawberry.ID | None = text("model", "The id of the model; null for other things.")
    property: str | None = text("property", "The property, as a short name: `schema:license`.")
    claims: list[str] = attribute("The IRIs of the claims.")
    sources: list[Source] = attribute("Who makes them.")


@strawberry.type(description="An import changed what a source says of a model or variant.")
class Change:
    moment: str = attribute("The end of the import, in UTC.")
    type: ChangeTypeEnum = attribute("What happened.")  # type: ignore[valid-type]
    about_id: strawberry.ID = attribute("The id of the model or variant.")
    about_name: str = attribute("What it is called.")
    subject: str = attribute("The IRI of what the value is stated of: itself, a release …")
    property: Property = attribute("The property.")
    before: Value | None = attribute("The value before; null where there was none.")
    after: Value | None = attribute("The value after; null where there is none.")
    source: Source = attribute("Who said so.")
    claim: str = attribute("The IRI of the newer claim of the two.")


@strawberry.type(description="A page of a list of changes.")
class ChangeConnection:
    @field("The changes of this page.")
    def nodes(self: ChangePage) -> list[Change]:
        return cast(list[Change], self.items)

    @field("Which page it is.")
    def page_info(self: ChangePage) -> PageInfo:
        return PageInfo(
            has_next_page=self.next is not None,
            has_previous_page=self.previous,
            end_cursor=self.next,
        )

    @field("How many changes there are on all pages.")
    def total_count(self: ChangePage) -> int:
        return self.total


@strawberry.type(description="Questions about the catalog itself.")
class Audit:
    @field("Of how many models each property is stated, and in which way it is missing.")
    def coverage(self, info: Info) -> list[Coverage]:
        return cast(list[Coverage], info.context.catalog.coverage())

    @field("Models without a value of a property, and in which way it is missing.")
    def lacking(
        self, info: Info, property: Covered, presence: Missing = None, first: Many = 20
    ) -> list[Lacking]:
        way = None if presence is None else Presence(presence)
        return cast(list[Lacking], info.context.catalog.lacking(property, way)[: max(0, first)])

    @field("Facts that rest on one aggregator only: of all models, or of one.")
    def lone_facts(self, info: Info, model: About = None, first: Many = 20) -> list[LoneFact]:
        return cast(list[LoneFact], info.context.catalog.lone_facts(model)[: max(0, first)])

    @field("Where sources disagree, counted.")
    def conflict_counts(self, info: Info) -> ConflictCounts:
        return cast(ConflictCounts, info.context.catalog.conflict_counts())

    @field("For each source how much is disputed of what others speak of, too; the worst first.")
    def agreement(self, info: Info) -> list[SourceAgreement]:
        return cast(list[SourceAgreement], info.context.catalog.agreement())

    @field("What rules find odd: everywhere or about one model, by all rules or by one.")
    def findings(
        self, info: Info, model: About = None, rule: RuleId = None, first: Many = 20
    ) -> list[RuleFinding]:
        found = info.context.catalog.findings(model, rule=rule)
        return cast(list[RuleFinding], found[: max(0, first)])

    @field("What imports changed, the newest first. The shipped data are no change.")
    def changes(  # noqa: PLR0917 - the arguments of the field
        self,
        info: Info,
        since: Since = "",
        subject: Subject = None,
        source: ByWhom = None,
        first: First = 20,
        after: After = None,
    ) -> ChangeConnection:
        found = info.context.catalog.changes_page(since, subject, source, first=first, after=after)
        return cast(ChangeConnection, found)

    @field("What was said of a model or variant at the end of a day; empty where nothing was.")
    def as_of(self, info: Info, model: OneModel, date: Then) -> list[Cell]:
        return cast(list[Cell], list(info.context.catalog.as_of(model, date)))
