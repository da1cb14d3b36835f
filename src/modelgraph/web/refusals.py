"""Errors as pages: the code, what was wrong, near names, what to do; as JSON when asked.

The one place of the pages where an error becomes an HTTP status.
"""

from __future__ import annotations

import math
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from modelgraph import errors
from modelgraph.web.negotiation import Form, NotAcceptableError, choose, split_ending
from modelgraph.web.rendering import query, render, segment

_STATUS: Final[tuple[tuple[type[errors.ModelgraphError], int], ...]] = (
    (errors.NotFoundError, 404),
    (errors.TaskNotSharedError, 409),
    (errors.TooManyError, 400),
    (errors.UnauthorizedError, 401),
    (errors.BusyError, 429),
    (NotAcceptableError, 406),
    (errors.RefusedError, 403),
    (errors.InvalidDataError, 400),
    (errors.DeadlineError, 504),
    (errors.UnavailableError, 503),
)

_IMAGE_STATUS: Final = {"format": 415, "bytes": 413, "pixels": 413}

_PLACES: Final = {
    "task": "/task/",
    "organization": "/org/",
    "family": "/family/",
    "license": "/license/",
    "feature": "/feature/",
    "source": "/source/",
    "variant": "/variant/",
}

_TITLES: Final = {
    400: "That can’t be read",
    401: "A key is needed",
    403: "Not allowed",
    404: "Nothing here by that name",
    300: "Several things are called that",
    406: "Not in that form",
    409: "Not a task they share",
    413: "Too large",
    415: "Not an image we read",
    429: "Busy, please wait",
    500: "Something went wrong here",
    503: "Not available now",
    504: "That took too long",
}


def status_of(error: errors.ModelgraphError) -> int:
    """Return the HTTP status of an error."""
    if isinstance(error, errors.InvalidImageError):
        return _IMAGE_STATUS.get(str(error.details.get("reason")), 400)
    if isinstance(error, errors.RefusedError) and error.details.get("candidates"):
        return 300
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def refusal(request: Request, error: errors.ModelgraphError) -> Response:
    """Return the answer that says why there is none, in the form the client asked for."""
    status = status_of(error)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if retry_after := error.details.get("retry_after"):
        headers["Retry-After"] = str(math.ceil(float(retry_after)))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if _wants_json(request):
        body = orjson.dumps({"error": as_json(error)}, default=str)
        return Response(body, status, headers, media_type=Form.JSON.media_type)
    context = {
        "status": status,
        "title": _TITLES.get(status, _TITLES[500]),
        "error": error,
        "candidates": error.details.get("candidates") or (),
        "near_link": _near_link,
    }
    return Response(render("error.html", **context), status, headers, media_type="text/html")


def _near_link(kind: str, name: str) -> str:
    """Return where a near name leads: to its page, or to a search for it."""
    if kind in _PLACES:
        return _PLACES[kind] + segment(name)
    return f"/model/{segment(name)}" if "/" in name else query("/models", q=name)


def as_json(error: errors.ModelgraphError) -> dict[str, object]:
    """Return an error as plain values: the same words as in GraphQL and on the command line."""
    return {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "details": dict(error.details),
    }


def _wants_json(request: Request) -> bool:
    """Whoever asks for data gets data; a page is for those who ask for one, or for anything."""
    ending = split_ending(request.url.path)[1]
    if ending is not None:
        return True
    accept = request.headers.get("accept", "")
    return choose(accept, (Form.PAGE, Form.JSON, *_DATA)) is not Form.PAGE


_DATA: Final = (Form.TURTLE, Form.JSON_LD, Form.N_TRIPLES, Form.CSV, Form.MARKDOWN)
