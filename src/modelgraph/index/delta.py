"""The index after a write: what changed is read anew, all else is shared with the old one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from pyroaring import BitMap

from modelgraph.index import scan
from modelgraph.index.affected import Affected, affected
from modelgraph.index.build import build
from modelgraph.index.facet import KEYS, Facet, Key
from modelgraph.index.gather import Lists, documents, gather
from modelgraph.index.order import By, Order
from modelgraph.index.pairs import EMPTY, Pairs
from modelgraph.index.record import unpack
from modelgraph.index.text import Text
from modelgraph.index.value import Index
from modelgraph.store import IRI, Store
from modelgraph.vocabulary.addresses import local

MOST: Final = 0.2
"""Where a larger part of all models has changed, reading all of them costs less."""


def changed(index: Index, store: Store, subjects: Iterable[IRI]) -> Index:
    """Return the index of a store of which these subjects have changed in the default graph.

    It is that of the revision before it was read, like that of ``build``.
    """
    revision = store.revision
    found = affected(index, store, subjects)
    if found is None or len(found.models) > MOST * len(index.live) + 10:
        return build(store)
    if not found.models:
        return replace(index, revision=revision)
    return _Change(index, store, found).made(revision)


class _Change:
    """One step from an index to the next."""

    def __init__(self, index: Index, store: Store, of: Affected) -> None:
        self._old, self._store = index, store
        words = {key: facet.words for key, facet in index.facets.items()}
        self._lists = Lists(index.models, words, index.dates)
        self._named = of.named
        self._found = gather(of.scan, self._lists, of.named)
        self._touched = BitMap(
            number for iri in of.models if (number := index.models.find(iri)) is not None
        )
        self._length = len(index.models)  # with those that were read just now

    def made(self, revision: int) -> Index:
        old, found = self._old, self._found
        was = [unpack(old.records[each]) for each in self._touched if each in old.live]
        facets = {}
        for key in KEYS:
            values = {value for record in was for value in record.of(key)}
            facets[key] = old.facets[key].changed(self._touched, values, found.facets[key])
        made = replace(
            old,
            revision=revision,
            live=(old.live - self._touched) | found.live,
            records=self._records(),
            variants=old.variants.changed(self._touched, found.variants),
            facets=facets,
            closure=self._closure(facets[Key.TASK], {v for r in was for v in r.of(Key.TASK)}),
            sizes=old.sizes.changed(self._touched, found.sizes, self._length),
            events=self._events(),
        )
        return replace(made, orders=self._orders(made), text=self._text(made))

    def _records(self) -> list[bytes]:
        records = list(self._old.records)
        records += [b""] * (self._length - len(records))
        for number in self._touched:
            records[number] = self._found.records.get(number, b"")
        return records

    def _closure(self, tasks: Facet, was: set[int]) -> dict[str, BitMap]:
        scheme = self._old.scheme
        now = set(self._found.facets[Key.TASK].values.tolist())
        closure = dict(self._old.closure)
        own = {local(tasks.words[number]) for number in was | now}
        for id_ in own.union(*(scheme.above.get(each, ()) for each in own)):
            models = tasks.called((id_, *scheme.below.get(id_, ())))
            if models:
                closure[id_] = models
            else:
                closure.pop(id_, None)
        return closure

    def _events(self) -> dict[str, Pairs]:
        old, new = self._old.events, self._found.events
        return {
            event: old.get(event, EMPTY).without(self._touched).plus(new.get(event, EMPTY))
            for event in {*old, *new}
        }

    def _orders(self, made: Index) -> dict[By, Order]:
        """Return the orders; where all places are the old ones the old order holds."""
        old, came = self._old, [*self._found.live]
        grown = self._length > len(old.records)
        return {
            by: order.changed(self._touched, came, partial(made.place, by), self._length)
            if grown or self._moved(made, by)
            else order
            for by, order in old.orders.items()
        }

    def _moved(self, made: Index, by: By) -> bool:
        old = self._old
        return any(
            (each in old.live) != (each in made.live)
            or (each in made.live and old.place(by, each) != made.place(by, each))
            for each in self._touched
        )

    def _text(self, made: Index) -> Text:
        gone = self._touched - self._found.live
        names = self._organizations()
        found = documents(self._found, self._lists, self._named, made.scheme, names)
        return self._old.text.changed(gone, found, self._length)

    def _organizations(self) -> Mapping[str, str]:
        words = self._lists.values[Key.ORGANIZATION]
        wanted = {words[n] for n in self._found.facets[Key.ORGANIZATION].values.tolist()}
        named = scan.Few(self._store, map(IRI, wanted)).names()
        return {str(iri): name for iri, name in named.titles.items()}
