"""The graph in which a remote store keeps what its engine can do, and a number for its revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Final

from modelgraph.store.store import Row
from modelgraph.store.terms import IRI, Literal
from modelgraph.store.writing import written
from modelgraph.vocabulary.prefixes import BASE

RECORD: Final = IRI(f"{BASE}store")
_NUMBER, _MADE, _ABLE, _FOREIGN = (
    f"<{RECORD}#{name}>" for name in ("revision", "made", "capabilities", "foreign")
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the record says. ``made`` differs where a store was emptied and filled anew."""

    number: int
    made: str
    capabilities: str
    foreign: frozenset[IRI] = frozenset()

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Stamp | None:
        """Read the answer to ``reading``; ``None`` where there is no record."""
        if not rows:
            return None
        number, made, able, _ = (
            each.lexical if isinstance(each, Literal) else "" for each in rows[0]
        )
        foreign = frozenset(row[3] for row in rows if isinstance(row[3], IRI))
        return cls(int(number), made, able, foreign)

    def after(self, steps: int) -> Stamp:
        """Return the stamp after so many writes by nobody else."""
        return replace(self, number=self.number + steps)


def reading() -> str:
    """Return the query for the record."""
    return (
        f"SELECT ?number ?made ?able ?foreign WHERE {{ GRAPH <{RECORD}> {{ <{RECORD}> "
        f"{_NUMBER} ?number ; {_MADE} ?made ; {_ABLE} ?able . "
        f"OPTIONAL {{ <{RECORD}> {_FOREIGN} ?foreign }} }} }}"
    )


def first(able: str, foreign: Iterable[IRI]) -> str:
    """Return the update that makes the record; ``foreign`` are graphs of others."""
    facts = [f"{_NUMBER} 1", f"{_MADE} {written(Literal(token_hex(8)))}"]
    facts.append(f"{_ABLE} {written(Literal(able))}")
    facts += (f"{_FOREIGN} <{graph}>" for graph in sorted(foreign))
    return (
        f"CLEAR SILENT GRAPH <{RECORD}> ; "
        f"INSERT DATA {{ GRAPH <{RECORD}> {{ <{RECORD}> {' ; '.join(facts)} }} }}"
    )


def next_() -> str:
    """Return the operation that raises the number: in the engine, so that two writers raise it
    by two."""
    triple = f"<{RECORD}> {_NUMBER}"
    return (
        f"DELETE {{ GRAPH <{RECORD}> {{ {triple} ?old }} }} "
        f"INSERT {{ GRAPH <{RECORD}> {{ {triple} ?new }} }} "
        f"WHERE {{ GRAPH <{RECORD}> {{ {triple} ?old }} BIND(?old + 1 AS ?new) }}"
    )
