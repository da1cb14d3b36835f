"""Texts by number: each stands once, however many models have it.

A list of words only grows, so that all generations of an index share it; a number that an older
generation doesn't know has no models there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from modelgraph.store import IRI
from modelgraph.vocabulary.addresses import local
from modelgraph.vocabulary.prefixes import PREFIXES

_MODEL: Final = PREFIXES["model"]


class Words:
    """Texts with their numbers, from 0 up. One writer at a time; readers need not wait."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: list[str] = []
        self._numbers: dict[str, int] = {}
        for text in texts:
            self.number(text)

    def number(self, text: str) -> int:
        """Return the number of a text, a new one where it has none yet."""
        known = self._numbers.get(text)
        return self._add(text) if known is None else known

    def find(self, text: str) -> int | None:
        """Return the number of a text, or nothing."""
        return self._numbers.get(text)

    def __getitem__(self, number: int) -> str:
        return self._texts[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def _add(self, text: str) -> int:
        number = len(self._texts)
        self._texts.append(text)
        self._numbers[text] = number
        return number


class Values(Words):
    """The values of a facet, which are also found by their ids.

    >>> Values(["https://w3id.org/modelgraph/task/ocr"]).called("ocr")
    (0,)
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._called: dict[str, tuple[int, ...]] = {}
        super().__init__(texts)

    def called(self, short: str) -> tuple[int, ...]:
        """Return the numbers of the texts whose id is this."""
        return self._called.get(short, ())

    @property
    def ids(self) -> Mapping[str, tuple[int, ...]]:
        """All ids with their numbers."""
        return self._called

    def _add(self, text: str) -> int:
        number = super()._add(text)
        short = local(text)
        self._called[short] = (*self._called.get(short, ()), number)
        return number


class Models:
    """The addresses of models, kept by what tells one from the next: ``org/slug``."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._ids = Words(ids)

    def number(self, iri: str) -> int:
        """Return the number of a model, a new one where it has none yet."""
        return self._ids.number(iri[len(_MODEL) :])

    def find(self, iri: str) -> int | None:
        """Return the number of the model with an address, or nothing."""
        return self._ids.find(iri[len(_MODEL) :]) if iri.startswith(_MODEL) else None

    def iri(self, number: int) -> IRI:
        """Return the address of a model."""
        return IRI(_MODEL + self._ids[number])

    def id(self, number: int) -> str:
        """Return the id of a model."""
        return self._ids[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
