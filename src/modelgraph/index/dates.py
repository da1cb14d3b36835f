"""Dates as stated, year, month or day, and which of them lie between two others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from modelgraph.index.numbers import bitmap
from modelgraph.index.pairs import Pairs
from modelgraph.index.words import Words

HEADLINE = ""
"""The event whose dates are the headline dates."""


def between(dates: Words, of: Pairs, after: str, before: str) -> BitMap:
    """Return the models with a date between two.

    A less precise date is compared as far as it goes: 2024 is neither before nor after 2024-06.
    """
    if not len(of.models):
        return BitMap()
    return bitmap(of.models[_mask(dates, after, before)[of.values]])


def _mask(dates: Words, after: str, before: str) -> NDArray[np.bool_]:
    texts = np.array([*dates])
    fits: NDArray[np.bool_] = texts != ""
    if after:
        lengths = np.char.str_len(texts)
        for length in np.unique(lengths):
            as_precise = lengths == length
            fits[as_precise] &= texts[as_precise] >= after[:length]
    if before:
        fits &= texts.astype(f"<U{len(before)}") <= before
    return fits


def day(date: str) -> float:
    """Return a date as a number that sorts, 0 where it is none.

    >>> day("2024-06")
    20240600.0
    """
    digits = date.replace("-", "")
    return float(digits.ljust(8, "0")) if digits.isascii() and digits.isdigit() else 0
