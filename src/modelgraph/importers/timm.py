"""timm: ImageNet results of its checkpoints at each resolution, and timings (Apache-2.0).

A checkpoint (``resnet50.a1_in1k``) is a variant of the model of its architecture. Who published its
weights is told by its tag; where the tag names nobody it is timm, never the architecture's author.
What is taken of the tables, and what is left out for size, says ``data/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers import results, timings
from modelgraph.importers.architectures import model_of, publisher_of
from modelgraph.importers.columns import Broken, records, refuse
from modelgraph.importers.identity import Identity, Thing
from modelgraph.importers.names import slug
from modelgraph.importers.pile import Pile, Stated
from modelgraph.importers.reading import Reading, Unmatched
from modelgraph.importers.results import Measured
from modelgraph.importers.sources import revision_of, source
from modelgraph.provenance import Kind, Source
from modelgraph.validation import number

COLLECTION: Final = "timm"
NAME: Final = "huggingface/pytorch-image-models"
LICENSE: Final = "Apache-2.0"
_FOLDER: Final = "results/"
_COLUMNS: Final = ("model", "img_size", "top1", "param_count", "crop_pct", "interpolation")
_METRIC: Final = "top-1"

VALIDATION: Final = "results-imagenet.csv"
SETS: Final[Mapping[str, str]] = {
    VALIDATION: "ImageNet-1k val",
    "results-imagenetv2-matched-frequency.csv": "ImageNetV2 matched-frequency",
    "results-imagenet-real.csv": "ImageNet-1k val, real labels",
    "results-imagenet-a.csv": "ImageNet-A",
    "results-imagenet-a-clean.csv": "ImageNet-1k val, classes of ImageNet-A",
    "results-imagenet-r.csv": "ImageNet-R",
    "results-imagenet-r-clean.csv": "ImageNet-1k val, classes of ImageNet-R",
    "results-sketch.csv": "ImageNet-Sketch",
}
"""File → the set on which its top-1 was measured."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of results: the key is the checkpoint and the image size."""

    file: str
    line: int
    checkpoint: str
    size: int
    top1: str
    millions: str
    crop: str
    interpolation: str

    @property
    def architecture(self) -> str:
        return self.checkpoint.partition(".")[0]

    @property
    def tag(self) -> str:
        return self.checkpoint.partition(".")[2]

    @property
    def conditions(self) -> str:
        return f"{self.size} px; crop {self.crop}; {self.interpolation}"


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return what the tables of results and timings say.

    Raises:
        InvalidDataError: a table is missing or damaged, or rows are broken; each is listed.
    """
    revision, issued = revision_of(files)
    described = source(
        NAME, Kind.MEASURED, collection=COLLECTION, revision=revision, issued=issued,
        license=LICENSE, suffix="results",
    )  # fmt: skip
    pile = Pile(identity)
    pile.sources[described.iri] = described
    tables = {name: _rows(files, name) for name in SETS}
    known = _known(pile, tables[VALIDATION])
    chosen = _reference(tables[VALIDATION], known, identity)
    for name, rows in tables.items():
        broken = [
            Broken(row.line, reason)
            for row in _taken(name, rows, chosen)
            if (reason := _result(pile, described, row, known))
        ]
        refuse(name, broken)
    _checkpoints(pile, described, tables[VALIDATION], known)
    timings.take(pile, described, files, known)
    return pile.reading(COLLECTION)


def _rows(files: Mapping[str, bytes], name: str) -> list[Row]:
    path = _FOLDER + name
    if path not in files:
        raise InvalidDataError(f"{path} is missing.")
    rows: list[Row] = []
    broken: list[Broken] = []
    for line, record in records(path, files[path], _COLUMNS):
        try:
            rows.append(_row(path, line, record))
        except ValueError as error:
            broken.append(Broken(line, str(error)))
    refuse(path, broken)
    return rows


def _row(path: str, line: int, record: dict[str, str]) -> Row:
    name, size = record["model"], int(record["img_size"])
    slug(name)
    if not 0 <= Decimal(number(record["top1"]).lexical) <= 100:
        raise ValueError(f"top1 is no per cent: {record['top1']!r}")
    return Row(
        path, line, name, size, record["top1"], record["param_count"], record["crop_pct"],
        record["interpolation"],
    )  # fmt: skip


def _known(pile: Pile, rows: Iterable[Row]) -> dict[str, Thing]:
    """Return the thing of every checkpoint whose model the tables know; list the others."""
    found: dict[str, Thing] = {}
    for row in rows:
        if row.checkpoint in found:
            continue
        if thing := checkpoint(row.checkpoint, pile.identity):
            found[row.checkpoint] = thing
        else:
            reason = "no table says of which model this architecture is"
            pile.unmatched.append(Unmatched(f"{row.file} {row.line}", row.checkpoint, reason))
    return found


def checkpoint(name: str, identity: Identity) -> Thing | None:
    """Return the variant that a checkpoint is, ``None`` where its architecture is not known."""
    if identity.entry(name, NAME):
        return identity.things(name, source=NAME)[0]
    model = model_of(NAME, name.partition(".")[0], identity)
    return None if model is None else identity.variant(model, slug(name), name)


def _reference(rows: Iterable[Row], known: Mapping[str, Thing], identity: Identity) -> set[str]:
    """Return the checkpoints measured on all sets: the best of each model, and those of note.

    Of note are those that ``data/identity/variants.csv`` names, because other sources show them.
    """
    best: dict[str, tuple[Decimal, str]] = {}
    for row in rows:
        if row.checkpoint in known:
            model = known[row.checkpoint].of.identifier
            best[model] = max(
                best.get(model, (Decimal(-1), "")), (Decimal(row.top1), row.checkpoint)
            )
    return {name for _, name in best.values()} | {
        name for name in known if identity.entry(name, NAME)
    }


def _taken(name: str, rows: list[Row], chosen: set[str]) -> Iterator[Row]:
    """Yield the rows that are taken: all of the validation set; of others those of note, once."""
    if name == VALIDATION:
        yield from rows
        return
    yield from (row for row in _smallest(rows).values() if row.checkpoint in chosen)


def _smallest(rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        if row.checkpoint not in found or row.size < found[row.checkpoint].size:
            found[row.checkpoint] = row
    return found


def _result(pile: Pile, described: Source, row: Row, known: Mapping[str, Thing]) -> str:
    """Add a result; return what is wrong with it, empty when nothing is."""
    if (thing := known.get(row.checkpoint)) is None:
        return ""
    dataset = SETS[row.file.removeprefix(_FOLDER)]
    measured = Measured(thing, dataset, _METRIC, row.conditions, row.top1, row.file)
    try:
        results.add(pile, described, measured)
    except ValueError as error:
        return str(error)
    return ""


def _checkpoints(
    pile: Pile, described: Source, rows: list[Row], known: Mapping[str, Thing]
) -> None:
    """Add what is stated of each checkpoint beside results, and the task of each model."""
    broken: list[Broken] = []
    for row in _smallest(rows).values():
        if (thing := known.get(row.checkpoint)) is None:
            continue
        try:
            pile.called(described, row.checkpoint, row.file, thing)
            pile.add(described, _size(thing, row))
            pile.add(described, *_passed_on(thing, row), kind=Kind.AGGREGATOR)
        except ValueError as error:
            broken.append(Broken(row.line, str(error)))
    refuse(VALIDATION, broken)


def _size(thing: Thing, row: Row) -> Stated:
    return Stated(
        thing, "parameters", row.millions, place=row.file, number=f"{row.millions}M", lean=True
    )


def _passed_on(thing: Thing, row: Row) -> Iterator[Stated]:
    name, tag = publisher_of(NAME, row.architecture, row.tag) or ("timm", "timm")
    yield Stated(
        thing, "organization", name, "weights-publisher", row.file, row.checkpoint, shown=tag,
        lean=True,
    )  # fmt: skip
    yield Stated(thing, "architecture", row.architecture, place=row.file, lean=True)
    yield Stated(thing, "image_size", str(row.size), place=row.file, lean=True)
    yield Stated(thing.of, "task", "classification", place=f"{_FOLDER}README.md", lean=True)
