"""A checkpoint that lies on this machine: which variant it is, how it is loaded, what it can do.

Each has a folder under the weights root with its files and a ``checkpoint.json``, the manifest.
Nothing is loaded whose bytes do not have the SHA-256 that the manifest states.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from modelgraph.errors import InvalidWeightsError

MANIFEST = "checkpoint.json"


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """One file of a checkpoint, by its name inside the folder."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Weights on this machine, and everything needed to run them.

    ``variant`` is the IRI of the catalog's variant; ``tasks`` are slugs of the task scheme;
    ``extra`` is the extra of modelgraph that the adapter needs (``onnx`` or ``inference``);
    ``program`` names an executable that must be on the path (Tesseract);
    ``label_set`` names the label list (``imagenet-1k``, ``coco-80``, ``coco-90``, ``open``);
    ``preprocessing`` is the contract of the input: size, mean, std, channel order;
    ``memory_bytes`` estimates what loading takes; ``settings`` is the adapter's own.
    """

    variant: str
    adapter: str
    folder: Path
    tasks: tuple[str, ...]
    files: tuple[WeightsFile, ...]
    extra: str = "onnx"
    program: str | None = None
    label_set: str | None = None
    license: str = "NOASSERTION"
    source: str = ""
    memory_bytes: int = 0
    preprocessing: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Return the one hash that stands for the checkpoint: that of its sorted file hashes."""
        from hashlib import sha256  # noqa: PLC0415 - keeps the import of the catalog light

        listing = "".join(f"{file.sha256}  {file.name}\n" for file in sorted_files(self.files))
        return sha256(listing.encode()).hexdigest()


def sorted_files(files: tuple[WeightsFile, ...]) -> list[WeightsFile]:
    """Return the files ordered by name, as the hash of a checkpoint wants them."""
    return sorted(files, key=lambda file: file.name)


def read(folder: Path) -> Checkpoint:
    """Read the manifest of one folder.

    Raises:
        InvalidWeightsError: there is no manifest, or it does not say what it must.
    """
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = tuple(WeightsFile(**each) for each in data.pop("files"))
        return Checkpoint(
            **{**data, "files": files, "tasks": tuple(data["tasks"]), "folder": folder.resolve()}
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InvalidWeightsError(
            f"{folder.name} holds no readable {MANIFEST}: {error}",
            hint="Fetch it again: modelgraph weights fetch demo",
        ) from error


def installed(root: Path) -> Iterator[Checkpoint]:
    """Yield the checkpoints under the weights root, ordered by the names of their folders."""
    if root.is_dir():
        for folder in sorted(root.iterdir()):
            if (folder / MANIFEST).is_file():
                yield read(folder)
