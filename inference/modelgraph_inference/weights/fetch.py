"""Fetching one checkpoint of the demo set: download, verify, convert, check, register.

It is built in a folder of its own and moved into place last, so that a checkpoint is there whole
or not at all. What is there already, whole and unchanged, is not fetched again.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from modelgraph.errors import InvalidWeightsError, NotFoundError
from modelgraph.runs import checkpoint as manifests
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.inference import Progress
from modelgraph_inference import files, registry
from modelgraph_inference.weights import archives, golden, samples
from modelgraph_inference.weights.convert import convert
from modelgraph_inference.weights.demo import BY_NAME, Entry

STEPS = 4


def fetch(name: str, root: Path, progress: Progress) -> Checkpoint:
    """Return a checkpoint of the demo set under the weights root, fetching what is missing.

    Raises:
        NotFoundError: the demo set has no such entry.
        InvalidWeightsError: a hash or the golden image differs; nothing is registered.
        UnavailableError: the archive, a library or a program can't be had.
    """
    if name not in BY_NAME:
        raise NotFoundError("demo checkpoint", name, near=tuple(BY_NAME))
    return fetch_entry(BY_NAME[name], root.resolve(), progress)


def fetch_entry(entry: Entry, root: Path, progress: Progress) -> Checkpoint:
    """Return the checkpoint of one entry; as ``fetch``."""
    present = _present(entry, root)
    if present is not None:
        progress(f"ready {entry.name}", STEPS, STEPS)
        return present
    registry.entry(entry.adapter)
    root.mkdir(parents=True, exist_ok=True)
    contents = [archives.read(member, root, progress) for member in entry.members]
    progress(f"convert {entry.name}", 1, STEPS)
    building = Path(tempfile.mkdtemp(dir=root, prefix=f".{entry.name}-"))
    try:
        for file_name, data in zip(entry.files, convert(entry, contents), strict=True):
            (building / file_name).write_bytes(data)
        checkpoint = _checkpoint(entry, building)
        progress(f"check {entry.name}", 2, STEPS)
        image = samples.fetch(entry.golden.sample, root, progress)
        golden.check(entry.golden, checkpoint, image)
        _write_manifest(checkpoint)
        progress(f"register {entry.name}", 3, STEPS)
        registered = _put(checkpoint, root / entry.name)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    progress(f"ready {entry.name}", STEPS, STEPS)
    return registered


def verify(checkpoint: Checkpoint, progress: Progress) -> None:
    """Hash every file and run the golden image again.

    Raises:
        InvalidWeightsError: something differs.
    """
    files.check(checkpoint)
    entry = BY_NAME.get(checkpoint.folder.name)
    if entry is None or entry.variant != checkpoint.variant:
        return
    image = samples.fetch(entry.golden.sample, checkpoint.folder.parent, progress)
    golden.check(entry.golden, checkpoint, image)


def _present(entry: Entry, root: Path) -> Checkpoint | None:
    """Return the checkpoint that is there, if it is the one that this entry makes."""
    folder = root / entry.name
    if not (folder / manifests.MANIFEST).is_file():
        return None
    try:
        found = manifests.read(folder)
        files.check(found)
    except InvalidWeightsError:
        return None
    wanted = _checkpoint(entry, folder)
    return found if _comparable(found) == _comparable(wanted) else None


def _comparable(checkpoint: Checkpoint) -> str:
    return json.dumps(_manifest(checkpoint), sort_keys=True)


def _checkpoint(entry: Entry, folder: Path) -> Checkpoint:
    return Checkpoint(
        variant=entry.variant,
        adapter=entry.adapter,
        folder=folder,
        tasks=entry.tasks,
        files=tuple(files.describe(folder / name) for name in entry.files),
        extra=entry.extra,
        program=entry.program,
        label_set=entry.label_set,
        license=entry.license,
        source=entry.source,
        memory_bytes=entry.memory_bytes,
        preprocessing=dict(entry.preprocessing),
        settings=dict(entry.settings),
    )


def _manifest(checkpoint: Checkpoint) -> dict[str, object]:
    bare = replace(
        checkpoint,
        preprocessing=dict(checkpoint.preprocessing),
        settings=dict(checkpoint.settings),
    )
    data = asdict(bare)
    del data["folder"]
    return data


def _write_manifest(checkpoint: Checkpoint) -> None:
    text = json.dumps(_manifest(checkpoint), indent=2, sort_keys=True, ensure_ascii=False)
    (checkpoint.folder / manifests.MANIFEST).write_text(text + "\n", encoding="utf-8")


def _put(checkpoint: Checkpoint, folder: Path) -> Checkpoint:
    """Move the finished folder into place; an older one makes way."""
    # mkdtemp made it for its owner alone; a server may run as somebody else.
    os.chmod(checkpoint.folder, 0o755)  # noqa: S103
    if folder.exists():
        shutil.rmtree(folder)
    os.replace(checkpoint.folder, folder)
    return replace(checkpoint, folder=folder)
