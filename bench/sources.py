"""Importing the sources that are shipped, into an empty store and once more, beside a bulk load.

``MODELGRAPH_SOURCES`` names the folder that holds them, one folder each; they are not shipped.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

from bench import Row
from modelgraph.importers import pipeline, rebuild, vocabulary
from modelgraph.importers.identity import Identity, shipped
from modelgraph.importers.reading import Reading
from modelgraph.importers.report import Report
from modelgraph.store import OxigraphStore

TIMES: Final = 3
SHARE: Final = 0.25


def main() -> list[Row]:
    """Measure reading, importing and importing again, and a bare bulk load of the same quads."""
    folder = os.environ.get("MODELGRAPH_SOURCES", "")
    if not folder:
        raise RuntimeError("MODELGRAPH_SOURCES names no folder of sources")
    identity = shipped()
    rebuild.readings(Path(folder), identity)  # the tables and schemes are read once a process
    # Each time all of it, one after the other: what slows the machine down slows both.
    turns = [_turn(Path(folder), identity) for _ in range(TIMES)]
    read, imported, loaded, again = (sorted(each)[TIMES // 2] for each in zip(*turns, strict=True))
    readings, store, report = _imported(Path(folder), identity)
    whole = read + imported
    size = f"{report.claims:,} claims of {report.sources} sources, {len(store.engine):,} quads"
    slowest = max(_again(store, each) for each in readings)
    return [
        Row(f"Import of the ten sources, CPU: {size}", whole, "s",
            f"bare bulk load of the same: {loaded:.2f} s CPU; reading the files: {read:.2f} s"),
        Row("Speed of that import, of a bare bulk load", 100 * loaded / whole, "%",
            "reading, checking, judging, evidence and preferred facts are in it",
            f"≥ {100 * SHARE:.0f} %", loaded / whole >= SHARE),
        Row("The same without reading the files", 100 * loaded / imported, "%",
            "what every import goes through, whoever read the claims"),
        Row("All ten again: nothing changed", again / loaded, "x",
            f"{again:.2f} s; the bare bulk load; reading the files is not in it"),
        Row("The slowest of them again, alone", slowest, "s", "", "≤ 1 s", slowest <= 1),
    ]  # fmt: skip


def _turn(folder: Path, identity: Identity) -> tuple[float, float, float, float]:
    """Return the seconds of reading, importing, a bare bulk load, and importing again."""
    readings: list[Reading] = []
    read = _seconds(lambda: readings.extend(rebuild.readings(folder, identity)))
    store = OxigraphStore()
    vocabulary.load(store)
    imported = _seconds(lambda: pipeline.run(store, readings))
    loaded = _bulk_load(store)
    again = _again(store, *readings)
    return read, imported, loaded, again


def _imported(
    folder: Path, identity: Identity
) -> tuple[tuple[Reading, ...], OxigraphStore, Report]:
    readings, store = rebuild.readings(folder, identity), OxigraphStore()
    vocabulary.load(store)
    return readings, store, pipeline.run(store, readings)


def _again(store: OxigraphStore, *readings: Reading) -> float:
    reports: list[Report] = []
    took = _seconds(lambda: reports.append(pipeline.run(store, readings)))
    if not all(each.is_empty for each in reports):
        raise RuntimeError("importing the same again has changed something")
    return took


def _bulk_load(store: OxigraphStore) -> float:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "all.nq"
        store.engine.dump(str(path))
        bare = OxigraphStore()
        return _seconds(lambda: bare.load(path))


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = process_time()
    work()
    return process_time() - start
