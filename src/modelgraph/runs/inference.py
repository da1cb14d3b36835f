"""The door to the package that runs models, found by its entry point and never imported by name.

So the catalog starts without torch, and another package may take its place. What stands behind the
door is the ``Inference`` protocol: a module, or any object, with these names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from modelgraph.errors import UnavailableError
from modelgraph.runs.checkpoint import Checkpoint

GROUP = "modelgraph.inference"

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is (bytes or steps)."""


@dataclass(frozen=True, slots=True)
class AdapterEntry:
    """An adapter as it is known before anything heavy is imported.

    ``extra`` is the extra of modelgraph with its libraries, ``available`` whether they are here;
    ``tasks`` are the slugs it can do at most; ``needs_prompt`` those that want a phrase.
    """

    name: str
    extra: str
    available: bool
    tasks: tuple[str, ...]
    needs_prompt: tuple[str, ...] = ()
    version: str = "1"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model of the catalog that an adapter can run once its weights are here."""

    model: str
    adapter: str
    tasks: tuple[str, ...]
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class DemoCheckpoint:
    """One entry of the demo set: what is fetched, and how large it is, in bytes."""

    name: str
    variant: str
    tasks: tuple[str, ...]
    archive: str
    bytes: int
    license: str


class Inference(Protocol):
    """What modelgraph asks of the package that runs models."""

    def adapters(self) -> Mapping[str, AdapterEntry]:
        """Return the adapters by name; cheap, imports no engine."""
        ...

    def known_models(self) -> tuple[KnownModel, ...]:
        """Return the catalog's models (ids ``org/slug``) that some adapter can run."""
        ...

    def demo_checkpoints(self) -> tuple[DemoCheckpoint, ...]:
        """Return what ``weights fetch demo`` brings."""
        ...

    def fetch(self, name: str, root: Path, progress: Progress) -> Checkpoint:
        """Fetch one demo checkpoint, verify, convert, check it on its golden image, register it.

        Raises:
            InvalidWeightsError: a hash or the golden image differs; nothing is registered.
            UnavailableError: the archive can't be had, or a needed extra is not installed.
        """
        ...

    def fetch_sample(self, name: str, root: Path, progress: Progress) -> Path:
        """Fetch or draw one sample image (``chelsea``, ``coffee``, ``astronaut``, ``page``)."""
        ...

    def verify(self, checkpoint: Checkpoint) -> None:
        """Hash every file and run the golden image again.

        Raises:
            InvalidWeightsError: something differs.
        """
        ...

    def serve(self, connection: Connection, checkpoint: Checkpoint, device: str) -> None:
        """Be a worker: load the checkpoint, then answer a ``RunRequest`` with a ``RunResult``.

        The first message sent is ``("ready", seconds)`` or a ``Failure``; afterwards one
        ``RunResult`` for each ``RunRequest``, until ``None`` comes or the connection closes. Runs
        in a process of its own; sets its own resource limits; nothing it is given makes it raise.
        """
        ...


@cache
def find(package: str = "") -> Inference:
    """Return the inference package: the installed one, or the module or ``module:object`` named.

    Looked for once, since reading the entry points of all distributions takes 20 ms.

    Raises:
        UnavailableError: none is installed, or the named one can't be imported.
    """
    entries = [EntryPoint("named", package, GROUP)] if package else entry_points(group=GROUP)
    for entry in entries:
        try:
            found: Inference = entry.load()
        except (ImportError, AttributeError) as error:
            raise UnavailableError(
                f"The package that runs models, {entry.value}, can't be imported: {error}",
                hint="pip install --force-reinstall 'modelgraph[onnx]'",
            ) from error
        return found
    raise UnavailableError(
        "No package that runs models is installed.", hint="pip install 'modelgraph[onnx]'"
    )
