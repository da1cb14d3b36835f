"""What the tests of the inference package share: pictures, and files of them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelgraph_inference import images
from modelgraph_inference.images import Picture


def png(width: int = 160, height: int = 120) -> bytes:
    """Return the PNG of a picture with a bright square in the dark, lightly noisy."""
    noise = np.random.default_rng(0).integers(0, 40, (height, width, 3), np.uint8)
    noise[height // 4 : height // 2, width // 4 : width // 2] += 180
    stream = BytesIO()
    Image.fromarray(noise).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def picture() -> Picture:
    return images.decode(png())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(png())
    return path
