"""The rows of a comparison and their order: the one table that says what is compared.

A row gathers the claims of some predicates, made of a model, its variants, or one sort of their
parts (releases, components, results). How a row is summed up for a model is its ``roll``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from modelgraph.catalog.entities import Property
from modelgraph.store import IRI
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, PROV, SCHEMA

GROUPS: Final = (
    "Identity", "Licence", "Size", "Context and modalities", "Releases", "Availability", "Links",
    "Training", "Results",
)  # fmt: skip


class Roll(Enum):
    """How the values of a model and its variants become one cell."""

    UNION = "all values hold together"
    ONE = "one value of each subject"
    VARIANTS = "one of each variant, and what is stated of the model steps back for theirs"
    OWN = "one value of the model; its variants' stand where it has none"
    HEADLINE = "the default graph says which of several holds"


@dataclass(frozen=True, slots=True)
class RowSpec:
    """One row: ``predicates`` on the model or variant itself, or on a part of sort ``part``.

    ``always`` rows stand in every comparison, the others where one of the models has a value.
    """

    of: Property
    predicates: tuple[IRI, ...]
    roll: Roll = Roll.ONE
    part: str = ""
    always: bool = False


def _row(
    group: int,
    key: str,
    label: str,
    description: str,
    *predicates: IRI,
    roll: Roll = Roll.ONE,
    unit: str = "",
    always: bool = False,
) -> RowSpec:
    made = Property(key, label, GROUPS[group], description, unit, many=roll is Roll.UNION)
    return RowSpec(made, predicates, roll, always=always)


_UNION: Final = Roll.UNION
ROWS: Final[tuple[RowSpec, ...]] = (
    _row(0, "organization", "Organization", "Who stands behind the model.",
         MG.organization, roll=Roll.HEADLINE, always=True),
    _row(0, "affiliation", "Affiliation", "Where else its authors work.",
         MG.affiliation, roll=_UNION),
    _row(0, "author", "Architecture author", "Who designed the architecture.",
         SCHEMA.author, roll=_UNION),
    _row(0, "publisher", "Weights publisher", "Who trained and published the weights.",
         SCHEMA.publisher, roll=_UNION),
    _row(0, "host", "Host", "Who offers it as a service.", SCHEMA.provider, roll=_UNION),
    _row(0, "family", "Family", "Models of one line.", SCHEMA.isPartOf, roll=_UNION),
    _row(0, "category", "Category", "Open or closed, as a whole; see Availability for its parts.",
         MG.category, roll=Roll.OWN, always=True),
    _row(0, "architecture", "Architecture", "How it is built.", IT6.modelArchitecture),
    _row(1, "license", "Licence", "The licence of the weights, over all variants.",
         SCHEMA.license, roll=Roll.VARIANTS, always=True),
    _row(2, "parameters", "Parameters", "How many parameters, over all variants.",
         IT6.totalNumberOfParameters, roll=Roll.VARIANTS, unit="parameters", always=True),
    _row(2, "active-parameters", "Active parameters", "How many are used for one token.",
         MG.activeParameters, unit="parameters"),
    _row(2, "effective-parameters", "Effective parameters", "As some makers count them.",
         MG.effectiveParameters, unit="parameters"),
    _row(2, "parameters-note", "Note on parameters", "What holds for all numbers stated.",
         MG.parametersNote),
    _row(2, "variants", "Variants", "Sizes and tunings.", IT6.hasVariation, roll=_UNION),
    _row(2, "image-size", "Image size", "Side of the input, in pixels.",
         MG.imageSizePixels, unit="pixels"),
    _row(2, "file-size", "File size", "Size of the weights as a file.",
         MG.fileSize),
    _row(3, "context-window", "Context window", "How much text it reads at once.",
         MG.contextWindowTokens, unit="tokens", always=True),
    _row(3, "extended-context-window", "Extended context window", "With an option or in a preview.",
         MG.extendedContextWindowTokens, unit="tokens"),
    _row(3, "maximum-input", "Maximum input", "How much it takes at most, where that is less.",
         MG.maximumInputTokens, unit="tokens"),
    _row(3, "maximum-output", "Maximum output", "How much text it writes at most.",
         MG.maximumOutputTokens, unit="tokens"),
    _row(3, "modality", "Modality", "As a source sums it up.", MG.modality, roll=_UNION,
         always=True),
    _row(3, "input-modalities", "Input", "What it takes.", IT6.hasInputModality, roll=_UNION),
    _row(3, "output-modalities", "Output", "What it gives.", IT6.hasOutputModality, roll=_UNION),
    _row(3, "features", "Features", "What it is noted for.", MG.hasFeature, roll=_UNION),
    _row(3, "knowledge-cutoff", "Knowledge cut-off", "Up to when its training data reach.",
         MG.knowledgeCutoff),
    _row(4, "released", "Released", "The headline date; the events below say of what.",
         SCHEMA.datePublished, roll=Roll.OWN, always=True),
    _row(6, "papers", "Papers", "Papers that introduce it.", SCHEMA.citation, roll=_UNION),
    _row(6, "code", "Code", "Where its code lies.", SCHEMA.codeRepository, roll=_UNION),
    _row(6, "weights", "Weights", "Where its weights lie.", MG.weightsRepository, roll=_UNION),
    _row(6, "weights-files", "Weights files", "Files of its weights.", MG.weightsFile,
         roll=_UNION),
    _row(7, "training-data", "Training data", "What it was trained on.", FAIR4ML.trainedOn,
         roll=_UNION),
    _row(7, "derived-from", "Derived from", "The models it was made of.", PROV.wasDerivedFrom,
         roll=_UNION),
    _row(0, "backbone", "Backbone", "The network it is built on.", MG.backbone),
    _row(0, "networks", "Networks", "Networks that can be chosen inside it.", MG.usesNetwork,
         roll=_UNION),
    _row(0, "api-identifier", "API identifier", "What the maker's interface calls it.",
         MG.apiIdentifier),
    _row(0, "maintenance", "Maintenance", "As stated.", MG.maintenance),
    _row(2, "stated-variants", "Variants as listed", "As a source writes them.",
         MG.statedVariants, roll=_UNION),
)  # fmt: skip

EVENTS: Final = {
    "announced": "Announced",
    "preprint": "Preprint",
    "preview": "Preview",
    "code": "Code",
    "weights": "Weights",
    "data": "Training data",
    "public-release": "Public release",
    "general-availability": "General availability",
    "library-support": "Library support",
    "venue": "Venue",
    "license-text": "Licence text",
    "update": "Update",
    "retired": "Retired",
    "unspecified": "Date without event",
}
"""Release events in the order of a page; the address of a release begins with one of them."""

COMPONENTS: Final = {
    "weights": "Weights",
    "code": "Code",
    "inference-code": "Inference code",
    "training-code": "Training code",
    "data": "Data",
    "paper": "Paper",
}

_ALWAYS_THERE: Final = ("weights", "code")


_SPECIFIC: Final = frozenset({"library-support", "venue", "update", "unspecified"})


@lru_cache(maxsize=1024)
def event_of(kind: str, name: str) -> tuple[str, str]:
    """Return the event of a release, and what its name adds where the event alone says little.

    ``kind`` is the local name of its type, empty where it has none; then its name must do.

    >>> event_of("librarySupportEvent", "library-support-transformers")
    ('library-support', 'transformers')
    >>> event_of("", "preprint")
    ('preprint', '')
    """
    event = "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.removesuffix("Event"))
    if not event:
        fitting = (each for each in EVENTS if f"{name}-".startswith(f"{each}-"))
        event = max(fitting, key=len, default=name)
    rest = name.removeprefix(event).strip("-") if event in _SPECIFIC else ""
    return event, "" if rest == "released" else rest


def _component(name: str) -> str:
    return COMPONENTS.get(name) or name.replace("-", " ").capitalize()


@lru_cache(maxsize=1024)
def release_row(event: str) -> RowSpec:
    """Return the row of one release event."""
    label = EVENTS.get(event) or event.replace("-", " ").capitalize()
    made = Property(f"release-{event}", label, "Releases", "When this happened.", many=True)
    return RowSpec(made, (MG.date,), part="release")


@lru_cache(maxsize=1024)
def availability_row(component: str) -> RowSpec:
    """Return the row that says whether a component can be had."""
    made = Property(
        f"availability-{component}", _component(component), "Availability",
        "Published, gated, announced, or none.",
    )  # fmt: skip
    always = component in _ALWAYS_THERE
    return RowSpec(made, (MG.availability,), part="component", always=always)


@lru_cache(maxsize=1024)
def component_license_row(component: str) -> RowSpec:
    """Return the row of the licence of one component."""
    label = f"Licence of the {_component(component).lower()}"
    made = Property(f"license-{component}", label, "Licence", "The licence of this part alone.")
    return RowSpec(made, (SCHEMA.license,), part="component")


@lru_cache(maxsize=1024)
def component_parameters_row(component: str) -> RowSpec:
    """Return the row of the size of one component."""
    label = f"Parameters of the {_component(component).lower()}"
    made = Property(
        f"parameters-{component}", label, "Size", "The size of this part alone.", "parameters"
    )
    return RowSpec(made, (IT6.totalNumberOfParameters,), part="component")


@lru_cache(maxsize=1024)
def result_row(dataset: str, metric: str) -> RowSpec:
    """Return the row of a benchmark: a metric on a dataset, under any conditions."""
    label = " · ".join(part for part in (dataset, metric) if part) or "Benchmark"
    key = "result-" + "-".join("".join(c if c.isalnum() else " " for c in label.lower()).split())
    made = Property(key, label, "Results", "As published; conditions differ.", many=True)
    return RowSpec(made, (MG.value,), part="result")


ALWAYS: Final = (
    *(row for row in ROWS if row.always),
    *(availability_row(component) for component in _ALWAYS_THERE),
)
"""The rows of every comparison."""

_FIXED: Final = {row.of.key: place for place, row in enumerate(ROWS)}
_GROUP: Final = {group: place for place, group in enumerate(GROUPS)}


_OF_PARTS: Final = frozenset(
    row(name).of.key
    for rows, names in (
        ((release_row,), EVENTS),
        ((availability_row, component_license_row, component_parameters_row), COMPONENTS),
    )
    for row in rows
    for name in names
)


def is_key(text: str) -> bool:
    """Say whether a text is the key of a property, stated or not; benchmarks have any name."""
    return text in _FIXED or text in _OF_PARTS or text.startswith("result-")


def order(row: RowSpec) -> tuple[int, int, str]:
    """Return where a row stands: by group, then as in the tables above, then by label."""
    key = row.of.key
    if key in _FIXED:
        return _GROUP[row.of.group], _FIXED[key] - len(ROWS), ""
    table = tuple(EVENTS if row.part == "release" else COMPONENTS)
    name = key.partition("-")[2]
    place = table.index(name) if name in table else len(table)
    return _GROUP[row.of.group], place, row.of.label
