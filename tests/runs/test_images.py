"""What may be uploaded: images by content, within the limits, whatever their name says."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from run_world import picture

from modelgraph.errors import InvalidImageError, NotFoundError
from modelgraph.runs.images import Images
from modelgraph.runs.settings import RunSettings


@pytest.fixture
def images(tmp_path: Path) -> Images:
    return Images(tmp_path)


def png_header(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + crc


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")],
)
def test_an_image_is_known_by_its_content(images: Images, kind: str, media_type: str) -> None:
    data = picture(80, 60, kind=kind)

    stored = images.add(data)

    assert (stored.width, stored.height, stored.media_type) == (80, 60, media_type)
    assert stored.bytes == len(data)
    assert images.path(stored.id).read_bytes() == data


def test_the_same_image_twice_is_one_image(images: Images) -> None:
    first, second = images.add(picture()), images.add(picture())

    assert first == second
    assert len([path for path in images.folder.rglob("*") if path.is_file()]) == 1


def test_the_size_is_that_of_the_turned_image(images: Images) -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 60)).save(out, "JPEG", exif=exif)

    stored = images.add(out.getvalue())

    assert (stored.width, stored.height) == (60, 80)


@pytest.mark.parametrize(
    ("data", "reason", "actual"),
    [
        (b"", "empty", 0),
        (b"This is a text, whatever it is called.", "format", "text/plain"),
        (b"GIF89a\x01\x00\x01\x00", "format", "image/gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "format", "image/svg+xml"),
        (b"%PDF-1.7", "format", "application/pdf"),
        (b"MZ\x90\x00\x03\x00", "format", "application/octet-stream"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "format", "application/octet-stream"),
        (png_header(60_000, 60_000), "pixels", 3_600_000_000),
        (png_header(80, 60)[:18], "header", None),
        (png_header(0, 60), "header", None),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "header", None),
    ],
)
def test_what_is_no_image_or_too_large_is_refused(
    images: Images, data: bytes, reason: str, actual: object
) -> None:
    with pytest.raises(InvalidImageError) as refused:
        images.add(data)

    assert refused.value.code == "INVALID_IMAGE"
    assert refused.value.details["reason"] == reason
    assert refused.value.details.get("actual") == actual
    assert not [path for path in images.folder.rglob("*") if path.is_file()]


def test_a_file_over_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    images = Images(tmp_path, RunSettings(image_bytes=1000))

    with pytest.raises(InvalidImageError) as refused:
        images.add(picture(800, 600) + b"\0" * 1000)

    assert refused.value.details["limit"] == 1000
    assert refused.value.details["actual"] > 1000


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 64, "A" * 64, "0" * 63 + "/"])
def test_an_id_that_names_no_image_is_not_found(images: Images, name: str) -> None:
    with pytest.raises(NotFoundError):
        images.path(name)
