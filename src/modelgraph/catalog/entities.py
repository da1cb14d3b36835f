"""The things of the catalog as frozen values: what every face shows, and nothing it has to look up.

Ids are the paths that people write: ``microsoft/florence-2`` for a model or variant, a slug for
everything else. ``iri`` is the address in the graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from modelgraph.catalog.tables import Line, Table
from modelgraph.store import IRI

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


class Scope(StrEnum):
    """How far the support of a task has been checked; every later one is stronger."""

    CLAIMED = "claimed"
    RUNNABLE = "runnable"
    VERIFIED = "verified"


class Presence(StrEnum):
    """Whether a value is stated, and if not, in which of the four ways it is missing."""

    STATED = "stated"
    UNKNOWN = "unknown"
    NOT_DISCLOSED = "not disclosed"
    NOT_APPLICABLE = "not applicable"
    NOT_CHECKED = "not checked"


class Obstacle(StrEnum):
    """Why a model can't run a task on this machine."""

    NO_ADAPTER = "no adapter"
    NO_WEIGHTS = "no weights here"
    NEEDS_EXTRA = "needs an extra"
    TOO_LARGE = "too large for this device"
    NOT_CLAIMED = "does not do this task"


@dataclass(frozen=True, slots=True)
class TextValue:
    """Text as stated."""

    text: str

    @property
    def display(self) -> str:
        return self.text

    @property
    def plain(self) -> str:
        """The value for programs; all kinds of values have it."""
        return self.text


@dataclass(frozen=True, slots=True)
class NumberValue:
    """A number: ``exact`` in digits, ``display`` for people (``0.23 B``), ``unit`` in words."""

    number: float
    exact: str
    display: str
    unit: str = ""

    @property
    def plain(self) -> str:
        return self.exact


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date as precise as stated: ``2024``, ``2024-06`` or ``2024-06-16``."""

    date: str

    @property
    def display(self) -> str:
        return self.date

    @property
    def plain(self) -> str:
        return self.date


@dataclass(frozen=True, slots=True)
class EntityValue:
    """Something with an address of its own: an organization, a licence, a task, a paper, a link."""

    iri: IRI
    name: str
    kind: str

    @property
    def display(self) -> str:
        return self.name

    @property
    def plain(self) -> str:
        return self.iri


CellValue: TypeAlias = TextValue | NumberValue | DateValue | EntityValue


@dataclass(frozen=True, slots=True)
class Source:
    """A repository or document at a revision.

    ``claim_count`` is ``None`` where nobody counted: in the citations of cells. ``label`` is the
    name, with what tells it from other sources of the same name: ``anomalyco/models.dev (survey)``.
    """

    iri: IRI
    slug: str
    name: str
    kind: str
    revision: str = ""
    issued: str = ""
    retrieved: str = ""
    url: str = ""
    license: str = ""
    claim_count: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a value stands: the source, the place in it, a short phrase, and who was quoted.

    ``stated_as`` is the value as the source wrote it, ``kind`` how close the source is
    (measured, upstream, curated, vendor, aggregator), ``warnings`` what rules find odd about it.
    """

    claim: IRI
    source: Source
    kind: str
    stated_as: str = ""
    qualifier: str = ""
    place: str = ""
    quote: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One value of a cell with everybody who says so.

    ``accepted`` tells whether it holds; ``reason`` says in words why it does or why it was
    outranked. ``subject`` is the model, variant, release, component or result that it is stated of,
    and ``subject_label`` its short name (``base``, ``weights``), empty for the model itself.
    """

    value: CellValue
    accepted: bool
    reason: str
    citations: tuple[Citation, ...]
    subject: IRI
    subject_label: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """A row of a comparison: stable ``key`` (``parameters``), label, group and description."""

    key: str
    label: str
    group: str
    description: str = ""
    unit: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one property of one model; never just empty.

    ``display`` is the whole cell in one line for tables (``0.23 B – 0.77 B (2 variants)``,
    ``Apache-2.0 (Small) · CC-BY-NC-4.0 (Base, Large)``, or the words for a missing value).
    ``values`` holds the accepted values first, then the outranked ones with their reasons.
    """

    model: str
    of: Property
    presence: Presence
    display: str
    values: tuple[StatedValue, ...]
    conflict: bool

    @property
    def accepted(self) -> tuple[StatedValue, ...]:
        return tuple(value for value in self.values if value.accepted)

    @property
    def outranked(self) -> tuple[StatedValue, ...]:
        return tuple(value for value in self.values if not value.accepted)


