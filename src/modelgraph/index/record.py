"""What is kept of one model, packed: numbers of values by facet, and its name."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from modelgraph.index.facet import KEYS, Key

_WIDTH = array("I").itemsize


@dataclass(frozen=True, slots=True)
class Record:
    """``date`` is the number of the headline date plus one, 0 where there is none; ``values`` are
    numbers, in the order of ``KEYS``."""

    name: str
    date: int
    variants: int
    values: tuple[tuple[int, ...], ...]

    def of(self, key: Key) -> tuple[int, ...]:
        """Return the numbers of the values of a facet."""
        return self.values[KEYS.index(key)]


def pack(name: str, date: int, variants: int, values: Iterable[Sequence[int]]) -> bytes:
    """Return a record as bytes."""
    numbers = array("I", (date, variants))
    for each in values:
        numbers.append(len(each))
        numbers.extend(each)
    return numbers.tobytes() + name.encode()


def unpack(packed: bytes) -> Record:
    """Return the record."""
    size = len(packed) // _WIDTH * _WIDTH
    numbers = memoryview(packed)[:size].cast("I")
    values, at = [], 2
    for _ in KEYS:
        count = numbers[at]
        values.append(tuple(numbers[at + 1 : at + 1 + count]))
        at += 1 + count
    name = packed[at * _WIDTH :].decode()
    return Record(name, numbers[0], numbers[1], tuple(values))


def name_of(packed: bytes) -> str:
    """Return the name alone."""
    return unpack(packed).name
