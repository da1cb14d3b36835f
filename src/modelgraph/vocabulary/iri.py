"""The name of a thing."""

from __future__ import annotations

import re
from typing import Final

_NOT_IN_AN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]')


class IRI(str):
    """An absolute IRI; whatever may not stand in ``<…>`` is refused.

    Raises:
        ValueError: the text is no absolute IRI.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> IRI:
        if ":" not in text or _NOT_IN_AN_IRI.search(text):
            raise ValueError(f"not an absolute IRI: {text!r}")
        return super().__new__(cls, text)
