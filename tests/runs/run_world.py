"""A small world: a catalog of a few models, a folder of checkpoints, real images and processes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from modelgraph.catalog.entities import Model, ModelSummary, Scope, SharedTask, Task, Variant
from modelgraph.errors import NotFoundError
from modelgraph.runs import Runs
from modelgraph.runs.settings import RunSettings
from modelgraph.store import IRI, OxigraphStore, Quad
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import MG, RDF, SCHEMA

PACKAGE = "measuring_engine"
FAST = RunSettings(
    package=PACKAGE, device="cpu", workers=4, memory_bytes=4_000_000_000, lease_seconds=2.0
)


def variant(name: str) -> IRI:
    return IRI(expand(f"variant:acme/{name}"))


def task(slug: str) -> Task:
    return Task(IRI(expand(f"task:{slug}")), slug, slug.replace("-", " ").title())


@dataclass
class SmallCatalog:
    """The part of a catalog that runs ask, over models that are given."""

    models: dict[str, Model] = field(default_factory=dict)

    def add(self, name: str, variants: tuple[str, ...], claims: tuple[str, ...]) -> None:
        summary = ModelSummary(
            IRI(expand(f"model:acme/{name}")), f"acme/{name}", name, name.title(), None, "", (),
            None, None, "", "open", claims, (), (),
        )  # fmt: skip
        made = tuple(Variant(variant(v), f"acme/{v}", v, v, f"acme/{name}") for v in variants)
        self.models[name] = Model(summary, (), made, (), (), (), ())

    def stand_for(self, name: str, iri: str) -> None:
        """Let a model have one variant of this IRI."""
        model = self.models[name]
        made = Variant(IRI(iri), f"acme/{name}", name, name, model.id)
        self.models[name] = replace(model, variants=(made,))

    def model(self, name: str) -> Model:
        name = name.rsplit("/", 1)[-1]
        for model in self.models.values():
            if name in {model.summary.slug, *(each.name for each in model.variants)}:
                return model
        raise NotFoundError("model", name, near=tuple(self.models)[:2])

    def resolve(self, name: str) -> IRI:
        model = self.model(name)
        plain = name.rsplit("/", 1)[-1]
        return next((each.iri for each in model.variants if each.name == plain), model.iri)

    def task(self, name: str) -> Task:
        if name not in {t for model in self.models.values() for t in model.summary.tasks}:
            raise NotFoundError("task", name)
        return task(name)

    def shared_tasks(self, *names: str, scope: Scope = Scope.CLAIMED) -> tuple[SharedTask, ...]:
        claims = [set(self.model(name).summary.tasks) for name in names]
        return tuple(
            SharedTask(task(slug), scope, names, ()) for slug in sorted(set.intersection(*claims))
        )


@dataclass
class World:
    """Everything that runs are wired from; ``install`` puts weights on the machine."""

    folder: Path
    catalog: SmallCatalog
    store: OxigraphStore
    settings: RunSettings = FAST

    @property
    def weights(self) -> Path:
        return self.folder / "weights"

    def install(
        self,
        name: str,
        tasks: tuple[str, ...] = ("object-detection", "ocr"),
        *,
        adapter: str = "measuring",
        program: str | None = None,
        memory_bytes: int = 50_000_000,
        iri: str | None = None,
        **settings: Any,
    ) -> Path:
        folder = self.weights / name
        folder.mkdir(parents=True, exist_ok=True)
        data = f"the weights of {name}".encode()
        (folder / "model.bin").write_bytes(data)
        file = {"name": "model.bin", "sha256": sha256(data).hexdigest(), "bytes": len(data)}
        manifest = {
            "variant": iri or variant(name),
            "adapter": adapter,
            "tasks": tasks,
            "files": [file],
            "program": program,
            "memory_bytes": memory_bytes,
            "settings": settings,
        }
        (folder / "checkpoint.json").write_text(json.dumps(manifest), encoding="utf-8")
        self._add_to_catalog(name, tasks)
        return folder

    def _add_to_catalog(self, name: str, tasks: tuple[str, ...]) -> None:
        self.catalog.add(name, (name,), tasks)
        model = IRI(expand(f"model:acme/{name}"))
        self.store.replace(
            {},
            add=[
                Quad(model, RDF.type, MG.Model),
                Quad(variant(name), RDF.type, MG.Variant),
                Quad(variant(name), SCHEMA.isVariantOf, model),
            ],
        )

    def runs(self, **limits: Any) -> Runs:
        return Runs(
            self.store,
            self.catalog,
            folder=self.folder / "state",
            weights=self.weights,
            settings=replace(self.settings, **limits),
        )


def picture(
    width: int = 80,
    height: int = 60,
    box: tuple[int, int, int, int] = (10, 10, 40, 40),
    kind: str = "PNG",
) -> bytes:
    """Return an image file: white, with a black box."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle(box, fill="black")
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()
