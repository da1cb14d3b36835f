"""Names: who is meant by what people write."""

from __future__ import annotations

import pytest
from catalog_world import BASE_V, FLORENCE, OCR, SPDX

from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import NotFoundError, RefusedError
from modelgraph.vocabulary.spelling import fold


@pytest.mark.parametrize(
    "name",
    [
        "microsoft/florence-2", "florence-2", "Florence 2", "FLORENCE_2", "Florence2 VLM",
        "microsoft/Florence-2", FLORENCE,
    ],
)  # fmt: skip
def test_a_model_is_found_by_id_slug_alias_and_address(catalog: Catalog, name: str) -> None:
    assert catalog.resolve(name) == FLORENCE


def test_a_variant_is_found_and_gives_its_model(catalog: Catalog) -> None:
    assert catalog.resolve("florence-2-base") == BASE_V
    assert catalog.model("Florence 2 base").iri == FLORENCE
    assert catalog.variant("florence-2-base").model == "microsoft/florence-2"


def test_a_name_before_an_alias(catalog: Catalog) -> None:
    assert catalog.resolve("pp-ocrv4") == OCR


def test_an_unknown_name_is_refused_with_near_ones(catalog: Catalog) -> None:
    with pytest.raises(NotFoundError) as refusal:
        catalog.model("florense-2")

    assert refusal.value.near[0] == "microsoft/florence-2"
    assert refusal.value.code == "NOT_FOUND"


def test_a_name_of_two_models_is_refused_with_both(catalog: Catalog) -> None:
    with pytest.raises(RefusedError) as refusal:
        catalog.model("paddle OCR")

    assert refusal.value.details["candidates"] == [
        "paddlepaddle/pp-ocrv4",
        "tesseract-ocr/tesseract",
    ]


@pytest.mark.parametrize(
    "name", ["", " ", "-", "?", "x" * 100_000, "} DROP ALL #", "\x00", "ｆ" * 9]
)
def test_hostile_names_are_not_found(catalog: Catalog, name: str) -> None:
    with pytest.raises(NotFoundError) as refusal:
        catalog.model(name)

    assert len(refusal.value.message) < 400


def test_no_variant_is_called_like_a_model(catalog: Catalog) -> None:
    with pytest.raises(NotFoundError, match="no variant"):
        catalog.variant("gpt-5")


def test_other_things_are_found_by_slug_name_and_alias(catalog: Catalog) -> None:
    assert catalog.organization("microsoft").name == "Microsoft"
    assert catalog.license("mit").iri == SPDX["MIT"]
    assert catalog.license("MIT License").permits == (("commercial-use", "yes"), ("changes", "yes"))
    assert catalog.family("Florence").models == ("microsoft/florence-2",)
    assert catalog.feature("Foundation Vision").model_count == 1
    assert catalog.source("vendor-3bb973b").claim_count
    assert catalog.task("detection").slug == "object-detection"
    assert catalog.task("https://huggingface.co/tasks/depth-estimation").slug == "depth-estimation"
    with pytest.raises(NotFoundError, match="no task"):
        catalog.task("world domination")


def test_what_people_write_differently_is_the_same() -> None:
    assert fold("Depth Anything V2") == fold("depth-anything_v2") == fold("DEPTH.ANYTHING/v2")
    assert fold("C+") != fold("C")


def test_claims_are_counted_for_sources_and_not_for_citations(catalog: Catalog) -> None:
    (cell,) = catalog.evidence("florence-2", "license")

    cited = {each.source for value in cell.values for each in value.citations}

    assert {source.claim_count for source in cited} == {None}
    assert all(catalog.source(source.slug).claim_count for source in cited)
