"""Whether two stated values say the same, as far as each of them goes.

``0.23B`` and ``232M`` agree: the second rounds to the first. ``2023-10`` and ``2023-10-23`` agree.
Sizes that only look alike (``2.4M``, ``2.6M``) don't.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from modelgraph.provenance.claim import Claim
from modelgraph.store import Literal
from modelgraph.vocabulary.missing import MISSING
from modelgraph.vocabulary.terms import XSD

_DATES = {XSD.date, XSD.gYearMonth, XSD.gYear}


def agree(one: Claim, other: Claim) -> bool:
    """Say whether the two claims are no disagreement; a missing value disagrees with nothing."""
    a, b = one.value, other.value
    if a == b or a in MISSING or b in MISSING:
        return True
    if not isinstance(a, Literal) or not isinstance(b, Literal):
        return False
    if a.datatype in _DATES and b.datatype in _DATES:
        return a.lexical.startswith(b.lexical) or b.lexical.startswith(a.lexical)
    if a.datatype == XSD.integer == b.datatype:
        return _round_alike((int(a.lexical), one.stated_as), (int(b.lexical), other.stated_as))
    return a.lexical.casefold() == b.lexical.casefold()


def _round_alike(one: tuple[int, str], other: tuple[int, str]) -> bool:
    coarse, fine = sorted((one, other), key=lambda each: _significant(*each))
    digits = _significant(*coarse)
    ways = (ROUND_HALF_UP, ROUND_DOWN) if digits > 1 else (ROUND_HALF_UP,)
    return any(_rounded(fine[0], digits, way) == coarse[0] for way in ways)


def _significant(number: int, stated_as: str) -> int:
    """Count the digits that the source wrote, without zeros that only place the point.

    Two digits are two: 10M is not 12M, but 230M is 232M.
    """
    written = "".join(letter for letter in stated_as if letter.isdigit()) or str(number)
    written = written.lstrip("0")
    return max(1, min(2, len(written)), len(written.rstrip("0")))


def _rounded(number: int, digits: int, way: str) -> int:
    unit = Decimal(10) ** max(0, len(str(number)) - digits)
    return int((Decimal(number) / unit).quantize(Decimal(1), rounding=way) * unit)
