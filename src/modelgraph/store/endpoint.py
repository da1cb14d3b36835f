"""One SPARQL engine behind HTTP: SPARQL 1.1 Protocol and Graph Store HTTP Protocol, as a client.

A query goes as a form by POST, the one way that every engine takes; every request has an end, and
every answer a size. Redirects are not followed, so that a key never reaches another server.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx

from modelgraph.errors import DeadlineError, InvalidDataError, InvalidQueryError, UnavailableError
from modelgraph.store.challenge import Challenged

T = TypeVar("T")

_CONNECT_SECONDS: Final = 5.0
_EXCERPT: Final = 300
_SMALL: Final = 65_536
_CUT: Final = ("x-sparql-maxrows", "x-sparql-anytime")
"""Headers by which an engine tells that it has left rows out (Virtuoso does)."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an engine answers; ``update`` is the same place unless it is given.

    An address that ends in ``/query`` has its updates at ``/update``, as Oxigraph and Fuseki do.
    Without ``graphs``, the place of the Graph Store Protocol, what is loaded goes as updates.

    Raises:
        InvalidDataError: not an address of http or https, or one with a password in it.
    """

    query: str
    update: str = ""
    graphs: str = ""

    def __post_init__(self) -> None:
        if not self.update:
            start, slash, last = self.query.rpartition("/")
            beside = f"{start}{slash}update" if last == "query" else self.query
            object.__setattr__(self, "update", beside)
        for each in (self.query, self.update, *filter(None, [self.graphs])):
            _check(each)


def _check(address: str) -> None:
    try:
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        httpx.URL(address)
    except (ValueError, httpx.InvalidURL):
        good = False
    if not good:
        raise InvalidDataError(
            "The address of the store is none of http or https.",
            hint="Give the address of its SPARQL queries, such as http://localhost:7878/query.",
        )
    if parts.username is not None or parts.password is not None:
        # It isn't repeated here: a message may be logged.
        raise InvalidDataError(
            "The address of the store holds a password.",
            hint="Set MODELGRAPH_STORE_USER and MODELGRAPH_STORE_PASSWORD instead.",
        )


@dataclass(frozen=True, slots=True)
class Access:
    """Who we are for the engine: a user with a password, or a token, or nobody."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one request may take: seconds from its start to the last byte, bytes of its answer."""

    seconds: float = 60.0
    load_seconds: float = 600.0
    answer_bytes: int = 2_000_000_000


