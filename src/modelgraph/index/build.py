"""A new index of everything that a store holds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from modelgraph.index import scan
from modelgraph.index.dates import HEADLINE, day
from modelgraph.index.facet import KEYS, Key, facet
from modelgraph.index.gather import Gathered, Lists, documents, gather, new_lists
from modelgraph.index.numbers import numbers
from modelgraph.index.order import By, Order, ordered
from modelgraph.index.record import name_of
from modelgraph.index.scheme import closure
from modelgraph.index.sizes import NO_SIZES, Sizes
from modelgraph.index.text import text
from modelgraph.index.value import Index
from modelgraph.index.variants import variants
from modelgraph.store import Store
from modelgraph.vocabulary.addresses import kind


def build(store: Store) -> Index:
    """Read a whole store. It is that of the revision before it was read: what is written
    meanwhile counts as changed since."""
    revision = store.revision
    whole, lists, scheme = scan.Whole(store), new_lists(), scan.tasks(store)
    named = whole.names()
    found = gather(whole, lists, named)
    length = len(lists.models)
    records = [found.records.get(number, b"") for number in range(length)]
    facets = {key: facet(lists.values[key], found.facets[key]) for key in KEYS}
    sizes = NO_SIZES.changed(found.live, found.sizes, length)
    organizations = {str(iri): name for iri, name in named.titles.items() if kind(iri) == "org"}
    texts = text(documents(found, lists, named, scheme, organizations), length)
    return Index(
        revision, lists.models, found.live, records, variants(found.variants), facets, scheme,
        closure(facets[Key.TASK], scheme), sizes, lists.dates, found.events,
        _orders(found, lists, sizes), texts,
    )  # fmt: skip


def _orders(found: Gathered, lists: Lists, sizes: Sizes) -> dict[By, Order]:
    """Return all orders, each from columns: much faster than by the keys of one model each."""
    length = len(lists.models)
    live = numbers(found.live)
    by_id = np.array(sorted(live.tolist(), key=lists.models.id), np.uint32)
    titles = {n: name_of(found.records[n]).casefold() for n in live.tolist()}
    by_name = np.array(sorted(by_id.tolist(), key=titles.__getitem__), np.uint32)
    days = np.zeros(length)
    headline = found.events[HEADLINE]
    days[headline.models] = [day(lists.dates[number]) for number in headline.values.tolist()]
    unsized = np.ones(length, np.bool_)
    unsized[numbers(sizes.known)] = False
    columns: Mapping[By, tuple[NDArray[np.generic], NDArray[np.bool_]]] = {
        By.RELEASED: (days, days == 0),
        By.NEWEST: (-days, days == 0),
        By.SMALLEST: (sizes.smallest, unsized),
        By.LARGEST: (~sizes.largest, unsized),
    }
    made = {By.ID: by_id, By.NAME: by_name}
    for by, (values, missing) in columns.items():
        order = np.lexsort((np.where(missing, 0, values)[by_id], missing[by_id]))
        made[by] = by_id[order]
    return {by: ordered(models, length) for by, models in made.items()}
