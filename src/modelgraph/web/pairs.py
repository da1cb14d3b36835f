"""Comparisons that are offered ready-made: what can be run first, then well-known rivals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import ModelSummary, Scope
from modelgraph.catalog.filters import Filter
from modelgraph.errors import ModelgraphError

RIVALS: Final = (
    ("florence-2", "sam-clip"),
    ("sam-2", "sam-3"),
    ("rf-detr", "yolo26"),
    ("clip", "siglip-2"),
    ("qwen2.5-vl", "gpt-5"),
)
"""Pairs that people ask for; one that the catalog doesn't have is passed over."""

_LIMIT: Final = 5


@dataclass(frozen=True, slots=True)
class ReadyPair:
    """Two models, and in a few words what they share."""

    models: tuple[ModelSummary, ModelSummary]
    note: str


def ready(catalog: Catalog) -> list[ReadyPair]:
    """Return up to five comparisons, each model of a runnable one at most once."""
    found = [*_runnable(catalog), *_rivals(catalog)]
    return found[:_LIMIT]


def _runnable(catalog: Catalog) -> list[ReadyPair]:
    """Return two pairs of models that this machine can run side by side, of different tasks."""
    pairs: list[ReadyPair] = []
    used: set[str] = set()
    seen: set[str] = set()
    for first, second in combinations(catalog.models(Filter(runnable=True))[:40], 2):
        tasks = sorted(set(first.runnable_tasks) & set(second.runnable_tasks) - used)
        if tasks and not seen & {first.id, second.id}:
            used.update(tasks)
            seen.update((first.id, second.id))
            name = catalog.task(tasks[0]).name
            pairs.append(ReadyPair((first, second), f"{name}: can be run here, side by side"))
        if len(pairs) == 2:
            break
    return pairs


def _rivals(catalog: Catalog) -> list[ReadyPair]:
    pairs = []
    for names in RIVALS:
        try:
            first, second = (catalog.summary(name) for name in names)
            shared = len(catalog.shared_tasks(first.id, second.id, scope=Scope.CLAIMED))
        except ModelgraphError:
            continue
        note = "no shared task" if not shared else f"{shared} shared task{'s' * (shared > 1)}"
        pairs.append(ReadyPair((first, second), note))
    return pairs