class Body:
    """The body of an answer, as a file that ends with an error where it is too late or too long."""

    def __init__(self, response: httpx.Response, until: float, allowance: Allowance) -> None:
        self._chunks = response.iter_bytes()
        self._until, self._allowance = until, allowance
        self._left, self._count = b"", 0
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes, or all that is left."""
        try:
            if size is None or size < 0:
                return b"".join(iter(lambda: self._some(_SMALL), b""))
            return self._some(size)
        except Exception as error:
            self.error = error  # whoever parses what we give wraps it
            raise

    def _some(self, size: int) -> bytes:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._count += len(chunk)
            if time.monotonic() > self._until:
                raise _late(self._allowance.seconds)
            if self._count > self._allowance.answer_bytes:
                raise UnavailableError(
                    "The answer of the store is too large.",
                    hint="Ask for less, page by page.",
                    limit=self._allowance.answer_bytes,
                )
            self._left = chunk
        some, self._left = self._left[:size], self._left[size:]
        return some


class Endpoint:
    """Asks one engine; safe to share between threads."""

    def __init__(
        self, address: Address, access: Access | None = None, allowance: Allowance | None = None
    ) -> None:
        self.address, self.allowance = address, allowance or Allowance()
        self._client = httpx.Client(
            auth=Challenged.of(access.user, access.password, access.token) if access else None,
            headers={"User-Agent": "modelgraph", "Accept-Encoding": "identity"},
            follow_redirects=False,
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=8),
        )

        # Commands open a store and end; the connections shall not wait for them to be forgotten.
        self._closing = weakref.finalize(self, self._client.close)

    def close(self) -> None:
        """Close the connections."""
        self._closing()

    def query(
        self,
        text: str,
        accept: str,
        parse: Callable[[Body, str], T],
        dataset: Mapping[str, list[str]],
    ) -> T:
        """Return what ``parse`` makes of the answer and of its media type.

        ``dataset`` holds ``default-graph-uri`` and ``named-graph-uri``.

        Raises:
            InvalidQueryError: the engine doesn't take the query.
            DeadlineError, UnavailableError: no whole answer came.
        """
        form: dict[str, str | list[str]] = {"query": text, **dataset}
        for last in (False, True):
            try:
                with self._sent("POST", self.address.query, accept, form=form) as (response, body):
                    _whole(response)
                    return _parsed(body, response, parse)
            except httpx.RemoteProtocolError as error:
                # A connection that was kept may be closed by now. Asking twice changes nothing.
                if last:
                    raise self._unreachable(error) from error
        raise AssertionError

    def update(self, text: str) -> None:
        """Carry an update out.

        Raises:
            DeadlineError, UnavailableError: it is not certain to have been carried out.
        """
        self._write("POST", self.address.update, form={"update": text})

    def add(self, graph: str | None, triples: bytes) -> None:
        """Add N-Triples to a graph by the Graph Store Protocol, ``None`` for the default one."""
        query = {"graph": graph} if graph else {"default": ""}
        url = str(httpx.URL(self.address.graphs).copy_merge_params(query))
        self._write("POST", url, content=triples)

    def _write(
        self,
        method: str,
        url: str,
        *,
        form: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
    ) -> None:
        seconds = self.allowance.load_seconds
        try:
            with self._sent(method, url, "*/*", form=form, content=content, seconds=seconds) as (
                _,
                body,
            ):
                body.read()
        except InvalidQueryError as error:
            raise UnavailableError(
                error.message.replace("the query", "the update"), hint=_WRITABLE
            ) from error
        except httpx.RemoteProtocolError as error:
            raise self._unreachable(error) from error

    @contextmanager
    def _sent(
        self,
        method: str,
        url: str,
        accept: str,
        *,
        form: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
        seconds: float = 0.0,
    ) -> Iterator[tuple[httpx.Response, Body]]:
        seconds = seconds or self.allowance.seconds
        until = time.monotonic() + seconds
        headers = {"Accept": accept}
        if content is not None:
            headers["Content-Type"] = "application/n-triples"
        times = httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        try:
            with self._client.stream(
                method, url, data=form, content=content, headers=headers, timeout=times
            ) as response:
                allowance = Allowance(seconds, seconds, self.allowance.answer_bytes)
                body = Body(response, until, allowance)
                if response.status_code >= 300:
                    raise self._refused(response, body)
                yield response, body
        except httpx.ConnectTimeout as error:
            raise self._unreachable(error) from error
        except httpx.TimeoutException as error:
            raise _late(seconds) from error
        except httpx.RemoteProtocolError:
            raise
        except httpx.TransportError as error:
            raise self._unreachable(error) from error

    def _refused(self, response: httpx.Response, body: Body) -> Exception:
        status = response.status_code
        said = _excerpt(body)
        if status == 400:
            return InvalidQueryError(f"The store does not take the query: {said}", status=status)
        message = f"The store answers with status {status}: {said}"
        if status < 400:
            hint = "It has moved; give the address that it has now."
        elif status in {401, 403}:
            hint = "Set MODELGRAPH_STORE_USER and MODELGRAPH_STORE_PASSWORD, or a token."
        elif status == 404:
            hint = "Is this the address of its SPARQL queries?"
        else:
            hint = "Look into the log of the store."
        return UnavailableError(message, hint=hint, status=status)

    def _unreachable(self, error: Exception) -> UnavailableError:
        return UnavailableError(
            f"The store at {self.address.query} can't be reached: {error}",
            hint="Is it running, and is this its address?",
        )


_WRITABLE: Final = "Does the store let us write? Some do so at another address, or with a key."


def _whole(response: httpx.Response) -> None:
    """Refuse an answer that the engine has cut: its rows would be taken for all there are."""
    for name in _CUT:
        if name in response.headers:
            raise UnavailableError(
                "The store has cut its answer short.",
                hint="Raise its limits; Virtuoso's are ResultSetMaxRows and MaxQueryExecutionTime.",
                header=f"{name}: {response.headers[name][:80]}",
            )


def _parsed(body: Body, response: httpx.Response, parse: Callable[[Body, str], T]) -> T:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        return parse(body, kind)
    except (SyntaxError, ValueError, OSError) as error:
        said = str(error)
    # Out here nothing holds the parser any more, which must end in the thread that it began in.
    if body.error is not None:
        raise body.error.with_traceback(None)
    raise UnavailableError(
        f"What the store answers can't be read: {said[:_EXCERPT]}",
        hint="Is this the address of SPARQL queries?",
        media_type=kind[:80],
    )


def _excerpt(body: Body) -> str:
    text = body.read(_SMALL).decode(errors="replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_EXCERPT]


def _late(seconds: float) -> DeadlineError:
    return DeadlineError(
        f"The store gave no answer within {seconds:g} s.",
        hint="Ask for less, or raise MODELGRAPH_STORE_SECONDS.",
        limit_seconds=seconds,
    )
