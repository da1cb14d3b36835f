"""The files of a checkpoint: inside its folder, and byte for byte those of the manifest."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs.checkpoint import Checkpoint, WeightsFile

_BLOCK = 1 << 20


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def describe(path: Path) -> WeightsFile:
    """Return name, hash and size of a file, as a manifest wants them."""
    return WeightsFile(path.name, hash_of(path), path.stat().st_size)


def path_of(checkpoint: Checkpoint, name: str) -> Path:
    """Return where a file of the checkpoint lies.

    Raises:
        InvalidWeightsError: the name leads out of the folder, or the file is not there.
    """
    folder = checkpoint.folder.resolve()
    path = (folder / name).resolve()
    if not folder.is_absolute() or not path.is_relative_to(folder):
        raise InvalidWeightsError(f"{name!r} is not a file of the checkpoint.")
    if not path.is_file():
        raise InvalidWeightsError(
            f"{name} is missing from {folder.name}.", hint="Fetch the weights again."
        )
    return path


def check(checkpoint: Checkpoint) -> None:
    """Hash every file, since damaged weights load without complaint.

    Raises:
        InvalidWeightsError: a file is missing, or has another size or hash than the manifest says.
    """
    for file in checkpoint.files:
        path = path_of(checkpoint, file.name)
        if path.stat().st_size != file.bytes or hash_of(path) != file.sha256:
            raise InvalidWeightsError(
                f"{file.name} of {checkpoint.folder.name} is not the file that was registered.",
                hint="It is damaged or was changed. Fetch the weights again.",
                file=file.name,
            )
