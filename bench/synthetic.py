"""Made-up catalogs of any size, brought in by the real import: claims, conflicts, tasks of three
levels, variants.

The same number gives the same catalog. Organizations, tasks, licences and dates are spread as in
the shipped data: a few stand at many models, many at a few. One model in ten has a size on which a
second source disagrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Final

from modelgraph.catalog.scheme import FEATURES, TASKS, read_scheme
from modelgraph.importers import curated, pipeline, vocabulary
from modelgraph.importers.identity import shipped
from modelgraph.store import OxigraphStore

FIRST: Final = 100
BATCH: Final = 1_000
"""Models of the first and of each later import: collections, as other people's tables would be."""

_HEADER: Final = (
    "id,model,level,subject,parent,property,qualifier,value,source_kind,source,source_file,"
    "source_commit,source_date,evidence"
)
_LICENSES: Final = ("Apache-2.0", "MIT", "CC-BY-NC-4.0", "BSD-3-Clause", "GPL-3.0-only")
_SIZES: Final = (("S", 5), ("M", 40), ("L", 300), ("XL", 2_000), ("H", 9_000))
_FIRST: Final = ("Swift", "Deep", "Open", "Tiny", "Multi", "Dense", "Clear", "Wide", "Meta", "Neo")
_SECOND: Final = (
    "Seg",
    "Det",
    "Former",
    "Clip",
    "Vision",
    "Net",
    "Caption",
    "Depth",
    "Ocr",
    "Pose",
)


def fill(store: OxigraphStore, models: int) -> OxigraphStore:
    """Bring so many made-up models into an empty store."""
    vocabulary.load(store)
    bring(store, 0, min(FIRST, models), models)
    for first in range(FIRST, models, BATCH):
        bring(store, first, min(BATCH, models - first), models)
    return store


def bring(store: OxigraphStore, first: int, count: int, models: int, salt: int = 0) -> None:
    """Import a batch; another ``salt`` gives the same models with other values."""
    lines = [_HEADER, *rows(first, count, models, salt)]
    reading = curated.table(
        f"batch-{first}.csv", "\n".join(lines).encode(), shipped(),
        collection=f"batch {first}", license="CC0-1.0",
    )  # fmt: skip
    pipeline.run(store, reading)


def rows(first: int, count: int, models: int, salt: int) -> Iterator[str]:
    """Yield the lines of some models of a catalog of ``models``."""
    for number in range(first, first + count):
        random = Random(f"{number}:{salt}")
        name = name_of(number)
        source = f"lab{first}/list,models/{number}.md,abcdef0,2026-01-01,a short phrase"
        other = f"hub{first}/hub,cards/{number}.md,abcdef1,2026-02-01,another phrase"
        for at, (kind, thing, stated) in enumerate(_stated(number, name, models, random)):
            place = source if kind != "aggregator" else other
            yield f"m{number}-{at},{name},{thing},{stated},{kind},{place}"


def name_of(number: int) -> str:
    """Return what a model is called: its number makes it unique."""
    return f"{_FIRST[number % 10]}{_SECOND[number // 10 % 10]}-{number}"


def _stated(number: int, name: str, models: int, random: Random) -> Iterator[tuple[str, str, str]]:
    tasks, features = _words()
    whole = f"family,{name},"
    lab = int(models / 40 * random.random() ** 2)
    yield "upstream", whole, f"organization,architecture-author,Lab {lab}"
    for task in {_skewed(tasks, random) for _ in range(random.randint(1, 5))}:
        yield "upstream", whole, f"task,claimed,{task}"
    yield "upstream", whole, f"feature,claimed,{_skewed(features, random)}"
    date = f"{random.randint(2015, 2026)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
    yield "upstream", whole, f"release,weights,{date}"
    yield (
        "upstream",
        whole,
        f"openness,weights,{random.choice(('published', 'gated', 'announced'))}",
    )
    for size, millions in random.sample(_SIZES, random.randint(1, 3)):
        variant = f"checkpoint,{name} {size},{name}"
        count = millions + random.randint(0, millions)
        yield "upstream", variant, f"parameters,published,{count}.5M"
        yield "upstream", variant, f"license,weights,{_skewed(_LICENSES, random)}"
        if random.random() < 0.1:
            yield "aggregator", variant, f"parameters,published,{2 * count}M"


@cache
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the tasks and features of the vocabulary."""
    store = OxigraphStore()
    vocabulary.load(store)
    tasks, features = (
        tuple(each.name.lower() for each in read_scheme(store, scheme).concepts.values())
        for scheme in (TASKS, FEATURES)
    )
    return tasks, features


def _skewed(several: tuple[str, ...], random: Random) -> str:
    """Return one of several, the earlier ones more often."""
    return several[int(len(several) * random.random() ** 2)]
