"""The curated columns: one row, one claim, as CSV or TSV.

``model, level, subject, parent, property, qualifier, value, value_number, source_kind, source,
source_file, source_commit, source_date, evidence, id, note``; the first, ``property`` and ``value``
must be there. What is wrong with a row is collected; one broken row refuses the whole file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from modelgraph.errors import InvalidDataError, TooManyError
from modelgraph.provenance import Kind
from modelgraph.validation import stated_date

REQUIRED: Final = ("model", "property", "value")
LEVELS: Final = ("family", "model", "variant", "checkpoint")
_LONGEST_CELL: Final = 2_000
MOST_BYTES: Final = 64 * 1024 * 1024
_SHOWN: Final = 10
_NOT_UTF_8: Final = re.compile("[\ud800-\udfff]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file; ``number`` is its line, the header being 1."""

    number: int
    model: str
    level: str
    subject: str
    parent: str
    property: str
    qualifier: str
    value: str
    value_number: str
    kind: Kind | None
    source: str
    place: str
    commit: str
    date: str
    quote: str
    identifier: str
    note: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that can't be taken, and why."""

    row: int
    reason: str


def refuse(name: str, broken: Iterable[Broken]) -> None:
    """Raise if any row is broken, naming the first ones; nothing of the file is taken then."""
    rows = sorted(broken, key=lambda each: each.row)
    if not rows:
        return
    listing = "\n".join(f"  row {each.row}: {each.reason}" for each in rows[:_SHOWN])
    more = f"\n  … and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    raise InvalidDataError(
        f"{name} has {len(rows)} broken row{'s' if len(rows) > 1 else ''}:\n{listing}{more}",
        hint="Nothing was imported. Mend the rows and import again.",
        rows=[{"row": each.row, "reason": each.reason} for each in rows],
    )


Record: TypeAlias = tuple[int, dict[str, str]]
"""The number of a row, the header being 1, and its cells by column."""


def records(name: str, content: bytes, required: tuple[str, ...]) -> list[Record]:
    """Return the rows of a CSV or TSV (by its name) with their numbers; empty rows are passed over.

    Raises:
        InvalidDataError: not UTF-8, no header, columns missing or twice, a row of another width.
        TooManyError: the file is larger than 64 MB.
    """
    found, broken = sorted_out(name, content, required)
    refuse(name, broken)
    return found


def sorted_out(
    name: str, content: bytes, required: tuple[str, ...]
) -> tuple[list[Record], list[Broken]]:
    """Return the rows of a CSV or TSV that can be read, and those that can't, with reasons.

    Raises:
        InvalidDataError: no table at all: no header, columns missing or twice, quotes that don't
            end.
        TooManyError: the file is larger than 64 MB.
    """
    if len(content) > MOST_BYTES:
        raise TooManyError(f"{name} is too large.", limit=MOST_BYTES, actual=len(content))
    # What is no UTF-8 becomes a letter that no text has; its rows are refused below.
    text = content.decode("utf-8-sig", errors=_MARKED)
    delimiter = "\t" if name.lower().endswith(".tsv") else ","
    table = _table(name, text, delimiter)
    header = _header(name, table, required)
    odd = _NOT_UTF_8.search(text) is not None or _CONTROL.search(text) is not None
    broken = list(_unreadable(table, len(header), odd=odd))
    refused = {each.row for each in broken}
    found = [
        (number, dict(zip(header, cells, strict=True)))
        for number, cells in enumerate(table[1:], start=2)
        if any(cells) and number not in refused
    ]
    return found, broken


_MARKED: Final = "surrogateescape"


def _table(name: str, text: str, delimiter: str) -> list[list[str]]:
    before = csv.field_size_limit(MOST_BYTES)  # a cell that is too long is told by its row
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InvalidDataError(f"{name} is no readable table: {error}") from error
    finally:
        csv.field_size_limit(before)


