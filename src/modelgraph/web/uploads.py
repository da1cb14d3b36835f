"""Images in and out.

An upload is taken only from our own pages or from a program: a browser on another site can send a
form here, but it can't add a field of its own to the request, nor hide where it comes from. A body
over the limit is read to its end and dropped, so that the client gets to see the refusal.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.types import Message

from modelgraph.errors import (
    InvalidDataError,
    InvalidImageError,
    RefusedError,
    UnavailableError,
)
from modelgraph.runs.runs import Runs
from modelgraph.web.site import Site, moved

_PROOFS: Final = (
    "authorization",
    "x-modelgraph",
    "x-requested-with",
    "graphql-require-preflight",
    "apollo-require-preflight",
)
"""Fields that a browser lets another site send only after asking us, which we never allow."""

_FIELDS: Final = 40
_FIELD_BYTES: Final = 64_000
_AROUND: Final = 256_000
"""What the other fields and the boundaries of a form may take beside its images."""

_DROPPED: Final = 64_000_000
"""How much of a body over the limit is read before the connection is given up."""


async def upload(site: Site, request: Request) -> Response:
    """Keep one image of a multipart form and answer its id."""
    from_here(request)
    runs = runs_of(site)
    site.admit(request, "")
    form = await read_form(request, images=1, image_bytes=runs.settings.image_bytes)
    try:
        files = images_of(form)
        if not files:
            raise InvalidDataError(
                "The form has no file.", hint="Send multipart/form-data with a field named file."
            )
        data = await _read(files[0], runs.settings.image_bytes)
    finally:
        await form.close()
    kept = await run_in_threadpool(runs.upload, data)
    headers = {"Location": f"/images/{kept.id}", "Cache-Control": "no-store"}
    return Response(orjson.dumps(kept), 201, headers, media_type="application/json")


def image(site: Site, request: Request) -> Response:
    """Answer a kept image; its id is the hash of its bytes, so it never changes."""
    runs = runs_of(site)
    found = runs.image(request.path_params["name"])
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "ETag": f'"{found.sha256}"',
    }
    return FileResponse(runs.image_path(found.id), headers=headers, media_type=found.media_type)


def moved_image(_: Site, request: Request) -> Response:
    """Send the name of an image in the graph to the image."""
    return moved(f"/images/{request.path_params['name']}")


def runs_of(site: Site) -> Runs:
    """Return the runs of this server.

    Raises:
        UnavailableError: it runs no models.
    """
    if site.runs is None:
        raise UnavailableError("This server runs no models.", hint="modelgraph serve, with runs on")
    return site.runs


def from_here(request: Request) -> None:
    """Let pass what comes from our own pages, or from a program that says so.

    Raises:
        RefusedError: it may come from a page of another site.
    """
    headers = request.headers
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if any(field in headers for field in _PROOFS):
        return
    if site == "same-origin" or (site is None and origin and _same(origin, request)):
        return
    raise RefusedError(
        "This request may come from a page of another site.",
        hint="From a program, add the field X-Modelgraph: 1.",
    )


def _same(origin: str, request: Request) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower() != ""
    except ValueError:
        return False


async def read_form(request: Request, *, images: int, image_bytes: int) -> FormData:
    """Read a multipart form with up to so many images.

    Raises:
        InvalidImageError: the body is over the limit.
        InvalidDataError: it is no such form, or has too many parts.
    """
    body = _Limited(request, images * image_bytes + _AROUND)
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:15]) > body.limit:
        await body.drop()
        raise body.refusal(int(declared[:15]))
    try:
        return await Request(request.scope, body.receive).form(
            max_files=images, max_fields=_FIELDS, max_part_size=_FIELD_BYTES
        )
    except _TooLargeError as error:
        await body.drop()
        raise body.refusal(body.seen) from error
    except (HTTPException, MultiPartException, UnicodeDecodeError, KeyError) as error:
        await body.drop()
        reason = getattr(error, "message", None) or getattr(error, "detail", None) or "not a form"
        raise InvalidDataError(f"The form can't be read: {str(reason)[:200]}") from error
    except ClientDisconnect as error:
        raise InvalidDataError("The form was cut off.") from error


def images_of(form: FormData) -> list[UploadFile]:
    """Return the files of a form that hold something; an empty field is no file."""
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    return [file for file in files if file.filename or file.size]


async def keep(runs: Runs, files: list[UploadFile]) -> list[str]:
    """Keep the images of a form and return their ids."""
    ids = []
    for file in files:
        data = await _read(file, runs.settings.image_bytes)
        ids.append((await run_in_threadpool(runs.upload, data)).id)
    return ids


async def _read(file: UploadFile, limit: int) -> bytes:
    # One byte more than allowed is enough for the store of images to refuse it.
    return await file.read(limit + 1)


class _TooLargeError(Exception):
    """The body went over its limit while it was read."""


class _Limited:
    """The body of a request, counted while it comes in."""

    def __init__(self, request: Request, limit: int) -> None:
        self._receive = request.receive
        self.limit = limit
        self.seen = 0
        self._ended = False

    async def receive(self) -> Message:
        message = await self._receive()
        self.seen += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        if self.seen > self.limit:
            raise _TooLargeError
        return message

    async def drop(self) -> None:
        """Read what is left, up to a point, and keep none of it."""
        while not self._ended and self.seen < self.limit + _DROPPED:
            message = await self._receive()
            self.seen += len(message.get("body", b""))
            self._ended = not message.get("more_body", False)

    def refusal(self, actual: int) -> InvalidImageError:
        return InvalidImageError(
            f"The upload has {actual:,} bytes or more; at most {self.limit:,} are taken.",
            hint="Make the image smaller.",
            reason="bytes",
            limit=self.limit,
            actual=actual,
        )
