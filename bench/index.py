"""The index against plain SPARQL, and against the bare bitmaps and columns it is made of.

Made-up catalogs come in by the real import. What is asked of SPARQL is what a program without an
index would ask; the bare kernel gives numbers of models, without a name or an address. Answers are
those of the catalog's methods, made anew each time. Processor time, the smallest of some.
"""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from time import process_time
from typing import Final

import numpy as np
import psutil
from pyoxigraph import QueryResultsFormat, QuerySolutions

from bench import Row
from bench.synthetic import FIRST, bring, fill, name_of
from modelgraph.catalog.filters import Filter, Sort
from modelgraph.catalog.indexed import Indexed
from modelgraph.catalog.reading import Reading
from modelgraph.catalog.similar import ANY
from modelgraph.index.alike import shared_tasks
from modelgraph.index.build import build
from modelgraph.index.delta import changed
from modelgraph.index.facet import Key
from modelgraph.index.numbers import numbers
from modelgraph.index.order import By
from modelgraph.index.saved import load, save
from modelgraph.index.value import Index
from modelgraph.store import OxigraphStore
from modelgraph.vocabulary.prefixes import PREFIXES

SIZES: Final = (1_000, 10_000)
"""Of models; MODELGRAPH_BENCH_MODELS names others, as in ``1000 10000 100000``."""

LARGE: Final = 100_000
"""The size that the budgets speak of."""

PAGE: Final = Filter(task=("object-detection",), license=("MIT",), sort=Sort.NEWEST)
FACETS: Final = ("tasks", "licenses", "organizations", "features")
TASKS: Final = ("object-detection", "image-classification", "instance-segmentation")
_TIMES: Final = 7

_HEAD: Final = "".join(
    f"PREFIX {name}: <{PREFIXES[name]}>\n"
    for name in ("schema", "mg", "fair4ml", "task", "spdx", "skos", "it6")
)
_MATCH: Final = """\
  ?model a mg:Model ; mg:supports/mg:task/skos:broader* task:object-detection .
  ?model it6:hasVariation?/schema:license spdx:MIT ."""
_PAGE_ROWS: Final = f"""{_HEAD}SELECT DISTINCT ?model ?name ?date WHERE {{
{_MATCH}
  ?model schema:name ?name . OPTIONAL {{ ?model schema:datePublished ?date }}
}} ORDER BY DESC(?date) ?model LIMIT 20"""
_PAGE_COUNT: Final = f"{_HEAD}SELECT (COUNT(DISTINCT ?model) AS ?n) WHERE {{ {_MATCH} }}"
_COUNTS: Final = tuple(
    f"{_HEAD}SELECT ?value (COUNT(DISTINCT ?model) AS ?n) WHERE {{ {match} {path} }}"
    " GROUP BY ?value"
    for match, path in (
        ("?model a mg:Model ; it6:hasVariation?/schema:license spdx:MIT .",
         "?model mg:supports/mg:task/skos:broader* ?value"),
        ("?model a mg:Model ; mg:supports/mg:task/skos:broader* task:object-detection .",
         "?model it6:hasVariation?/schema:license ?value"),
        (_MATCH, "?model mg:organization ?value"),
        (_MATCH, "?model mg:hasFeature ?value"),
    )
)  # fmt: skip
_ALL_TASKS: Final = (
    f"{_HEAD}SELECT (COUNT(DISTINCT ?model) AS ?n) WHERE {{ ?model a mg:Model ; "
    + " ; ".join(f"mg:supports/mg:task/skos:broader* task:{task}" for task in TASKS)
    + " }"
)
_ALIKE: Final = """SELECT ?other (COUNT(DISTINCT ?task) AS ?n) WHERE {{
  <{model}> mg:supports/mg:task ?task . ?support mg:task ?task ; mg:of ?other .
  ?other a mg:Model . FILTER (?other != <{model}>)
}} GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT 20"""
_CONTAINS: Final = """SELECT DISTINCT ?model ?name WHERE {{
  ?model a mg:Model ; schema:name|skos:altLabel ?name .
  FILTER (CONTAINS(LCASE(?name), "{text}"))
}}"""


