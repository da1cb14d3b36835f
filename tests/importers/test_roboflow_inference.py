"""Roboflow Inference: what its lists state side by side; names that mean something else."""

from __future__ import annotations

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import pipeline, roboflow_inference
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Kind
from modelgraph.store import IRI, Literal, OxigraphStore, integer
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, SCHEMA

SOURCE = b"| commit, date | 3bb973b5ca52076a167d39e22853686fe85138c3, 2026-08-21 |\n"
HEADS = {
    "licences-readme.csv": "folder,license_text,license_url,commercial_mark",
    "catalog-index.csv": (
        "task_section,model,doc,backends,license_text,commercial_in_plan,pretrained_weights,"
        "trainable"
    ),
    "doc-pages.csv": "doc,title,license_text,source_url,arxiv",
    "model-ids.csv": "doc,model_id,other",
    "registry.csv": "architecture,task,backend,model_class,supported_features,required_features",
}
PAGE = "yolov7,YOLOv7 - Instance Segmentation,AGPL-3.0,,"


def files(**rows: str | tuple[str, ...]) -> dict[str, bytes]:
    """Return the tables; a keyword names a file by its first word."""
    found = {"SOURCE.md": SOURCE}
    for name, head in HEADS.items():
        stated = rows.get(name.partition("-")[0].partition(".")[0], ())
        lines = (stated,) if isinstance(stated, str) else stated
        found[name] = "".join(f"{line}\n" for line in (head, *lines)).encode()
    return found


def read(**rows: str | tuple[str, ...]) -> Reading:
    return roboflow_inference.read(files(**rows), shipped())


def of(reading: Reading, predicate: IRI) -> list[Claim]:
    return [claim for claim in reading.claims if claim.predicate == predicate]


def abouts(reading: Reading) -> set[str]:
    return {"/".join(claim.about.split("/")[-2:]) for claim in reading.claims}


def test_three_lists_of_one_vendor_may_disagree_and_all_stay() -> None:
    reading = read(
        licences="yolov7,GPL-3.0,,no-commercial-licence",
        catalog="Instance Segmentation,YOLOv7 Seg,a.md,onnx,AGPL-3.0,no,no,yes",
        doc=PAGE,
    )

    stated = {claim.qualifier: claim.value for claim in of(reading, SCHEMA.license)}

    assert stated == {
        "vendor table": IRI(expand("spdx:GPL-3.0-only")),
        "vendor index": IRI(expand("spdx:AGPL-3.0-only")),
        "vendor statement": IRI(expand("spdx:AGPL-3.0-only")),
    }
    assert {claim.kind for claim in reading.claims} == {Kind.VENDOR}
    assert abouts(reading) == {"wongkinyiu/yolov7"}


def test_a_page_gives_licence_paper_and_linked_repository() -> None:
    reading = read(doc="clip,CLIP - Embeddings Model,MIT,https://github.com/openai/CLIP,2103.00020")

    assert {claim.predicate: claim.value for claim in reading.claims} == {
        SCHEMA.license: IRI(expand("spdx:MIT")),
        SCHEMA.citation: IRI("https://arxiv.org/abs/2103.00020"),
        SCHEMA.codeRepository: IRI("https://github.com/openai/CLIP"),
    }


def test_the_paper_of_an_older_generation_stays_a_claim_of_the_page() -> None:
    reading = read(doc="qwen25vl,Qwen2.5-VL - Vision Language Model,Apache 2.0,,2409.12191")

    (paper,) = of(reading, SCHEMA.citation)

    assert paper.value == IRI("https://arxiv.org/abs/2409.12191")
    assert abouts(reading) == {"qwen/qwen2.5-vl"}


def test_a_page_without_a_licence_claims_none() -> None:
    assert of(read(doc="yololite,YOLOLite - Object Detection,,,"), SCHEMA.license) == []


def test_a_task_names_all_backends_that_run_it() -> None:
    reading = read(
        registry=(
            "clip,embedding,torch,A,,",
            "clip,embedding,onnx,B,,",
            "yolov8,keypoint-detection,onnx,C,,",
        )
    )

    said = {(claim.value, claim.qualifier) for claim in of(reading, FAIR4ML.mlTask)}

    assert said == {
        (IRI(expand("task:image-embedding")), "backends onnx, torch"),
        (IRI(expand("task:keypoint-detection")), "backends onnx"),
    }


def test_a_task_that_the_vocabulary_lacks_is_kept_as_text_and_listed() -> None:
    reading = read(registry="cosmos-3-edge-world,world-model,custom,A,,")

    assert [claim.value for claim in of(reading, FAIR4ML.mlTask)] == [Literal("world-model")]
    assert [each.what for each in reading.unmatched] == ["world-model"]


