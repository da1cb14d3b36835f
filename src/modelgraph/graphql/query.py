"""The questions: one call to the catalog or the runs each."""

from __future__ import annotations

# The self of a resolver is the entity behind the type, which strawberry calls its parent.
# mypy: disable-error-code="misc"
from typing import Annotated, cast

import strawberry

from modelgraph.catalog import entities
from modelgraph.catalog.entities import Scope
from modelgraph.catalog.results import Benchmark
from modelgraph.catalog.similar import Wish
from modelgraph.graphql import arguments
from modelgraph.graphql.arguments import (
    After,
    First,
    IncludeBroader,
    JobId,
    Many,
    Models,
    Name,
    Properties,
)
from modelgraph.graphql.audit import Audit
from modelgraph.graphql.comparison import Comparison, SharedTask, only
from modelgraph.graphql.context import Info
from modelgraph.graphql.fields import attribute, field, text
from modelgraph.graphql.inputs import (
    ModelBy,
    ModelOrder,
    ModelWhere,
    TaskBy,
    filter_of,
    name_of,
)
from modelgraph.graphql.jobs import Job, Run
from modelgraph.graphql.models import (
    Checkpoint,
    Family,
    Feature,
    License,
    Model,
    ModelConnection,
    Organization,
    Task,
    Variant,
    WhyNot,
    listing,
)
from modelgraph.graphql.offers import Offer
from modelgraph.graphql.scalars import BigInt
from modelgraph.graphql.values import Cell, Source

WhichModel = Annotated[ModelBy, strawberry.argument(description="Its name, of one kind.")]
WhichTask = Annotated[TaskBy, strawberry.argument(description="Its name, of one kind.")]
OneModel = Annotated[
    strawberry.ID, strawberry.argument(description="A model, by id, slug, any other name, or IRI.")
]
MaybeModel = Annotated[
    strawberry.ID | None, strawberry.argument(description="A model; left out, the whole catalog.")
]
TaskName = Annotated[
    strawberry.ID, strawberry.argument(description="A task, by slug, any other name, or IRI.")
]
Where = Annotated[
    ModelWhere | None, strawberry.argument(description="Which models; left out, all.")
]
Search = Annotated[
    str | None, strawberry.argument(description="Free text over names, lines and organizations.")
]
Order = Annotated[
    ModelOrder | None,
    strawberry.argument(description="Left out: by name, or the best match of a search first."),
]
Text = Annotated[str, strawberry.argument(description="What to look for; near spellings count.")]
RunId = Annotated[strawberry.ID, strawberry.argument(description="The id of the run.")]
AtLeast = Annotated[int, strawberry.argument(description="How many tasks at least.")]
AllTasks = Annotated[
    bool, strawberry.argument(description="Whether all tasks of the model must be shared.")
]
FreerLicense = Annotated[
    bool, strawberry.argument(description="Whether the licence must permit more.")
]
NotLarger = Annotated[
    bool, strawberry.argument(description="Whether the smallest variant must not be larger.")
]
Dataset = Annotated[
    str, strawberry.argument(description="The dataset with its split: `COCO val2017`.")
]
Metric = Annotated[str, strawberry.argument(description="The metric: `AP50:95`.")]
Largest = Annotated[
    BigInt | None, strawberry.argument(description="Only of at most so many parameters.")
]
StatedConditions = Annotated[
    bool, strawberry.argument(description="Whether to leave out results without conditions.")
]
OfProperty = Annotated[
    str | None, strawberry.argument(description="Only about the property of this key.")
]
WithSource = Annotated[
    str | None,
    strawberry.argument(description="Only with this source, by slug or IRI, or all of this name."),
]
OnlyOpen = Annotated[bool, strawberry.argument(description="Whether to leave out ended jobs.")]


@strawberry.type(description="How large the catalog is, and how fresh.")
class Statistics:
    models: int = attribute("Models.")
    variants: int = attribute("Variants of models.")
    organizations: int = attribute("Organizations.")
    tasks: int = attribute("Tasks of the scheme.")
    sources: int = attribute("Sources.")
    claims: int = attribute("Claims of all sources.")
    triples: int = attribute("Triples in all graphs.")
    updated: str = attribute("The newest date of a source.")


@strawberry.type(description="Sources disagree about one property of one model.")
class Conflict:
    model: Model = attribute("The model.")
    cell: Cell = attribute("Who says what, and which value holds.")


