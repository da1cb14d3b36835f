"""Texts by number: each stands once, however many models have it.

A list of words only grows, so that all generations of an index share it; a number that an older
generation doesn't know has no models there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from modelgraph.vocabulary.addresses import local


class Words:
    """Texts with their numbers, from 0 up. One writer at a time; readers need not wait.

    >>> words = Words(["https://w3id.org/modelgraph/task/ocr"])
    >>> words.called("ocr")
    (0,)
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts: list[str] = []
        self._numbers: dict[str, int] = {}
        self._called: dict[str, tuple[int, ...]] = {}
        for text in texts:
            self.number(text)

    def number(self, text: str) -> int:
        """Return the number of a text, a new one where it has none yet."""
        known = self._numbers.get(text)
        if known is None:
            known = self._numbers[text] = len(self._texts)
            self._texts.append(text)
            short = local(text)
            self._called[short] = (*self._called.get(short, ()), known)
        return known

    def find(self, text: str) -> int | None:
        """Return the number of a text, or nothing."""
        return self._numbers.get(text)

    def called(self, short: str) -> tuple[int, ...]:
        """Return the numbers of the texts whose id is this: ``ocr`` for the address of a task."""
        return self._called.get(short, ())

    @property
    def ids(self) -> Mapping[str, tuple[int, ...]]:
        """All ids with their numbers."""
        return self._called

    def __getitem__(self, number: int) -> str:
        return self._texts[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
