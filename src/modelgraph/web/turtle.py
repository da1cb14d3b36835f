"""Turtle laid out for people: a statement a paragraph, a property a line."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(
    r'(?:"""(?:.|\n)*?"""|"(?:[^"\\\n]|\\.)*")(?:\^\^[^\s;,]+|@[\w-]+)?'
    r"|<[^>\s]*>|[\[\]();.,]|[^\s\[\]();,]+"
)
_OPEN: Final = frozenset("[(")
_CLOSE: Final = frozenset("])")


def laid_out(text: str) -> str:
    """Return a document that says the same, with a line for each property of a thing.

    What stands in brackets stays on its line.

    >>> print(laid_out('<a> a <b> ; <c> "x ; y" .'))
    <a> a <b> ;
        <c> "x ; y" .
    """
    lines: list[str] = []
    line: list[str] = []
    depth = 0
    for part in _TOKEN.findall(text):
        line.append(part)
        depth += (part in _OPEN) - (part in _CLOSE)
        if depth == 0 and part in {";", "."}:
            lines.append(" ".join(line))
            line = [] if part == "." else ["   "]
    return "\n".join([*lines, " ".join(line).rstrip()]).rstrip()