@strawberry.type(description="A model that shares tasks with another, and what speaks for it.")
class SimilarModel:
    model: Model = attribute("The model.")
    shared_tasks: list[str] = attribute("Slugs of the tasks that both do.")
    freer_license: bool | None = attribute(
        "Whether the freest of its licences permits more; null where that is not known."
    )
    not_larger: bool | None = attribute(
        "Whether its smallest variant has no more parameters; null where that is not known."
    )
    reasons: list[str] = attribute("The same in words.")


@strawberry.type(description="A result on a benchmark, among those of all models.")
class RankedResult:
    iri: str = attribute("Its IRI.")
    subject: strawberry.ID = attribute("The id of the variant, or model, that it is of.")
    dataset: str = attribute("The dataset, with its split.")
    metric: str = attribute("The metric.")
    conditions: str | None = text("conditions", "The conditions: size, precision, hardware …")
    parameters: BigInt | None = attribute("The number of parameters of the subject.")
    sources: list[Source] = attribute("Who says so.")

    @field("The value.")
    def value(self: entities.RankedResult) -> float:
        return float(self.value)

    @field("The model that the subject is, or is a variant of.")
    def model(self: entities.RankedResult, info: Info) -> Model:
        return cast(Model, info.context.catalog.summary(self.model))


@strawberry.type(description="What is known, what is shared, and what came of runs.")
class Query(Audit):
    @field("One model, named by id, slug, any other name, or IRI.")
    def model(self, info: Info, by: WhichModel) -> Model | None:
        return cast(Model, info.context.catalog.summary(name_of(by)))

    @field("One variant, named by id, slug, any other name, or IRI.")
    def variant(self, info: Info, by: WhichModel) -> Variant | None:
        return cast(Variant, info.context.catalog.variant(name_of(by)))

    @field("A list of models: filtered, searched, sorted, page by page.")
    def models(  # noqa: PLR0917 - the arguments of the field
        self,
        info: Info,
        where: Where = None,
        search: Search = None,
        order: Order = None,
        first: First = 20,
        after: After = None,
    ) -> ModelConnection:
        return listing(info, filter_of(info.context.catalog, where, search, order), first, after)

    @field(
        "Variants, and models without any: size, licence and tasks are looked at variant by "
        "variant, the rest of `where` at the model."
    )
    def checkpoints(
        self, info: Info, where: Where = None, order: Order = None, first: Many = 20
    ) -> list[Checkpoint]:
        found = info.context.catalog.checkpoints(
            filter_of(info.context.catalog, where, None, order)
        )
        return cast(list[Checkpoint], found[: max(0, first)])

    @field("The models that a text may mean, best first.")
    def search(self, info: Info, text: Text, first: Many = 20) -> list[Model]:
        return cast(list[Model], info.context.catalog.search(text, limit=first))

    @field(
        "Two to eight models side by side, each named by id, slug, any other name or "
        "IRI. `properties` keeps the rows of these keys."
    )
    def compare(
        self,
        info: Info,
        models: Models,
        scope: arguments.Scope = Scope.CLAIMED,
        include_broader: IncludeBroader = False,
        properties: Properties = None,
    ) -> Comparison:
        found = info.context.catalog.compare(*models, scope=scope, include_narrower=include_broader)
        return only(found, properties)

    @field(
        "The tasks that all given models do. With `includeBroader`, a model also does "
        "what is broader than a task of its own."
    )
    def shared_tasks(
        self,
        info: Info,
        models: Models,
        scope: arguments.Scope = Scope.CLAIMED,
        include_broader: IncludeBroader = False,
    ) -> list[SharedTask]:
        found = info.context.catalog.shared_tasks(
            *models, scope=scope, include_narrower=include_broader
        )
        return cast(list[SharedTask], found)

    @field("Why models can't run a task here; empty where all can.")
    def why_not(self, info: Info, models: Models, task: TaskName) -> list[WhyNot]:
        return cast(list[WhyNot], info.context.catalog.why_not(*models, task=task))

    @field("The tasks that the first model does and the second doesn't.")
    def task_difference(self, info: Info, model: OneModel, without: OneModel) -> list[Task]:
        return cast(list[Task], info.context.catalog.task_difference(model, without))

    @field("Models that share tasks with one, those that share most first.")
    def similar_models(  # noqa: PLR0917 - the arguments of the field
        self,
        info: Info,
        model: OneModel,
        at_least: AtLeast = 1,
        all_tasks: AllTasks = False,
        freer_license: FreerLicense = False,
        not_larger: NotLarger = False,
        first: Many = 20,
    ) -> list[SimilarModel]:
        wish = Wish(at_least, all_tasks, freer_license, not_larger)
        found = info.context.catalog.similar(model, wish, limit=max(0, first))
        return cast(list[SimilarModel], found)

    @field("Results on a benchmark with their conditions, the highest value first.")
    def results(  # noqa: PLR0917 - the arguments of the field
        self,
        info: Info,
        dataset: Dataset,
        metric: Metric,
        maximum_parameters: Largest = None,
        stated_conditions: StatedConditions = False,
        first: Many = 20,
    ) -> list[RankedResult]:
        asked = Benchmark(dataset, metric, maximum_parameters, stated_conditions)
        found = info.context.catalog.results(asked)
        return cast(list[RankedResult], found[: max(0, first)])

    @field("Who serves a model or its variants, the cheapest input first.")
    def offers(self, info: Info, model: OneModel, first: Many = 20) -> list[Offer]:
        return cast(list[Offer], info.context.catalog.offers(model)[: max(0, first)])

    @field("Where sources disagree: everywhere, or about one model.")
    def conflicts(
        self,
        info: Info,
        model: MaybeModel = None,
        property: OfProperty = None,
        source: WithSource = None,
    ) -> list[Conflict]:
        catalog = info.context.catalog
        return cast(list[Conflict], catalog.conflicts(model, property=property, source=source))

    @field("The scheme of tasks, broader before narrower.")
    def tasks(self, info: Info) -> list[Task]:
        return cast(list[Task], info.context.catalog.tasks())

    @field("One task.")
    def task(self, info: Info, by: WhichTask) -> Task | None:
        return cast(Task, info.context.catalog.task(name_of(by)))

    @field("The sources that facts come from.")
    def sources(self, info: Info) -> list[Source]:
        return cast(list[Source], info.context.catalog.sources())

    @field("One source, by slug or IRI.")
    def source(self, info: Info, name: Name) -> Source | None:
        return cast(Source, info.context.catalog.source(name))

    @field("The organizations behind models.")
    def organizations(self, info: Info) -> list[Organization]:
        return cast(list[Organization], info.context.catalog.organizations())

    @field("One organization, by slug, name or IRI.")
    def organization(self, info: Info, name: Name) -> Organization | None:
        return cast(Organization, info.context.catalog.organization(name))

    @field("The licences that models are under.")
    def licenses(self, info: Info) -> list[License]:
        return cast(list[License], info.context.catalog.licenses())

    @field("One licence, by identifier, name or IRI.")
    def license(self, info: Info, name: Name) -> License | None:
        return cast(License, info.context.catalog.license(name))

    @field("The features of the vocabulary.")
    def features(self, info: Info) -> list[Feature]:
        return cast(list[Feature], info.context.catalog.features())

    @field("One feature, by slug, name or IRI.")
    def feature(self, info: Info, name: Name) -> Feature | None:
        return cast(Feature, info.context.catalog.feature(name))

    @field("The lines of models.")
    def families(self, info: Info) -> list[Family]:
        return cast(list[Family], info.context.catalog.families())

    @field("One line of models, by slug, name or IRI.")
    def family(self, info: Info, name: Name) -> Family | None:
        return cast(Family, info.context.catalog.family(name))

    @field("How large the catalog is, and how fresh.")
    def statistics(self, info: Info) -> Statistics:
        return cast(Statistics, info.context.catalog.statistics())

    @field("One job with its runs.")
    def job(self, info: Info, id: JobId) -> Job | None:
        return cast(Job, info.context.runs.job(id))

    @field("Jobs, the newest first; their runs come without answers.")
    def jobs(self, info: Info, first: Many = 20, only_open: OnlyOpen = False) -> list[Job]:
        return cast(list[Job], info.context.runs.jobs(limit=first, only_open=only_open))

    @field("Runs, those of the newest jobs first, without answers.")
    def runs(self, info: Info, first: Many = 20) -> list[Run]:
        jobs = info.context.runs.jobs(limit=first)
        return cast(list[Run], [run for job in jobs for run in job.runs][:first])

    @field("One run, with its answer or the reason why there is none.")
    def run(self, info: Info, id: RunId) -> Run | None:
        return cast(Run, info.context.runs.run(id))
