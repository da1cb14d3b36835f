"""The Model Openness Tool: licences of the parts of a model, a YAML file a model (MIT).

Most of its models only write: those are read that are said to be multimodal, and those that the
tables of ``data/identity`` know. ``unlicensed`` has three meanings there that are not kept apart,
and a part without licence is no part that is missing: neither is read as more than it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from modelgraph.errors import InvalidDataError
from modelgraph.importers.columns import Broken, refuse
from modelgraph.importers.identity import Identity, Thing
from modelgraph.importers.pile import Pile, Stated
from modelgraph.importers.reading import Reading, Unmatched
from modelgraph.importers.sources import revision_of, source
from modelgraph.importers.statements import (
    Cell,
    Statement,
    component,
    license_statement,
    thing_links,
)
from modelgraph.provenance import Claim, Kind, Source
from modelgraph.store import IRI
from modelgraph.validation import link
from modelgraph.vocabulary.terms import MG, SCHEMA

COLLECTION: Final = "model-openness-tool"
NAME: Final = "lfai/model_openness_tool"
LICENSE: Final = "MIT"
_FOLDER: Final = "models/"
_MOST_BYTES: Final = 1_000_000
_ENTRY_DAY: Final = 20
"""A date that this many files share is the day of their entry, not that of so many models."""

# Strings only: a date stays text, and no tag makes an object.
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

WEIGHTS: Final = "Model parameters (Final)"
PARTS: Final[Mapping[str, tuple[str, IRI]]] = {
    WEIGHTS: ("weights", MG.weightsComponent),
    "Model parameters (Intermediate)": ("intermediate-weights", MG.intermediateWeightsComponent),
    "Model architecture": ("architecture-code", MG.architectureCodeComponent),
    "Training code": ("training-code", MG.trainingCodeComponent),
    "Inference code": ("inference-code", MG.inferenceCodeComponent),
    "Evaluation code": ("evaluation-code", MG.evaluationCodeComponent),
    "Data preprocessing code": ("data-preparation-code", MG.dataPreparationCodeComponent),
    "Supporting libraries and tools": ("libraries", MG.librariesComponent),
    "Datasets": ("data", MG.dataComponent),
    "Evaluation data": ("evaluation-data", MG.evaluationDataComponent),
    "Evaluation results": ("evaluation-results", MG.evaluationResultsComponent),
    "Sample model outputs": ("sample-outputs", MG.sampleOutputsComponent),
    "Model metadata": ("metadata", MG.metadataComponent),
    "Model card": ("model-card", MG.modelCardComponent),
    "Data card": ("data-card", MG.dataCardComponent),
    "Technical report": ("technical-report", MG.technicalReportComponent),
    "Research paper": ("paper", MG.paperComponent),
}
"""The 17 components of the Model Openness Framework → path and type of the part."""

Part = Mapping[str, Any]

_PAPERS: Final = ("Technical report", "Research paper")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file and what it says of a release; ``shared`` files carry the same date."""

    path: str
    says: Mapping[str, Any] = field(repr=False)
    shared: int = 1

    def text(self, key: str) -> str:
        value = self.says.get(key, "")
        return value.strip() if isinstance(value, str) else ""


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return the licences and addresses of the parts of models that see.

    Raises:
        InvalidDataError: there is no file of a model, or files are broken; each is listed.
    """
    revision, issued = revision_of(files)
    described = source(
        NAME, Kind.AGGREGATOR, collection=COLLECTION, revision=revision, issued=issued,
        license=LICENSE,
    )  # fmt: skip
    pile = Pile(identity)
    pile.sources[described.iri] = described
    broken: list[Broken] = []
    for number, entry in enumerate(_entries(files), start=1):
        try:
            _take(pile, described, entry)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            broken.append(Broken(number, f"{entry.path}: {error!r}"))
    refuse(COLLECTION, broken)
    return pile.reading(COLLECTION)


def _entries(files: Mapping[str, bytes]) -> list[Entry]:
    paths = sorted(p for p in files if p.startswith(_FOLDER) and p.endswith(".yml"))
    if not paths:
        raise InvalidDataError(f"There is no file {_FOLDER}<name>.yml.")
    found: list[Entry] = []
    broken: list[Broken] = []
    for number, path in enumerate(paths, start=1):
        try:
            found.append(Entry(path, _release(files[path])))
        except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
            broken.append(Broken(number, f"{path}: {error!r}"))
    refuse(COLLECTION, broken)
    days = Counter(entry.text("date") for entry in found)
    return [Entry(entry.path, entry.says, days[entry.text("date")]) for entry in found]


def _release(content: bytes) -> Mapping[str, Any]:
    if len(content) > _MOST_BYTES:
        raise ValueError("larger than 1 MB")
    release = yaml.load(content.decode("utf-8"), Loader=_LOADER)["release"]  # noqa: S506 - strings
    if not isinstance(release, dict) or not isinstance(release.get("name"), str):
        raise ValueError("it names no release")
    return release


def _take(pile: Pile, described: Source, entry: Entry) -> None:
    found = _things(entry, pile.identity)
    if not found:
        reason = "not said to take images, and no model of the catalog has this name"
        pile.unmatched.append(Unmatched(entry.path, entry.text("name"), reason))
    pile.called(described, entry.text("name"), entry.path, *found)
    for thing in found:
        pile.add(described, *_stated(thing, entry))
        for part in entry.says.get("components") or ():
            if part["name"] in PARTS:
                _part(pile, described, thing, entry, part)
            else:
                reason = "not a component of the framework"
                pile.unmatched.append(Unmatched(entry.path, part["name"], reason))


def _things(entry: Entry, identity: Identity) -> tuple[Thing, ...]:
    name = entry.text("name")
    if identity.entry(name, NAME) or identity.model(name):
        return identity.things(name, source=NAME)
    if entry.text("type") == "multimodal":
        return (identity.model_or_new(name, entry.text("producer")),)
    return ()


_TEXTS: Final = {
    "producer": ("organization", "producer"),
    "type": ("modality", "type"),
    "architecture": ("architecture", ""),
    "origin": ("derived_from", "origin"),
    "huggingface": ("weights_repository", ""),
    "repository": ("code_repository", ""),
}
"""Key of a release → property of the curated columns, and its qualifier."""


def _stated(thing: Thing, entry: Entry) -> Iterator[Stated]:
    for key, (name, qualifier) in _TEXTS.items():
        if value := entry.text(key):
            yield _of(thing, entry, name, value, qualifier)
    if day := entry.text("date"):
        doubt = "" if entry.shared < _ENTRY_DAY else (
            f"{entry.shared} files carry this date: that of their entry, not of the model"
        )  # fmt: skip
        yield _of(thing, entry, "release", day, "as shown", doubt=doubt)
    for covers, terms in (entry.says.get("license") or {}).items():
        qualifier = "code" if covers == "code" else str(covers)
        if name := str(terms.get("name", "")).strip():
            yield _of(thing, entry, "license", name, qualifier)


def _of(
    thing: Thing, entry: Entry, name: str, value: str, qualifier: str, *, doubt: str = ""
) -> Stated:
    return Stated(thing, name, value, qualifier, entry.path, entry.path, doubt=doubt, lean=True)


_THREE_MEANINGS: Final = (
    "warning: unlicensed stands here for no licence, for not published, and for not checked"
)


def _part(pile: Pile, described: Source, thing: Thing, entry: Entry, part: Part) -> None:
    """Add a part: that the file lists it, where it lies, and its licence if one is named."""
    name, path = part["name"], str(part.get("component_path") or "").strip()
    node, links = component(thing, *PARTS[name])
    pile.link(described, *links)
    if path.startswith("https://"):
        pile.link(described, (node, SCHEMA.url, link(path)))
        if name in _PAPERS:
            pile.add(described, _of(thing, entry, "paper", path, name))
    stated = str(part.get("license") or "").strip()
    if stated not in {"", "null", "~"}:
        # As everywhere, the licence of the weights is that of the model or variant itself.
        subject = thing.iri if name == WEIGHTS else node
        _license(pile, described, subject, Cell(thing, stated, name, pile.identity), entry)


def _license(pile: Pile, described: Source, subject: IRI, cell: Cell, entry: Entry) -> None:
    if cell.value.casefold() == "undisclosed":
        statement = Statement(subject, SCHEMA.license, MG.notDisclosed)
    else:
        statement = license_statement(cell, subject)
    note = _THREE_MEANINGS if cell.value == "unlicensed" else statement.note
    claim = Claim(
        subject, SCHEMA.license, statement.value, described.iri, described.kind, cell.thing.iri,
        stated_as="" if str(statement.value).endswith(f"/{cell.value}") else cell.value,
        qualifier=cell.qualifier, place=entry.path, note=note, issued=described.issued,
    )  # fmt: skip
    pile.claims[claim] = None
    pile.link(described, *thing_links(cell.thing), *statement.links)
