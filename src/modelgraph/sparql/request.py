"""What a request asks, by the SPARQL 1.1 Protocol, section 2.1: three ways to send a query.

Everything is read strictly: what is no UTF-8, what is given twice and what would write is refused,
never mended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from werkzeug.http import parse_options_header

from modelgraph.errors import InvalidQueryError, RefusedError
from modelgraph.sparql.answer import Dataset
from modelgraph.sparql.failures import BodyTooLargeError, UnsupportedBodyError

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_ONCE: Final = ("query", "format", "timeout")
_WRITING: Final = ("update", "using-graph-uri", "using-named-graph-uri")
_MOST_FIELDS: Final = 120
_BODY_SECONDS: Final = 10.0
# A query may grow threefold by its percent signs, and addresses of graphs come on top.
_BODY_FACTOR: Final = 4
_BODY_MORE: Final = 24_000

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: a query or none, where it looks, and how its answer should come."""

    text: str | None
    dataset: Dataset
    form: str | None = None
    seconds: float | None = None


async def read(request: Request, text_bytes: int) -> Asked:
    """Return what a request asks.

    Raises:
        InvalidQueryError: something is no UTF-8, given twice, or not a number where one is meant.
        RefusedError: it carries an update.
        UnsupportedBodyError, BodyTooLargeError: a body that can't hold a query.
    """
    pairs = _pairs(request.scope["query_string"])
    if request.method != "POST":
        return _asked(pairs)
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if options.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedBodyError("A query is sent as UTF-8.")
    if kind == _UPDATE:
        raise _an_update()
    if kind not in (_FORM, _QUERY):
        raise UnsupportedBodyError(
            f"A query can't come as {kind or 'a body without Content-Type'}.",
            hint=f"Send Content-Type: {_QUERY} or {_FORM}.",
        )
    body = await _body(request, _BODY_FACTOR * text_bytes + _BODY_MORE)
    if kind == _FORM:
        return _asked(pairs + _pairs(body))
    return _asked([*pairs, ("query", _utf8(body))])


def _pairs(encoded: bytes) -> Pairs:
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise InvalidQueryError("The parameters are not UTF-8 in percent encoding.") from error
    except ValueError as error:
        raise InvalidQueryError(f"There are more than {_MOST_FIELDS} parameters.") from error


def _utf8(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise InvalidQueryError(f"The query is not UTF-8 at byte {error.start}.") from error


async def _body(request: Request, limit: int) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > limit:
                    raise BodyTooLargeError(
                        f"The body is longer than {limit:,} bytes.", limit=limit
                    )
    except TimeoutError as error:
        raise UnsupportedBodyError("The body came too slowly.") from error
    return bytes(body)


def _asked(pairs: Pairs) -> Asked:
    for name in _WRITING:
        if any(key == name for key, _ in pairs):
            raise _an_update()
    once = {name: _values(pairs, name) for name in _ONCE}
    for name, values in once.items():
        if len(values) > 1:
            raise InvalidQueryError(f"The parameter {name!r} is given more than once.")
    dataset = Dataset.of(_values(pairs, "default-graph-uri"), _values(pairs, "named-graph-uri"))
    text, form, seconds = (next(iter(once[name]), None) for name in _ONCE)
    return Asked(text, dataset, form or None, None if seconds is None else _seconds(seconds))


def _values(pairs: Iterable[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise InvalidQueryError(
            f"The time-out {text!r} is no number of seconds.", hint="Write timeout=5, or leave it."
        )
    return seconds


def _an_update() -> RefusedError:
    return RefusedError(
        "Updates are not allowed at this address.", hint="It answers queries: SELECT, ASK, …"
    )
