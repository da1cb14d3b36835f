"""A comparison as a table: Markdown, HTML for notebooks, pandas and polars data frames.

pandas and polars are imported when they are asked for, and need not be installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from modelgraph.errors import UnavailableError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its group, its label, one text a model."""

    group: str
    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Texts in rows and groups; ``names`` head the columns for people, ``ids`` for programs."""

    names: tuple[str, ...]
    ids: tuple[str, ...]
    lines: tuple[Line, ...]

    def to_markdown(self) -> str:
        """Return a Markdown table with a heading line for each group."""
        text = [
            f"| | {' | '.join(map(_pipe, self.names))} |",
            "|---" * (len(self.names) + 1) + "|",
        ]
        group = ""
        for line in self.lines:
            if line.group != group:
                text.append(f"| **{_pipe(line.group)}** |" + " |" * len(self.names))
                group = line.group
            text.append(f"| {_pipe(line.label)} | {' | '.join(map(_pipe, line.texts))} |")
        return "\n".join(text) + "\n"

    def to_html(self) -> str:
        """Return an HTML table; every text is escaped."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.names)
        rows = []
        group = ""
        for line in self.lines:
            if line.group != group:
                span = len(self.names) + 1
                rows.append(f'<tr><th colspan="{span}">{escape(line.group)}</th></tr>')
                group = line.group
            cells = "".join(f"<td>{escape(text)}</td>" for text in line.texts)
            rows.append(f"<tr><td>{escape(line.label)}</td>{cells}</tr>")
        return f"<table><tr><td></td>{head}</tr>{''.join(rows)}</table>"

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame indexed by group and property, one column a model id.

        Raises:
            UnavailableError: pandas is not installed.
        """
        module = _module("pandas")
        keys = [(line.group, line.label) for line in self.lines]
        index = module.MultiIndex.from_tuples(keys, names=["group", "property"])
        return module.DataFrame(
            [line.texts for line in self.lines], index=index, columns=list(self.ids)
        )

    def to_polars(self) -> pl.DataFrame:
        """Return a data frame with the columns ``group``, ``property`` and one a model id.

        Raises:
            UnavailableError: polars is not installed.
        """
        rows = [(line.group, line.label, *line.texts) for line in self.lines]
        made: pl.DataFrame = frame("polars", ("group", "property", *self.ids), rows)
        return made


def frame(module: str, variables: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
    """Return the answer of a query as a data frame of pandas or polars."""
    made = _module(module)
    if module == "pandas":
        return made.DataFrame(rows, columns=list(variables))
    return made.DataFrame(rows, schema=list(variables), orient="row")


def _module(name: str) -> Any:
    import importlib  # noqa: PLC0415

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UnavailableError(f"{name} is not installed.", hint=f"pip install {name}") from error


def _pipe(text: str) -> str:
    """Return a text that can't leave its cell of a Markdown table."""
    flat = " ".join(text.split())
    for sign in ("\\", "|", "<", "[", "`", "*", "_"):
        flat = flat.replace(sign, "\\" + sign)
    return flat
