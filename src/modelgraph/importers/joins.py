"""How the names of the sources came together, as two tables beside the data.

``names.csv`` says what each source calls each model and variant, and where: rows of one thing were
joined. ``unmatched.csv`` lists what was not taken or kept as text, with the nearest names that are
known. People read both over; ``docs/reference/identity.md`` says how sure the joins are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from modelgraph.importers.reading import Reading
from modelgraph.importers.strangers import names_of, near_concepts, nearest
from modelgraph.resources import data
from modelgraph.store import Store
from modelgraph.vocabulary.prefixes import PREFIXES, shorten

NAMES: Final = "names.csv"
UNMATCHED: Final = "unmatched.csv"
_COMMIT: Final = 7


@dataclass(frozen=True, slots=True, order=True)
class Join:
    """One row of ``names.csv``; ``thing`` is ``model:…`` or ``variant:…``."""

    source: str
    revision: str
    collection: str
    name: str
    place: str
    thing: str


@dataclass(frozen=True, slots=True, order=True)
class Left:
    """One row of ``unmatched.csv``; ``near`` are ids of models or labels of concepts."""

    collection: str
    place: str
    name: str
    reason: str
    near: tuple[str, ...]


def names_text(readings: Iterable[Reading]) -> str:
    """Return the text of ``names.csv``."""
    rows = sorted(_joins(readings))
    return _text(Join, ([getattr(row, key) for key in _keys(Join)] for row in rows))


def unmatched_text(readings: Iterable[Reading], store: Store) -> str:
    """Return the text of ``unmatched.csv``; the nearest are looked for in the store."""
    known = names_of(store, PREFIXES["model"])
    rows = sorted(_left(readings, known))
    return _text(Left, ((*(getattr(row, k) for k in _keys(Left)[:-1]), ";".join(row.near))
                        for row in rows))  # fmt: skip


def _joins(readings: Iterable[Reading]) -> Iterator[Join]:
    for reading in readings:
        sources = {source.iri: source for source in reading.sources}
        for each in reading.names:
            source = sources[each.source]
            yield Join(
                source.name, source.revision[:_COMMIT], reading.collection, each.name, each.place,
                shorten(each.thing),
            )  # fmt: skip


def _left(readings: Iterable[Reading], known: Mapping[str, str]) -> Iterator[Left]:
    for reading in readings:
        for each in reading.unmatched:
            near = (*nearest(each.what, known), *near_concepts(each.what))
            yield Left(reading.collection, each.row, each.what, each.reason, near)


def _keys(row: type) -> tuple[str, ...]:
    return tuple(row.__dataclass_fields__)  # type: ignore[attr-defined]


def _text(row: type, cells: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_keys(row), *cells])
    return text.getvalue()


@cache
def shipped_names() -> tuple[Join, ...]:
    """Return the joins of the shipped data."""
    return tuple(Join(**row) for row in _rows(NAMES))


@cache
def shipped_unmatched() -> tuple[Left, ...]:
    """Return what the importers of the shipped data left over."""
    return tuple(
        Left(
            row["collection"], row["place"], row["name"], row["reason"],
            tuple(filter(None, row["near"].split(";"))),
        )
        for row in _rows(UNMATCHED)
    )  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((data() / name).read_text(encoding="utf-8"))))
