"""Text from outside, made fit for a terminal, a table or a file.

Names, labels and quotes come from sources that nobody here controls. A terminal obeys control
characters in them, a reader is misled by characters that turn the direction of writing, and a
Markdown table breaks at a bar; so none of them leaves here as it came.
"""

from __future__ import annotations

import re
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_DIRECTION: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>|#~])")


def clean(text: str) -> str:
    """Return the text on one line, without what a terminal would obey instead of show.

    >>> clean("SAM\\x1b[31m 2\\nnext")
    'SAM [31m 2 next'
    """
    return _DIRECTION.sub("", _CONTROL.sub(" ", text)).strip()


def clean_inside(text: str) -> str:
    """Return text without what a terminal would obey; spaces at its ends stay.

    >>> clean_inside("  two\x07 bells ")
    '  two  bells '
    """
    return _DIRECTION.sub("", _CONTROL.sub(" ", text))


def markdown(text: str) -> str:
    """Return the text so that Markdown shows it as it is.

    >>> markdown("a|b")
    'a\\\\|b'
    """
    return _MARKDOWN.sub(r"\\\1", clean(text))


def spreadsheet(text: str) -> str:
    """Return the text so that a spreadsheet shows it and never computes it.

    >>> spreadsheet("=1+1")
    "'=1+1"
    """
    safe = clean(text)
    return f"'{safe}" if safe[:1] in set("=@+-") and not _number(safe) else safe


def shorten(text: str, length: int) -> str:
    """Return at most ``length`` characters of cleaned text, with an ellipsis where it was cut."""
    safe = clean(text)
    return safe if len(safe) <= length else safe[: length - 1].rstrip() + "…"


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
