"""Agreement of depth maps, which are rarely on the same scale.

Two metric maps: the scale-invariant error of Eigen et al. 2014 (equation 1). Otherwise: the mean
difference after each map is freed of shift and scale by its median and mean deviation, as MiDaS
does (Ranftl et al. 2020, section 5). Both are taken on a grid of at most 64 × 64 points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median

from modelgraph.runs.agreement.values import Measure
from modelgraph.runs.prediction import Depth

_GRID = 64


def measure(first: str, one: Depth, second: str, other: Depth) -> Measure | None:
    """Return the error between two maps, 0 where they agree; ``None`` where nothing is measured."""
    ones, others = _sample(one), _sample(other)
    pairs = [
        (a, b)
        for a, b in zip(ones, others, strict=True)
        if a is not None and b is not None and math.isfinite(a) and math.isfinite(b)
    ]
    if one.unit == other.unit == "m":
        pairs = [(a, b) for a, b in pairs if a > 0 and b > 0]
        if not pairs:
            return None
        return Measure("scale-invariant-error", first, second, _eigen(pairs))
    if not pairs:
        return None
    turned = -1.0 if one.larger_is != other.larger_is else 1.0
    left = _normalised([a for a, _ in pairs])
    right = _normalised([turned * b for _, b in pairs])
    error = fmean(abs(a - b) for a, b in zip(left, right, strict=True))
    return Measure("depth-error", first, second, error)


def _sample(depth: Depth) -> list[float | None]:
    """Return the map on the grid, row by row, by the nearest pixel."""
    if depth.height <= 0 or depth.width <= 0:
        return [None] * (_GRID * _GRID)
    rows = [(2 * row + 1) * depth.height // (2 * _GRID) for row in range(_GRID)]
    columns = [(2 * column + 1) * depth.width // (2 * _GRID) for column in range(_GRID)]
    values = depth.values
    positions = [row * depth.width + column for row in rows for column in columns]
    return [values[at] if at < len(values) else None for at in positions]


def _eigen(pairs: Sequence[tuple[float, float]]) -> float:
    differences = [math.log(a) - math.log(b) for a, b in pairs]
    mean = fmean(differences)
    return math.sqrt(fmean((each - mean) ** 2 for each in differences))


def _normalised(values: Sequence[float]) -> list[float]:
    middle = median(values)
    deviation = fmean(abs(value - middle) for value in values)
    return [(value - middle) / deviation if deviation else 0.0 for value in values]
