"""Arguments that several fields share, each described once."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from modelgraph.graphql.enums import TaskScope

First: TypeAlias = Annotated[int, strawberry.argument(description="How many, 1 to 100.")]
Many: TypeAlias = Annotated[int, strawberry.argument(description="How many, 1 to 1,000.")]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="The `endCursor` of the page before.")
]
Models: TypeAlias = Annotated[
    list[strawberry.ID],
    strawberry.argument(description="Models, each by id, slug, any other name, or IRI."),
]
Scope: TypeAlias = Annotated[
    TaskScope,  # type: ignore[valid-type]
    strawberry.argument(description="How far the support of a task must have been checked."),
]
IncludeBroader: TypeAlias = Annotated[
    bool,
    strawberry.argument(description="Whether doing a narrower task counts as doing the broader."),
]
Properties: TypeAlias = Annotated[
    list[str] | None, strawberry.argument(description="Keys of the properties to keep; else all.")
]
Name: TypeAlias = Annotated[
    str, strawberry.argument(description="Its slug or identifier, name, or IRI.")
]
JobId: TypeAlias = Annotated[strawberry.ID, strawberry.argument(description="The id of the job.")]
