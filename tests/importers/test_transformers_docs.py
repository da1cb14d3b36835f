"""The library's documentation: two dates, a paper, classes; pages that aren't what they seem."""

from __future__ import annotations

import csv
import io

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import curated, pipeline, transformers_docs
from modelgraph.importers.excerpts import give_way
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Kind
from modelgraph.store import IRI, Literal, OxigraphStore, date
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, FAIR4ML, MG, SCHEMA

COMMIT = "decba1d2ea4ed3cbf0495d1828abad4b2dba1846"
SOURCE = f"| commit, date | {COMMIT}, 2026-08-19 |\n".encode()
PAGE = {
    "doc_id": "detr", "title": "DETR", "section": "Vision models", "paper_date": "2020-05-26",
    "paper_date_kind": "hf-papers", "added_date": "2021-06-09", "papers": "2005.12872;1706.03762",
    "contributors": "nielsr", "example_checkpoints": "facebook/detr-resnet-50",
    "model_classes": "DetrModel;DetrForObjectDetection",
}  # fmt: skip
DETR = IRI(expand("model:meta/detr"))
Class = tuple[str, str, str]
DETECTS: Class = ("detr", "object-detection", "DetrForObjectDetection")


def table(columns: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    return text.getvalue().encode()


def files(*classes: Class, **cells: str) -> dict[str, bytes]:
    page = PAGE | cells
    lists = [[kind, "MODEL_FOR_X_MAPPING_NAMES", key, name] for kind, key, name in classes]
    return {
        "SOURCE.md": SOURCE,
        "architectures.csv": table(list(page), [list(page.values())]),
        "auto_tasks.csv": table(["model_type", "mapping", "task_key", "model_class"], lists),
    }


def read(*classes: Class, **cells: str) -> Reading:
    return transformers_docs.read(files(*classes, **cells), shipped())


def of(reading: Reading, subject: str, predicate: IRI) -> list[Claim]:
    return [c for c in reading.claims if (c.subject, c.predicate) == (subject, predicate)]


def abouts(reading: Reading) -> set[str]:
    return {claim.about.removeprefix(expand("model:")) for claim in reading.claims}


def test_a_page_gives_two_dates_of_two_events() -> None:
    reading = read()

    (paper,) = of(reading, f"{DETR}/release/preprint", MG.date)
    (support,) = of(reading, f"{DETR}/release/library-support-transformers", MG.date)

    assert (paper.value, support.value) == (date("2020-05-26"), date("2021-06-09"))
    assert paper.place == "docs/source/en/model_doc/detr.md"


def test_a_date_of_release_is_not_taken_for_that_of_a_paper() -> None:
    reading = read(paper_date_kind="released")

    assert of(reading, f"{DETR}/release/preprint", MG.date) == []
    assert len(of(reading, f"{DETR}/release/released", MG.date)) == 1


def test_a_paper_that_came_after_the_library_is_no_error() -> None:
    reading = read(paper_date="2025-03-25", added_date="2025-03-12")

    assert len([claim for claim in reading.claims if claim.predicate == MG.date]) == 2


def test_the_paper_cited_first_is_claimed_and_no_other() -> None:
    (paper,) = of(read(), DETR, SCHEMA.citation)

    assert (paper.value, paper.qualifier) == (
        IRI("https://arxiv.org/abs/2005.12872"),
        "cited first",
    )
    assert paper.kind is Kind.AGGREGATOR


def test_contributors_are_text_on_the_support_of_the_library() -> None:
    reading = read(contributors="nielsr; Yann")

    named = {(q.subject, q.object) for q in reading.links if q.predicate == DCTERMS.contributor}

    node = IRI(f"{DETR}/release/library-support-transformers")
    assert named == {(node, Literal("nielsr")), (node, Literal("Yann"))}


def test_a_listed_class_is_a_claimed_task() -> None:
    (task,) = of(read(DETECTS), DETR, FAIR4ML.mlTask)

    assert task.value == IRI(expand("task:object-detection"))
    assert task.qualifier == "library class DetrForObjectDetection"


def test_a_class_of_training_is_no_task() -> None:
    reading = read(("detr", "masked-image-modeling", "DetrForMaskedImageModeling"))

    assert of(reading, DETR, FAIR4ML.mlTask) == []


def test_a_class_without_a_page_of_its_name_goes_to_the_page_that_names_it() -> None:
    reading = read(("detr_vision", "object-detection", "DetrForObjectDetection"))

    assert len(of(reading, DETR, FAIR4ML.mlTask)) == 1
    assert reading.unmatched == ()


@pytest.mark.parametrize(
    ("architecture", "name", "page", "model"),
    [
        ("dinov3_vit", "DINOv3ViTForImageClassification", "dinov3", "meta/dinov3"),
        ("donut-swin", "DonutSwinForImageClassification", "donut", "naver/donut"),
        ("clip_vision_model", "CLIPForImageClassification", "clip", "openai/clip"),
    ],
)
def test_an_architecture_without_a_page_of_its_name_belongs_to_the_page_of_its_class(
    architecture: str, name: str, page: str, model: str
) -> None:
    listed = (architecture, "image-classification", name)
    reading = read(listed, doc_id=page, title=page, model_classes=f"Base;{name}")

    (task,) = of(reading, expand(f"model:{model}"), FAIR4ML.mlTask)

    assert task.value == IRI(expand("task:image-classification"))


def test_a_paper_of_another_generation_joins_nothing() -> None:
    reading = read(doc_id="qwen3_vl", title="Qwen3-VL", papers="2502.13923")

    assert abouts(reading) == {"qwen/qwen3-vl"}


def test_a_class_of_no_page_is_listed() -> None:
    reading = read(("timm_backbone", "image-classification", "TimmBackbone"))

    assert [each.what for each in reading.unmatched] == ["timm_backbone: TimmBackbone"]


@pytest.mark.parametrize(
    ("section", "classes", "lists", "is_read"),
    [
        ("Vision models", "X", (), True),
        ("Video models", "X", (), True),
        ("Multimodal models", "XVisionModel", (), True),
        ("Multimodal models", "XAudioModel", (), False),
        ("Text models", "X", (("detr", "image-text-to-text", "X"),), True),
        ("Text models", "XVisionModel", (("detr", "causal-lm", "X"),), False),
        ("Audio models", "X", (), False),
    ],
)
def test_only_architectures_that_see_are_read(
    section: str, classes: str, lists: tuple[Class, ...], is_read: bool
) -> None:
    reading = read(*lists, section=section, model_classes=classes)

    assert abouts(reading) == ({"meta/detr"} if is_read else set())


@pytest.mark.parametrize(
    ("page", "title", "models"),
    [
        ("smolvlm", "SmolVLM", {"huggingface/smolvlm2"}),
        ("internvl", "InternVL", {"opengvlab/internvl3"}),
        ("sam3", "SAM3", {"meta/sam-3"}),
        ("gemma3", "Gemma 3", {"google/gemma-3"}),
        ("gemma4", "Gemma4", {"google/gemma-4"}),
        ("gemma3n", "Gemma3n", {"google/gemma3n"}),
        ("qwen2_vl", "Qwen2-VL", {"qwen/qwen2-vl"}),
        ("qwen2_5_vl", "Qwen2.5-VL", {"qwen/qwen2.5-vl"}),
        ("qwen3_vl", "Qwen3-VL", {"qwen/qwen3-vl"}),
        ("rt_detr_v2", "RT-DETRv2", {"baidu/rt-detrv2"}),
        ("llava", "LLaVa", {"haotian-liu/llava"}),
        ("llava_next", "LLaVA-NeXT", {"haotian-liu/llava-1.6"}),
        ("metaclip_2", "MetaCLIP 2", {"meta/metaclip-2"}),
        ("swinv2", "Swin Transformer V2", {"microsoft/swin-transformer-v2"}),
        ("hgnet_v2", "HGNet-V2", {"baidu/hgnetv2"}),
        ("textnet", "TextNet", {"unattributed/textnet"}),
        (
            "llama4",
            "Llama4",
            {"meta/llama-4-scout-17b-instruct", "meta/llama-4-maverick-17b-instruct"},
        ),
        ("mistral3", "Mistral 3", set()),
        ("timm_wrapper", "TimmWrapper", set()),
    ],
)
def test_a_page_is_about_the_model_that_it_documents(
    page: str, title: str, models: set[str]
) -> None:
    assert abouts(reading := read(doc_id=page, title=title)) >= models
    assert {c.about for c in reading.claims} == {IRI(expand(f"model:{m}")) for m in models}
    assert bool(reading.unmatched) == (not models)


def test_a_sample_checkpoint_of_another_model_joins_nothing() -> None:
    reading = read(doc_id="dpt", title="DPT", example_checkpoints="facebook/dinov2-base")

    assert abouts(reading) == {"isl-org/dpt"}


def test_a_page_about_a_part_gives_tasks_and_no_dates_of_the_whole() -> None:
    listed = ("sam3_tracker", "mask-generation", "Sam3TrackerModel")
    reading = read(listed, doc_id="sam3_tracker", title="SAM3 Tracker")

    assert {claim.predicate for claim in reading.claims} == {FAIR4ML.mlTask}


@pytest.mark.parametrize(
    "damage",
    [
        {"paper_date": "May 2020, perhaps"},
        {"paper_date_kind": "rumoured"},
        {"added_date": "2021-13-01"},
        {"title": "…"},
    ],
)
def test_a_broken_row_refuses_the_collection_and_is_named(damage: dict[str, str]) -> None:
    with pytest.raises(InvalidDataError) as refused:
        read(**damage)

    assert [row["row"] for row in refused.value.details["rows"]] == [2]


@pytest.mark.parametrize("name", ["architectures.csv", "auto_tasks.csv", "SOURCE.md"])
def test_a_missing_file_refuses_the_collection(name: str) -> None:
    some = files()
    del some[name]

    with pytest.raises(InvalidDataError):
        transformers_docs.read(some, shipped())


def test_reading_the_same_pages_again_changes_nothing() -> None:
    store = OxigraphStore()
    pipeline.run(store, read(DETECTS))

    assert pipeline.run(store, read(DETECTS)).is_empty


def test_an_excerpt_of_a_copy_of_the_repository_gives_way_at_the_same_commit() -> None:
    columns = (
        "id,model,level,subject,parent,property,qualifier,value,value_number,source_kind,source,"
        "source_file,source_commit,source_date,evidence,checked,note"
    )
    rows = "".join(
        f"x-{n},DETR,family,DETR,,task,{qualifier},{task},,aggregator,zucchini-nlp/transformers,"
        f"a.py,{COMMIT},2026-08-19,,,\n"
        for n, (qualifier, task) in enumerate(
            [
                ("library class DetrForObjectDetection", "object detection"),
                ("claimed", "captioning"),
            ]
        )
    )
    excerpt = curated.read({curated.FILE: f"{columns}\n{rows}".encode()}, shipped())

    kept, _ = give_way((excerpt, read(DETECTS)))

    assert [claim.stated_as for claim in kept.claims] == ["captioning"]
