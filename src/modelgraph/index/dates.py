"""Dates as stated, year, month or day, and which of them lie between two others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from modelgraph.index.numbers import bitmap
from modelgraph.index.pairs import Pairs
from modelgraph.index.words import Words
from modelgraph.vocabulary.dates import first_day, last_day

HEADLINE = ""
"""The event whose dates are the headline dates."""


def between(dates: Words, of: Pairs, after: str, before: str) -> BitMap:
    """Return the models with a date between two.

    Those count that surely lie there: 2024 is neither until 2024-06 nor from 2024-06 on.
    """
    if not len(of.models):
        return BitMap()
    return bitmap(of.models[_mask(dates, after, before)[of.values]])


def _mask(dates: Words, after: str, before: str) -> NDArray[np.bool_]:
    texts = np.array([*dates])
    fits: NDArray[np.bool_] = texts != ""
    if after:
        fits &= np.array([first_day(each) for each in dates]) >= first_day(after)
    if before:
        fits &= np.array([last_day(each) for each in dates]) <= last_day(before)
    return fits


def day(date: str) -> float:
    """Return a date as a number that sorts, 0 where it is none.

    >>> day("2024-06")
    20240600.0
    """
    digits = date.replace("-", "")
    return float(digits.ljust(8, "0")) if digits.isascii() and digits.isdigit() else 0
