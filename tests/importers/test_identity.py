"""Family, model and variant come out right, whatever a source calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import identity as tables
from modelgraph.importers.identity import Identity, shipped
from modelgraph.importers.names import slug


@pytest.fixture(scope="module")
def identity() -> Identity:
    return shipped()


def ids(identity: Identity, subject: str, model: str, source: str = "") -> set[str]:
    return {thing.identifier for thing in identity.things(subject, model=model, source=source)}


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("Florence-2", "florence"), ("SAM", "sam"), ("SAM 2", "sam"), ("SAM 3", "sam"),
        ("Depth Anything V2", "depth-anything"), ("YOLO26", "ultralytics-yolo"),
        ("Qwen2.5-VL", "qwen-vl"), ("GPT-5", "gpt"), ("RF-DETR", ""), ("CLIP", ""),
    ],
)  # fmt: skip
def test_a_model_belongs_to_its_family(identity: Identity, model: str, family: str) -> None:
    found = identity.model(model)

    assert found is not None
    assert found.family == family


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Florence-2", "microsoft/florence-2"), ("florence 2", "microsoft/florence-2"),
        ("Segment Anything Model 2 (SAM 2)", "meta/sam-2"), ("seg-preview", "meta/sam-3"),
        ("OpenAI CLIP", "openai/clip"), ("yolov11", "ultralytics/yolo11"),
    ],
)  # fmt: skip
def test_a_model_is_found_by_its_further_names(
    identity: Identity, name: str, identifier: str
) -> None:
    found = identity.model(name)

    assert found is not None
    assert found.identifier == identifier


@pytest.mark.parametrize(
    ("model", "subject", "identifier"),
    [
        ("Florence-2", "Florence-2-base", "microsoft/florence-2-base"),
        ("Florence-2", "Florence-2-large-ft", "microsoft/florence-2-large-ft"),
        ("SAM", "SAM ViT-H", "meta/sam-vit-h"),
        ("SAM 2", "sam2_hiera_base_plus", "meta/sam-2-base-plus"),
        ("SAM 2", "sam2.1_hiera_tiny", "meta/sam-2.1-tiny"),
        ("Depth Anything V2", "Depth-Anything-V2-Giant", "depth-anything/depth-anything-v2-giant"),
        ("YOLO26", "YOLO26n", "ultralytics/yolo26n"),
        ("CLIP", "CLIP ViT-L/14@336px", "openai/clip-vit-l-14-336px"),
        ("Qwen2.5-VL", "Qwen2.5-VL 72B Instruct", "qwen/qwen2.5-vl-72b-instruct"),
        ("Qwen2.5-VL", "Qwen2.5-VL-32B", "qwen/qwen2.5-vl-32b"),
        ("MiDaS", "v2.1 Large384", "isl-org/midas-v2.1-large384"),
    ],
)
def test_a_variant_has_an_id_of_its_own_under_its_model(
    identity: Identity, model: str, subject: str, identifier: str
) -> None:
    (found,) = identity.things(subject, model=model)

    assert found.identifier == identifier
    assert found.of == identity.model(model)


@pytest.mark.parametrize(
    ("one", "other", "model"),
    [
        ("YOLO11n", "yolo11n", "YOLO11"), ("YOLOv9-C", "yolov9c", "YOLOv9"),
        ("YOLOv10-N", "yolov10n", "YOLOv10"), ("rfdetr-base", "RF-DETR-B", "RF-DETR"),
        ("rfdetr-nano", "RF-DETR-N", "RF-DETR"),
        ("DINOv2 dinov2_vitb14", "DINOv2 ViT-B/14", "DINOv2"),
    ],
)  # fmt: skip
def test_spellings_of_one_variant_are_joined(
    identity: Identity, one: str, other: str, model: str
) -> None:
    assert ids(identity, one, model) == ids(identity, other, model)


def test_the_two_generations_of_rf_detr_large_stay_apart(identity: Identity) -> None:
    late = ids(identity, "RF-DETR-L", "RF-DETR", "roboflow/rf-detr")
    measured = ids(identity, "RF-DETR-L", "RF-DETR", "roboflow/model-leaderboard")
    vendor = ids(identity, "rfdetr-large", "RF-DETR", "roboflow/inference")

    assert late == {"roboflow/rf-detr-large"}
    assert measured == vendor == {"roboflow/rf-detr-large-2025"}


@pytest.mark.parametrize(
    ("subject", "model", "identifiers"),
    [
        ("CLIP RN50x16, ViT-B/16", "CLIP", {"openai/clip-rn50x16", "openai/clip-vit-b-16"}),
        ("Qwen2-VL-2B, -7B", "Qwen2-VL", {"qwen/qwen2-vl-2b", "qwen/qwen2-vl-7b"}),
        (
            "SAM 2.1", "SAM 2",
            {f"meta/sam-2.1-{size}" for size in ("tiny", "small", "base-plus", "large")},
        ),
    ],
)  # fmt: skip
def test_a_composite_name_is_each_variant_it_names(
    identity: Identity, subject: str, model: str, identifiers: set[str]
) -> None:
    assert ids(identity, subject, model) == identifiers


@pytest.mark.parametrize(
    ("subject", "model"),
    [
        ("GPT-5", "GPT-5"), ("Claude Sonnet 4.5 (latest)", "Claude Sonnet 4.5"),
        ("claude-sonnet-4-5", "Claude Sonnet 4.5"), ("Qwen2.5-VL series", "Qwen2.5-VL"),
    ],
)  # fmt: skip
def test_a_hosted_model_is_its_own_checkpoint(identity: Identity, subject: str, model: str) -> None:
    assert identity.things(subject, model=model) == (identity.model(model),)


def test_the_name_of_a_line_stands_for_each_of_its_models(identity: Identity) -> None:
    found = {thing.identifier for thing in identity.models_named("PP-OCR")}

    assert found == {f"paddlepaddle/pp-ocrv{version}" for version in (4, 5, 6)}


@pytest.mark.parametrize("name", ["Azure", "Microsoft Research", "microsoft", "MICROSOFT"])
def test_an_organization_is_found_by_what_it_is_called(identity: Identity, name: str) -> None:
    assert identity.organization(name) == ("microsoft", "Microsoft")


def test_names_in_no_table_make_their_own_address(identity: Identity) -> None:
    model = identity.model_or_new("Foo Net 2", "Acme & Sons")
    (variant,) = identity.things("Foo Net 2 (small)", model="Foo Net 2", organization="Acme & Sons")

    assert model.identifier == "acme-and-sons/foo-net-2"
    assert variant.identifier == "acme-and-sons/foo-net-2-small"
    assert identity.model_or_new("Foo Net 2").identifier == "unattributed/foo-net-2"
    assert identity.model_or_new("acme/foo-net-2").identifier == "acme/foo-net-2"


@pytest.mark.parametrize("name", ["", "···", "日本", "../.."])
def test_a_name_of_which_no_address_can_be_made_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        slug(name)


@pytest.mark.parametrize("name", ["A/B c+d", "Ünï-Çode 2.1", 'x<y>"z"', "a" * 300])
def test_a_slug_keeps_to_its_letters(name: str) -> None:
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")


def test_every_decision_that_is_not_plain_gives_its_reason(identity: Identity) -> None:
    lacking = [
        entry.name
        for entry in identity.variants
        if (entry.source or len(entry.slugs) > 1 or len(entry.models) > 1) and not entry.reason
    ]

    assert lacking == []


def test_every_family_and_owner_that_a_model_names_is_in_its_table(identity: Identity) -> None:
    families = {row.identifier for row in identity.families}
    models = {row.name for row in identity.models}

    assert {row.family for row in identity.models if row.family} <= families
    assert {name for entry in identity.variants for name in entry.models} <= models


def test_two_decisions_on_one_name_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "identity"
    folder.mkdir()
    for name in ("families", "organizations", "held-back", "coverage"):
        header = {"families": "slug,name,aliases,reason", "organizations": "name,slug,reason"}
        (folder / f"{name}.csv").write_text(header.get(name, "collection,id,reason") + "\n")
    (tmp_path / "licenses.csv").write_text("identifier,aliases\n")
    (folder / "variants.csv").write_text("name,source,model,variants,title,reason\n")
    (folder / "models.csv").write_text(
        "name,id,family,aliases,reason\nFoo,a/foo,,,\nBar,b/bar,,foo,\n"
    )

    with pytest.raises(InvalidDataError, match="stands for both Foo and Bar"):
        tables.read(folder)
