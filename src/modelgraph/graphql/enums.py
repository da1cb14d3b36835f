"""The closed lists of the catalog and of runs, with every value described."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

import strawberry

from modelgraph.catalog.entities import ChangeType, Obstacle, Presence, Scope
from modelgraph.runs.agreement.values import Verdict
from modelgraph.runs.job import RunState

E = TypeVar("E", bound=type[Enum])


def _described(kind: E, name: str, description: str, values: Mapping[Enum, str]) -> E:
    made = strawberry.enum(kind, name=name, description=description)
    for value in made.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[kind[value.name]]
    return made


TaskScope = _described(
    Scope,
    "TaskScope",
    "How far it has been checked that a model does a task; each is stronger than the one before.",
    {
        Scope.CLAIMED: "A source says so.",
        Scope.RUNNABLE: "An adapter and the weights are on this machine.",
        Scope.VERIFIED: "A recorded run on this machine succeeded.",
    },
)

PresenceEnum = _described(
    Presence,
    "Presence",
    "Whether a value is stated, and if not, in which of four ways it is missing.",
    {
        Presence.STATED: "At least one source states a value.",
        Presence.UNKNOWN: "A source that covers this property lists the model and says nothing.",
        Presence.NOT_DISCLOSED: "A source says that the makers do not tell.",
        Presence.NOT_APPLICABLE: "The property makes no sense for this model.",
        Presence.NOT_CHECKED: "No source that covers this property was read for this model.",
    },
)

ObstacleEnum = _described(
    Obstacle,
    "Obstacle",
    "Why a model can't run a task on this machine.",
    {
        Obstacle.NO_ADAPTER: "No adapter knows how to load and ask it.",
        Obstacle.NO_WEIGHTS: "Its weights are not on this machine.",
        Obstacle.NEEDS_EXTRA: "An optional part of modelgraph is not installed.",
        Obstacle.TOO_LARGE: "It needs more memory than this machine has.",
        Obstacle.NOT_CLAIMED: "No source says that it does this task.",
    },
)

ChangeTypeEnum = _described(
    ChangeType,
    "ChangeType",
    "What an import did to what a source says.",
    {
        ChangeType.ADDED: "It is new.",
        ChangeType.REMOVED: "It is gone.",
        ChangeType.CHANGED: "It has another value.",
    },
)

RunStateEnum = _described(
    RunState,
    "RunState",
    "How far a run, or a whole job, has come.",
    {
        RunState.QUEUED: "Waits for a worker.",
        RunState.LOADING: "The weights are being loaded.",
        RunState.RUNNING: "The model is being asked.",
        RunState.SUCCEEDED: "There is an answer.",
        RunState.FAILED: "There is a reason why there is no answer.",
        RunState.CANCELLED: "Somebody cancelled it.",
    },
)

VerdictEnum = _described(
    Verdict,
    "Verdict",
    "Which of the runs found a thing.",
    {
        Verdict.ALL: "Every run found it.",
        Verdict.SOME: "More than one found it, and not all.",
        Verdict.ONE: "One run alone found it.",
        Verdict.LABEL: "They found it and call it differently.",
    },
)


@strawberry.enum(description="Which way a list is sorted.")
class Direction(Enum):
    ASC = strawberry.enum_value("asc", description="Smallest, earliest or first letter first.")
    DESC = strawberry.enum_value("desc", description="Largest, latest or last letter first.")


@strawberry.enum(description="What a list of models can be sorted by.")
class ModelSort(Enum):
    NAME = strawberry.enum_value("name", description="The name; ascending only.")
    RELEASED = strawberry.enum_value("released", description="The headline date.")
    PARAMETERS = strawberry.enum_value("parameters", description="The number of parameters.")
    RELEVANCE = strawberry.enum_value(
        "relevance", description="How well it fits the search; best first only."
    )


@strawberry.enum(description="What a list of models can be counted by.")
class FacetField(Enum):
    TASK = strawberry.enum_value("tasks", description="Tasks.")
    LICENSE = strawberry.enum_value("licenses", description="Licences.")
    ORGANIZATION = strawberry.enum_value("organizations", description="Organizations.")
    FAMILY = strawberry.enum_value("families", description="Families.")
    MODALITY = strawberry.enum_value("modalities", description="Modalities.")
    FEATURE = strawberry.enum_value("features", description="Features.")
    CATEGORY = strawberry.enum_value("categories", description="Open or closed.")
    RUNNABLE = strawberry.enum_value("runnable", description="Whether it runs on this machine.")
    COMMERCIAL_USE = strawberry.enum_value(
        "commercial_use", description="What licences say of commercial use."
    )
    REDISTRIBUTION = strawberry.enum_value(
        "redistribution", description="What licences say of passing it on."
    )
    CHANGES = strawberry.enum_value("changes", description="What licences say of changing it.")
