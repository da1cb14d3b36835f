"""The answer of a SELECT, for Python users: rows of plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from modelgraph.store import Row


@dataclass(frozen=True, slots=True)
class Solutions:
    """Variables and rows, in the order of the answer; an unbound variable is ``None``."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
