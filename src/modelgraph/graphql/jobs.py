"""Jobs, their runs, how far they agree, and what happens to them."""

from __future__ import annotations

# The self of a resolver is the entity behind the type, which strawberry calls its parent.
# mypy: disable-error-code="misc"
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeAlias, cast

import strawberry

from modelgraph.catalog.entities import Obstacle
from modelgraph.errors import ModelgraphError, NotFoundError
from modelgraph.graphql.context import Info
from modelgraph.graphql.enums import RunStateEnum, VerdictEnum
from modelgraph.graphql.fields import attribute, field, text
from modelgraph.graphql.models import Model, Task, Variant, WhyNot
from modelgraph.graphql.predictions import Prediction
from modelgraph.graphql.scalars import JSON, BigInt
from modelgraph.runs import job as made
from modelgraph.runs.agreement.values import ImageAgreement as ImageAgreementValue


@strawberry.type(description="An uploaded image.")
class Image:
    id: strawberry.ID = attribute("What a request refers to: the SHA-256 of its bytes.")
    width: int = attribute("Columns, as encoded.")
    height: int = attribute("Rows, as encoded.")
    bytes: int = attribute("Its size.")
    media_type: str = attribute("`image/png`, `image/jpeg` or `image/webp`.")

    @field("Where this server shows it.")
    def url(self: made.StoredImage) -> str:
        return f"/images/{self.id}"


@strawberry.type(description="Why a run has no answer.")
class Failure:
    code: str = attribute("The reason, for programs.")
    message: str = attribute("The reason, for people.")


@strawberry.type(description="Seconds, each part apart.")
class Timings:
    queue: float = attribute("Waiting for a worker.")
    load: float = attribute("Loading the weights; 0 where they were loaded before.")
    pre: float = attribute("Preparing the image.")
    forward: float = attribute("The model itself.")
    post: float = attribute("Reading its answer.")


@strawberry.type(description="One variant, one task, one image: where it stands, what came of it.")
class Run:
    id: strawberry.ID = attribute("Its id; its page is `/run/{id}`.")
    iri: str = attribute("Its IRI in the graph.")
    job: strawberry.ID = attribute("The id of its job.")
    state: RunStateEnum = attribute("Where it stands.")  # type: ignore[valid-type]
    attempt: int = attribute("Which try it is; 0 before the first.")
    created: datetime = attribute("When it was asked for.")
    started: datetime | None = attribute("When a worker took it.")
    finished: datetime | None = attribute("When it ended.")
    prediction: Prediction | None = attribute("What the model said.")
    failure: Failure | None = attribute("Why there is no answer.")
    timings: Timings = attribute("How long each part took.")
    seconds: float | None = attribute("What the model took: preparing, itself, reading.")
    adapter: str = attribute("Who loaded and asked the model.")
    adapter_version: str | None = text("adapter_version", "The adapter's version.")
    weights_sha256: str = strawberry.field(
        name="weightsSha256", description="What stands for the weights."
    )
    device: str | None = text("device", "Where it ran: `cpu`, `cuda`.")
    dtype: str | None = text("dtype", "In which number format.")
    peak_memory_bytes: BigInt = attribute("The largest size of the worker process.")
    reused_from: strawberry.ID | None = attribute("The run whose recorded answer was given.")

    @field("The image it was asked about, by id.")
    def image_id(self: made.Run) -> strawberry.ID:
        return strawberry.ID(self.image)

    @field("The model.")
    def model(self: made.Run, info: Info) -> Model | None:
        return cast("Model", _known(info.context.catalog.summary, self.model))

    @field("The variant whose weights were asked.")
    def variant(self: made.Run, info: Info) -> Variant | None:
        return cast("Variant", _known(info.context.catalog.variant, self.variant))

    @field("The task.")
    def task(self: made.Run, info: Info) -> Task | None:
        return cast("Task", _known(info.context.catalog.task, self.task))

    @field("The libraries that took part, with their versions.")
    def versions(self: made.Run) -> JSON:
        return JSON(dict(self.versions))


@strawberry.type(description="Two runs, one number.")
class Measure:
    name: str = attribute("What was measured: `iou`, `text-similarity`, `top-1` …")
    first: strawberry.ID = attribute("A run.")
    second: strawberry.ID = attribute("The other run.")
    value: float = attribute("0 to 1 for what is alike; for an `…-error`, 0 is the same.")


@strawberry.type(description="One run's version of a thing.")
class Member:
    run: strawberry.ID = attribute("The run.")
    index: int = attribute("Where it stands in that field of the run's prediction.")
    label: str | None = attribute("What the run calls it.")
    score: float | None = attribute("How sure that run is.")


@strawberry.type(description="A thing that one or more runs found.")
class Finding:
    kind: str = attribute("The field of the prediction, or `lines` of its text.")
    verdict: VerdictEnum = attribute("Which of the runs found it.")  # type: ignore[valid-type]
    members: list[Member] = attribute("Each run's version of it.")


