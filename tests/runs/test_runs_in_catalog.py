"""Runs with a whole catalog: what it says can be run is run, and is verified afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from run_world import FAST, SmallCatalog, World, picture

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Obstacle, Scope
from modelgraph.errors import TaskNotSharedError
from modelgraph.runs import Runs
from modelgraph.store import OxigraphStore
from modelgraph.vocabulary.prefixes import expand

READERS = {"pp-ocrv4": "paddlepaddle/pp-ocrv4-mobile", "tesseract": "google/tesseract-5-eng"}


@pytest.fixture
def store(own_world: OxigraphStore) -> OxigraphStore:
    return own_world


@pytest.fixture
def runs(store: OxigraphStore, tmp_path: Path) -> Iterator[Runs]:
    world = World(tmp_path, SmallCatalog(), OxigraphStore())
    for name, variant in READERS.items():
        world.install(name, ("ocr",), iri=expand(f"variant:{variant}"))
    folder, weights = tmp_path / "state", world.weights
    with Runs(store, Catalog(store), folder=folder, weights=weights, settings=FAST) as made:
        made.refresh()
        yield made


def test_a_shared_task_is_runnable_and_verified_by_a_run(store: OxigraphStore, runs: Runs) -> None:
    catalog = Catalog(store)
    before = {each.task.slug: each for each in catalog.shared_tasks(*READERS)}

    job = runs.start(list(READERS), "OCR", [runs.upload(picture()).id])
    done = runs.wait(job.id, timeout=60)

    after = {each.task.slug: each for each in catalog.shared_tasks(*READERS)}
    assert before["ocr"].scope is Scope.RUNNABLE
    assert after["ocr"].scope is Scope.VERIFIED
    assert [each.runs for each in after["ocr"].support] == [(run.iri,) for run in done.runs]


def test_the_catalog_and_a_refused_job_give_the_same_reasons(
    store: OxigraphStore, runs: Runs
) -> None:
    names, task = ("florence-2", "yolov9"), "object-detection"
    image = runs.upload(picture()).id

    with pytest.raises(TaskNotSharedError) as refused:
        runs.start(names, task, [image])

    told = Catalog(store).why_not(*names, task=task)
    assert refused.value.details["shared"] == [task]
    assert [(each["model"], each["reason"]) for each in refused.value.details["models"]] == [
        (each.model, each.obstacle.value) for each in told
    ]
    assert {each.obstacle for each in told} == {Obstacle.NO_ADAPTER}
