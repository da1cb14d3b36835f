"""The index of one revision: a value that is never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from modelgraph.index.dates import day
from modelgraph.index.facet import Facet, Key
from modelgraph.index.order import By, Order, Place
from modelgraph.index.pairs import Pairs
from modelgraph.index.record import Record, date_of, name_of, unpack
from modelgraph.index.scheme import Scheme
from modelgraph.index.sizes import Sizes
from modelgraph.index.text import Text
from modelgraph.index.variants import Variants
from modelgraph.index.words import Models, Words
from modelgraph.store import IRI


@dataclass(frozen=True, slots=True)
class Index:
    """Everything by the number of a model.

    ``models`` are all that were ever there, ``live`` those that are; ``closure`` has by the id of a
    task who does it or a narrower one; ``dates`` are texts, ``events`` who has which of them, by
    the sort of event, the headline dates under ``""``.
    """

    revision: int
    models: Models
    live: BitMap
    records: Sequence[bytes]
    variants: Variants
    facets: Mapping[Key, Facet]
    scheme: Scheme
    closure: Mapping[str, BitMap]
    sizes: Sizes
    dates: Words
    events: Mapping[str, Pairs]
    orders: Mapping[By, Order]
    text: Text

    def number(self, model: str) -> int | None:
        """Return the number of a model by its address, or nothing."""
        found = self.models.find(model)
        return found if found is not None and found in self.live else None

    def iri(self, number: int) -> IRI:
        """Return the address of a model."""
        return self.models.iri(number)

    def id(self, number: int) -> str:
        """Return the id of a model."""
        return self.models.id(number)

    def record(self, number: int) -> Record:
        """Return what is kept of a model."""
        return unpack(self.records[number])

    def released(self, record: Record) -> str:
        """Return the headline date, empty where there is none."""
        return self._date(record.date)

    def _date(self, number: int) -> str:
        return self.dates[number - 1] if number else ""

    def place(self, by: By, number: int) -> Place:
        """Return where a model stands in an order."""
        id_ = self.models.id(number)
        if by is By.ID:
            return False, 0, "", id_
        if by is By.NAME:
            return False, 0, name_of(self.records[number]).casefold(), id_
        if by is By.RELEASED or by is By.NEWEST:
            value = day(self._date(date_of(self.records[number])))
            return not value, value if by is By.RELEASED else -value, "", id_
        sizes = self.sizes.of(number)
        if sizes is None:
            return True, 0, "", id_
        return False, sizes[0] if by is By.SMALLEST else -sizes[1], "", id_
