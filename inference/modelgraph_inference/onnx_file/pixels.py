"""Pixels prepared for a network: cut, resized, normalised, channels first.

Resizing far down averages over areas, as a filter with antialiasing does; a little down is linear,
which is five times as fast and the same to a network; up is cubic. The crop comes first, so that
only pixels that count are touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modelgraph_inference.images import Pixels

Floats = NDArray[np.float32]


FAR_DOWN = 1.5


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return the image in another size."""
    shrinks = max(pixels.shape[1] / width, pixels.shape[0] / height)
    if shrinks >= FAR_DOWN:
        interpolation = cv2.INTER_AREA
    else:
        interpolation = cv2.INTER_LINEAR if shrinks > 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=interpolation), np.uint8)


def centre(pixels: Pixels, fraction: float) -> Pixels:
    """Return the middle square, its side a fraction of the shorter side."""
    height, width = pixels.shape[:2]
    side = max(1, round(min(height, width) * fraction))
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[top : top + side, left : left + side]


def normalised(pixels: Pixels, mean: Sequence[float], std: Sequence[float]) -> Floats:
    """Return 1 × 3 × height × width: (pixel − mean) / std, each channel for itself, in 0–255."""
    planes = np.empty((1, 3, *pixels.shape[:2]), np.float32)
    for at, channel in enumerate(cv2.split(pixels)):
        np.multiply(channel, np.float32(1 / std[at]), out=planes[0, at])
        planes[0, at] -= np.float32(mean[at] / std[at])
    return planes


@dataclass(frozen=True, slots=True)
class SquareInput:
    """The input contract of an image classifier, as the manifest states it."""

    side: int
    crop_fraction: float
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @classmethod
    def read(cls, contract: Mapping[str, Any]) -> SquareInput:
        """Read a manifest's ``preprocessing``."""
        return cls(
            int(contract["size"][0]),
            float(contract["crop_fraction"]),
            tuple(map(float, contract["mean"])),
            tuple(map(float, contract["std"])),
        )

    def __call__(self, pixels: Pixels) -> Floats:
        """Return the network's input for an image."""
        square = centre(pixels, self.crop_fraction)
        return normalised(resized(square, self.side, self.side), self.mean, self.std)
