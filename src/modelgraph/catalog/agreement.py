"""When two claims disagree: different normalised values, and neither rounds or shortens the other.

``2024`` and ``2024-06-16`` agree, as do ``0.23B`` and ``232M``; ``26B`` and ``25.2B`` don't.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Final

from modelgraph.provenance import Claim
from modelgraph.store import Literal
from modelgraph.vocabulary.terms import XSD

_ROUNDED: Final = re.compile(r"\D*(\d+)(?:\.(\d+))?\s*([KMBT])\b.*", re.IGNORECASE)
_SCALE: Final = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_DATES: Final = {XSD.date, XSD.gYear, XSD.gYearMonth}
_MOST: Final = 0.025  # no rounding excuses more than this share of the value


def disagree(claims: Sequence[Claim]) -> bool:
    """Say whether any two claims of one single-valued property of one subject disagree."""
    different = {claim.value: claim for claim in claims}
    if len(different) < 2:
        return False
    return any(not _agree(a, b) for a, b in combinations(different.values(), 2))


def _agree(a: Claim, b: Claim) -> bool:
    if not (isinstance(a.value, Literal) and isinstance(b.value, Literal)):
        return False
    left, right = a.value.lexical, b.value.lexical
    if a.value.datatype in _DATES and b.value.datatype in _DATES:
        return left.startswith(right) or right.startswith(left)
    try:
        first, second = float(left), float(right)
    except ValueError:
        return left.casefold() == right.casefold()
    room = max(_room(a.stated_as), _room(b.stated_as))
    return abs(first - second) <= min(room, _MOST * max(first, second))


def _room(stated: str) -> float:
    """Return how far the true number may lie from a rounded one: half its last digit's worth."""
    match = _ROUNDED.fullmatch(stated)
    if match is None:
        return 0
    whole, rest, letter = match.group(1), match.group(2) or "", match.group(3)
    digits = (whole + rest).rstrip("0")
    return 0.5 * 10.0 ** (len(whole) - len(digits)) * _SCALE[letter.upper()]
