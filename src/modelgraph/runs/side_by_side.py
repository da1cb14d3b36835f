"""From a request to a job: the same task of several models on the same images, side by side.

The task must be shared and runnable here. A refusal names the tasks that are, and for each model
that can't run the task, why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from modelgraph.catalog.entities import Model, Obstacle, Scope, SharedTask, Task, WhyNot
from modelgraph.errors import RefusedError, TaskNotSharedError, TooManyError
from modelgraph.runs import options
from modelgraph.runs.capability import Capability
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.job import StoredImage
from modelgraph.runs.jobs import NewJob, PlannedRun
from modelgraph.runs.machine import device_for
from modelgraph.runs.settings import RunSettings


class Models(Protocol):
    """What is asked of the catalog."""

    def resolve(self, name: str) -> str:
        """Return the IRI of the model or variant of this name.

        Raises:
            NotFoundError: nothing is called so.
        """
        ...

    def model(self, name: str) -> Model:
        """Return the model of this name, or of the variant of this name."""
        ...

    def task(self, name: str) -> Task:
        """Return the task of this name.

        Raises:
            NotFoundError: none is called so.
        """
        ...

    def shared_tasks(self, *names: str, scope: Scope = Scope.CLAIMED) -> tuple[SharedTask, ...]:
        """Return the tasks that all of the models do."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks for; names as the client wrote them."""

    models: tuple[str, ...]
    task: str
    images: tuple[StoredImage, ...]
    prompt: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    client: str = ""
    fresh: bool = False
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A model that was asked for, with the variants that may stand for it, best first."""

    model: Model
    variants: tuple[str, ...]


def plan(
    request: Request, catalog: Models, capability: Capability, settings: RunSettings
) -> NewJob:
    """Return the job that answers a request.

    Raises:
        NotFoundError: a model or the task is unknown.
        TaskNotSharedError: not every model can run the task here; ``details`` hold ``task``,
            ``shared``, ``runnable`` and ``models`` with ``model``, ``reason``, ``explanation``.
        RefusedError: no model, no image, or a prompt or option that is missing or wrong.
        TooManyError: more runs than one job may have.
    """
    _check_amounts(request, settings)
    task = catalog.task(request.task).slug
    candidates = [_candidate(catalog, name) for name in dict.fromkeys(request.models)]
    chosen = _choose(candidates, task, catalog, capability)
    given = options.check_options(task, request.options)
    options.check_region(given, request.images)
    needed = any(task in capability.adapters[each.adapter].needs_prompt for _, each in chosen)
    return NewJob(
        task=task,
        models=request.models,
        images=request.images,
        runs=tuple(
            _planned(
                candidate,
                checkpoint,
                image,
                version=capability.adapters[checkpoint.adapter].version,
                device=device_for(settings.device, checkpoint),
            )
            for image in request.images
            for candidate, checkpoint in chosen
        ),
        prompt=options.check_prompt(task, request.prompt, needed=needed, options=given),
        options=given,
        seed=request.seed,
        client=request.client,
        fresh=request.fresh,
        idempotency_key=request.idempotency_key,
    )


def _check_amounts(request: Request, settings: RunSettings) -> None:
    if not request.models:
        raise RefusedError("No model is named.", hint="Name one or more models.")
    if not request.images:
        raise RefusedError("There is no image.", hint="Upload one first, and give its id.")
    runs = len(request.models) * len(request.images)
    for what, limit, actual in (
        ("images", settings.images_per_job, len(request.images)),
        ("runs", settings.runs_per_job, runs),
    ):
        if actual > limit:
            raise TooManyError(
                f"A job may have {limit} {what}, not {actual}.", limit=limit, actual=actual
            )


def _candidate(catalog: Models, name: str) -> _Candidate:
    iri = catalog.resolve(name)
    model = catalog.model(name)
    variants = tuple(str(variant.iri) for variant in model.variants)
    return _Candidate(model, (iri,) if iri in variants else variants)


def _choose(
    candidates: Sequence[_Candidate], task: str, catalog: Models, capability: Capability
) -> list[tuple[_Candidate, Checkpoint]]:
    """Return a checkpoint for each model, the same variant once; or refuse."""
    found: dict[str, tuple[_Candidate, Checkpoint]] = {}
    for candidate in candidates:
        checkpoint = capability.runnable(candidate.variants, task)
        if checkpoint is None:
            raise _refusal(candidates, task, catalog, capability)
        found.setdefault(checkpoint.variant, (candidate, checkpoint))
    return list(found.values())


def _refusal(
    candidates: Sequence[_Candidate], task: str, catalog: Models, capability: Capability
) -> TaskNotSharedError:
    reasons = [why for each in candidates if (why := _why_not(each, task, capability)) is not None]
    names = [each.model.id for each in candidates]
    shared = [each.task.slug for each in catalog.shared_tasks(*names)]
    runnable = sorted(
        frozenset.intersection(*(capability.tasks(each.variants) for each in candidates))
    )
    sentences = "; ".join(f"{why.model}: {why.obstacle.value}" for why in reasons)
    return TaskNotSharedError(
        f"{task} can't be run side by side: {sentences}.",
        hint=_what_can(runnable, shared, reasons),
        task=task,
        shared=shared,
        runnable=runnable,
        models=[
            {"model": why.model, "reason": why.obstacle.value, "explanation": why.explanation}
            for why in reasons
        ],
    )


def _what_can(runnable: Sequence[str], shared: Sequence[str], reasons: Sequence[WhyNot]) -> str:
    if runnable:
        return f"They can run {', '.join(runnable)} here."
    tasks = f"They share {', '.join(shared)}." if shared else "They share no task."
    return " ".join((tasks, *(f"{why.model}: {why.explanation}" for why in reasons)))


def _why_not(candidate: _Candidate, task: str, capability: Capability) -> WhyNot | None:
    model = candidate.model
    hindrance = capability.why_not(model.id, candidate.variants, task)
    if hindrance is None:
        return None
    claimed = {support.task.slug for support in model.support} | set(model.summary.tasks)
    if hindrance.obstacle is Obstacle.NO_ADAPTER and task not in claimed:
        explanation = f"No source says that {model.name} does {task}."
        return WhyNot(model.id, Obstacle.NOT_CLAIMED, explanation)
    return WhyNot(model.id, hindrance.obstacle, hindrance.explanation)


def _planned(
    candidate: _Candidate,
    checkpoint: Checkpoint,
    image: StoredImage,
    *,
    version: str,
    device: str,
) -> PlannedRun:
    return PlannedRun(
        model=candidate.model.id,
        variant=checkpoint.variant,
        adapter=checkpoint.adapter,
        adapter_version=version,
        weights_sha256=checkpoint.sha256,
        image=image.id,
        device=device,
    )
