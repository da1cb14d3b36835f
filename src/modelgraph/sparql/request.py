"""What a request asks, by the SPARQL 1.1 Protocol: three ways to send a query (section 2.1), two to
send an update (section 2.2).

Everything is read strictly: what is no UTF-8, what is given twice and what would write where only
queries are answered is refused, never mended.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from werkzeug.http import parse_options_header

from modelgraph.errors import InvalidQueryError, RefusedError
from modelgraph.sparql.answer import Dataset
from modelgraph.sparql.failures import BodyTooLargeError, UnsupportedBodyError
from modelgraph.sparql.update import Using

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_ONCE: Final = ("query", "format", "timeout")
_WRITING: Final = ("update", "using-graph-uri", "using-named-graph-uri")
_READING: Final = ("query", "default-graph-uri", "named-graph-uri")
_MOST_FIELDS: Final = 120
_BODY_SECONDS: Final = 10.0
# A query may grow threefold by its percent signs, and addresses of graphs come on top.
_BODY_FACTOR: Final = 4
_BODY_MORE: Final = 24_000

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\x7f]*")

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
    kind = _kind(request, "query", (_FORM, _QUERY, _UPDATE))
    if kind == _UPDATE:
        raise _an_update()
    body = await read_body(request, _BODY_FACTOR * text_bytes + _BODY_MORE)
    if kind == _FORM:
        return _asked(pairs + _pairs(body))
    return _asked([*pairs, ("query", _utf8(body, "query"))])


@dataclass(frozen=True, slots=True)
class AskedUpdate:
    """One request to write: an update, and the graphs that its ``WHERE`` sees."""

    text: str
    using: Using


async def read_update(request: Request, text_bytes: int) -> AskedUpdate:
    """Return what a request would write.

    Raises:
        InvalidQueryError: something is no UTF-8, given twice or missing, or is no graph's address.
        UnsupportedBodyError, BodyTooLargeError: a body that can't hold an update.
    """
    pairs = _pairs(request.scope["query_string"])
    if any(name == "update" for name, _ in pairs):
        raise InvalidQueryError("An update stands in the body.", hint="Send it by POST as a form.")
    kind = _kind(request, "update", (_FORM, _UPDATE))
    body = await read_body(request, _BODY_FACTOR * text_bytes + _BODY_MORE)
    if kind == _FORM:
        pairs += await asyncio.to_thread(_pairs, body)  # it may be megabytes
    else:
        pairs.append(("update", _utf8(body, "update")))
    for name in _READING:
        if any(key == name for key, _ in pairs):
            raise InvalidQueryError(
                f"{name!r} belongs to a query.",
                hint="An update has update, using-graph-uri and using-named-graph-uri.",
            )
    texts = _values(pairs, "update")
    if len(texts) != 1:
        often = "more than once" if texts else "not"
        raise InvalidQueryError(f"The parameter 'update' is {often} given.")
    return AskedUpdate(texts[0], _using(pairs))


def _using(pairs: Pairs) -> Using:
    using = Using(
        tuple(_values(pairs, "using-graph-uri")), tuple(_values(pairs, "using-named-graph-uri"))
    )
    for graph in (*using.default, *using.named):
        if not is_address(graph):
            raise InvalidQueryError(f"Not the address of a graph: {graph[:200]!r}.")
    return using


def is_address(text: str) -> bool:
    """Say whether a text is an absolute IRI, which may stand between angle brackets."""
    return _ADDRESS.fullmatch(text) is not None


def _kind(request: Request, what: str, taken: tuple[str, ...]) -> str:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if options.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedBodyError("The text is not sent as UTF-8.")
    article = "An" if what == "update" else "A"
    if kind not in taken:
        raise UnsupportedBodyError(
            f"{article} {what} can't come as {kind or 'a body without Content-Type'}.",
            hint=f"Send Content-Type: application/sparql-{what} or {_FORM}.",
        )
    return kind


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


def _utf8(body: bytes, what: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise InvalidQueryError(f"The {what} is not UTF-8 at byte {error.start}.") from error


async def read_body(request: Request, limit: int, seconds: float = _BODY_SECONDS) -> bytes:
    """Return the body.

    Raises:
        BodyTooLargeError: it is longer than the limit.
        UnsupportedBodyError: it came too slowly.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
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