def _header(name: str, table: list[list[str]], required: tuple[str, ...]) -> list[str]:
    header = [cell.strip() for cell in table[0]] if table else []
    if any(_NOT_UTF_8.search(cell) for cell in header):
        raise InvalidDataError(f"{name} is no readable table: its first line is not UTF-8.")
    if lacking := [column for column in required if column not in header]:
        raise InvalidDataError(
            f"{name} lacks the columns {', '.join(lacking)}.", hint="The first line names them."
        )
    if len(set(header)) != len(header):
        raise InvalidDataError(f"{name} names a column twice.")
    return header


def _unreadable(table: list[list[str]], width: int, *, odd: bool) -> Iterator[Broken]:
    """Yield the rows that can't be read; ``odd``: letters that no cell may hold are somewhere."""
    for number, cells in enumerate(table[1:], start=2):
        if len(cells) != width and any(cells):
            yield Broken(number, f"{len(cells)} cells where the header has {width}")
        elif (longest := max(map(len, cells), default=0)) > _LONGEST_CELL:
            yield Broken(number, f"a cell of {longest:,} letters; at most {_LONGEST_CELL:,}")
        elif not odd:
            continue
        elif any(_NOT_UTF_8.search(cell) for cell in cells):
            yield Broken(number, "not UTF-8; save the file in that encoding")
        elif any(_CONTROL.search(cell) for cell in cells):
            yield Broken(number, "a cell holds control characters")


_END: Final = re.compile(r'"(?:[^"]|"")*"|(\r\n|\n|\r)')
_ENDS: Final = {"\r\n": "CR LF", "\n": "LF", "\r": "CR"}


def other_ends(content: bytes) -> Iterator[Broken]:
    """Yield the rows whose line ends otherwise than the first one: two files may be mixed there."""
    text = content.decode("utf-8-sig", errors=_MARKED)
    ends = [match[1] for match in _END.finditer(text) if match[1]]
    for number, end in enumerate(ends, start=1):
        if end != ends[0]:
            yield Broken(number, f"ends with {_ENDS[end]}, the first line with {_ENDS[ends[0]]}")


def lines(name: str, content: bytes) -> list[Line]:
    """Return the rows of a table with the curated columns.

    Raises:
        InvalidDataError: as ``records``; or a row without model, property or with a level, kind or
            date that is none.
    """
    found, broken = lines_and_broken(name, content)
    refuse(name, broken)
    return found


def lines_and_broken(name: str, content: bytes) -> tuple[list[Line], list[Broken]]:
    """Return the rows that can be taken, and those that can't, with reasons.

    Raises:
        InvalidDataError, TooManyError: as ``sorted_out``.
    """
    readable, broken = sorted_out(name, content, REQUIRED)
    found: list[Line] = []
    for number, record in readable:
        try:
            found.append(_line(number, record))
        except ValueError as error:
            broken.append(Broken(number, str(error)))
    return found, broken


def _line(number: int, record: dict[str, str]) -> Line:
    def cell(column: str) -> str:
        return record.get(column, "").strip()

    level = cell("level") or "family"
    if level not in LEVELS:
        raise ValueError(f"unknown level: {level!r}; known: {', '.join(LEVELS)}")
    for column in ("model", "property"):
        if not cell(column):
            raise ValueError(f"the {column} is empty")
    if cell("source_date"):
        stated_date(cell("source_date"))
    return Line(
        number, cell("model"), level, cell("subject") or cell("model"), cell("parent"),
        cell("property"), cell("qualifier"), cell("value"), cell("value_number"),
        _kind(cell("source_kind")), cell("source"), cell("source_file"), cell("source_commit"),
        cell("source_date"), cell("evidence"), cell("id"), cell("note"),
    )  # fmt: skip


def _kind(name: str) -> Kind | None:
    try:
        return Kind(name) if name else None
    except ValueError:
        raise ValueError(f"unknown kind: {name!r}; known: {', '.join(Kind)}") from None


def each(rows: list[Line], take: Callable[[Line], None]) -> list[Broken]:
    """Call ``take`` with every row and return those it refused."""
    broken: list[Broken] = []
    for row in rows:
        try:
            take(row)
        except ValueError as error:
            broken.append(Broken(row.number, str(error)))
    return broken
