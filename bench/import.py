# ruff: noqa: N999 - the parts are named by what they measure
"""Importing made-up models in the curated columns, against a bare bulk load of the same quads.

A model here is about what one of the shipped ones is: an organization, two licences, tasks, a
release, two variants with sizes: 11 claims, some 180 quads with evidence and preferred facts.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

from bench import Row
from modelgraph.importers import curated, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.store import OxigraphStore
from modelgraph.vocabulary.terms import MG

SMALL: Final = 1_000
LARGE: Final = 4_000
_SOURCES: Final = 20

_HEADER: Final = (
    "id,model,level,subject,parent,property,qualifier,value,source_kind,source,source_file,"
    "source_commit,source_date,evidence"
)


def rows(models: int) -> Iterator[str]:
    """Yield the lines of a table of made-up models, spread over a few sources."""
    yield _HEADER
    for number in range(models):
        source = f"lab{number % _SOURCES}/list,models/{number}.md,abcdef0,2026-01-01,a short phrase"
        name = f"Net {number}"
        stated = (
            (f"family,{name},", f"organization,architecture-author,Lab {number % 50}"),
            (f"family,{name},", "license,code,Apache-2.0"),
            (f"family,{name},", "task,claimed,object detection"),
            (f"family,{name},", "task,claimed,instance segmentation"),
            (f"family,{name},", f"release,weights,2024-{number % 12 + 1:02d}-01"),
            *(
                (f"checkpoint,{name} {size},{name}", claim)
                for size, count in (("S", 10 + number % 9), ("L", 100 + number % 9))
                for claim in (
                    f"parameters,published,{count}.5M",
                    "license,weights,MIT",
                    f"benchmark,COCO val2017 AP50:95,{40 + number % 20}.5",
                )
            ),
        )
        for at, (thing, claim) in enumerate(stated):
            yield f"m{number}-{at},{name},{thing},{claim},upstream,{source}"


def read(models: int) -> Reading:
    """Return the made-up models as a reading."""
    content = "\n".join(rows(models)).encode()
    return curated.table("made-up.csv", content, shipped(), collection="made up", license="CC0-1.0")


def main() -> list[Row]:
    """Measure reading and importing, importing again, one changed source, and a bare bulk load."""
    read(10)  # the tables and schemes are read once a process
    small, _ = _import(SMALL)
    large, store = _import(LARGE)
    loaded, quads = _bulk_load(store)
    reading = read(LARGE)
    again = _seconds(lambda: pipeline.run(store, reading))
    changed = _seconds(lambda: pipeline.run(store, _one_changed(reading)))
    of_bulk = f"{quads:,} quads; bare bulk load of the same: {loaded:.2f} s CPU"
    return [
        Row(f"Import of {LARGE:,} models, CPU", large, "s", of_bulk),
        Row(
            "Speed of an import, of a bare bulk load", 100 * loaded / large, "%",
            "reading, checking, judging, evidence and preferred facts are in it", "≥ 25 %",
            loaded / large >= 0.25,
        ),
        Row(
            f"{LARGE // SMALL} times the models take", large / small, "x",
            f"{SMALL:,} models: {small:.2f} s CPU", f"≈ {LARGE // SMALL} ×",
            large / small <= 1.3 * LARGE / SMALL,
        ),
        Row("The same again: nothing changed", again, "s", "", "≤ 1 s", again <= 1),
        Row(f"The same, one of {_SOURCES} sources changed", changed, "s", ""),
    ]  # fmt: skip


def _import(models: int) -> tuple[float, OxigraphStore]:
    store = OxigraphStore()
    return _seconds(lambda: pipeline.run(store, read(models))), store


def _one_changed(reading: Reading) -> Reading:
    """Return the reading without the last claim of one source that no result needs."""
    at = max(at for at, claim in enumerate(reading.claims) if claim.predicate != MG.value)
    claims = reading.claims[:at] + reading.claims[at + 1 :]
    return Reading(reading.collection, reading.sources, claims, reading.links)


def _bulk_load(store: OxigraphStore) -> tuple[float, int]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "all.nq"
        store.engine.dump(str(path))
        bare = OxigraphStore()
        return _seconds(lambda: bare.load(path)), len(bare.engine)


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = process_time()
    work()
    return process_time() - start
