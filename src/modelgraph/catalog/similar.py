"""Which models can stand for another one: the tasks they share, and what speaks for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from modelgraph.catalog.entities import License, ModelSummary, Similar
from modelgraph.catalog.present import number

_WEIGHT: Final = {"yes": 2, "conditional": 1, "no": 0}


@dataclass(frozen=True, slots=True)
class Wish:
    """What an alternative must have: so many shared tasks at least, or all of them; a licence that
    permits more; a smallest variant that is not larger. What is not known fulfils no wish."""

    at_least: int = 1
    all_tasks: bool = False
    freer_license: bool = False
    not_larger: bool = False


ANY: Final = Wish()
"""Whatever shares a task."""


def freedom(licenses: Iterable[License]) -> int | None:
    """Return how much the freest of some licences permits, 0 to 6: commercial use, redistribution
    and changes count 2 each where they are permitted, 1 on conditions. ``None`` where no licence
    says anything.
    """
    said = [sum(_WEIGHT[answer] for _, answer in each.permits) for each in licenses if each.permits]
    return max(said, default=None)


def similar(model: ModelSummary, others: Iterable[ModelSummary], wish: Wish) -> tuple[Similar, ...]:
    """Return the models that share tasks with one, those that share most of them first."""
    found = (compared(model, other) for other in others if other.iri != model.iri)
    kept = [each for each in found if _fulfils(model, each, wish)]
    return tuple(sorted(kept, key=lambda each: (-len(each.shared_tasks), each.model.id)))


def compared(model: ModelSummary, other: ModelSummary) -> Similar:
    """Return what speaks for another model in the place of one."""
    shared = tuple(task for task in other.tasks if task in model.tasks)
    own, theirs = freedom(model.licenses), freedom(other.licenses)
    freer = None if own is None or theirs is None else theirs > own
    size, their_size = model.minimum_parameters, other.minimum_parameters
    smaller = None if size is None or their_size is None else their_size <= size
    reasons = [f"does {len(shared)} of {len(model.tasks)} tasks"]
    if freer:
        reasons.append(f"freer licence: {_names(other)} instead of {_names(model)}")
    if smaller and size is not None and their_size is not None:
        reasons.append(f"not larger: {_size(their_size)} instead of {_size(size)}")
    if other.runnable_tasks:
        reasons.append("can be run here")
    return Similar(other, shared, freer, smaller, tuple(reasons))


def _size(parameters: int) -> str:
    return number(str(parameters), "parameters", "").display


def _names(model: ModelSummary) -> str:
    return " · ".join(each.identifier for each in model.licenses)


def _fulfils(model: ModelSummary, each: Similar, wish: Wish) -> bool:
    least = len(model.tasks) if wish.all_tasks else wish.at_least
    return (
        len(each.shared_tasks) >= max(least, 1)
        and not (wish.freer_license and not each.freer_license)
        and not (wish.not_larger and not each.not_larger)
    )
