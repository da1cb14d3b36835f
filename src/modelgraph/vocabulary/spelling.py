"""A name without all that people write differently.

Case, spaces, hyphens, dots, underscores and slashes don't matter: ``Florence 2`` is ``florence-2``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 200
"""Longer texts are no names; they are cut before they are compared or shown."""

_BETWEEN: Final = re.compile(r"[^\w+]+|_+")


def fold(name: str) -> str:
    """Return a name as it is compared with others.

    >>> fold("Depth-Anything V2") == fold("depth_anything_v2")
    True
    """
    short = name[:LONGEST]
    plain = short if short.isascii() else unicodedata.normalize("NFKC", short)
    return _BETWEEN.sub("", plain.casefold())
