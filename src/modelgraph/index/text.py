"""What models are searched by: SQLite's FTS5 finds who may fit, ``relevance`` says how well.

Documents are only ever added: a model that changes gets a new one, and each generation of the
index knows which document of a model is its own. FTS5 has the trigrams of the folded texts; words
of one or two letters are looked up among the letters and pairs of letters.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, TypeAlias

import numpy as np

from modelgraph.index.numbers import Numbers
from modelgraph.index.relevance import BREAK, folded

_SCHEMA: Final = """
CREATE TABLE document (number INTEGER PRIMARY KEY, model INTEGER, names TEXT, beside TEXT);
CREATE VIRTUAL TABLE triple USING fts5 (
  names, beside, content='document', content_rowid='number', detail='none',
  tokenize="trigram case_sensitive 1"
);
CREATE VIRTUAL TABLE pair USING fts5 (
  letters, content='', detail='none', tokenize="unicode61 tokenchars '_+'"
);
"""
_TRIPLE: Final = 3
Found: TypeAlias = tuple[int, str, str]
"""A model with its names and what stands beside them, folded, one a line."""


class Documents:
    """The documents of all generations; safe to share between threads."""

    def __init__(self, content: bytes = b"") -> None:
        self._lock = Lock()
        self._sql = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        if content:
            self._sql.deserialize(content)
        else:
            self._sql.executescript(_SCHEMA)

    def content(self) -> bytes:
        """Return all of it as bytes."""
        with self._lock:
            return self._sql.serialize()

    def count(self) -> int:
        """Return the number of documents, which is that of the last one."""
        with self._lock:
            (last,) = self._sql.execute("SELECT MAX(number) FROM document").fetchone()
        return last or 0

    def add(self, found: Iterable[Found]) -> dict[int, int]:
        """Add documents; return their numbers by model."""
        first = self.count() + 1
        rows = [
            (number, model, names, beside)
            for number, (model, names, beside) in enumerate(found, first)
        ]
        with self._lock:
            self._sql.execute("BEGIN")
            self._sql.executemany("INSERT INTO document VALUES (?, ?, ?, ?)", rows)
            self._sql.executemany(
                "INSERT INTO triple (rowid, names, beside) VALUES (?, ?, ?)",
                ((number, names, beside) for number, _, names, beside in rows),
            )
            self._sql.executemany(
                "INSERT INTO pair (rowid, letters) VALUES (?, ?)",
                ((number, _letters(f"{names}\n{beside}")) for number, _, names, beside in rows),
            )
            self._sql.execute("COMMIT")
        return {model: number for number, model, _, _ in rows}

    def having(self, words: Sequence[str]) -> list[tuple[int, int, str, str]]:
        """Return the documents that may have all words inside; more than those at times."""
        long = [word for word in words if len(word) >= _TRIPLE]
        table = "triple" if long else "pair"
        terms = map(_triples, long) if long else map(_token, words)
        return self._rows(
            f"SELECT number, model, names, beside FROM document WHERE number IN "  # noqa: S608
            f"(SELECT rowid FROM {table} WHERE {table} MATCH ?)",
            " AND ".join(terms),
        )

    def numbered(self, numbers: Iterable[int]) -> list[tuple[int, int, str, str]]:
        """Return some documents."""
        query = "SELECT number, model, names, beside FROM document WHERE number = ?"
        return [row for number in numbers for row in self._rows(query, number)]

    def all(self) -> list[tuple[int, int, str, str]]:
        """Return all documents."""
        return self._rows("SELECT number, model, names, beside FROM document")

    def _rows(self, query: str, *values: str | int) -> list[tuple[int, int, str, str]]:
        with self._lock:
            return self._sql.execute(query, values).fetchall()


@dataclass(frozen=True, slots=True)
class Text:
    """The documents of one generation: ``own`` has by model the number of its own, 0 for none."""

    documents: Documents
    own: Numbers

    def having(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield the models that may have all folded words inside."""
        return self._own(self.documents.having(words))

    def everything(self) -> Iterator[Found]:
        """Yield all models."""
        return self._own(self.documents.all())

    def changed(self, gone: Iterable[int], found: Iterable[Found], length: int) -> Text:
        """Return the texts after some models have changed, for ``length`` models.

        Where most documents are out of date, those that are not move to a place of their own.
        """
        own = np.zeros(length, np.uint32)
        own[: len(self.own)] = self.own
        own[[*gone]] = 0
        for model, number in self.documents.add(self._new(found)).items():
            own[model] = number
        made = Text(self.documents, own)
        if self.documents.count() > 2 * np.count_nonzero(own) + 1000:
            return text(made.everything(), length)
        return made

    def _new(self, found: Iterable[Found]) -> Iterator[Found]:
        """Yield what is found by other words than before."""
        several = {each[0]: each for each in found}
        numbers = [int(self.own[model]) for model in several if model < len(self.own)]
        known = {each[0]: each for each in self._own(self.documents.numbered(numbers))}
        return (each for model, each in several.items() if known.get(model) != each)

    def _own(self, rows: Iterable[tuple[int, int, str, str]]) -> Iterator[Found]:
        for number, model, names, beside in rows:
            if model < len(self.own) and self.own[model] == number:
                yield model, names, beside


def text(found: Iterable[Found], length: int) -> Text:
    """Return new texts of ``length`` models."""
    documents = Documents()
    own = np.zeros(length, np.uint32)
    for model, number in documents.add(found).items():
        own[model] = number
    return Text(documents, own)


def document(model: int, names: Iterable[str], beside: Iterable[str]) -> Found:
    """Return what a model is found by."""
    return model, BREAK.join(folded(names)), BREAK.join(folded(beside))


def _triples(word: str) -> str:
    # What is folded is letters, digits and +: nothing that ends a string.
    return " AND ".join(f'"{word[at : at + _TRIPLE]}"' for at in range(len(word) - _TRIPLE + 1))


def _letters(names: str) -> str:
    tokens = {
        name[at : at + length]
        for name in names.split(BREAK)
        for length in (1, 2)
        for at in range(len(name) - length + 1)
    }
    return " ".join(map(_written, sorted(tokens)))


def _token(word: str) -> str:
    return f'"{_written(word)}"'


def _written(letters: str) -> str:
    """Return letters so that SQLite, which knows an older Unicode, takes them for one word."""
    if letters.isascii():
        return letters
    return "".join(each if each.isascii() else f"_{ord(each):x}_" for each in letters)