@strawberry.type(description="What the runs on one image have in common.")
class ImageAgreement:
    runs: list[strawberry.ID] = attribute("The runs that gave an answer.")
    measures: list[Measure] = attribute("Numbers, pair by pair.")
    findings: list[Finding] = attribute("Things, and which runs found them.")
    notes: list[str] = attribute("What can't be compared, and why.")

    @field("The image, by id.")
    def image_id(self: ImageAgreementValue) -> strawberry.ID:
        return strawberry.ID(self.image)


@strawberry.type(description="One request: a task, some models, some images.")
class Job:
    id: strawberry.ID = attribute("Its id.")
    iri: str = attribute("Its IRI, which is also the name of its graph.")
    state: RunStateEnum = attribute("Where it stands.")  # type: ignore[valid-type]
    images: list[Image] = attribute("The images.")
    runs: list[Run] = attribute("Each model on each image, in the order asked for.")
    prompt: str | None = attribute("The phrase or question of tasks that need one.")
    seed: int = attribute("The seed.")
    fresh: bool = attribute("Whether recorded answers were to be ignored.")
    position: int | None = attribute("How many jobs are ahead; null once it has begun.")
    created: datetime = attribute("When it was asked for.")
    finished: datetime | None = attribute("When it ended and was recorded in the graph.")

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        return isinstance(value, made.Job)

    @field("The task.")
    def task(self: made.Job, info: Info) -> Task | None:
        return cast("Task", _known(info.context.catalog.task, self.task))

    @field("The models, as they were named.")
    def models(self: made.Job) -> list[str]:
        return list(self.models)

    @field("The options of the task.")
    def options(self: made.Job) -> JSON:
        return JSON(dict(self.options))

    @field("How far the runs say the same, image by image.")
    def agreement(self: made.Job, info: Info) -> list[ImageAgreement]:
        return cast("list[ImageAgreement]", info.context.runs.agreement(self.id).images)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An expected refusal as a value: what a resolver returns as an exception would be raised."""

    error: ModelgraphError

    @property
    def code(self) -> str:
        return self.error.code

    @property
    def message(self) -> str:
        return self.error.message

    @property
    def hint(self) -> str:
        return self.error.hint

    @property
    def details(self) -> dict[str, Any]:
        return self.error.details


@strawberry.type(description="The request was understood, and will not be carried out.")
class RunRefused:
    code: str = attribute("Why, for programs: one of the codes of errors.")
    message: str = attribute("Why, for people.")
    hint: str | None = text("hint", "What to do next.")

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        return isinstance(value, Refusal)

    @field("The tasks that all of the models do, by claim.")
    def shared_tasks(self: Refusal, info: Info) -> list[Task]:
        return _tasks(info, self.details.get("shared", ()))

    @field("The tasks that all of the models can run here.")
    def runnable_tasks(self: Refusal, info: Info) -> list[Task]:
        return _tasks(info, self.details.get("runnable", ()))

    @field("For each model that can't, why.")
    def reasons(self: Refusal) -> list[WhyNot]:
        found = self.details.get("models", ())
        return [
            WhyNot(
                model=each["model"],
                obstacle=Obstacle(each["reason"]),
                explanation=each["explanation"],
            )
            for each in found
        ]

    @field("Names like the one that is unknown.")
    def near(self: Refusal) -> list[str]:
        return list(self.details.get("near", ()))

    @field("When to try again, where that helps.")
    def retry_after_seconds(self: Refusal) -> float | None:
        return self.details.get("retry_after")


RunPayload: TypeAlias = Annotated[
    Job | RunRefused,
    strawberry.union("RunPayload", description="The job, or why there is none."),
]


@strawberry.type(description="One change of a job.")
class RunEvent:
    sequence: int = attribute("Its number: from 1, without gaps.")
    at: datetime = attribute("When.")
    state: RunStateEnum = attribute("What became of the run, or of the job.")  # type: ignore[valid-type]
    text: str | None = text("text", "In words.")
    final: bool = attribute("Whether it is the last event of the job.")

    @field("The job as it is now.")
    def job(self: made.JobEvent, info: Info) -> Job:
        return cast("Job", info.context.runs.job(self.job))

    @field("The run that changed; null where the whole job did.")
    def run(self: made.JobEvent, info: Info) -> Run | None:
        return None if self.run is None else cast("Run", info.context.runs.run(self.run))


def _tasks(info: Info, slugs: Any) -> list[Task]:
    return [cast("Task", info.context.catalog.task(slug)) for slug in slugs]


def _known(ask: Any, name: str) -> Any:
    """Return what the catalog knows by a recorded name; it may have changed since the run."""
    try:
        return ask(name)
    except NotFoundError:
        return None
