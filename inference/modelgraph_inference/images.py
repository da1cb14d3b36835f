"""Image files made into pixels, by content and within limits, before any model sees them.

PNG, JPEG and WebP are told apart by their bytes, never by a name. The size is checked from the
header, before a single row is decoded. An animation answers with its first frame; orientation as
the camera noted it (EXIF) is applied; what comes out is RGB, 8 bits a channel.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from modelgraph.errors import InvalidImageError

if TYPE_CHECKING:
    from PIL.Image import Image

Pixels = NDArray[np.uint8]

FORMATS = ("PNG", "JPEG", "WEBP")
PIXEL_LIMIT = 40_000_000
BYTE_LIMIT = 64_000_000
SIDE_LIMIT = 30_000
"""Beyond this a row of pixels alone is larger than what any model looks at."""


@dataclass(frozen=True)
class Picture:
    """A decoded image: ``pixels`` are height × width × 3, RGB; ``sha256`` is that of the file."""

    pixels: Pixels
    sha256: str

    @property
    def width(self) -> int:
        """Return the width in pixels, orientation applied."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Return the height in pixels, orientation applied."""
        return int(self.pixels.shape[0])

    @cached_property
    def image(self) -> Image:
        """Return the same pixels as Pillow's image, for processors that want one."""
        from PIL import Image as pillow  # noqa: N813, PLC0415 - the package imports without it

        return pillow.fromarray(self.pixels)


def prepare() -> None:
    """Load the decoders now, so that the first image does not wait for them."""
    from PIL import Image as pillow  # noqa: N813, PLC0415
    from PIL import JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401, PLC0415

    pillow.preinit()


def read(path: Path) -> Picture:
    """Read and decode an image file.

    Raises:
        InvalidImageError: not an image of the three formats, damaged, or over a limit.
    """
    try:
        size = path.stat().st_size
        if size > BYTE_LIMIT:
            raise _too_large("bytes", BYTE_LIMIT, size)
        data = path.read_bytes()
    except OSError as error:
        raise InvalidImageError("The image file can't be read.", reason="unreadable") from error
    return decode(data)


def decode(data: bytes) -> Picture:
    """Decode the bytes of an image.

    Raises:
        InvalidImageError: as ``read``.
    """
    from PIL import Image as pillow  # noqa: N813, PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pillow.DecompressionBombWarning)
            with pillow.open(BytesIO(data), formats=FORMATS) as image:
                _check_size(*image.size)
                pixels = _rgb(image)
    except InvalidImageError:
        raise
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as error:
        raise _too_large("pixels", PIXEL_LIMIT, None) from error
    except MemoryError as error:
        raise _too_large("pixels", PIXEL_LIMIT, None) from error
    except Exception as error:  # a decoder may raise anything on damaged bytes
        raise InvalidImageError(
            "The bytes are not a PNG, JPEG or WebP image, or are damaged.",
            hint="Send PNG, JPEG or WebP; the file's name plays no part.",
            reason="damaged",
        ) from error
    return Picture(pixels, sha256(data).hexdigest())


def _check_size(width: int, height: int) -> None:
    if width * height > PIXEL_LIMIT:
        raise _too_large("pixels", PIXEL_LIMIT, width * height)
    if max(width, height) > SIDE_LIMIT:
        raise _too_large("pixels a side", SIDE_LIMIT, max(width, height))


def _rgb(image: Image) -> Pixels:
    """Return the first frame as RGB; what is transparent shows white, as in a browser."""
    from PIL import Image as pillow  # noqa: N813, PLC0415
    from PIL import ImageOps  # noqa: PLC0415

    image.seek(0)
    turned: Image = ImageOps.exif_transpose(image) or image
    if turned.mode.startswith("I;16") or turned.mode == "I":
        turned = _eight_bits(turned)
    if turned.has_transparency_data:
        clear = turned.convert("RGBA")
        turned = pillow.alpha_composite(pillow.new("RGBA", clear.size, "white"), clear)
    return np.asarray(turned.convert("RGB"))


def _eight_bits(image: Image) -> Image:
    """Return a 16-bit grey image in 8 bits; Pillow's own conversion would clip it to white."""
    from PIL import Image as pillow  # noqa: N813, PLC0415

    return pillow.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))


def _too_large(unit: str, limit: int, actual: int | None) -> InvalidImageError:
    details: dict[str, Any] = {"reason": "too large", "unit": unit, "limit": limit}
    if actual is not None:
        details["actual"] = actual
    return InvalidImageError(
        f"The image has more than {limit:,} {unit}.", hint="Send a smaller image.", **details
    )
