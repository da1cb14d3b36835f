"""Bodies and parameters of requests, read with every limit in force while they arrive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope
from werkzeug.http import parse_options_header

from modelgraph.graphql.engine import Request
from modelgraph.graphql.errors import RequestRefusedError
from modelgraph.graphql.persisted import named_hash

_JSON_DEPTH: Final = 64


def header(scope: Scope, name: bytes) -> str:
    """Return a header's value, or nothing; several of one name are joined as HTTP says."""
    values = [value for key, value in scope["headers"] if key == name]
    return b", ".join(values).decode("latin-1")


def from_parameters(query_string: bytes) -> Request:
    """Read a GET request.

    Raises:
        RequestRefusedError: no query, a parameter twice, or variables that are not JSON.
    """
    try:
        pairs = parse_qsl(query_string.decode("ascii"), errors="strict", max_num_fields=20)
    except (UnicodeDecodeError, ValueError) as error:
        raise _bad(f"The parameters can't be read: {_short(error)}") from error
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise _bad("A parameter is given twice.")
    variables = parameters.get("variables")
    data: dict[str, Any] = dict(parameters)
    data["variables"] = _json(variables.encode()) if variables else None
    extensions = parameters.get("extensions")
    data["extensions"] = _json(extensions.encode()) if extensions else None
    return request(data)


async def from_body(scope: Scope, receive: Receive, limit: int) -> Request:
    """Read a POST request.

    Raises:
        RequestRefusedError: not JSON, not UTF-8, compressed, too large, or not of the right shape.
    """
    kind, options = parse_options_header(header(scope, b"content-type"))
    if kind.lower() != "application/json" or _charset(options) not in {"utf-8", "utf8"}:
        raise RequestRefusedError(
            "UNSUPPORTED_MEDIA_TYPE",
            f"The body is {kind or 'of no stated type'}; send application/json in UTF-8.",
            hint="Images go to POST /images; the mutation takes the id that it answers.",
            status=415,
        )
    if header(scope, b"content-encoding") not in {"", "identity"}:
        raise RequestRefusedError(
            "UNSUPPORTED_MEDIA_TYPE", "The body is compressed; send it as it is.", status=415
        )
    return request(_json(await _read(scope, receive, limit)))


def request(data: Any) -> Request:
    """Return the request in this JSON value.

    Raises:
        RequestRefusedError: a part is missing or not of its type.
    """
    if isinstance(data, list):
        raise _bad("Several requests in one are not taken.", "Send them one by one.")
    if not isinstance(data, dict):
        raise _bad("The body must be a JSON object.", 'Send {"query": "{ statistics { models } }"}')
    _check_object(data, "variables")
    _check_object(data, "extensions")
    digest, query = named_hash(data), data.get("query") or ""
    if not isinstance(query, str) or not (query.strip() or digest):
        raise _bad('"query" must be a GraphQL document.', 'As in {"query": "{ tasks { name } }"}')
    name = data.get("operationName")
    if name is not None and not isinstance(name, str):
        raise _bad('"operationName" must be text or null.')
    return Request(query, data.get("variables") or {}, name or None, digest)


def decoded(text: bytes | str) -> Any:
    """Return the JSON value of a WebSocket message; the same rules as for bodies."""
    return _json(text.encode() if isinstance(text, str) else text)


async def _read(scope: Scope, receive: Receive, limit: int) -> bytes:
    declared = header(scope, b"content-length")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(limit, int(declared))
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _bad("The client left before the body was complete.")
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit, len(body))
        if not message.get("more_body", False):
            return bytes(body)


def _json(data: bytes) -> Any:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _bad(f"The body is not JSON in UTF-8: {_short(error)}") from error
    if _deeper(value, _JSON_DEPTH):
        raise _bad(f"The JSON is nested deeper than {_JSON_DEPTH}.")
    return value


def _deeper(value: Any, limit: int) -> bool:
    """Say whether containers are nested deeper than the limit; goes level by level, not down."""
    level = [value]
    for _ in range(limit + 1):
        containers = [each for each in level if isinstance(each, dict | list)]
        if not containers:
            return False
        level = [
            inner
            for each in containers
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return True


def _check_object(data: Mapping[str, Any], key: str) -> None:
    if not isinstance(data.get(key), dict | None):
        raise _bad(f'"{key}" must be an object or null.')


def _charset(options: Mapping[str, str]) -> str:
    return options.get("charset", "utf-8").lower()


def _short(error: Exception) -> str:
    return str(error)[:120]


def _bad(message: str, hint: str = "") -> RequestRefusedError:
    return RequestRefusedError("BAD_REQUEST", message, hint=hint)


def _too_large(limit: int, actual: int) -> RequestRefusedError:
    return RequestRefusedError(
        "BODY_TOO_LARGE",
        f"The body has {actual:,} bytes or more; at most {limit:,} are taken.",
        status=413,
        limit=limit,
        actual=actual,
    )
