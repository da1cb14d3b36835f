"""What licences permit, as a list of models is asked for it.

A model may have variants under several licences. What is asked of several acts must hold of one
and the same licence: of MIT for the code and a licence that forbids changes for the rest, nothing
follows for who wants to sell what was changed. This reads a table and is no legal advice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, TypeAlias

from modelgraph.catalog.entities import License, ModelSummary
from modelgraph.catalog.filters import Filter

Asked: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Acts, and for each the answers of which a licence must give one."""

Act: TypeAlias = tuple[str, Callable[[Filter], tuple[str, ...]], Callable[[Filter], Filter]]
"""What is done with a work, what a filter asks of it, and the filter that doesn't."""

ACTS: Final[tuple[Act, ...]] = (
    (
        "commercial-use",
        lambda where: where.commercial_use,
        lambda where: replace(where, commercial_use=()),
    ),
    (
        "redistribution",
        lambda where: where.redistribution,
        lambda where: replace(where, redistribution=()),
    ),
    ("changes", lambda where: where.changes, lambda where: replace(where, changes=())),
)
"""What licences are asked of."""

ANSWERS: Final = ("yes", "conditional", "no")
"""What a licence may say of an act."""


def asked_of(where: Filter) -> Asked:
    """Return what a filter asks of a licence."""
    return tuple((act, wanted(where)) for act, wanted, _ in ACTS if wanted(where))


def permits(model: ModelSummary, asked: Asked) -> bool:
    """Say whether one of its licences gives an answer asked for to every act."""
    return not asked or any(says(each, asked) for each in model.licenses)


def answers(act: str, asked: Asked) -> Callable[[ModelSummary], Iterable[str]]:
    """Return what the licences of a model that fit ``asked`` say of an act, for counting."""

    def of(model: ModelSummary) -> set[str]:
        fitting = (dict(each.permits) for each in model.licenses if says(each, asked))
        return {each[act] for each in fitting if act in each}

    return of


def says(license_: License, asked: Asked) -> bool:
    """Say whether a licence gives an answer asked for to every act."""
    said = dict(license_.permits)
    return all(said.get(act) in wanted for act, wanted in asked)
