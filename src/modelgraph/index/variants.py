"""Of which model each variant is: what must be read anew when one goes or moves.

There are several times as many variants as models, so each is kept as a mark of eight bytes made of
its address. Should two have the same mark, a model is read anew for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from modelgraph.index.numbers import Numbers
from modelgraph.store import IRI


@dataclass(frozen=True, slots=True)
class Variants:
    """The marks of all variants, sorted, each with the number of its model."""

    marks: NDArray[np.uint64]
    models: Numbers

    def models_of(self, variant: str) -> list[int]:
        """Return the number of the model of a variant, if it has one; seldom more."""
        mark = _mark(variant)
        start, end = (
            np.searchsorted(self.marks, mark, "left"),
            np.searchsorted(self.marks, mark, "right"),
        )
        found: list[int] = self.models[start:end].tolist()
        return found

    def changed(self, models: BitMap, now: Mapping[IRI, int]) -> Variants:
        """Return the variants after some models have changed, which have these ``now``."""
        kept = ~np.isin(self.models, np.fromiter(models, np.uint32))
        new = variants(now)
        marks = np.concatenate([self.marks[kept], new.marks])
        order = np.argsort(marks, kind="stable")
        return Variants(marks[order], np.concatenate([self.models[kept], new.models])[order])


def variants(of: Mapping[IRI, int]) -> Variants:
    """Return variants by their addresses, with the numbers of their models."""
    marks = np.fromiter(map(_mark, of), np.uint64)
    models = np.fromiter(of.values(), np.uint32)
    order = np.argsort(marks, kind="stable")
    return Variants(marks[order], models[order])


def _mark(address: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(address.encode(), digest_size=8).digest(), "big"))
