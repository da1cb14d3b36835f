"""Numbers of models as bitmaps and as NumPy arrays, and from the one to the other.

pyroaring takes an ``array`` ten times as fast as anything that it must iterate.
"""

from __future__ import annotations

from array import array
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Numbers: TypeAlias = NDArray[np.uint32]
"""Numbers of models, values, dates … in an order that is told where they stand."""

NONE: Final[Numbers] = np.empty(0, np.uint32)


def bitmap(numbers: NDArray[Any]) -> BitMap:
    """Return the set of some numbers."""
    return BitMap(array("I", numbers.astype(np.uint32, copy=False).tobytes()))


def numbers(of: BitMap) -> Numbers:
    """Return the numbers of a set, the smallest first."""
    return np.frombuffer(of.to_array(), np.uint32)


def where(mask: NDArray[np.bool_]) -> BitMap:
    """Return the places at which a mask is true."""
    return bitmap(np.flatnonzero(mask))
