"""What went wrong, as the endpoint says it: a status, and a code with a sentence in JSON."""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

from modelgraph.errors import (
    BusyError,
    InvalidDataError,
    InvalidQueryError,
    ModelgraphError,
    NotFoundError,
    RefusedError,
    TooManyError,
    UnauthorizedError,
    UnavailableError,
)
from modelgraph.sparql.keywords import KEYWORDS, OF_UPDATES, unknown
from modelgraph.sparql.places import offset_of, place
from modelgraph.sparql.tokens import tokens


class NotAcceptableError(RefusedError):
    """The answer has no form that the request takes."""


class UnsupportedBodyError(RefusedError):
    """A body of a kind in which no query comes."""


class BodyTooLargeError(TooManyError):
    """A body longer than any query."""


class PreconditionError(RefusedError):
    """The graph is not in the state that the request wants it in."""


class QueueFullError(BusyError):
    """More queries wait than may, whoever sent them."""


_STATUS: Final[tuple[tuple[type[ModelgraphError], int], ...]] = (
    (NotAcceptableError, 406),
    (UnsupportedBodyError, 415),
    (BodyTooLargeError, 413),
    (PreconditionError, 412),
    (QueueFullError, 503),
    (BusyError, 429),
    (UnauthorizedError, 401),
    (TooManyError, 400),
    (RefusedError, 403),
    (InvalidDataError, 400),
    (NotFoundError, 404),
    (UnavailableError, 503),
    (ModelgraphError, 500),
)
_AT: Final = re.compile(r"error at (\d+):(\d+): (?:expected (.*))?", re.DOTALL)
_SIGN: Final = re.compile(r'"([^"\\]|\\")"')
_SENTENCE: Final = re.compile(r"(?:^|of |, )([A-Z][A-Za-z]*(?: [A-Za-z*]+){2,})")


def status_of(error: ModelgraphError) -> int:
    """Return the HTTP status of an error."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def body_of(error: ModelgraphError) -> bytes:
    """Return ``{"error": {code, message, hint, details}}``."""
    return orjson.dumps({"error": plain(error)})


def plain(error: ModelgraphError) -> dict[str, Any]:
    """Return an error as plain values, to pass between processes."""
    return {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "details": error.details,
    }


def restored(values: dict[str, Any]) -> ModelgraphError:
    """Return the error that another process has put into plain values."""
    kind = _BY_CODE.get(values["code"], ModelgraphError)
    return kind(values["message"], hint=values["hint"], **values["details"])


_BY_CODE: Final[dict[str, type[ModelgraphError]]] = {
    kind.code: kind
    for kind in (
        InvalidDataError,
        InvalidQueryError,
        RefusedError,
        TooManyError,
        UnavailableError,
        ModelgraphError,
    )
}


def syntax_error(text: str, said: str, what: str = "query") -> InvalidQueryError:
    """Return what the engine said about the syntax of a query or update, with its place.

    The engine names the furthest place it reached and everything that its grammar tried there;
    only the punctuation in it helps, so only that is passed on.
    """
    found = _AT.match(said)
    if found is None:
        return InvalidQueryError(f"The {what} is not well formed: {said}.")
    where = place(text, offset_of(text, int(found[1]), int(found[2])))
    return InvalidQueryError(
        f"The {what} is not well formed before line {where['line']}, column {where['column']}.",
        hint=unknown(tokens(text), OF_UPDATES if what == "update" else KEYWORDS)
        or _hint(found[3] or ""),
        **where,
    )


def _hint(expected: str) -> str:
    if "IRI parsing failed" in expected:
        return "An IRI is not well formed; a relative one needs a BASE line."
    if sentence := _SENTENCE.search(expected):
        return f"{sentence[1]}."
    signs = sorted({sign.replace("\\", "") for sign in _SIGN.findall(expected)} & set("{})]"))
    return f"Expected {' or '.join(signs)}." if signs else ""
