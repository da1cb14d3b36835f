"""How an answer leaves the command line: one answer, six forms.

In a terminal a table; in a pipe the same without rules and colours; on request JSON, CSV, Markdown
or, where the answer is of the graph, Turtle. Answers go to standard output, everything else to
standard error.
"""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from modelgraph.cli.text import clean, clean_inside, markdown, spreadsheet
from modelgraph.errors import RefusedError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

PLAIN_WIDTH: Final = 100
HANGING: Final = ("  ", "× ")
_CONTROL_OF_TERMINALS: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)


class Form(StrEnum):
    """What an answer is printed as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    TTL = "ttl"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a cell: text with a style name of rich (``bold``, ``dim``), or none."""

    text: str
    style: str = ""


Cell: TypeAlias = str | tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: a title, columns, rows; ``notes`` are lines below it.

    A row that is a single string is a heading over the rows that follow. ``wide`` asks for cells
    that wrap to the width of the page; otherwise a row stays on one line in a pipe.
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...] | str]
    title: str = ""
    notes: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: tables for people, plain values for programs.

    ``records`` is the table of the CSV form where it differs from the first sheet;
    ``turtle`` writes the answer as Turtle, where it has such a form.
    """

    sheets: tuple[Sheet, ...]
    data: Any
    records: Sheet | None = None
    turtle: Callable[[], str] | None = None


def show(answer: Answer, form: Form | None) -> None:
    """Print an answer on standard output; ``None`` decides by whether a terminal is there."""
    if form is Form.JSON:
        print(to_json(answer.data))
    elif form is Form.CSV:
        print(to_csv(answer.records or answer.sheets[0]), end="")
    elif form is Form.MD:
        print("\n\n".join(to_markdown(sheet) for sheet in answer.sheets))
    elif form is Form.TTL:
        print(_turtle(answer), end="")
    else:
        terminal = form is Form.TABLE or sys.stdout.isatty()
        for number, sheet in enumerate(answer.sheets):
            print_sheet(sheet, ruled=terminal, first=number == 0)


def _turtle(answer: Answer) -> str:
    if answer.turtle is None:
        raise RefusedError("This answer has no Turtle form.", hint="Take json, csv or md.")
    return answer.turtle()


def plain(value: Any) -> Any:
    """Return frozen values as what JSON has: records as objects with the names of their fields."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value) if not each.name.startswith("_")]
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, str) or not isinstance(value, Iterable):
        return str(value) if isinstance(value, str) else value
    return [plain(each) for each in value]


def to_json(data: Any) -> str:
    """Return indented JSON in which no character can command a terminal."""
    import orjson

    return printed(orjson.dumps(plain(data), option=orjson.OPT_INDENT_2, default=str).decode())


def printed(text: str) -> str:
    """Return JSON or Turtle with what a terminal would obey written as an escape.

    Both languages read ``\\u009b`` as the character itself, so nothing is lost.
    """
    return _CONTROL_OF_TERMINALS.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def to_csv(sheet: Sheet) -> str:
    """Return the rows of one table; headings become a first column."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([spreadsheet(title) for title in sheet.columns])
    for row in sheet.rows:
        if not isinstance(row, str):
            writer.writerow([spreadsheet(words(cell)) for cell in row])
    return out.getvalue()


def to_markdown(sheet: Sheet) -> str:
    """Return a Markdown table, with its title as a heading and its notes below."""
    lines = [f"## {markdown(sheet.title)}", ""] if sheet.title else []
    if sheet.columns:
        lines.append(f"| {' | '.join(markdown(title) for title in sheet.columns)} |")
        lines.append("|" + " --- |" * len(sheet.columns))
    for row in sheet.rows:
        if isinstance(row, str):
            lines.append(f"| **{markdown(row)}** |" + " |" * (len(sheet.columns) - 1))
        else:
            lines.append(f"| {' | '.join(_markdown_cell(cell) for cell in row)} |")
    lines += ["", *(markdown(note) for note in sheet.notes)] if sheet.notes else []
    return "\n".join(lines)


def _markdown_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return markdown(cell)
    lines = "".join(span.text for span in cell).split("\n")
    return "<br>".join(markdown(line) for line in lines)


def words(cell: Cell) -> str:
    """Return the text of a cell on one line."""
    text = cell if isinstance(cell, str) else "".join(span.text for span in cell)
    return clean(text.replace("\n", "; "))


def print_sheet(sheet: Sheet, *, ruled: bool, first: bool = True) -> None:
    """Print a table for people: with rules and colours in a terminal, else with spaces alone."""
    out = console(sys.stdout)
    long_lines = not ruled and not sheet.wide
    if not ruled:
        out.width = 10_000 if long_lines else int(os.environ.get("COLUMNS", PLAIN_WIDTH))
    table = _table(sheet, ruled=ruled)
    with out.capture() as captured:
        if sheet.title:
            out.print(clean(sheet.title), style="bold")
        if sheet.rows:
            out.print(table)
        if sheet.rows and sheet.notes and sheet.wide:
            out.print()
        for note in sheet.notes:
            out.print(clean(note), style=None if sheet.wide else "dim")
    text = "\n".join(line.rstrip() for line in captured.get().splitlines())
    print(text if first else f"\n{text}")


def _table(sheet: Sheet, *, ruled: bool) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD if ruled else None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="bold",
        show_edge=False,
        show_header=any(sheet.columns),
    )
    for title in sheet.columns:
        table.add_column(Text(clean(title)), overflow="fold")
    for row in sheet.rows:
        if isinstance(row, str):
            table.add_row()
            table.add_row(Text(clean(row), style="bold"))
        else:
            table.add_row(*(_rich(cell) for cell in row))
    return table


def _rich(cell: Cell) -> Any:
    """Return a cell for rich: lines that begin with two spaces or a mark hang under their begin."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    lines: list[Text] = [Text()]
    for span in (Span(cell),) if isinstance(cell, str) else cell:
        for number, part in enumerate(span.text.split("\n")):
            if number:
                lines.append(Text())
            lines[-1].append(clean_inside(part), style=span.style or None)
    if len(lines) == 1:
        return lines[0]
    return Group(*(_hanging(line, Padding) for line in lines))


def _hanging(line: Text, padding: type[Padding]) -> Any:
    mark = line.plain[:2]
    if mark not in HANGING:
        return line
    if mark == "  ":
        return padding(line[2:], (0, 0, 0, 2))
    from rich.table import Table

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row(line[:1], line[2:])
    return grid


def console(stream: Any) -> Console:
    """Return a console of rich that honours NO_COLOR and interprets nothing in what it prints."""
    from rich.console import Console

    return Console(file=stream, markup=False, highlight=False, emoji=False, soft_wrap=False)


def say(text: str, style: str = "") -> None:
    """Print a line for people on standard error."""
    console(sys.stderr).print(clean_inside(text), style=style or None, soft_wrap=True)
