"""The answer of a SELECT, for Python users: rows of plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from modelgraph.catalog import tables
from modelgraph.store import Literal, Row, Term
from modelgraph.vocabulary.terms import XSD

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_PLAIN: Final[Mapping[str, Callable[[str], Any]]] = {
    XSD.integer: int,
    XSD.decimal: Decimal,
    XSD.boolean: lambda text: text in {"true", "1"},
    str(XSD.decimal).replace("decimal", "double"): float,
}


@dataclass(frozen=True, slots=True)
class Solutions:
    """Variables and rows, in the order of the answer; an unbound variable is ``None``.

    ``rows`` hold the terms themselves; iteration gives a mapping a row with plain Python values:
    texts, numbers, booleans, and IRIs as text.
    """

    variables: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            yield dict(zip(self.variables, map(_plain, row), strict=True))

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas data frame of plain values."""
        made: pd.DataFrame = tables.frame("pandas", self.variables, self._values())
        return made

    def to_polars(self) -> pl.DataFrame:
        """Return a polars data frame of plain values."""
        made: pl.DataFrame = tables.frame("polars", self.variables, self._values())
        return made

    def _values(self) -> list[list[Any]]:
        return [[_plain(term) for term in row] for row in self.rows]


def _plain(term: Term | None) -> Any:
    if isinstance(term, Literal):
        try:
            return _PLAIN.get(term.datatype, str)(term.lexical)
        except ArithmeticError:
            return term.lexical
    return None if term is None else str(getattr(term, "label", term))
