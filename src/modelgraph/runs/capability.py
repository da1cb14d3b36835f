"""What this machine can run: checkpoints that are here, whose adapter and memory are too.

The one place that decides it, for jobs, for the graph and for the doctor alike.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from modelgraph.catalog.entities import Obstacle
from modelgraph.errors import UnavailableError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.inference import AdapterEntry, DemoCheckpoint, KnownModel, find


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a checkpoint or model can't run, in one word for programs and a sentence for people."""

    obstacle: Obstacle
    explanation: str


@dataclass(frozen=True, slots=True)
class Capability:
    """The state of this machine at one moment; ``memory_bytes`` is what one model may take."""

    checkpoints: tuple[Checkpoint, ...]
    memory_bytes: int
    adapters: Mapping[str, AdapterEntry] = field(default_factory=dict)
    known: tuple[KnownModel, ...] = ()
    demo: tuple[DemoCheckpoint, ...] = ()

    def runnable(self, variants: Iterable[str], task: str) -> Checkpoint | None:
        """Return the checkpoint that does a task for the first of the variants that can."""
        for variant in variants:
            for checkpoint in self._of(variant):
                if task in checkpoint.tasks and self.hindrance(checkpoint) is None:
                    return checkpoint
        return None

    def tasks(self, variants: Iterable[str]) -> frozenset[str]:
        """Return the tasks that some of the variants can run now."""
        return frozenset(
            task
            for variant in variants
            for checkpoint in self._of(variant)
            if self.hindrance(checkpoint) is None
            for task in checkpoint.tasks
        )

    def hindrance(self, checkpoint: Checkpoint) -> Hindrance | None:
        """Return why a checkpoint that is here can't be loaded, or ``None`` where it can."""
        adapter = self.adapters.get(checkpoint.adapter)
        if adapter is None:
            return Hindrance(
                Obstacle.NO_ADAPTER, f"There is no adapter called {checkpoint.adapter!r} here."
            )
        program = checkpoint.program
        if program and shutil.which(program) is None:
            return Hindrance(
                Obstacle.NEEDS_EXTRA, f"It needs the program {program}, which is not installed."
            )
        if not adapter.available:
            return Hindrance(Obstacle.NEEDS_EXTRA, _install(adapter.extra))
        if checkpoint.memory_bytes > self.memory_bytes:
            return Hindrance(
                Obstacle.TOO_LARGE,
                f"It needs about {_gigabytes(checkpoint.memory_bytes)};"
                f" {_gigabytes(self.memory_bytes)} may be used.",
            )
        return None

    def why_not(self, model: str, variants: Iterable[str], task: str) -> Hindrance | None:
        """Return why none of a model's variants can run a task, or ``None`` where one can."""
        variants = tuple(variants)
        if self.runnable(variants, task):
            return None
        here = [checkpoint for variant in variants for checkpoint in self._of(variant)]
        for checkpoint in here:
            if task in checkpoint.tasks and (hindrance := self.hindrance(checkpoint)):
                return hindrance
        return self._not_here(model, variants, task, here)

    def obstacle(self, model: str, variants: Iterable[str]) -> Hindrance:
        """Return why a model can't run anything here; for one of which ``tasks`` is empty."""
        here = [checkpoint for variant in variants for checkpoint in self._of(variant)]
        for checkpoint in here:
            if hindrance := self.hindrance(checkpoint):
                return hindrance
        tasks = [task for each in self.known if each.model == model for task in each.tasks]
        return self._not_here(model, tuple(variants), tasks[0] if tasks else "", here)

    def _of(self, variant: str) -> list[Checkpoint]:
        return [each for each in self.checkpoints if each.variant == variant]

    def _not_here(
        self, model: str, variants: tuple[str, ...], task: str, here: list[Checkpoint]
    ) -> Hindrance:
        known = [each for each in self.known if each.model == model and task in each.tasks]
        if not known:
            also = f" for {task}" if here or any(each.model == model for each in self.known) else ""
            return Hindrance(Obstacle.NO_ADAPTER, f"No adapter runs this model{also}.")
        adapters = [self.adapters[each.adapter] for each in known if each.adapter in self.adapters]
        missing = [adapter.extra for adapter in adapters if not adapter.available]
        if missing and len(missing) == len(adapters):
            return Hindrance(Obstacle.NEEDS_EXTRA, _install(missing[0]))
        return Hindrance(Obstacle.NO_WEIGHTS, self._fetch(variants))

    def _fetch(self, variants: tuple[str, ...]) -> str:
        names = [each.name for each in self.demo if each.variant in variants]
        if names:
            return f"Its weights are not here: modelgraph weights fetch {names[0]}"
        return "An adapter can run it, but its weights are not on this machine."


def survey(
    checkpoints: tuple[Checkpoint, ...], *, memory_bytes: int, package: str = ""
) -> Capability:
    """Return what this machine can run now; without an inference package, nothing."""
    try:
        inference = find(package)
    except UnavailableError:
        return Capability(checkpoints, memory_bytes)
    return Capability(
        checkpoints,
        memory_bytes,
        inference.adapters(),
        inference.known_models(),
        inference.demo_checkpoints(),
    )


def _install(extra: str) -> str:
    return f"It needs an extra: pip install 'modelgraph[{extra}]'"


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
