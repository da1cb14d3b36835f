"""The package fulfils the protocol by which it is found, and is cheap to look at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import modelgraph_inference
from modelgraph.errors import NotFoundError, UnavailableError
from modelgraph.runs import inference
from modelgraph.vocabulary import prefixes
from modelgraph_inference import registry
from modelgraph_inference.weights.demo import ENTRIES

ROOT = Path(__file__).parents[2]
LOOK = """
import sys, modelgraph_inference as package
package.adapters(); package.known_models(); package.demo_checkpoints()
heavy = {"torch", "transformers", "onnxruntime", "onnx", "PIL", "cv2", "numpy"} & set(sys.modules)
print(sorted(heavy))
"""


def test_it_is_found_through_its_entry_point() -> None:
    found = inference.find()

    names = {name for name in vars(inference.Inference) if not name.startswith("_")}
    assert names <= set(dir(found))
    assert found is modelgraph_inference


def test_looking_at_it_imports_no_engine() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "[]"


def test_every_adapter_can_be_made_by_its_name() -> None:
    for name, entry in registry.entries().items():
        assert entry.name == name
        assert set(entry.needs_prompt) <= set(entry.tasks)
        assert registry.create(name).device == "cpu"


def test_an_unknown_adapter_is_named() -> None:
    with pytest.raises(UnavailableError, match="nothing"):
        registry.entry("nothing")


def task_slugs() -> set[str]:
    text = (ROOT / "ontology" / "tasks.ttl").read_text(encoding="utf-8")
    return {
        line.split()[0].removeprefix("task:")
        for line in text.splitlines()
        if line.startswith("task:")
    }


def test_every_task_is_one_of_the_vocabulary() -> None:
    adapters = modelgraph_inference.adapters()
    offered = {task for entry in adapters.values() for task in entry.tasks}
    demo = {task for entry in ENTRIES for task in entry.tasks}
    known = {task for model in modelgraph_inference.known_models() for task in model.tasks}

    assert offered | demo | known <= task_slugs()


def test_every_known_model_has_an_adapter_that_does_its_tasks() -> None:
    adapters = modelgraph_inference.adapters()

    for model in modelgraph_inference.known_models():
        assert set(model.tasks) <= set(adapters[model.adapter].tasks), model.model


def test_the_demo_set_has_two_models_for_each_of_five_tasks() -> None:
    for task in (
        "image-classification",
        "image-embedding",
        "ocr",
        "face-detection",
        "person-segmentation",
    ):
        variants = {entry.variant for entry in ENTRIES if task in entry.tasks}
        assert len(variants) >= 2, task


def test_the_demo_set_is_free_to_use_and_says_where_that_stands() -> None:
    for entry in ENTRIES:
        assert entry.license in {"Apache-2.0", "MIT", "BSD-3-Clause"}, entry.name
        assert entry.license_text
        assert entry.variant.startswith("https://w3id.org/modelgraph/variant/")


def test_the_demo_set_runs_without_torch() -> None:
    light = {entry.variant for entry in ENTRIES if entry.extra == "onnx"}

    assert light == {entry.variant for entry in ENTRIES}


def test_a_demo_checkpoint_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        modelgraph_inference.fetch("nothing", tmp_path, lambda _what, _done, _total: None)
    with pytest.raises(NotFoundError):
        modelgraph_inference.fetch_sample("nothing", tmp_path, lambda _what, _done, _total: None)


def test_prefixes_of_variants_agree_with_the_vocabulary() -> None:
    assert all(entry.variant.startswith(prefixes.PREFIXES["variant"]) for entry in ENTRIES)
