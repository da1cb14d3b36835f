"""Models, their parts, and the things that models are listed under.

What a list shows comes with the list; everything else is asked of the catalog on first use, which
keeps its answers, so that a field costs nothing unless it is selected.
"""

from __future__ import annotations

# The self of a resolver is the entity behind the type, which strawberry calls its parent.
# mypy: disable-error-code="misc"
from dataclasses import dataclass
from typing import Annotated, TypeAlias, cast

import strawberry

from modelgraph.catalog import entities
from modelgraph.catalog.filters import Filter, Page
from modelgraph.catalog.openness import openness as explained
from modelgraph.graphql.arguments import After, First, Properties, Scope
from modelgraph.graphql.context import Info
from modelgraph.graphql.enums import FacetField, ObstacleEnum, TaskScope
from modelgraph.graphql.fields import attribute, field, text
from modelgraph.graphql.scalars import BigInt, PartialDate
from modelgraph.graphql.values import Cell, Citation, Openness, StatedValue

FacetFields = Annotated[list[FacetField], strawberry.argument(description="What to count by.")]
FacetLimit = Annotated[int, strawberry.argument(description="How many values a field at most.")]
ModelParent: TypeAlias = entities.ModelSummary


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list together with what was asked, which facets need."""

    where: Filter
    page: Page


def listing(info: Info, where: Filter, first: int, after: str | None) -> ModelConnection:
    """Return a page of models that pass the filter."""
    page = info.context.catalog.page(where, first=first, after=after)
    return cast("ModelConnection", Listing(where, page))


@strawberry.type(description="A company, laboratory or community.")
class Organization:
    iri: str = attribute("Its IRI.")
    slug: str = attribute("Its name in addresses: `/org/{slug}`.")
    name: str = attribute("What people call it.")

    @field("The models it stands behind.")
    def models(
        self: entities.Organization,
        info: Info,
        first: First = 20,
        after: After = None,
    ) -> ModelConnection:
        return listing(info, Filter(org=(self.slug,)), first, after)


@strawberry.type(description="What a licence says about one act.")
class Permission:
    act: str = attribute("The act: `commercial-use`, `redistribution`, `changes` …")
    answer: str = attribute("What the licence says: `yes`, `no` or `conditional`.")


@strawberry.type(description="A licence.")
class License:
    iri: str = attribute("Its IRI; that of SPDX where SPDX has it.")
    identifier: str = attribute("The SPDX identifier, or `LicenseRef-…`.")
    name: str = attribute("What people call it.")
    url: str | None = text("url", "Its text.")
    osi_approved: bool | None = attribute("Whether the OSI approved it; null where unknown.")

    obliges: list[str] = attribute("What whoever uses the work must do.")

    @field("What it permits.")
    def permits(self: entities.License) -> list[Permission]:
        return [Permission(act=act, answer=answer) for act, answer in self.permits]

    @field("Models with a variant under it.")
    def models(
        self: entities.License,
        info: Info,
        first: First = 20,
        after: After = None,
    ) -> ModelConnection:
        return listing(info, Filter(license=(self.identifier,)), first, after)


@strawberry.type(description="Models of one line: SAM, SAM 2, SAM 3.")
class Family:
    iri: str = attribute("Its IRI.")
    slug: str = attribute("Its name in addresses.")
    name: str = attribute("What people call it.")

    @field("Its models.")
    def models(self: entities.Family, info: Info) -> list[Model]:
        return [_summary(info, each) for each in self.models]


@strawberry.type(
    description="Something a model can be asked to do, in a scheme from broad to narrow."
)
class Task:
    iri: str = attribute("Its IRI.")
    slug: str = attribute("Its name in addresses: `/task/{slug}`.")
    name: str = attribute("What people call it.")
    description: str | None = text("description", "What it is.")
    aliases: list[str] = attribute("Other names.")
    matches: list[str] = attribute("The same task in other schemes, such as that of Hugging Face.")
    model_count: int = attribute("How many models do it, narrower tasks included.")

    @field("The tasks one step broader.")
    def broader(self: entities.Task, info: Info) -> list[Task]:
        return [cast("Task", info.context.catalog.task(each)) for each in self.broader]

    @field("The tasks one step narrower.")
    def narrower(self: entities.Task, info: Info) -> list[Task]:
        return [cast("Task", info.context.catalog.task(each)) for each in self.narrower]

    @field("The models that do it, or something narrower.")
    def models(
        self: entities.Task,
        info: Info,
        first: First = 20,
        after: After = None,
    ) -> ModelConnection:
        return listing(info, Filter(task=(self.slug,)), first, after)


@strawberry.type(description="A property that a model has or has not, from the vocabulary.")
class Feature:
    iri: str = attribute("Its IRI.")
    slug: str = attribute("Its name in addresses: `/feature/{slug}`.")
    name: str = attribute("What people call it.")
    description: str | None = text("description", "What it means.")
    model_count: int = attribute("How many models have it.")

    @field("The models that have it.")
    def models(
        self: entities.Feature,
        info: Info,
        first: First = 20,
        after: After = None,
    ) -> ModelConnection:
        return listing(info, Filter(feature=(self.slug,)), first, after)


@strawberry.type(description="A model does a task.")
class TaskSupport:
    task: Task = attribute("The task.")
    scopes: list[TaskScope] = attribute("All that holds.")  # type: ignore[valid-type]
    variants: list[str] = attribute("The variants it is stated of; empty for the model as a whole.")
    inherited: bool = attribute("Whether only a narrower task is stated.")
    citations: list[Citation] = attribute("Who says so.")
    runs: list[str] = attribute("The IRIs of the runs that verified it.")


@strawberry.type(description="Why a model can't run a task here.")
class WhyNot:
    model: strawberry.ID = attribute("The id of the model.")
    obstacle: ObstacleEnum = attribute("The reason, for programs.")  # type: ignore[valid-type]
    explanation: str = attribute("The reason, for people.")


@strawberry.type(description="A typed event in the life of a model.")
class Release:
    iri: str = attribute("Its IRI.")
    event: str = attribute("What happened: `preprint`, `weights`, `library-support` …")
    label: str = attribute("What happened, for people.")
    date: PartialDate | None = text("date", "When, as precise as stated.")
    values: list[StatedValue] = attribute("The dates that are stated, with their sources.")


@strawberry.type(description="A result on a benchmark, with the conditions it was measured under.")
class BenchmarkResult:
    iri: str = attribute("Its IRI.")
    dataset: str = attribute("The dataset, with its split.")
    metric: str = attribute("The metric.")
    conditions: str | None = text("conditions", "The conditions: size, precision, hardware …")
    value: str = attribute("The value, as stated.")
    variant: str = attribute("The id of the variant.")
    citations: list[Citation] = attribute("Who says so.")


@strawberry.type(
    description="One size or tuning of a model: what has weights, licence and results."
)
class Variant:
    id: strawberry.ID = attribute("`org/slug`.")
    iri: str = attribute("Its IRI.")
    name: str = attribute("Its full name.")
    label: str = attribute("Its short name among the variants: `base`.")
    parameters: BigInt | None = attribute("The number of parameters.")
    license: License | None = attribute("The licence of its weights.")
    weights: list[str] = attribute("Where its weights are published.")
    runnable_tasks: list[str] = attribute("Slugs of the tasks it can run on this machine.")
    results: list[BenchmarkResult] = attribute("Its results on benchmarks.")
    cells: list[Cell] = attribute("Everything stated of it, with sources.")

    @field("The model it is a variant of.")
    def model(self: entities.Variant, info: Info) -> Model:
        return _summary(info, self.model)


@strawberry.type(description="What people name and compare: Florence-2, SAM 2, GPT-5.")
class Model:
    id: strawberry.ID = attribute("`org/slug`.")
    iri: str = attribute("Its IRI.")
    slug: str = attribute("Its name without the organization.")
    name: str = attribute("What people call it.")
    organization: Organization | None = attribute("Who stands behind it.")
    family: str | None = text("family", "The line it belongs to.")
    licenses: list[License] = attribute("The licences of its variants' weights.")
    minimum_parameters: BigInt | None = attribute("The size of its smallest variant.")
    maximum_parameters: BigInt | None = attribute("The size of its largest variant.")
    released: PartialDate | None = text("released", "The headline date, as precise as stated.")
    category: str | None = text("category", "`open` or `closed`, as shown.")
    modalities: list[str] = attribute("What goes in and comes out, by slug.")
    variant_count: int = attribute("How many variants are known.")
    runnable_tasks: list[str] = attribute("Slugs of the tasks it can run on this machine.")
    verified_tasks: list[str] = attribute("Slugs of the tasks that a run here has verified.")
    papers: list[str] = attribute("Addresses of the papers that introduce it or a variant.")
    derived_from: list[strawberry.ID] = attribute("Ids of the models it was made of, in one step.")

    @field("The path of its page on this server.")
    def url(self: ModelParent) -> str:
        return f"/model/{self.id}"

    @field("Other names that find it.")
    def aliases(self: ModelParent, info: Info) -> list[str]:
        return list(_full(info, self).aliases)

    @field("Its sizes and tunings.")
    def variants(self: ModelParent, info: Info) -> list[Variant]:
        return cast("list[Variant]", _full(info, self).variants)

    @field("The events of its life, earliest first.")
    def releases(self: ModelParent, info: Info) -> list[Release]:
        return cast("list[Release]", _full(info, self).releases)

    @field("The tasks it does, as far as `scope` asks for.")
    def tasks(
        self: ModelParent,
        info: Info,
        scope: Scope = entities.Scope.CLAIMED,
    ) -> list[TaskSupport]:
        support = _full(info, self).support
        return cast("list[TaskSupport]", [each for each in support if scope in each.scopes])

    @field("Whether it is open or closed, and which of its parts decided.")
    def openness(self: ModelParent, info: Info) -> Openness:
        return cast("Openness", explained(_full(info, self)))

    @field("The features it has.")
    def features(self: ModelParent, info: Info) -> list[Feature]:
        return cast("list[Feature]", _full(info, self).features)

    @field("Everything stated of it, with sources, by property.")
    def cells(self: ModelParent, info: Info, properties: Properties = None) -> list[Cell]:
        cells = _full(info, self).cells
        wanted = {cell.of.key for cell in cells} if properties is None else set(properties)
        return cast("list[Cell]", [cell for cell in cells if cell.of.key in wanted])

    @field("The cells in which sources disagree.")
    def conflicts(self: ModelParent, info: Info) -> list[Cell]:
        return cast("list[Cell]", [cell for cell in _full(info, self).cells if cell.conflict])

    @field("Why it can't be run here; empty where it can run something.")
    def obstacles(self: ModelParent, info: Info) -> list[WhyNot]:
        return cast("list[WhyNot]", _full(info, self).obstacles)


@strawberry.type(description="A variant in a list, or a model without variants.")
class Checkpoint:
    id: strawberry.ID = attribute("`org/slug`.")
    iri: str = attribute("Its IRI.")
    name: str = attribute("Its full name.")
    parameters: BigInt | None = attribute("The number of parameters.")
    license: License | None = attribute("Its licence, or that of the whole model.")
    tasks: list[str] = attribute("Slugs of the tasks stated of it or of the whole model.")
    runnable_tasks: list[str] = attribute("Slugs of the tasks it can run on this machine.")

    @field("The model it is a variant of.")
    def model(self: entities.Checkpoint, info: Info) -> Model:
        return _summary(info, self.model)


@strawberry.type(description="Which part of a list this is.")
class PageInfo:
    has_next_page: bool = attribute("Whether more follow.")
    has_previous_page: bool = attribute("Whether some come before.")
    end_cursor: str | None = attribute("What to give as `after` to get what follows.")


@strawberry.type(description="One value a list can be narrowed to.")
class FacetBucket:
    key: strawberry.ID = strawberry.field(name="key", description="What to filter by.")
    label: str = attribute("What to show.")
    count: int = attribute("How many models remain.")


@strawberry.type(description="The values of one field, the commonest first.")
class Facet:
    field: FacetField = attribute("The field.")
    buckets: list[FacetBucket] = attribute("Its commonest values.")
    other_count: int = attribute("How many further values there are.")


@strawberry.type(description="A page of a list of models.")
class ModelConnection:
    @field("The models of this page.")
    def nodes(self: Listing) -> list[Model]:
        return cast("list[Model]", self.page.items)

    @field("Which page it is.")
    def page_info(self: Listing) -> PageInfo:
        page = self.page
        return PageInfo(
            has_next_page=page.next is not None,
            has_previous_page=page.previous,
            end_cursor=page.next,
        )

    @field("How many models there are on all pages.")
    def total_count(self: Listing) -> int:
        return self.page.total

    @field("Counts of what the list can be narrowed to.")
    def facets(
        self: Listing,
        info: Info,
        fields: FacetFields,
        limit: FacetLimit = 20,
    ) -> list[Facet]:
        found = info.context.catalog.facets(self.where, only=[str(each.value) for each in fields])
        return [_facet(each, getattr(found, str(each.value)), limit) for each in fields]


def _facet(field: FacetField, values: tuple[object, ...], limit: int) -> Facet:
    shown = values[: max(limit, 0)]
    buckets = [FacetBucket(key=v.id, label=v.name, count=v.count) for v in shown]  # type: ignore[attr-defined]
    return Facet(field=field, buckets=buckets, other_count=len(values) - len(shown))


def _full(info: Info, summary: entities.ModelSummary) -> entities.Model:
    return info.context.catalog.model(summary.iri)


def _summary(info: Info, name: str) -> Model:
    return cast("Model", info.context.catalog.summary(name))
