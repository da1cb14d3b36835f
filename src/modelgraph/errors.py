"""Everything modelgraph raises on purpose.

* ModelgraphError
  + NotFoundError            the name or address names nothing
  + RefusedError             understood, and not allowed
    - TaskNotSharedError     not every given model does the task, or can run it here
    - TooManyError           over a stated limit
    - UnauthorizedError      a key is needed, or the given one is wrong
    - BusyError              the queue is full, or the client has its share; try later
  + InvalidDataError         a source, a row, an image or a query is not what it promises to be
    - InvalidQueryError      a query that is not well formed, or asks what may not be asked
    - InvalidImageError      bytes that are not an image we read, or too large a one
    - InvalidWeightsError    weights that are damaged, incomplete or not the pinned ones
  + UnavailableError         the store, the runner or an optional package is not there
    - DeadlineError          the answer did not come in time
    - WorkerDiedError        the process at work died of it: memory, or a fault of an engine

Whoever catches ``ModelgraphError`` has caught them all. The faces (GraphQL, SPARQL, pages, command
line) put ``code`` into their own form; nothing below the faces knows HTTP.
"""

from __future__ import annotations

from typing import Any, ClassVar


class ModelgraphError(Exception):
    """Whatever goes wrong for a reason that we know.

    ``code`` is stable and belongs to the public contract; ``hint`` says what to do next;
    ``details`` holds the limit, the actual value, near names and the like, as plain JSON values.
    """

    code: ClassVar[str] = "ERROR"

    def __init__(self, message: str, *, hint: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details


class NotFoundError(ModelgraphError):
    """The catalog holds nothing under this name."""

    code = "NOT_FOUND"

    def __init__(self, kind: str, name: str, *, near: tuple[str, ...] = ()) -> None:
        hint = f"Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(
            f"There is no {kind} called {name!r}.", hint=hint, kind=kind, name=name, near=list(near)
        )
        self.kind, self.name, self.near = kind, name, near


class RefusedError(ModelgraphError):
    """The request is understood, and not allowed."""

    code = "REFUSED"


class TaskNotSharedError(RefusedError):
    """Not every given model does this task, or not every one can run it here.

    ``details`` names the tasks that are shared, and for each model why it can't run this one.
    """

    code = "TASK_NOT_SHARED"


class TooManyError(RefusedError):
    """More than a stated limit; ``details`` holds ``limit`` and ``actual``."""

    code = "TOO_MANY"


class UnauthorizedError(RefusedError):
    """A key is needed, or the given key is wrong."""

    code = "UNAUTHORIZED"


class BusyError(RefusedError):
    """The queue is full or the client has used its share; ``details['retry_after']`` in seconds."""

    code = "RATE_LIMITED"


class InvalidDataError(ModelgraphError):
    """A source, a row or a value is not what it promises to be."""

    code = "INVALID_DATA"


class InvalidQueryError(InvalidDataError):
    """A query that is not well formed, or asks for what may not be asked."""

    code = "INVALID_QUERY"


class InvalidImageError(InvalidDataError):
    """Bytes that are not an image we read, or an image over the limits."""

    code = "INVALID_IMAGE"


class InvalidWeightsError(InvalidDataError):
    """Weights that are damaged, incomplete, or not the pinned ones."""

    code = "INVALID_WEIGHTS"


class UnavailableError(ModelgraphError):
    """The store, the runner or an optional package is not there."""

    code = "UNAVAILABLE"


class DeadlineError(UnavailableError):
    """The answer did not come within the time allowed; ``details['limit_seconds']`` says which."""

    code = "TIMEOUT"


class WorkerDiedError(UnavailableError):
    """The process that did the work died; the same request may kill the next one, too."""

    code = "WORKER_DIED"
