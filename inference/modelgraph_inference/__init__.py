"""Running models: adapters, engines and weights. Found by modelgraph through an entry point.

The functions here are the ``modelgraph.runs.inference.Inference`` protocol. Importing the package
imports no engine; each function imports what it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.inference import AdapterEntry, DemoCheckpoint, KnownModel, Progress

__all__ = [
    "adapters",
    "demo_checkpoints",
    "fetch",
    "fetch_sample",
    "known_models",
    "serve",
    "verify",
]


def adapters() -> Mapping[str, AdapterEntry]:
    """Return the adapters by name; cheap, imports no engine."""
    from modelgraph_inference import registry  # noqa: PLC0415

    return registry.entries()


def known_models() -> tuple[KnownModel, ...]:
    """Return the catalog's models (ids ``org/slug``) that some adapter can run."""
    from modelgraph_inference.known import KNOWN  # noqa: PLC0415

    return KNOWN


def demo_checkpoints() -> tuple[DemoCheckpoint, ...]:
    """Return what ``weights fetch demo`` brings; entries whose extra is missing are left out."""
    from modelgraph_inference import registry  # noqa: PLC0415
    from modelgraph_inference.weights.demo import ENTRIES  # noqa: PLC0415

    table = registry.entries()
    return tuple(
        DemoCheckpoint(
            name=entry.name,
            variant=entry.variant,
            tasks=entry.tasks,
            archive=entry.source,
            bytes=sum({m.archive.file: m.archive.bytes for m in entry.members}.values()),
            license=entry.license,
        )
        for entry in ENTRIES
        if entry.extra == "onnx" or table[entry.adapter].available
    )


def fetch(name: str, root: Path, progress: Progress) -> Checkpoint:
    """Fetch one demo checkpoint, verify, convert, check it on its golden image, register it.

    Raises:
        InvalidWeightsError: a hash or the golden image differs; nothing is registered.
        UnavailableError: the archive can't be had, or a needed extra is not installed.
    """
    from modelgraph_inference.weights import fetch as weights  # noqa: PLC0415

    return weights.fetch(name, root, progress)


def fetch_sample(name: str, root: Path, progress: Progress) -> Path:
    """Fetch or draw one sample image (``chelsea``, ``coffee``, ``astronaut``, ``page``)."""
    from modelgraph_inference.weights import samples  # noqa: PLC0415

    return samples.fetch(name, root.resolve(), progress)


def verify(checkpoint: Checkpoint) -> None:
    """Hash every file and run the golden image again.

    Raises:
        InvalidWeightsError: something differs.
    """
    from modelgraph_inference.weights import fetch as weights  # noqa: PLC0415

    weights.verify(checkpoint, lambda _what, _done, _total: None)


def serve(connection: Connection, checkpoint: Checkpoint, device: str) -> None:
    """Be a worker: load the checkpoint, then answer requests until ``None`` comes."""
    from modelgraph_inference import worker  # noqa: PLC0415

    worker.serve(connection, checkpoint, device)
