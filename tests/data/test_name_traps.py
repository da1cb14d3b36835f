"""Names that the descriptions of the sources warn of mean what they should in the shipped data.

Each row is a trap: a name as a source writes it, beside the things that it is and is not.
"""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from modelgraph.importers.joins import shipped_names
from modelgraph.resources import data

LEADERBOARD, LIBRARY = "roboflow/model-leaderboard", "huggingface/transformers"
VENDOR, MODELS_DEV = "roboflow/inference", "anomalyco/models.dev"
TIMM = "huggingface/pytorch-image-models"


@pytest.fixture(scope="module")
def called() -> dict[tuple[str, str], set[str]]:
    """Return what each name of each source means."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for join in shipped_names():
        found[join.source, join.name].add(join.thing.partition(":")[2])
    return found


@pytest.mark.parametrize(
    ("source", "name", "things"),
    [
        # RF-DETR-L is two generations: 33.9M with the maker, 135.6M counted, 129M with a vendor
        ("roboflow/rf-detr", "RF-DETR-L", {"roboflow/rf-detr-large"}),
        (LEADERBOARD, "RF-DETR-L", {"roboflow/rf-detr-large-2025"}),
        (VENDOR, "rfdetr-large", {"roboflow/rf-detr-large-2025"}),
        # RF-DETR-N, rfdetr-nano and RF-DETR-B: the first two are one, the third is another
        ("roboflow/rf-detr", "RF-DETR-N", {"roboflow/rf-detr-nano"}),
        (VENDOR, "rfdetr-nano", {"roboflow/rf-detr-nano"}),
        (LEADERBOARD, "RF-DETR-B", {"roboflow/rf-detr-base"}),
        (LIBRARY, "RF-DETR", {"roboflow/rf-detr"}),
        # YOLO11 has three spellings
        ("ultralytics/ultralytics", "YOLO11n", {"ultralytics/yolo11n"}),
        (LEADERBOARD, "yolo11n", {"ultralytics/yolo11n"}),
        (VENDOR, "yolov11", {"ultralytics/yolo11"}),
        # labels that keep the ending of a file; the count tells which training it is
        (LEADERBOARD, "yolov12l.pt", {"sunsmarterjie/yolo12l-v1.0"}),
        (LEADERBOARD, "yolov13n.pt", {"imoonlab/yolov13n"}),
        # a version that the maker leaves out
        (LEADERBOARD, "RT-DETRv1 r50vd", {"baidu/rt-detr-r50"}),
        ("lyuwenyu/RT-DETR", "RT-DETR-R50", {"baidu/rt-detr-r50"}),
        # a label that begins with another model's name, and one with another's repository
        (LEADERBOARD, "DEIM-D-FINE-N", {"shihuahuang95/deim-d-fine-n"}),
        (LEADERBOARD, "D-FINE-N", {"peterande/d-fine-n"}),
        (LEADERBOARD, "LW-DETR-tiny", {"baidu/lw-detr-tiny"}),
        # the page of SmolVLM is that of SmolVLM2
        (LIBRARY, "SmolVLM", {"huggingface/smolvlm2"}),
        ("huggingface/smollm", "SmolVLM", {"huggingface/smolvlm"}),
        # SAM 3 lives at the address seg-preview; RF-DETR has a preview of its own
        ("playground.roboflow.com", "SAM 3", {"meta/sam-3"}),
        (VENDOR, "rfdetr-seg-preview", {"roboflow/rfdetr-seg-preview"}),
        # an architecture is no checkpoint, and a checkpoint not its architecture
        ("playground.roboflow.com", "ResNet-50", {"microsoft/resnet-50"}),
        (TIMM, "resnet50", {"microsoft/resnet-50"}),
        (TIMM, "resnet50.a1_in1k", {"microsoft/resnet50.a1-in1k"}),
        (TIMM, "resnet50.tv_in1k", {"microsoft/resnet50.tv-in1k"}),
        # generations of Qwen-VL and of Gemma, whatever paper a page cites
        ("QwenLM/Qwen-VL", "Qwen-VL", {"qwen/qwen-vl"}),
        (LIBRARY, "Qwen2-VL", {"qwen/qwen2-vl"}),
        (LIBRARY, "Qwen2.5-VL", {"qwen/qwen2.5-vl"}),
        (LIBRARY, "Qwen3-VL", {"qwen/qwen3-vl"}),
        (VENDOR, "qwen25vl(7b)", {"qwen/qwen2.5-vl-7b"}),
        (LIBRARY, "Gemma 3", {"google/gemma-3"}),
        (LIBRARY, "Gemma3n", {"google/gemma3n"}),
        (LIBRARY, "Gemma4", {"google/gemma-4"}),
        (VENDOR, "Gemma 4", {"google/gemma-4"}),
        # pages that hold or name several models
        (LIBRARY, "LLaVa", {"haotian-liu/llava"}),
        (LIBRARY, "LLaVA-NeXT", {"haotian-liu/llava-1.6"}),
        (LIBRARY, "PaliGemma", {"google/paligemma"}),
        (VENDOR, "PaliGemma / PaliGemma2", {"google/paligemma", "google/paligemma-2"}),
        # addresses that move, and ids of one snapshot
        (MODELS_DEV, "Claude Opus 4.5 (latest)", {"anthropic/claude-opus-4.5"}),
        (MODELS_DEV, "Claude Opus 4.5", {"anthropic/claude-opus-4.5"}),
        (MODELS_DEV, "Gemini Flash Latest", set()),
        (MODELS_DEV, "o3", {"openai/o3"}),
        (MODELS_DEV, "o3-deep-research", {"openai/o3-deep-research"}),
        # a row typed as language whose model sees
        ("lfai/model_openness_tool", "GPT-4o", {"openai/gpt-4o"}),
        ("lfai/model_openness_tool", "Gemini-1.5", {"google/gemini-1.5"}),
        # the licence of a folder is that of the Small weights
        (VENDOR, "depth_estimation", {"depth-anything/depth-anything-v2-small"}),
    ],
)  # fmt: skip
def test_a_name_means_what_its_source_means(
    called: dict[tuple[str, str], set[str]], source: str, name: str, things: set[str]
) -> None:
    assert called.get((source, name), set()) == things


@pytest.mark.parametrize("name", sorted(p.name for p in (data() / "identity").glob("*.csv")))
def test_every_row_of_a_table_of_decisions_has_its_columns(name: str) -> None:
    lines = (data() / "identity" / name).read_text(encoding="utf-8").splitlines()
    rows = [*csv.reader(lines)]

    assert {len(row) for row in rows} == {len(rows[0])}