@dataclass(frozen=True, slots=True)
class Organization:
    iri: IRI
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class License:
    """A licence: ``permits`` pairs commercial-use, redistribution, changes with yes, no or
    conditional; ``obliges`` says what whoever uses the work must do."""

    iri: IRI
    identifier: str
    name: str
    url: str = ""
    osi_approved: bool | None = None
    permits: tuple[tuple[str, str], ...] = ()
    obliges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    iri: IRI
    slug: str
    name: str
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A concept of the task scheme; ``broader`` and ``narrower`` are slugs one step away."""

    iri: IRI
    slug: str
    name: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    matches: tuple[IRI, ...] = ()
    model_count: int = 0


@dataclass(frozen=True, slots=True)
class Feature:
    iri: IRI
    slug: str
    name: str
    description: str = ""
    model_count: int = 0


@dataclass(frozen=True, slots=True)
class TaskSupport:
    """A model does a task: ``scopes`` are all that hold; ``variants`` those it is stated of.

    ``inherited`` tells that only a narrower task is stated (hierarchy-aware questions);
    ``runs`` are the runs that verified it.
    """

    task: Task
    scopes: tuple[Scope, ...]
    variants: tuple[str, ...] = ()
    inherited: bool = False
    citations: tuple[Citation, ...] = ()
    runs: tuple[IRI, ...] = ()

    @property
    def state(self) -> str:
        """Return how far it has been checked, in one word."""
        return self.scopes[-1].value if self.scopes else Scope.CLAIMED.value


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a model can't run a task here, in one word for programs and a sentence for people."""

    model: str
    obstacle: Obstacle
    explanation: str


