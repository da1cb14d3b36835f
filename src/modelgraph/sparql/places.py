"""Where in a query something is wrong, in a form for people and for editors."""

from __future__ import annotations

import re
from typing import Any, Final

_BEFORE: Final = 40
_AFTER: Final = 30


def place(text: str, offset: int) -> dict[str, Any]:
    """Return ``line`` and ``column`` (from 1), and the spot quoted with a mark under it.

    >>> print(place("SELECT * {\\n ?s ?p }", 18)["place"])
     ?s ?p }
           ^
    """
    offset = min(offset, len(text))
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : len(text) if end < 0 else end]
    column = offset - start
    first = max(0, column - _BEFORE)
    quoted = re.sub(r"[\t\r\x00-\x1f]", " ", line[first : column + _AFTER])
    return {
        "line": text.count("\n", 0, offset) + 1,
        "column": column + 1,
        "place": f"{quoted}\n{' ' * (column - first)}^",
    }


def offset_of(text: str, line: int, column: int) -> int:
    """Return the offset of a line and column, both from 1."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))
