"""What is kept of one model, packed: its name, and numbers of values by facet."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from modelgraph.index.facet import KEYS, Key

_HEAD: Final = struct.Struct("=III")
_WIDTH: Final = array("I").itemsize


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
    """Return a record as bytes: a head that says how many numbers follow, those, the name."""
    numbers = array("I")
    for each in values:
        numbers.append(len(each))
        numbers.extend(each)
    return _HEAD.pack(date, variants, len(numbers)) + numbers.tobytes() + name.encode()


def unpack(packed: bytes) -> Record:
    """Return the record."""
    date, variants, several = _HEAD.unpack_from(packed)
    end = _HEAD.size + several * _WIDTH
    numbers = array("I", packed[_HEAD.size : end]).tolist()
    values, at = [], 0
    for _ in KEYS:
        count = numbers[at]
        values.append(tuple(numbers[at + 1 : at + 1 + count]))
        at += 1 + count
    return Record(packed[end:].decode(), date, variants, tuple(values))


def name_of(packed: bytes) -> str:
    """Return the name alone."""
    _, _, several = _HEAD.unpack_from(packed)
    return packed[_HEAD.size + several * _WIDTH :].decode()


def date_of(packed: bytes) -> int:
    """Return the number of the headline date plus one alone."""
    date: int = _HEAD.unpack_from(packed)[0]
    return date