@dataclass(frozen=True, slots=True)
class SharedTask:
    """A task that every given model does.

    ``scope`` is the strongest that holds for all of them; ``support`` is parallel to the models;
    ``not_runnable`` is empty when every model can run it here.
    """

    task: Task
    scope: Scope
    models: tuple[str, ...]
    support: tuple[TaskSupport, ...]
    not_runnable: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """A typed event with a date as precise as stated."""

    iri: IRI
    event: str
    label: str
    date: str
    values: tuple[StatedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    iri: IRI
    dataset: str
    metric: str
    conditions: str
    value: str
    variant: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedResult:
    """A benchmark result among all: ``subject`` is the id of the variant or model that it is of."""

    iri: IRI
    subject: str
    model: str
    dataset: str
    metric: str
    conditions: str
    value: Decimal
    parameters: int | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One size or tuning of a model; ``parameters`` exact, ``cells`` with everything stated."""

    iri: IRI
    id: str
    name: str
    label: str
    model: str
    parameters: int | None = None
    license: License | None = None
    weights: tuple[IRI, ...] = ()
    runnable_tasks: tuple[str, ...] = ()
    results: tuple[BenchmarkResult, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """A model in a list: the accepted values that lists show and filter by.

    ``papers`` are addresses; ``derived_from`` the ids of the models that it, or a variant of it,
    was made of in one step.
    """

    iri: IRI
    id: str
    slug: str
    name: str
    organization: Organization | None
    family: str
    licenses: tuple[License, ...]
    minimum_parameters: int | None
    maximum_parameters: int | None
    released: str
    category: str
    tasks: tuple[str, ...]
    runnable_tasks: tuple[str, ...]
    verified_tasks: tuple[str, ...]
    modalities: tuple[str, ...] = ()
    variant_count: int = 0
    features: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    derived_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A variant in a list, or a model without variants; ``license`` is its own or that of the
    whole model, ``tasks`` are those stated of it or of the whole model."""

    iri: IRI
    id: str
    name: str
    model: str
    parameters: int | None
    license: License | None
    tasks: tuple[str, ...]
    runnable_tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A model that shares tasks with another one, and what speaks for it.

    ``shared_tasks`` are slugs. ``freer_license`` tells whether the freest of its licences permits
    more, ``not_larger`` whether its smallest variant has no more parameters; both are ``None``
    where that is not known. ``reasons`` say the same in words.
    """

    model: ModelSummary
    shared_tasks: tuple[str, ...]
    freer_license: bool | None
    not_larger: bool | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Everything about one model; ``cells`` are the rows a comparison would show."""

    summary: ModelSummary
    aliases: tuple[str, ...]
    variants: tuple[Variant, ...]
    releases: tuple[Release, ...]
    support: tuple[TaskSupport, ...]
    features: tuple[Feature, ...]
    cells: tuple[Cell, ...]
    obstacles: tuple[WhyNot, ...] = ()

    @property
    def iri(self) -> IRI:
        return self.summary.iri

    @property
    def id(self) -> str:
        return self.summary.id

    @property
    def name(self) -> str:
        return self.summary.name


@dataclass(frozen=True, slots=True)
class Row:
    """One property over all compared models; ``cells`` are parallel to the models."""

    of: Property
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        return len({cell.display for cell in self.cells}) > 1

    @property
    def has_conflict(self) -> bool:
        return any(cell.conflict for cell in self.cells)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of at least one of the models; ``support`` is parallel, ``None`` where not done."""

    task: Task
    support: tuple[TaskSupport | None, ...]


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature of at least one of the models; ``has`` is parallel to the models."""

    feature: Feature
    has: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """2–8 models side by side: shared tasks first, then rows in groups.

    ``obstacles`` says for each model why it can't be run here, where it can't run anything.
    """

    models: tuple[ModelSummary, ...]
    shared: tuple[SharedTask, ...]
    rows: tuple[Row, ...]
    tasks: tuple[TaskRow, ...]
    features: tuple[FeatureRow, ...]
    obstacles: tuple[WhyNot, ...] = ()

    @property
    def id(self) -> str:
        """Return the permanent name: the ids in alphabetical order, joined by ``,``."""
        return ",".join(sorted(model.id for model in self.models))

    @property
    def differences(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.differs)

    @property
    def table(self) -> Table:
        """Return all rows as texts: tasks first, then features, then the properties in groups."""
        lines = [
            Line("Tasks", row.task.name, tuple(each.state if each else "–" for each in row.support))
            for row in self.tasks
        ]
        lines += [
            Line("Features", row.feature.name, tuple("yes" if has else "–" for has in row.has))
            for row in self.features
        ]
        lines += [
            Line(row.of.group, row.of.label, tuple(cell.display for cell in row.cells))
            for row in self.rows
        ]
        names = tuple(model.name for model in self.models)
        return Table(names, tuple(model.id for model in self.models), tuple(lines))

    def to_markdown(self) -> str:
        """Return a Markdown table."""
        return self.table.to_markdown()

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas data frame, one column a model."""
        return self.table.to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """Return a polars data frame, one column a model."""
        return self.table.to_polars()

    def _repr_html_(self) -> str:
        return self.table.to_html()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources disagree about one property of one model; the cell holds who says what."""

    model: ModelSummary
    cell: Cell


class ChangeType(StrEnum):
    """What an import did to what a source says."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """An import changed what one source says of one property of one model or variant.

    ``before`` and ``after`` are the values, ``None`` where there was, or is, none. ``about`` is the
    model or variant, ``subject`` what the value is stated of (itself, or a release, component or
    result); ``moment`` the end of the import in UTC; ``claim`` the newer claim of the two.
    """

    claim: IRI
    activity: IRI
    moment: str
    type: ChangeType
    about: IRI
    about_id: str
    about_name: str
    subject: IRI
    property: Property
    before: CellValue | None
    after: CellValue | None
    source: Source


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A part of a list of changes; ``next`` is the cursor of what follows, ``None`` at the end."""

    items: tuple[Change, ...]
    total: int
    next: str | None
    previous: bool = False


@dataclass(frozen=True, slots=True)
class Statistics:
    """How large the catalog is, and how fresh."""

    models: int
    variants: int
    organizations: int
    tasks: int
    sources: int
    claims: int
    triples: int
    updated: str