@pytest.mark.parametrize(
    ("page", "row", "variant"),
    [
        ("clip,CLIP - Embeddings Model,MIT,,", "clip,clip/ViT-B-16,", "openai/clip-vit-b-16"),
        (
            "d,Depth Anything V2 - Depth,Apache 2.0,,",
            "d,depth-anything-v2/small,",
            "depth-anything/depth-anything-v2-small",
        ),
        ("q,Qwen2.5-VL - VLM,,,", "q,qwen25-vl-7b,", "qwen/qwen2.5-vl-7b"),
        ("r,ResNet - Classification,,,", "r,resnet50,", "microsoft/resnet-50"),
        ("r,RF-DETR - Detection,,,", "r,rfdetr-large,", "roboflow/rf-detr-large-2025"),
        ("r,RF-DETR - Seg,,,", "r,rfdetr-seg-preview,", "roboflow/rfdetr-seg-preview"),
        ("s,SAM2 - Interactive,,,", "s,sam2/hiera_tiny,", "meta/sam-2-tiny"),
        ("s,SAM2 RT - Video,,,", "s,Gy920/sam2-1-hiera-tiny,", "gy920/sam2-1-hiera-tiny"),
        ("s,SAM3 Video - Tracking,,,", "s,sam3video,", "meta/sam-3"),
        ("s,SmolVLM2 - VLM,,,", "s,smolvlm2,", "huggingface/smolvlm2"),
        ("p,PaliGemma / PaliGemma2 - VLM,,,", "p,paligemma2-3b-pt-224,",
         "google/paligemma2-3b-pt-224"),
        ("p,PaliGemma / PaliGemma2 - VLM,,,", "p,paligemma-3b-mix-224,",
         "google/paligemma-3b-mix-224"),
    ],
)  # fmt: skip
def test_an_id_of_weights_is_a_variant_of_its_pages_model(
    page: str, row: str, variant: str
) -> None:
    reading = read(doc=page, model=row)

    (claim,) = of(reading, MG.apiIdentifier)

    assert claim.about.endswith(variant)
    assert claim.value == Literal(row.split(",")[1])


def test_the_preview_of_rf_detr_is_not_the_address_of_sam_3() -> None:
    identity = shipped()

    address = identity.model("seg-preview")

    assert address is not None
    assert address.identifier == "meta/sam-3"
    assert identity.model("rfdetr-seg-preview") is None


@pytest.mark.parametrize(
    ("other", "size", "stated_as"),
    [
        ("Model Size: Nano; Parameters: ~10M", 10_000_000, "~10M"),
        ("Description: Base model (0.23B parameters) - faster inference", 230_000_000, "0.23B"),
    ],
)
def test_a_size_in_a_table_of_ids_is_kept_as_written(other: str, size: int, stated_as: str) -> None:
    reading = read(doc="r,RF-DETR - Detection,,,", model=f"r,rfdetr-nano,{other}")

    (claim,) = of(reading, IT6.totalNumberOfParameters)

    assert (claim.value, claim.stated_as) == (integer(size), stated_as)
    assert stated_as in claim.quote


def test_a_description_that_counts_nothing_gives_no_size() -> None:
    other = "Description: 2B parameter model - better accuracy"
    reading = read(doc="q,Qwen3.5 - VLM,,,", model=f"q,qwen3_5-2b,{other}")

    assert of(reading, IT6.totalNumberOfParameters) == []


@pytest.mark.parametrize(
    ("rows", "models"),
    [
        ({"catalog": "VLM,SmolVLM,smolvlm.md,torch,Apache 2.0,,,"}, {"huggingface/smolvlm2"}),
        ({"doc": "p,PaliGemma / PaliGemma2 - VLM,Gemma Terms of Use,,"},
         {"google/paligemma", "google/paligemma-2"}),
        ({"licences": "yolov11,AGPL-3.0,,"}, {"ultralytics/yolo11"}),
        ({"licences": "depth_estimation,Apache 2.0,,"}, {"depth-anything/depth-anything-v2-small"}),
        ({"doc": "g,Gemma 4 - VLM,Gemma Terms of Use,,"}, {"google/gemma-4"}),
        ({"registry": "sam3trackervideo,instance-segmentation,hf,A,,"}, {"meta/sam-3"}),
    ],
)  # fmt: skip
def test_a_name_means_the_model_that_its_list_speaks_of(
    rows: dict[str, str], models: set[str]
) -> None:
    assert abouts(read(**rows)) == models


@pytest.mark.parametrize("folder", ["transformers", "vllm_proxy", "rfdetr_nas", "unheard_of"])
def test_a_name_of_no_model_is_listed_and_not_taken(folder: str) -> None:
    reading = read(licences=f"{folder},Apache 2.0,,")

    assert reading.claims == ()
    assert [each.what for each in reading.unmatched] == [folder]


@pytest.mark.parametrize(
    "rows",
    [
        {"doc": "clip,CLIP - Embeddings,MIT,,two words"},
        {"model": "nowhere,clip/RN50,"},
        {"doc": "clip,CLIP - Embeddings,…,,"},
    ],
)
def test_a_broken_row_refuses_the_collection_and_is_named(rows: dict[str, str]) -> None:
    with pytest.raises(InvalidDataError) as refused:
        read(**rows)

    assert [row["row"] for row in refused.value.details["rows"]] == [2]


@pytest.mark.parametrize("name", ["SOURCE.md", *HEADS])
def test_a_missing_file_refuses_the_collection(name: str) -> None:
    some = files()
    del some[name]

    with pytest.raises(InvalidDataError):
        roboflow_inference.read(some, shipped())


def test_reading_the_same_lists_again_changes_nothing() -> None:
    store = OxigraphStore()
    pipeline.run(store, read(doc=PAGE))

    assert pipeline.run(store, read(doc=PAGE)).is_empty
