"""Every question that a user may ask, as plain methods; each face calls these and no others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from modelgraph.catalog.entities import (
    Cell,
    Comparison,
    Conflict,
    Family,
    Feature,
    License,
    Model,
    ModelSummary,
    Organization,
    Scope,
    SharedTask,
    Source,
    Statistics,
    Task,
    TaskSupport,
    Variant,
    WhyNot,
)
from modelgraph.catalog.filters import Facets, Filter, Page
from modelgraph.catalog.solutions import Solutions
from modelgraph.store import IRI, Quad, Store

if TYPE_CHECKING:
    import rdflib


class Catalog:
    """The catalog of one store; reads only, plain and synchronous, safe to share between threads.

    A *name* is an id (``microsoft/florence-2``), a slug that is unique, an alias or an IRI; case,
    spaces, hyphens, dots and underscores don't matter. Every method that takes one raises
    ``NotFoundError`` with near names, or ``RefusedError`` with the candidates when a name fits
    several things. Answers are kept until the store's revision changes.

    >>> catalog = Catalog.open()
    >>> catalog.model("Florence 2").id
    'microsoft/florence-2'
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def open(cls, store: Path | None = None) -> Catalog:
        """Open the shipped catalog in memory, or a store folder read-only.

        A folder opened read-only doesn't see what another process writes later; open it again.

        Raises:
            UnavailableError: the folder can't be opened, or the shipped data are missing.
        """
        raise NotImplementedError

    @property
    def revision(self) -> int:
        """The store's revision: an answer holds as long as this number stands."""
        return self.store.revision

    # Names

    def resolve(self, name: str) -> IRI:
        """Return the IRI of the model or variant that is called so.

        Raises:
            NotFoundError: nothing is called so; ``near`` has the nearest names.
            RefusedError: several things are; ``details["candidates"]`` has their ids.
        """
        raise NotImplementedError

    # Models

    def model(self, name: str) -> Model:
        """Return everything about one model; the name of a variant gives its model."""
        raise NotImplementedError

    def summary(self, name: str) -> ModelSummary:
        """Return what lists show of one model."""
        raise NotImplementedError

    def variant(self, name: str) -> Variant:
        """Return one variant with its cells and results."""
        raise NotImplementedError

    def models(self, where: Filter = Filter()) -> tuple[ModelSummary, ...]:
        """Return all models that pass the filter, sorted."""
        raise NotImplementedError

    def page(self, where: Filter = Filter(), *, first: int = 20, after: str | None = None) -> Page:
        """Return ``first`` (1–100) models after a cursor, with the number of all.

        Raises:
            TooManyError: more than 100 are asked for.
            InvalidDataError: the cursor is none of ours, or of another order.
        """
        raise NotImplementedError

    def facets(self, where: Filter = Filter()) -> Facets:
        """Return the counts of each value that the list can be narrowed to."""
        raise NotImplementedError

    def search(self, text: str, *, limit: int = 20) -> tuple[ModelSummary, ...]:
        """Return the models that a text may mean, best first; near spellings are found."""
        raise NotImplementedError

    # Comparison

    def compare(
        self, *names: str, scope: Scope = Scope.CLAIMED, include_narrower: bool = False
    ) -> Comparison:
        """Compare 2–8 models, in the order given; ``scope`` and ``include_narrower`` are those of
        ``shared_tasks``.

        Raises:
            TooManyError: more than 8.
            RefusedError: fewer than 2, or one model twice.
        """
        raise NotImplementedError

    def evidence(self, name: str, property: str | None = None) -> tuple[Cell, ...]:
        """Return the cells of a model or variant, or the one of this property key, with sources.

        Raises:
            NotFoundError: there is no such property.
        """
        raise NotImplementedError

    def conflicts(self, name: str | None = None) -> tuple[Conflict, ...]:
        """Return where sources disagree: over the whole catalog, or of one model."""
        raise NotImplementedError

    # Tasks

    def support(self, name: str) -> tuple[TaskSupport, ...]:
        """Return the tasks of a model or variant, each with how far it has been checked."""
        raise NotImplementedError

    def shared_tasks(
        self, *names: str, scope: Scope = Scope.CLAIMED, include_narrower: bool = False
    ) -> tuple[SharedTask, ...]:
        """Return the tasks that all given models (one or more) do, by name.

        ``scope`` is the least that must hold for each model. With ``include_narrower`` a model
        also does what is broader than a task of its own (``TaskSupport.inherited``).
        """
        raise NotImplementedError

    def why_not(self, *names: str, task: str) -> tuple[WhyNot, ...]:
        """Return for each model that can't run the task here why it can't; empty when all can."""
        raise NotImplementedError

    def task_difference(self, a: str, b: str) -> tuple[Task, ...]:
        """Return the tasks that ``a`` does and ``b`` doesn't."""
        raise NotImplementedError

    def task(self, name: str) -> Task:
        """Return one task by slug, name, alias, IRI or matched IRI."""
        raise NotImplementedError

    def tasks(self) -> tuple[Task, ...]:
        """Return the task scheme, broader before narrower, else by name."""
        raise NotImplementedError

    # The other things

    def organization(self, name: str) -> Organization:
        raise NotImplementedError

    def organizations(self) -> tuple[Organization, ...]:
        raise NotImplementedError

    def family(self, name: str) -> Family:
        raise NotImplementedError

    def families(self) -> tuple[Family, ...]:
        raise NotImplementedError

    def license(self, name: str) -> License:
        raise NotImplementedError

    def licenses(self) -> tuple[License, ...]:
        raise NotImplementedError

    def feature(self, name: str) -> Feature:
        raise NotImplementedError

    def features(self) -> tuple[Feature, ...]:
        raise NotImplementedError

    def source(self, name: str) -> Source:
        raise NotImplementedError

    def sources(self) -> tuple[Source, ...]:
        raise NotImplementedError

    def statistics(self) -> Statistics:
        """Return how large the catalog is, and how fresh."""
        raise NotImplementedError

    # The graph itself

    def describe(self, iri: str) -> tuple[Quad, ...]:
        """Return what the graph says of a thing: its facts and those of its parts (releases,
        components, results) in the default graph, and the evidence in the sources' graphs.

        Raises:
            NotFoundError: the graph says nothing of it.
        """
        raise NotImplementedError

    def sparql(self, query: str) -> Solutions:
        """Answer a SELECT in this process, without limits: for one's own queries.

        Raises:
            InvalidQueryError: the query is not well formed, or no SELECT.
        """
        raise NotImplementedError

    @property
    def graph(self) -> rdflib.Dataset:
        """A view of the catalog for rdflib users (rdflib and oxrdflib are imported here)."""
        raise NotImplementedError
