"""What changes something: jobs only. What can be expected to go wrong is an answer, no error."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry

from modelgraph.errors import ModelgraphError
from modelgraph.graphql.arguments import JobId
from modelgraph.graphql.context import Info
from modelgraph.graphql.fields import field
from modelgraph.graphql.jobs import Refusal, RunPayload
from modelgraph.graphql.scalars import JSON


@strawberry.input(description="One task of one or more models on one or more images.")
class RunRequest:
    models: list[strawberry.ID] = strawberry.field(
        description="Models or variants, by id, slug, any other name, or IRI."
    )
    task: strawberry.ID = strawberry.field(description="The task, by slug, name or IRI.")
    images: list[strawberry.ID] = strawberry.field(
        description="Images by the ids that `POST /images` answered."
    )
    prompt: str | None = strawberry.field(
        default=None, description="The phrase or question of tasks that need one."
    )
    options: JSON | None = strawberry.field(
        default=None, description="Options of the task, as an object: `threshold`, `labels` …"
    )
    seed: int = strawberry.field(default=0, description="The seed.")
    fresh: bool = strawberry.field(
        default=False, description="Whether to ask the models again where an answer is recorded."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="The same key gives the same job, however often it is sent."
    )


Asked = Annotated[RunRequest, strawberry.argument(description="What to run.")]


@strawberry.type(description="What changes something: running models.")
class Mutation:
    @field(
        "Run a shared task side by side. Answers at once; follow the job with "
        "`runProgress`, or ask for it by `job`."
    )
    def run_comparison(self, info: Info, request: Asked) -> RunPayload:
        try:
            info.context.admit()
            job = info.context.runs.start(client=info.context.client, **vars(request))
            return cast("RunPayload", job)
        except ModelgraphError as refusal:
            return cast("RunPayload", Refusal(refusal))

    @field("Cancel what of a job has not finished.")
    def cancel_run(self, info: Info, job: JobId) -> RunPayload:
        try:
            info.context.admit()
            return cast("RunPayload", info.context.runs.cancel(job))
        except ModelgraphError as refusal:
            return cast("RunPayload", Refusal(refusal))
