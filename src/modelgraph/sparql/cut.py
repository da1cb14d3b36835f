"""An answer that ends in time: rows are written by the engine and cut where one row ends.

The engine writes an answer whole or not at all. ``Sink`` stops it over the limits; the functions
after it find the end of the last row that is kept, which each form shows differently, and close the
document there. What is sent is always well formed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson


class Full(Exception):  # noqa: N818 - not an error: enough was written
    """The sink takes no more."""


@dataclass(frozen=True, slots=True)
class RowForm:
    """How one form of rows ends a row, and how a document is cut there.

    ``cut(document, rows, size)`` returns the document's first ``rows`` rows, as far as they lie
    within ``size`` bytes, with its end put on, and how many rows it held that far.
    """

    sign: bytes
    cut: Callable[[bytes, int, int], tuple[bytes, int]]


class Sink:
    """A file of rows that stops who writes it when their number or its length is too great.

    Rows are counted by the sign that ends one. It may stand in a text, too, and one over the seam
    of two parts is missed, so a closer look is taken before it matters.
    """

    def __init__(self, form: RowForm, rows: int, size: int) -> None:
        self.form, self.rows, self.size = form, rows, size
        self.signs = 0
        self.length = 0
        self._look_at = rows
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        """Keep a part.

        Raises:
            Full: a limit is passed.
        """
        self._parts.append(part)
        self.length += len(part)
        self.signs += part.count(self.form.sign)
        if self.length > self.size:
            raise Full
        if self.signs > self._look_at + 1:
            if self.too_many_rows():
                raise Full
            self._look_at = 2 * self.signs
        return len(part)

    def too_many_rows(self) -> bool:
        """Whether more rows were written than may."""
        if self.signs + len(self._parts) + 1 <= self.rows:
            return False
        return self.form.cut(self.whole, self.rows + 1, self.size)[1] > self.rows

    def flush(self) -> None:
        """Do nothing: all is in memory."""

    @property
    def whole(self) -> bytes:
        """All that was written."""
        return b"".join(self._parts)


def _xml(document: bytes, rows: int, size: int) -> tuple[bytes, int]:
    ends = _signs(document, b"</result>", rows, size)
    if not ends:
        return document[: document.index(b"<results>") + 9] + b"</results></sparql>", 0
    return document[: ends[-1]] + b"</results></sparql>", len(ends)


def _tsv(document: bytes, rows: int, size: int) -> tuple[bytes, int]:
    ends = _signs(document, b"\n", rows + 1, size)
    return document[: ends[-1]] if ends else b"", max(len(ends) - 1, 0)


def _csv(document: bytes, rows: int, size: int) -> tuple[bytes, int]:
    ends: list[int] = []
    position = quotes = 0
    for line in document.split(b"\r\n")[:-1]:
        position += len(line) + 2
        quotes += line.count(b'"')
        if quotes % 2:  # the line ends inside of a quoted text
            continue
        if position > size or len(ends) > rows:
            break
        ends.append(position)
    return document[: ends[-1]] if ends else b"", max(len(ends) - 1, 0)


def _json(document: bytes, rows: int, size: int) -> tuple[bytes, int]:
    opening = document.index(b'"bindings":[') + 12
    text = document.decode(errors="ignore")
    start = end = len(document[:opening].decode())
    decode = json.JSONDecoder().raw_decode
    left, count = size - opening, 0
    while count < rows and text[start : start + 1] == "{":
        try:
            _, stop = decode(text, start)
        except ValueError:
            break
        left -= len(text[start:stop].encode()) + 1
        if left < 0:
            break
        start, end, count = stop + 1, stop, count + 1
    return text[:end].encode() + b"]}}", count


def _signs(document: bytes, sign: bytes, most: int, size: int) -> list[int]:
    ends: list[int] = []
    position = 0
    while len(ends) < most:
        found = document.find(sign, position)
        position = found + len(sign)
        if found < 0 or position > size:
            break
        ends.append(position)
    return ends


FORMS: Final = {
    "json": RowForm(b"},{", _json),
    "xml": RowForm(b"</result>", _xml),
    "csv": RowForm(b"\r\n", _csv),
    "tsv": RowForm(b"\n", _tsv),
}


def marked(document: bytes, limit: dict[str, Any]) -> bytes:
    """Return JSON rows with the mark of truncation in their head."""
    end = document.index(b'},"results"')
    return document[:end] + b',"modelgraph":' + orjson.dumps(limit) + document[end:]