def main() -> list[Row]:
    """Measure every size, the small ones first."""
    chosen = os.environ.get("MODELGRAPH_BENCH_MODELS", "").split()
    return [row for size in map(int, chosen or SIZES) for row in _measure(size)]


def _measure(models: int) -> list[Row]:
    store = fill(OxigraphStore(), models)
    built = _seconds(lambda: build(store))
    indexed = Reading(store).indexed
    content = save(indexed.index)
    of = f", {models:,} models"
    return [
        Row(f"index built by one scan a property{of}", built, "s",
            f"read from beside the store: {_seconds(lambda: load(content, 0)) * 1000:.0f} ms"),
        _size(content, models, of),
        _page(store, indexed, of),
        _tasks(store, indexed, of),
        _similar(store, indexed, of),
        *_searches(store, indexed, models, of),
        _delta(store, indexed.index, models, of),
    ]  # fmt: skip


def _size(content: bytes, models: int, of: str) -> Row:
    kilobytes = _resident(content) / 1024 / models
    return Row(
        f"memory of the index, a model{of}", kilobytes, "KB",
        f"resident, in a process that reads it; {len(content) / 1024 / models:.2f} KB on disk",
        "≤ 1 KB" if models >= LARGE else "", kilobytes <= 1 if models >= LARGE else None,
    )  # fmt: skip


def _page(store: OxigraphStore, indexed: Indexed, of: str) -> Row:
    def ours() -> None:
        indexed.page(PAGE, 20, None)
        indexed.facets(PAGE, FACETS)

    plain = _fastest(lambda: _ask(store, (_PAGE_ROWS, _PAGE_COUNT, *_COUNTS)), 3)
    return _row(f"facet page: 20 of a filtered, sorted list, count, 4 facets{of}",
                _fastest(ours), plain, _fastest(lambda: _page_kernel(indexed.index)))  # fmt: skip


def _page_kernel(index: Index) -> None:
    tasks, licenses = index.closure["object-detection"], index.facets[Key.LICENSE].called(["MIT"])
    found = tasks & licenses
    order = index.orders[By.NEWEST]
    ranks = order.ranks[numbers(found)]
    order.models[np.sort(np.partition(ranks, 20)[:20])]
    len(found)
    for models in index.closure.values():
        models.intersection_cardinality(licenses)
    for key, others in ((Key.LICENSE, tasks), (Key.ORGANIZATION, found), (Key.FEATURE, found)):
        for models in index.facets[key].models:
            models.intersection_cardinality(others)


def _tasks(store: OxigraphStore, indexed: Indexed, of: str) -> Row:
    where = Filter(all_of=tuple(Filter(task=(task,)) for task in TASKS))
    index = indexed.index
    some = list(index.live)[:8]
    together = _fastest(lambda: shared_tasks(index, some, broader=True))
    kernel = _fastest(lambda: _tasks_kernel(index))
    row = _row(f"who does three tasks: 20 and count{of}",
               _fastest(lambda: indexed.page(where, 20, None)),
               _fastest(lambda: _ask(store, [_ALL_TASKS]), 3), kernel)  # fmt: skip
    return replace(row, against=f"{row.against}; tasks that 8 models share {together:.3f} ms")


def _tasks_kernel(index: Index) -> None:
    found = reduce(lambda a, b: a & b, (index.closure[task] for task in TASKS))
    ranks = index.orders[By.NAME].ranks[numbers(found)]
    index.orders[By.NAME].models[np.sort(ranks[:20])]
    len(found)


