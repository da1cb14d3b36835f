"""Errors as answers, with the status that fits and never a traceback.

A page for those who ask for one, JSON for programs:
``{"error": {"code", "message", "hint", "details"}}``.
"""

from __future__ import annotations

import logging
from typing import Final
from uuid import uuid4

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from modelgraph.errors import ModelgraphError, NotFoundError
from modelgraph.server import codes
from modelgraph.web.refusals import refusal

_LOG = logging.getLogger("modelgraph.server")
_CODES: Final = {405: codes.METHOD_NOT_ALLOWED, 415: codes.UNSUPPORTED_MEDIA_TYPE}


async def of_modelgraph(request: Request, error: Exception) -> Response:
    """Answer what modelgraph raised on purpose."""
    assert isinstance(error, ModelgraphError)
    return refusal(request, error)


async def of_http(request: Request, error: Exception) -> Response:
    """Answer what the framework raised: no such address, no such method, a broken form."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return refusal(request, NotFoundError("page", request.url.path[:200]))
    code = _CODES.get(error.status_code, codes.BAD_REQUEST)
    return _json(error.status_code, code, str(error.detail), "", {}, dict(error.headers or {}))


async def of_exception(request: Request, error: Exception) -> Response:
    """Answer a fault of ours: the log has it, the client gets its number."""
    number = uuid4().hex[:12]
    _LOG.error("Internal error %s at %s", number, request.url.path, exc_info=error)
    hint = "This is a fault of modelgraph; report it with its requestId."
    return _json(500, codes.INTERNAL, "Internal error.", hint, {"requestId": number}, {})


def _json(  # noqa: PLR0917 - the parts of one answer
    status: int,
    code: str,
    message: str,
    hint: str,
    details: dict[str, str],
    headers: dict[str, str],
) -> Response:
    error = {"code": code, "message": message, "hint": hint, "details": details}
    body = orjson.dumps({"error": error})
    return Response(body, status, headers, media_type="application/json")
