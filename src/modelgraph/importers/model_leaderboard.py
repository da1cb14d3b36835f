"""The object-detection leaderboard of Roboflow: measured runs on COCO, a JSON file a run (MIT).

What its harness measured (accuracy, exact size of the loaded weights) counts as measured; licence,
repository and paper were typed by its maintainers and only passed on. Faults stay as they are:
``APGL-3.0``, the repository of RT-DETR under LW-DETR, a row that repeats another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any, Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers import results
from modelgraph.importers.columns import Broken, refuse
from modelgraph.importers.identity import Identity, Thing, variant_name, variant_slug
from modelgraph.importers.pile import Pile, Stated
from modelgraph.importers.reading import Reading
from modelgraph.importers.results import Measured
from modelgraph.importers.sources import revision_of, source
from modelgraph.provenance import Kind, Source
from modelgraph.validation import stated_date
from modelgraph.vocabulary.terms import DCTERMS

COLLECTION: Final = "model-leaderboard"
NAME: Final = "roboflow/model-leaderboard"
LICENSE: Final = "MIT"
_FOLDER: Final = "results/"
_DATASET: Final = "COCO val2017"

_METRICS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("AP50:95", ("map50_95",)),
    ("AP50", ("map50",)),
    ("AP75", ("map75",)),
    ("AP50:95 small", ("small_objects", "map50_95")),
    ("AP50:95 medium", ("medium_objects", "map50_95")),
    ("AP50:95 large", ("large_objects", "map50_95")),
    ("F1 at IoU 0.5", ("f1_50",)),
    ("F1 at IoU 0.75", ("f1_75",)),
)
"""Metric → where its value stands in a file. The other twelve values split these by size."""


@dataclass(frozen=True, slots=True)
class Run:
    """One file: the folder of its model's line, its path upstream, and what it says."""

    folder: str
    place: str
    says: Mapping[str, Any] = field(repr=False)

    @property
    def about(self) -> Mapping[str, Any]:
        return dict(self.says["metadata"])

    @property
    def label(self) -> str:
        return str(self.about["model"])

    @property
    def settings(self) -> str:
        """Return the run's settings in words: results under other settings are other results."""
        return "; ".join(f"{name} {value}" for name, value in self.about["run_parameters"].items())


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return what the result files say.

    Raises:
        InvalidDataError: a file is missing or damaged; every broken file is listed.
    """
    revision, issued = revision_of(files)
    described = source(
        NAME, Kind.MEASURED, collection=COLLECTION, revision=revision, issued=issued,
        license=LICENSE, suffix="results",
    )  # fmt: skip
    pile = Pile(identity)
    broken: list[Broken] = []
    for number, path in enumerate(_paths(files), start=1):
        try:
            _take(pile, described, _run(path, files[path]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            broken.append(Broken(number, f"{path}: {error!r}"))
    refuse(COLLECTION, broken)
    return pile.reading(COLLECTION)


def _paths(files: Mapping[str, bytes]) -> list[str]:
    found = sorted(p for p in files if p.startswith(_FOLDER) and p.endswith(".json"))
    if not found:
        raise InvalidDataError(f"There is no file {_FOLDER}<line>/<run>.json.")
    return found


def _run(path: str, content: bytes) -> Run:
    # Numbers stay as written: a value is what the file says, to the last digit.
    says = json.loads(content.decode("utf-8"), parse_float=str)
    where = PurePosixPath(path)
    name = where.name.replace("_star", "*")
    return Run(where.parent.name, f"models/object_detection/{where.parent.name}/{name}", says)


def _take(pile: Pile, described: Source, run: Run) -> None:
    for thing in things(run, pile.identity):
        pile.called(described, run.label, run.place, thing)
        pile.add(described, _state(thing, run, "parameters", str(run.about["param_count"])))
        pile.add(described, *_passed_on(thing, run), kind=Kind.AGGREGATOR)
        for metric, keys in _METRICS:
            measured = _measured(thing, run, metric, keys)
            _result(pile, described, measured, run.about["run_date"][:10])


def things(run: Run, identity: Identity) -> tuple[Thing, ...]:
    """Return what a run's label means: by decision, else a variant of the folder's model.

    Raises:
        ValueError: the folder is that of no model in the tables.
    """
    if identity.entry(run.label, NAME):
        return identity.things(run.label, source=NAME)
    model = identity.model(run.folder)
    if model is None:
        raise ValueError(f"the folder {run.folder!r} is that of no known model")
    longer = identity.longest_model(run.label)
    if longer is not None and len(longer.name) > len(model.name):
        model = longer
    return (
        identity.variant(model, variant_slug(model, run.label), variant_name(model, run.label)),
    )


def _state(thing: Thing, run: Run, name: str, value: str) -> Stated:
    return Stated(
        thing, name, value, place=run.place, label=run.place, identifier=run.label,
        spelled=run.label, lean=True,
    )  # fmt: skip


def _passed_on(thing: Thing, run: Run) -> Iterator[Stated]:
    yield _state(thing, run, "license", run.about["license"])
    for name, key in (("code_repository", "github_url"), ("paper", "paper_url")):
        if run.about[key]:
            yield _state(thing, run, name, run.about[key])


def _value(run: Run, keys: tuple[str, ...]) -> str:
    found: Any = run.says
    for key in keys:
        found = found[key]
    return str(found)


def _result(pile: Pile, described: Source, measured: Measured, date: str) -> None:
    node = results.add(pile, described, measured)
    pile.link(described, (node, DCTERMS.date, stated_date(date)))


def _measured(thing: Thing, run: Run, metric: str, keys: tuple[str, ...]) -> Measured:
    """Return a result in per cent, as people compare them; the file's fraction is its wording.

    Raises:
        ValueError: the value is no fraction of one.
    """
    stated = _value(run, keys)
    try:
        share = Decimal(stated)
    except InvalidOperation:
        raise ValueError(f"{metric} is no number: {stated!r}") from None
    if not 0 <= share <= 1:
        raise ValueError(f"{metric} is no fraction of one: {stated!r}")
    percent = str(round(share * 100, 4))
    return Measured(thing, _DATASET, metric, run.settings, percent, run.place, stated)
