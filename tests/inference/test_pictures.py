"""Images are decoded by content, within limits, oriented as the camera meant them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelgraph.errors import InvalidImageError
from modelgraph_inference import images


def encoded(image: Image.Image, kind: str, **more: object) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that states its size and holds a few bytes of pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_three_formats_are_read_by_their_content(kind: str) -> None:
    picture = images.decode(encoded(Image.new("RGB", (30, 20), (200, 10, 10)), kind))

    assert (picture.width, picture.height) == (30, 20)
    assert abs(int(picture.pixels[10, 10, 0]) - 200) < 8


def test_the_name_of_a_file_plays_no_part(tmp_path: Path) -> None:
    path = tmp_path / "really.txt"
    path.write_bytes(encoded(Image.new("RGB", (8, 8)), "PNG"))

    assert images.read(path).width == 8


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"this is text",
        b"\x89PNG\r\n\x1a\n but no more",
        encoded(Image.new("RGB", (200, 200), "red"), "PNG")[:200],
        encoded(Image.effect_noise((200, 200), 90).convert("RGB"), "JPEG")[:500],
        encoded(Image.new("RGB", (10, 10)), "GIF"),
        encoded(Image.new("RGB", (10, 10)), "TIFF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
    ids=["empty", "text", "magic only", "cut PNG", "cut JPEG", "GIF", "TIFF", "SVG"],
)
def test_what_is_no_image_of_the_three_formats_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidImageError) as refused:
        images.decode(data)

    assert refused.value.details["reason"] == "damaged"


def test_a_header_that_promises_too_many_pixels_is_refused_before_decoding() -> None:
    with pytest.raises(InvalidImageError) as refused:
        images.decode(png_header(60_000, 60_000))

    assert refused.value.details["reason"] == "too large"


def test_the_pixel_limit_is_exact() -> None:
    with pytest.raises(InvalidImageError) as refused:
        images.decode(png_header(8_000, 5_001))

    assert refused.value.details == {
        "reason": "too large",
        "unit": "pixels",
        "limit": 40_000_000,
        "actual": 40_008_000,
    }


def test_a_picture_as_thin_as_a_thread_is_refused() -> None:
    with pytest.raises(InvalidImageError) as refused:
        images.decode(png_header(1_000_000, 1))

    assert refused.value.details["unit"] == "pixels a side"


def test_a_file_over_the_byte_limit_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with path.open("wb") as stream:
        stream.truncate(images.BYTE_LIMIT + 1)

    with pytest.raises(InvalidImageError) as refused:
        images.read(path)

    assert refused.value.details["unit"] == "bytes"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidImageError):
        images.read(tmp_path / "nothing.png")


def test_the_orientation_that_the_camera_noted_is_applied() -> None:
    image = Image.new("RGB", (30, 20), "black")
    image.putpixel((0, 0), (255, 255, 255))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise

    picture = images.decode(encoded(image, "PNG", exif=exif))

    assert (picture.width, picture.height) == (20, 30)
    assert picture.pixels[0, 19].tolist() == [255, 255, 255]


def test_what_is_transparent_shows_white() -> None:
    picture = images.decode(encoded(Image.new("RGBA", (4, 4), (255, 0, 0, 0)), "PNG"))

    assert picture.pixels[0, 0].tolist() == [255, 255, 255]


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    grey = Image.fromarray(np.full((4, 4), 0x8000, np.uint16))

    picture = images.decode(encoded(grey, "PNG"))

    assert picture.pixels[0, 0].tolist() == [128, 128, 128]


def test_an_animation_answers_with_its_first_frame() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    assert images.decode(data).pixels[0, 0].tolist() == [255, 0, 0]
