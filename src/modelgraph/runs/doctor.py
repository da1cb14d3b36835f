"""What is here to run models with, what is missing, and what installs it; imports no engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from modelgraph.runs import machine
from modelgraph.runs.capability import Capability
from modelgraph.runs.weights import Weights
from modelgraph.store import Store

_LOW_DISK_BYTES = 2_000_000_000


class Condition(Enum):
    """How it stands with one thing."""

    GOOD = "good"
    MISSING = "missing"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the doctor: ``group`` and ``name`` say of what, ``hint`` what to do about it."""

    group: str
    name: str
    condition: Condition
    text: str
    hint: str = ""


def facts(
    capability: Capability, *, weights: Weights, folder: Path, store: Store, device: str
) -> tuple[Fact, ...]:
    """Return everything worth knowing, group by group."""
    return (
        *_machine(device),
        *_adapters(capability),
        *_programs(capability),
        *_weights(capability, weights),
        _disk(folder),
        _store(store),
    )


def _machine(device: str) -> Iterator[Fact]:
    memory = f"{machine.memory_bytes() / 1e9:.1f} GB of memory, {machine.cores()} cores"
    yield Fact("machine", "memory", Condition.GOOD, memory)
    names = ", ".join(f"{gpu.name}, {gpu.memory_bytes / 1e9:.0f} GB" for gpu in machine.gpus())
    yield Fact("machine", "gpu", Condition.GOOD, names or "none: models run on the CPU")
    engines = {"torch": "inference", "ONNX Runtime": "onnx"}
    where = (f"{name}: {machine.engine_device(device, extra)}" for name, extra in engines.items())
    yield Fact("machine", "device", Condition.GOOD, ", ".join(where))


def _adapters(capability: Capability) -> Iterator[Fact]:
    if not capability.adapters:
        text = "no package that runs models is installed"
        hint = "pip install 'modelgraph[onnx]'"
        yield Fact("adapters", "inference", Condition.MISSING, text, hint)
    for name, adapter in sorted(capability.adapters.items()):
        if adapter.available:
            yield Fact("adapters", name, Condition.GOOD, ", ".join(adapter.tasks))
        else:
            hint = f"pip install 'modelgraph[{adapter.extra}]'"
            yield Fact("adapters", name, Condition.MISSING, "its libraries are not here", hint)


def _programs(capability: Capability) -> Iterator[Fact]:
    programs = {each.program for each in capability.checkpoints if each.program}
    if "tesseract" in capability.adapters:
        programs.add("tesseract")
    for program in sorted(programs):
        path = shutil.which(program)
        if path:
            yield Fact("programs", program, Condition.GOOD, path)
        else:
            hint = "apt-get install tesseract-ocr" if program == "tesseract" else ""
            yield Fact("programs", program, Condition.MISSING, "not on the path", hint)


def _weights(capability: Capability, weights: Weights) -> Iterator[Fact]:
    for checkpoint in capability.checkpoints:
        name, size = checkpoint.folder.name, sum(file.bytes for file in checkpoint.files) / 1e6
        hindrance = capability.hindrance(checkpoint)
        differing = [
            file.name
            for file in checkpoint.files
            if _bytes(checkpoint.folder / file.name) != file.bytes
        ]
        if differing:
            text = f"not as registered: {', '.join(differing)}"
            hint = f"modelgraph weights fetch {name}"
            yield Fact("weights", name, Condition.BAD, text, hint)
        elif hindrance:
            yield Fact("weights", name, Condition.MISSING, hindrance.explanation)
        else:
            text = f"{', '.join(checkpoint.tasks)} ({size:.1f} MB)"
            yield Fact("weights", name, Condition.GOOD, text)
    for error in weights.damaged():
        yield Fact("weights", "manifest", Condition.BAD, error.message, error.hint)
    here = {checkpoint.variant for checkpoint in capability.checkpoints}
    for demo in capability.demo:
        if demo.variant not in here:
            text = f"{', '.join(demo.tasks)}: not on this machine"
            hint = f"modelgraph weights fetch {demo.name}"
            yield Fact("weights", demo.name, Condition.MISSING, text, hint)


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _disk(folder: Path) -> Fact:
    parent = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(parent).free
    text = f"{free / 1e9:.1f} GB free for {folder}"
    if free < _LOW_DISK_BYTES:
        return Fact("disk", "free", Condition.BAD, text, "Free some space; writes will be refused.")
    return Fact("disk", "free", Condition.GOOD, text)


def _store(store: Store) -> Fact:
    count = len(store.graphs())
    if count:
        return Fact("store", "graphs", Condition.GOOD, f"{count} named graphs")
    return Fact("store", "graphs", Condition.BAD, "empty", "modelgraph rebuild")
