"""What a list of models is asked with, and what it answers: filters, pages, facets.

A filter is a value: the address of a list, the arguments of a query and a memo key at once. Values
within one field are alternatives (OR), fields narrow each other (AND).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from modelgraph.catalog.entities import ModelSummary
from modelgraph.catalog.properties import EVENTS
from modelgraph.errors import NotFoundError


class Sort(StrEnum):
    """The order of a list; models without the value stand last, equal ones by id."""

    NAME = "name"
    RELEASED = "released"
    NEWEST = "-released"
    PARAMETERS = "parameters"
    LARGEST = "-parameters"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which models, and in which order.

    ``q`` is free text over names, aliases, families and organizations. ``task``, ``license``,
    ``org``, ``family``, ``modality``, ``feature`` and ``category`` hold slugs or identifiers as the
    entities carry them; ``commercial_use``, ``redistribution`` and ``changes`` what one of its
    licences says of that, ``yes``, ``no`` or ``conditional``: asked together, one licence must say
    all of it. A task includes its narrower ones unless ``exact_task``. ``runnable`` asks
    for models that can (or can't) run one of the given tasks, or any task, on this machine;
    ``verified`` likewise. Parameters are exact counts and meet any variant's range; ``fits_bytes``
    asks for models of which the weights of the smallest variant take at most so many bytes at half
    precision (2 bytes a parameter, nothing else counted). The dates are about the headline date,
    or with an ``event`` (``weights``, ``preprint`` …) about any such of the model or a variant;
    an event that there is not raises ``NotFoundError``.
    ``derived_from`` holds ids of models of which they were made, through any number of steps.
    ``q`` given and ``sort`` left out means the best match first.

    Filters may hold filters: a model must pass all of ``all_of``, one of ``any_of`` and none of
    ``none_of``; ``q`` and ``sort`` of those within are not looked at.
    """

    q: str = ""
    task: tuple[str, ...] = ()
    exact_task: bool = False
    license: tuple[str, ...] = ()
    commercial_use: tuple[str, ...] = ()
    redistribution: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    feature: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    runnable: bool | None = None
    verified: bool | None = None
    minimum_parameters: int | None = None
    maximum_parameters: int | None = None
    fits_bytes: int | None = None
    released_after: str = ""
    released_before: str = ""
    event: str = ""
    derived_from: tuple[str, ...] = ()
    sort: Sort | None = None
    all_of: tuple[Filter, ...] = ()
    any_of: tuple[Filter, ...] = ()
    none_of: tuple[Filter, ...] = ()

    def __post_init__(self) -> None:
        if self.event and self.event not in EVENTS:
            raise NotFoundError("release event", self.event[:200], near=tuple(EVENTS))


EVERYTHING = Filter()
"""All models, by name."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value a list can be narrowed to: what to filter by, what to show, how many remain."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The counts beside a list. Each facet ignores its own field of the filter, so that a second
    value of it can be chosen; values are ordered by count, then name."""

    tasks: tuple[FacetValue, ...]
    licenses: tuple[FacetValue, ...]
    organizations: tuple[FacetValue, ...]
    families: tuple[FacetValue, ...]
    modalities: tuple[FacetValue, ...]
    features: tuple[FacetValue, ...]
    categories: tuple[FacetValue, ...]
    runnable: tuple[FacetValue, ...]
    commercial_use: tuple[FacetValue, ...] = ()
    redistribution: tuple[FacetValue, ...] = ()
    changes: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list. ``next`` is the cursor to ask for what follows, ``None`` at the end.

    A cursor names the last item by its sort key, not by a count, so that nothing is shown twice or
    left out when models are added between two pages.
    """

    items: tuple[ModelSummary, ...]
    total: int
    next: str | None
    previous: bool = False
