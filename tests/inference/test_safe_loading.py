"""What is not whole, pinned, plain and native is not loaded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tiny_models
from later import later

from modelgraph.errors import InvalidWeightsError, ModelgraphError, UnavailableError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph_inference import files, worker

loading = later("modelgraph_inference.hf.loading")
safetensors, torch = later("safetensors.torch"), later("torch")

TASKS = ("image-classification",)


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.vit(tmp_path_factory.mktemp("vit"))


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "checkpoint"))


def pinned(folder: Path) -> Checkpoint:
    return tiny_models.checkpoint(folder, TASKS)


def edit_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def refusal(checkpoint: Checkpoint) -> ModelgraphError:
    with pytest.raises(ModelgraphError) as refused:
        worker.load(checkpoint, "cpu")
    return refused.value


def test_a_whole_checkpoint_is_loaded(folder: Path) -> None:
    assert worker.load(pinned(folder), "cpu").load_seconds > 0


def test_one_flipped_byte_is_refused(folder: Path) -> None:
    checkpoint = pinned(folder)
    path = folder / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)

    assert "is not the file that was registered" in refusal(checkpoint).message


def test_a_missing_file_is_refused(folder: Path) -> None:
    checkpoint = pinned(folder)
    (folder / "model.safetensors").unlink()

    assert isinstance(refusal(checkpoint), InvalidWeightsError)


def test_a_file_name_that_leads_out_of_the_folder_is_refused(folder: Path) -> None:
    outside = folder.parent / "outside.json"
    outside.write_text("{}")
    away = replace(files.describe(outside), name="../outside.json")
    checkpoint = replace(pinned(folder), files=(away,))

    assert "is not a file of the checkpoint" in refusal(checkpoint).message


def test_truncated_weights_are_refused(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])

    assert "can't be loaded" in refusal(pinned(folder)).message


def drop_head(state: dict[str, Any]) -> None:
    del state["classifier.weight"], state["classifier.bias"]


def widen_head(state: dict[str, Any]) -> None:
    state["classifier.weight"] = torch.zeros(9, 32)


@pytest.mark.parametrize("change", [drop_head, widen_head], ids=["missing", "mismatched"])
def test_weights_that_do_not_fill_the_model_are_refused(
    change: Callable[[dict[str, Any]], None], folder: Path
) -> None:
    path = folder / "model.safetensors"
    state = safetensors.load_file(path)
    change(state)
    safetensors.save_file(state, path, metadata={"format": "pt"})

    assert isinstance(refusal(pinned(folder)), InvalidWeightsError)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "modeling_x.py", "x.PKL"])
def test_a_file_that_could_hold_code_is_refused_even_if_pinned(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"import os")

    assert refusal(pinned(folder)).details["file"] == name


def test_weights_in_a_pickle_alone_are_refused(folder: Path) -> None:
    torch.save(safetensors.load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()

    assert "safetensors" in refusal(pinned(folder)).message


def test_a_file_the_manifest_does_not_know_is_refused(folder: Path) -> None:
    checkpoint = pinned(folder)
    (folder / "generation_config.json").write_text("{}")

    assert refusal(checkpoint).details["file"] == "generation_config.json"


def test_a_link_is_refused(folder: Path) -> None:
    target = folder.parent / "elsewhere.json"
    (folder / "preprocessor_config.json").rename(target)
    (folder / "preprocessor_config.json").symlink_to(target)

    assert isinstance(refusal(pinned(folder)), InvalidWeightsError)


def test_foreign_code_is_refused_and_not_run(folder: Path) -> None:
    trace = folder.parent / "trace"
    code = folder.parent / "code"
    code.mkdir()
    (code / "modeling.py").write_text(f"import os; os.mkdir({str(trace)!r})")
    edit_config(folder, model_type="foreign", auto_map={"AutoModel": "modeling.Model"})

    refused = refusal(pinned(folder))

    assert "brings its own code" in refused.message
    assert not trace.exists()


def test_foreign_code_beside_a_native_class_is_left_alone(folder: Path) -> None:
    edit_config(folder, auto_map={"AutoModel": "modeling_evil.Model"})

    assert worker.load(pinned(folder), "cpu").adapter.device == "cpu"


@pytest.mark.parametrize(
    "architectures", [[], ["NoSuchModel"], ["AutoModel"], ["pipeline"], ["ViTModel", "ViTModel"]]
)
def test_an_architecture_that_is_no_model_class_is_refused(
    architectures: list[str], folder: Path
) -> None:
    edit_config(folder, architectures=architectures)

    assert "names no class" in refusal(pinned(folder)).message


def test_a_config_that_is_not_json_is_refused(folder: Path) -> None:
    (folder / "config.json").write_text("{")

    assert "is not JSON" in refusal(pinned(folder)).message


def test_a_name_of_the_hub_is_refused_without_asking_the_hub() -> None:
    checkpoint = Checkpoint(
        tiny_models.VARIANT, "hf_pipeline", Path("google/vit-base-patch16-224"), TASKS, ()
    )

    with pytest.raises(InvalidWeightsError, match="absolute folder"):
        loading.load_model(checkpoint, "cpu")


@pytest.mark.parametrize("device", ["cuda:99", "nonsense", "mps", "meta"])
def test_a_device_that_is_not_here_is_named(device: str, folder: Path) -> None:
    with pytest.raises(UnavailableError):
        loading.load_model(pinned(folder), device)
