"""Sample images that the demo set is checked on: three photographs, and a page drawn here.

The photographs come out of the pinned scikit-image archive, which states for each that it is free
of copyright: ``astronaut`` (NASA, public domain), ``chelsea`` (CC0, Stéfan van der Walt) and
``coffee`` (CC0, Rachel Michetti). The page is drawn with the font that Pillow brings along, so it
needs none of the system's.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from modelgraph.errors import NotFoundError
from modelgraph.runs.inference import Progress
from modelgraph_inference.weights import archives
from modelgraph_inference.weights.archives import Archive, Member

FOLDER = ".samples"

_SKIMAGE = Archive(
    "scikit-image",
    "0.26.0",
    "scikit_image-0.26.0-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl",
    "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af",
    13711217,
    platform="manylinux_2_28_x86_64",
)

PHOTOGRAPHS: Mapping[str, Member] = {
    "chelsea": Member(
        _SKIMAGE,
        "skimage/data/chelsea.png",
        "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
        240512,
    ),
    "coffee": Member(
        _SKIMAGE,
        "skimage/data/coffee.png",
        "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
        466706,
    ),
    "astronaut": Member(
        _SKIMAGE,
        "skimage/data/astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
        791555,
    ),
}

PAGE_LINES = (
    "INVOICE 2026-0417",
    "Botanical Garden Supplies",
    "12 bags of potting soil",
    "3 watering cans, green",
    "Total: 1,284.50 EUR",
    "Payable within 30 days",
)
NAMES = (*PHOTOGRAPHS, "page")


def fetch(name: str, root: Path, progress: Progress) -> Path:
    """Return the path of a sample image under the weights root, fetched or drawn where needed.

    Raises:
        NotFoundError: there is no sample of this name.
        InvalidWeightsError, UnavailableError: as ``archives.read``.
    """
    if name not in NAMES:
        raise NotFoundError("sample image", name, near=NAMES)
    path = root / FOLDER / f"{name}.png"
    if not path.is_file():
        data = page() if name == "page" else archives.read(PHOTOGRAPHS[name], root, progress)
        write(path, data)
    return path


def write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    os.replace(name, path)


def page() -> bytes:
    """Return the PNG of a page with six lines of text, black on white, 900 × 560 pixels."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - the package imports without it

    image = Image.new("RGB", (900, 560), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(PAGE_LINES):
        font = ImageFont.load_default(size=44 if number == 0 else 34)
        draw.text((60, 40 + 82 * number), line, fill="black", font=font)
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
