"""Reading of flatbuffers without a generated schema: tables, vectors and scalars by field number.

Every offset is checked against the buffer, since the file comes from outside. The format is
described at https://flatbuffers.dev/internals/.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from modelgraph.errors import InvalidWeightsError


def unpack(code: str, data: bytes, at: int) -> int:
    """Return the little-endian integer of this struct code at this place.

    Raises:
        InvalidWeightsError: the place lies outside the data.
    """
    try:
        value: int = struct.unpack_from("<" + code, data, at)[0]
    except struct.error as error:
        raise InvalidWeightsError("The flatbuffer points outside of itself.") from error
    return value


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a flatbuffer; absent fields answer with the default."""

    data: bytes
    at: int

    def _field(self, number: int) -> int | None:
        """Return the place of a field, or None where the table leaves it out."""
        vtable = self.at - unpack("i", self.data, self.at)
        if vtable < 0:
            raise InvalidWeightsError("The flatbuffer points outside of itself.")
        slot = 4 + 2 * number
        if slot >= unpack("H", self.data, vtable):
            return None
        offset = unpack("H", self.data, vtable + slot)
        return self.at + offset if offset else None

    def scalar(self, number: int, code: str, default: int = 0) -> int:
        """Return an integer field; ``code`` is its struct code (``b``, ``i``, ``I``, ``?``)."""
        place = self._field(number)
        return default if place is None else unpack(code, self.data, place)

    def table(self, number: int) -> Table | None:
        """Return a field that is a table."""
        place = self._field(number)
        return None if place is None else Table(self.data, place + unpack("I", self.data, place))

    def _vector(self, number: int) -> tuple[int, int]:
        """Return the place of a vector's first element, and its length."""
        place = self._field(number)
        if place is None:
            return 0, 0
        start = place + unpack("I", self.data, place)
        return start + 4, unpack("I", self.data, start)

    def bytes_(self, number: int) -> bytes:
        """Return a vector of bytes."""
        start, length = self._vector(number)
        if start + length > len(self.data):
            raise InvalidWeightsError("The flatbuffer points outside of itself.")
        return self.data[start : start + length]

    def integers(self, number: int) -> tuple[int, ...]:
        """Return a vector of 32-bit integers."""
        start, length = self._vector(number)
        if start + 4 * length > len(self.data):
            raise InvalidWeightsError("The flatbuffer points outside of itself.")
        return struct.unpack_from(f"<{length}i", self.data, start)

    def tables(self, number: int) -> tuple[Table, ...]:
        """Return a vector of tables."""
        start, length = self._vector(number)
        if start + 4 * length > len(self.data):
            raise InvalidWeightsError("The flatbuffer points outside of itself.")
        places = (start + 4 * index for index in range(length))
        return tuple(Table(self.data, at + unpack("I", self.data, at)) for at in places)


def root(data: bytes) -> Table:
    """Return the outermost table."""
    return Table(data, unpack("I", data, 0))
