"""Errors in GraphQL's form: ``extensions.code`` from a closed list, never a traceback.

Errors that modelgraph raises keep the code of ``modelgraph.errors``; what only this face has to say
is in ``CODES``; docs/reference/errors.md shows both. Whatever is not foreseen is ``INTERNAL``: it
goes to the log with its traceback, and the client is told a number.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import uuid4

from graphql import GraphQLError

from modelgraph.errors import ModelgraphError

_LOG = logging.getLogger("modelgraph.graphql")

CODES: Final[Mapping[str, str]] = {
    "BAD_REQUEST": "The request is not JSON of the right shape, or its bytes are damaged.",
    "UNSUPPORTED_MEDIA_TYPE": "The body is not application/json in UTF-8 without compression.",
    "NOT_ACCEPTABLE": "Accept names no form in which this operation can be answered.",
    "METHOD_NOT_ALLOWED": "Not GET or POST; or a mutation or subscription where it may not be.",
    "BODY_TOO_LARGE": "The body has more bytes than allowed.",
    "DOCUMENT_TOO_LARGE": "The document has more bytes or tokens than allowed.",
    "TOO_COMPLEX": "Depth, fields, directives, operations or cost pass a limit.",
    "TOO_MANY_ALIASES": "The document renames more fields than allowed.",
    "GRAPHQL_PARSE_FAILED": "The document is not well formed.",
    "GRAPHQL_VALIDATION_FAILED": "The document asks for what the schema does not have.",
    "GRAPHQL_INVALID_VARIABLES": "A variable or argument is missing or not of its type.",
    "GRAPHQL_OPERATION_NOT_FOUND": "The document has no operation of this name, or several.",
    "PERSISTED_QUERY_NOT_FOUND": "No document of this hash is known; send it once with its hash.",
    "INVALID_ARGUMENT": "An argument has the right type and no meaning here.",
    "INTERNAL": "A fault of modelgraph; the log has it under requestId.",
}


class RequestRefusedError(Exception):
    """A request that is answered before, or instead of, being executed.

    ``status`` is that of HTTP where the client accepts GraphQL's own media type.
    """

    def __init__(
        self, code: str, message: str, *, hint: str = "", status: int = 400, **details: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.errors: list[dict[str, Any]] = [
            {"message": message, "extensions": _extensions(code, hint, details)}
        ]

    @classmethod
    def of(cls, code: str, errors: Iterable[GraphQLError]) -> RequestRefusedError:
        """Return the refusal that carries these errors of graphql-core, all under one code."""
        refusal = cls(code, "The document can't be executed.")
        refusal.errors = [_formatted(error, code) for error in errors]
        return refusal


class InvalidArgumentError(ModelgraphError):
    """An argument of the right type that has no meaning here."""

    code = "INVALID_ARGUMENT"


def parse_failed(error: GraphQLError) -> RequestRefusedError:
    """Return the refusal of a document that is not well formed."""
    return RequestRefusedError.of("GRAPHQL_PARSE_FAILED", [error])


def formatted(error: GraphQLError) -> dict[str, Any]:
    """Return an error of execution as JSON values."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, ModelgraphError):
        return {
            **_formatted(error, cause.code, cause.hint, cause.details),
            "message": cause.message,
        }
    if cause is None:
        return _formatted(error, "GRAPHQL_INVALID_VARIABLES")
    return {**_formatted(error, "INTERNAL", **_logged(cause)), "message": "Internal error."}


def of_exception(error: Exception) -> dict[str, Any]:
    """Return whatever was raised outside of a resolver as JSON values."""
    if isinstance(error, ModelgraphError):
        extensions = _extensions(error.code, error.hint, error.details)
        return {"message": error.message, "extensions": extensions}
    return {"message": "Internal error.", "extensions": _extensions("INTERNAL", **_logged(error))}


def _logged(error: BaseException) -> dict[str, Any]:
    number = uuid4().hex[:12]
    _LOG.error("Internal error %s", number, exc_info=error)
    return {
        "hint": "This is a fault of modelgraph; report it with its requestId.",
        "details": {"requestId": number},
    }


def _formatted(
    error: GraphQLError, code: str, hint: str = "", details: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    answer: dict[str, Any] = {"message": error.message}
    if error.locations:
        answer["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        answer["path"] = error.path
    answer["extensions"] = _extensions(code, hint, details or {})
    return answer


def _extensions(
    code: str, hint: str = "", details: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    names = {"".join(_camel(key)): value for key, value in (details or {}).items()}
    return {**names, "code": code, **({"hint": hint} if hint else {})}


def _camel(key: str) -> Iterable[str]:
    first, *rest = key.split("_")
    return [first, *(part.capitalize() for part in rest)]