def _similar(store: OxigraphStore, indexed: Indexed, of: str) -> Row:
    index = indexed.index
    model = max(index.live, key=lambda number: len(index.record(number).of(Key.TASK)))
    iri = index.iri(model)
    facet = index.facets[Key.TASK]
    tasks = [facet.of(number) for number in index.record(model).of(Key.TASK)]

    def kernel() -> None:
        shared = np.zeros(len(index.records), np.uint16)
        for models in tasks:
            shared[numbers(models)] += 1
        np.argpartition(shared, -21)[-21:]

    plain = _fastest(lambda: _ask(store, [_HEAD + _ALIKE.format(model=iri)]), 3)
    ours = _fastest(lambda: indexed.similar(iri, ANY, 20))
    return _row(f"alternatives of a model, the first 20{of}", ours, plain, _fastest(kernel))


def _searches(store: OxigraphStore, indexed: Indexed, models: int, of: str) -> list[Row]:
    rows = []
    name = name_of(models // 2 + 1).lower()
    for what, text in (("a name", name), ("a part", name[3:]), ("what many have", name[:5])):
        plain = _fastest(lambda text=text: _ask(store, [_HEAD + _CONTAINS.format(text=text)]), 3)
        ours = _fastest(lambda text=text: indexed.search(text, 20))
        rows.append(_row(f"search for {what}{of}", ours, plain))
    return rows


def _delta(store: OxigraphStore, index: Index, models: int, of: str) -> Row:
    """Import a hundred models with other values, and let the index follow."""
    revision = store.revision
    bring(store, 0, FIRST, models, salt=1)
    subjects = store.changed_since(revision) or frozenset()
    took = _seconds(lambda: changed(index, store, subjects)) * 1000 / FIRST
    return Row(
        f"the index follows an import, a changed model{of}", took, "ms",
        f"{FIRST} models in {took * FIRST:.0f} ms", "≤ 0.5 ms", took <= 0.5,
    )  # fmt: skip


def _row(what: str, ours: float, plain: float, kernel: float | None = None) -> Row:
    """Return a ratio to plain SPARQL; the budget is that of a catalog of 100,000 models."""
    bare = "" if kernel is None else f", bare kernel {kernel:.3f} ms ({ours / kernel:.1f} x)"
    against = f"{ours:.3f} ms, plain SPARQL {plain:.1f} ms{bare}"
    if not what.endswith(f"{LARGE:,} models"):
        return Row(what, plain / ours, "x", against)
    kept = plain >= 40 * ours and (kernel is None or ours <= 10 * kernel)
    budget = "≥ 40 x plain SPARQL" + ("" if kernel is None else ", ≤ 10 x the kernel")
    return Row(what, plain / ours, "x", against, budget, kept)


def _ask(store: OxigraphStore, queries: Sequence[str]) -> None:
    for query in queries:
        found = store.engine.query(query)
        assert isinstance(found, QuerySolutions)
        found.serialize(format=QueryResultsFormat.JSON)


def _fastest(call: Callable[[], object], times: int = _TIMES) -> float:
    """Return the milliseconds of processor time of the fastest of some calls."""
    call()
    return min(_seconds(call) for _ in range(times)) * 1000


def _seconds(call: Callable[[], object]) -> float:
    gc.collect()
    start = process_time()
    call()
    return process_time() - start


def _resident(content: bytes) -> int:
    """Return the bytes that an index takes in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_grow, args=(theirs,))
    process.start()
    ours.send_bytes(content)
    found: int = ours.recv()
    process.join(30)
    return found


def _grow(pipe: multiprocessing.connection.Connection) -> None:
    warm = save_of_nothing()
    load(warm, 0)
    content = pipe.recv_bytes()
    gc.collect()
    before = psutil.Process().memory_info().rss
    index = load(content, 0)
    gc.collect()
    pipe.send(psutil.Process().memory_info().rss - before)
    assert index is not None


def save_of_nothing() -> bytes:
    """Return an index without a model, so that whatever reads one is there."""
    return save(build(OxigraphStore()))
