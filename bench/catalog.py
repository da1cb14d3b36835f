"""The catalog in process, against the bare queries that it asks of pyoxigraph.

Models are compared that nobody has asked for before, so that no kept answer helps; what every
comparison leans on (names, sources, task scheme) is read beforehand, as in a running server.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Sequence
from time import perf_counter, process_time
from typing import Any, Final

from pyoxigraph import QueryResultsFormat, QuerySolutions

from bench import Row, milliseconds
from modelgraph.catalog.addresses import kind
from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.filters import Filter, Sort
from modelgraph.catalog.question import query
from modelgraph.catalog.shipped import shipped_store
from modelgraph.store import IRI, OxigraphStore, Quad

ROUNDS: Final = 5
LABELS: Final = """\
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?name WHERE {{
  VALUES ?thing {{ {things} }} ?thing schema:name|skos:prefLabel ?name }}"""


def main() -> list[Row]:
    """Measure opening, comparing and listing the shipped catalog."""
    gc.set_threshold(50_000)  # as the command line has it, and with it the server
    start = perf_counter()
    catalog = Catalog.open()
    opened = perf_counter() - start
    rows = [Row("Catalog.open(), shipped data", opened * 1000, "ms")]
    rows += [_compare(size) for size in (1, 2, 8)]
    names = [model.id for model in catalog.models()][:2]
    rows.append(
        Row("compare of 2, asked again", milliseconds(lambda: catalog.compare(*names)), "ms")
    )
    where = Filter(task=("ocr",), sort=Sort.LARGEST)
    rows.append(_cold("list, filtered and sorted, first time", lambda c: c.page(where)))
    rows.append(_cold("counts of all facets, first time", lambda c: c.facets(where)))
    rows.append(_cold("where sources disagree, all models", lambda c: c.conflicts()))
    return rows


def _compare(size: int) -> Row:
    """Compare every model once, some at a time, and ask the bare queries for the same models."""
    store = shipped_store()
    names = [model.id for model in Catalog(store).models()]
    groups = [names[at : at + size] for at in range(0, len(names) - size + 1, size)]
    ours, bare = [], []
    for _ in range(ROUNDS):
        catalog = _warm(store)
        iris = [[catalog.resolve(name) for name in group] for group in groups]
        needed = [_needed(store, group) for group in iris]
        bare.append(_timed(lambda each: _bare(store, each), needed))
        answer = catalog.model if size == 1 else catalog.compare
        ours.append(_timed(lambda each, answer=answer: answer(*each), groups))  # type: ignore[misc]
    ratio = statistics.median(ours) / statistics.median(bare)
    what = "one model" if size == 1 else f"compare of {size}"
    against = (
        f"{statistics.median(ours):.2f} ms, the bare queries as JSON "
        f"{statistics.median(bare):.2f} ms, {len(groups)} different ones"
    )
    return Row(what, ratio, "x", against, "≤ 2 x bare queries", ratio <= 2)


def _warm(store: OxigraphStore) -> Catalog:
    """Return a catalog that has read what all comparisons lean on, and no model yet."""
    catalog = Catalog(store)
    catalog.tasks()
    catalog.models()
    catalog.sources()
    catalog.features()
    return catalog


def _bare(store: OxigraphStore, queries: Sequence[str]) -> None:
    for each in queries:
        found = store.engine.query(each)
        if isinstance(found, QuerySolutions):
            found.serialize(format=QueryResultsFormat.JSON)


def _needed(store: OxigraphStore, models: Sequence[IRI]) -> list[str]:
    """Return the queries that a program without the catalog would ask for the same content: what
    holds, who says so, what the things mentioned are called, and the sources."""
    asked = [query(name, model=models) for name in ("facts", "claims")]
    found = {term for each in asked for row in store.select(each)[1] for term in row}
    iris = sorted(term for term in found if isinstance(term, IRI) and kind(term))
    things = " ".join(f"<{iri}>" for iri in iris)
    sources = [iri for iri in iris if kind(iri) == "source"]
    return [*asked, LABELS.format(things=things), query("sources", source=sources)]


def _timed(call: Callable[[Any], Any], each: Sequence[Any]) -> float:
    """Return the milliseconds of processor time of one call, over all."""
    gc.collect()
    start = process_time()
    for one in each:
        call(one)
    return (process_time() - start) / len(each) * 1000


def _cold(what: str, ask: Callable[[Catalog], Any]) -> Row:
    """Measure a question on a store that has just changed, so that nothing is kept."""
    store = shipped_store()
    catalog = Catalog(store)
    mark = Quad(IRI("urn:bench:thing"), IRI("urn:bench:is"), IRI("urn:bench:thing"))

    def once() -> None:
        store.replace({}, add=[mark])
        ask(catalog)

    return Row(what, milliseconds(once, repeat=5, warm=1), "ms", "after a write, nothing kept")
