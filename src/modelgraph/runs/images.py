"""Uploaded images: checked by content before anything decodes them, kept under their SHA-256.

PNG, JPEG and WebP only, told apart by their first bytes and never by a name. The size is read from
the header alone, so that a header that promises 60,000 × 60,000 pixels costs nothing; decoding is
the work of a worker process.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import imagesize

from modelgraph.errors import InvalidImageError, NotFoundError
from modelgraph.runs.job import StoredImage
from modelgraph.runs.settings import RunSettings

_SUFFIX = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
_ID = re.compile(r"[0-9a-f]{64}")
_HEADER_BYTES = 1_000_000
"""A JPEG may carry a profile and a thumbnail before its size; what needs more is no photo."""


@dataclass(frozen=True, slots=True)
class Images:
    """The store of uploads: one file an image, named by its hash, in a folder."""

    folder: Path
    settings: RunSettings = field(default_factory=RunSettings)

    def add(self, data: bytes) -> StoredImage:
        """Check and keep an image; the same bytes again give the same image.

        Raises:
            InvalidImageError: not PNG, JPEG or WebP, damaged in its header, or over a limit;
                ``details`` hold ``reason``, and ``limit`` and ``actual`` where there is one.
        """
        image = examine(data, self.settings)
        path = self._path(image.id, image.media_type)
        if not path.exists():
            _write(path, data)
        return image

    def get(self, identifier: str) -> StoredImage:
        """Return what is known of a kept image.

        Raises:
            NotFoundError: none is kept under this id.
        """
        return examine(self.path(identifier).read_bytes(), self.settings)

    def path(self, identifier: str) -> Path:
        """Return the file of a kept image, for a worker or a page to read.

        Raises:
            NotFoundError: none is kept under this id.
        """
        if _ID.fullmatch(identifier):
            for media_type in _SUFFIX:
                path = self._path(identifier, media_type)
                if path.exists():
                    return path
        raise NotFoundError("image", identifier)

    def _path(self, identifier: str, media_type: str) -> Path:
        return self.folder / identifier[:2] / f"{identifier}{_SUFFIX[media_type]}"


def examine(data: bytes, settings: RunSettings) -> StoredImage:
    """Return what an image is, from its first bytes.

    Raises:
        InvalidImageError: see ``Images.add``.
    """
    if not data:
        raise InvalidImageError("The image is empty.", reason="empty", limit=1, actual=0)
    _within("bytes", "bytes", settings.image_bytes, len(data))
    media_type = _media_type(data)
    width, height = _size(data)
    _within("pixels", "pixels", settings.image_pixels, width * height)
    digest = sha256(data).hexdigest()
    return StoredImage(digest, digest, width, height, len(data), media_type)


def _media_type(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    raise InvalidImageError(
        "These bytes are not a PNG, JPEG or WebP image.",
        hint="Convert the image; what counts is the content, not the name of the file.",
        reason="format",
        limit=["image/png", "image/jpeg", "image/webp"],
        actual=_looks_like(data),
    )


def _looks_like(data: bytes) -> str:
    """Name the commonest things that are sent instead, for the message."""
    start = data[:256].lstrip().lower()
    if start.startswith(b"gif8"):
        return "image/gif"
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        return "image/svg+xml"
    if start.startswith(b"%pdf"):
        return "application/pdf"
    if start.startswith((b"ii*\0", b"mm\0*")):
        return "image/tiff"
    if all(32 <= byte < 127 or byte in b"\t\r\n" for byte in start):
        return "text/plain"
    return "application/octet-stream"


def _size(data: bytes) -> tuple[int, int]:
    """Return width and height with the EXIF orientation applied, as predictions count pixels."""
    width, height = imagesize.get(BytesIO(data[:_HEADER_BYTES]))
    if width <= 0 or height <= 0:
        raise _damaged()
    return int(width), int(height)


def _damaged() -> InvalidImageError:
    return InvalidImageError(
        "The header of the image is damaged or cut off.",
        hint="Save the image again with another program.",
        reason="header",
    )


def _within(reason: str, unit: str, limit: int, actual: int) -> None:
    if actual > limit:
        raise InvalidImageError(
            f"The image has {actual:,} {unit}; at most {limit:,} are taken.",
            hint="Make it smaller.",
            reason=reason,
            limit=limit,
            actual=actual,
        )


def _write(path: Path, data: bytes) -> None:
    """Write whole or not at all, also when two uploads of the same image race."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
