"""timm's timings: images a second of each architecture on a device, at its smallest image size.

A timing belongs to the architecture, whatever weights it has. Device, precision, layout and
library stand in the file's name only; the batch size decides the throughput and is a condition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers import results
from modelgraph.importers.architectures import model_of
from modelgraph.importers.columns import Broken, records, refuse
from modelgraph.importers.conditions import Setting
from modelgraph.importers.identity import Identity, Thing
from modelgraph.importers.names import slug
from modelgraph.importers.pile import Pile
from modelgraph.importers.reading import Unmatched
from modelgraph.importers.results import Measured
from modelgraph.provenance import Source
from modelgraph.store import Literal
from modelgraph.vocabulary.terms import MG

NAME: Final = "huggingface/pytorch-image-models"
_FOLDER: Final = "results/"
_DATASET: Final = "timm inference benchmark"
_METRIC: Final = "images per second"
DEVICES: Final[Mapping[str, tuple[str, tuple[Setting, ...]]]] = {
    "benchmark-infer-amp-nchw-pt291-cu130-5090.csv": (
        "RTX 5090; AMP; NCHW; PyTorch 2.9.1",
        ((MG.device, Literal("RTX 5090")),),
    ),
    "benchmark-infer-fp32-nchw-pt240-cpu-i9_10940x-dynamo.csv": (
        "CPU i9-10940X; FP32; NCHW; PyTorch 2.4.0; dynamo",
        ((MG.device, Literal("CPU i9-10940X")), (MG.compiler, Literal("dynamo"))),
    ),
}
"""File → what its name says of device, precision, layout and library, and which of it is what."""
_COLUMNS: Final = ("model", "infer_img_size", "infer_samples_per_sec", "infer_batch_size")

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Timed:
    """One file of timings: its path, and under which conditions all of it was measured."""

    path: str
    words: str
    settings: tuple[Setting, ...]


def take(
    pile: Pile, described: Source, files: Mapping[str, bytes], known: Mapping[str, Thing]
) -> None:
    """Add the timings of the architectures of which a checkpoint is known; list the others.

    Raises:
        InvalidDataError: a table is missing or damaged, or rows are broken; each is listed.
    """
    used = {name.partition(".")[0] for name in known}
    strange: dict[str, str] = {}
    for name, (words, settings) in DEVICES.items():
        path = _FOLDER + name
        if path not in files:
            raise InvalidDataError(f"{path} is missing.")
        broken: list[Broken] = []
        for line, record in _smallest(path, files[path]).values():
            try:
                if record["model"] in used:
                    _timing(pile, described, Timed(path, words, settings), record)
                else:
                    strange.setdefault(record["model"], path)
            except ValueError as error:
                broken.append(Broken(line, str(error)))
        refuse(path, broken)
    reason = (
        "an architecture without a checkpoint in the tables of results; its timing is not taken"
    )
    pile.unmatched += [Unmatched(path, name, reason) for name, path in strange.items()]


def _smallest(path: str, content: bytes) -> dict[str, tuple[int, Record]]:
    """Return for each architecture its row at the smallest image size."""
    found: dict[str, tuple[int, Record]] = {}
    broken: list[Broken] = []
    for line, record in records(path, content, _COLUMNS):
        try:
            size, name = int(record["infer_img_size"]), record["model"]
        except ValueError as error:
            broken.append(Broken(line, str(error)))
            continue
        if name not in found or size < int(found[name][1]["infer_img_size"]):
            found[name] = (line, record)
    refuse(path, broken)
    return found


def architecture(name: str, identity: Identity) -> Thing | None:
    """Return the architecture: a variant beside its checkpoints, or the model of the same name."""
    if identity.entry(name, NAME):
        return identity.things(name, source=NAME)[0]
    if (model := model_of(NAME, name, identity)) is None:
        return None
    if slug(name) == model.identifier.partition("/")[2]:
        return model
    return identity.variant(model, slug(name), name)


def _timing(pile: Pile, described: Source, timed: Timed, record: Record) -> None:
    thing = architecture(record["model"], pile.identity)
    if thing is None:
        return
    pile.called(described, record["model"], timed.path, thing)
    size, batch = record["infer_img_size"], record["infer_batch_size"]
    conditions = f"{timed.words}; {size} px; batch size {batch}"
    rate = record["infer_samples_per_sec"]
    measured = Measured(
        thing, _DATASET, _METRIC, conditions, rate, timed.path, settings=timed.settings
    )
    results.add(pile, described, measured)
