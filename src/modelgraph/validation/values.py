"""From text as sources write it to typed values; whatever does not fit is refused with a reason."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from modelgraph.store import IRI, Literal, date, decimal, integer

_SCALE: Final = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_COUNT: Final = re.compile(
    r"~?\s*(\d[\d,_ ]*(?:\.\d+)?)\s*([KMBT]?)(?:\s*(?:tokens|parameters))?", re.I
)
_LARGEST: Final = 10**15


def count(text: str) -> Literal:
    """Return a number of things (``0.23B``, ``~10M``, ``128K``, ``32174530``) as an integer.

    >>> count("0.23B").lexical
    '230000000'

    Raises:
        ValueError: no number, not above zero, or absurdly large.
    """
    match = _COUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a count: {text!r}; expected digits, or a number with K, M, B or T")
    digits = re.sub(r"[,_ ]", "", match[1])
    exact = Decimal(digits) * _SCALE[match[2].upper()]
    if exact != exact.to_integral_value():
        raise ValueError(f"not a whole number: {text!r}")
    if not 0 < exact <= _LARGEST:
        raise ValueError(f"out of range: {text!r}; expected 1 to {_LARGEST}")
    return integer(int(exact))


def number(text: str) -> Literal:
    """Return a measured number (``53.0%``, ``+5.9``) as a decimal; a per cent sign is a unit.

    The form is the one in which the engine keeps it (``53``), so that it reads back as written.

    Raises:
        ValueError: the text is no finite number.
    """
    plain = text.strip().removesuffix("%").strip().removeprefix("+")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"not a number: {text!r}") from None
    if not value.is_finite():
        raise ValueError(f"not a finite number: {text!r}")
    return decimal(f"{value.normalize():f}")


_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH_YEAR: Final = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{4})")


def stated_date(text: str) -> Literal:
    """Return a date as precise as stated: ``2024``, ``2024-06``, ``2024-06-16`` or ``Jun 2024``.

    Raises:
        ValueError: none of these, a day that does not exist, or a year no model can have.
    """
    plain = text.strip()
    if (match := _MONTH_YEAR.fullmatch(plain)) and match[1].lower() in _MONTHS:
        plain = f"{match[2]}-{_MONTHS.index(match[1].lower()) + 1:02d}"
    value = date(plain)
    if not "1950" <= plain[:4] <= "2100":
        raise ValueError(f"not a plausible year: {text!r}")
    return value


def link(text: str) -> IRI:
    """Return an address of the web.

    Raises:
        ValueError: not ``https://…`` or ``http://…``, or with characters no address has.
    """
    plain = text.strip()
    if not re.match(r"https?://[^/\s]+", plain):
        raise ValueError(f"not a web address: {text!r}")
    return IRI(plain)
