"""The index of one revision: a value that is never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from modelgraph.index.dates import day
from modelgraph.index.facet import Facet, Key
from modelgraph.index.order import By, Order, Place
from modelgraph.index.pairs import Pairs
from modelgraph.index.record import Record, unpack
from modelgraph.index.scheme import Scheme
from modelgraph.index.sizes import Sizes
from modelgraph.index.text import Text
from modelgraph.index.words import Words
from modelgraph.store import IRI
from modelgraph.vocabulary.addresses import local


@dataclass(frozen=True, slots=True)
class Index:
    """Everything by the number of a model.

    ``models`` are the addresses of all that were ever there, ``live`` those that are; ``parents``
    has by the number of a variant that of its model plus one, 0 where it is gone; ``closure`` has
    by the id of a task who does it or a narrower one; ``dates`` are texts, ``events`` who has
    which of them, by the sort of event, the headline dates under ``""``.
    """

    revision: int
    models: Words
    live: BitMap
    records: Sequence[bytes]
    variants: Words
    parents: NDArray[np.uint32]
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
        return IRI(self.models[number])

    def id(self, number: int) -> str:
        """Return the id of a model."""
        return local(self.models[number])

    def record(self, number: int) -> Record:
        """Return what is kept of a model."""
        return unpack(self.records[number])

    def released(self, record: Record) -> str:
        """Return the headline date, empty where there is none."""
        return self.dates[record.date - 1] if record.date else ""

    def place(self, by: By, number: int) -> Place:
        """Return where a model stands in an order."""
        id_ = self.id(number)
        if by is By.ID:
            return False, 0, "", id_
        if by is By.NAME:
            return False, 0, self.record(number).name.casefold(), id_
        if by in {By.RELEASED, By.NEWEST}:
            value = day(self.released(self.record(number)))
            return not value, value if by is By.RELEASED else -value, "", id_
        sizes = self.sizes.of(number)
        if sizes is None:
            return True, 0, "", id_
        return False, sizes[0] if by is By.SMALLEST else -sizes[1], "", id_
