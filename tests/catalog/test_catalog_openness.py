"""Open or closed is explained: by which part, of which variant, who says so."""

from __future__ import annotations

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.openness import Openness, openness


def of(catalog: Catalog, name: str) -> Openness:
    return openness(catalog.model(name))


def test_the_part_that_decided_is_marked_with_its_sources(catalog: Catalog) -> None:
    found = of(catalog, "sam-clip")

    (weights,) = (each for each in found.parts if each.component == "weights")
    assert (found.category, weights.state, weights.decides) == ("closed", "none published", True)
    assert found.reason == "Because no weights are published."
    assert [each.source.name for each in weights.citations] == ["comparison page"]


def test_what_nobody_says_is_said_to_be_unknown(catalog: Catalog) -> None:
    found = of(catalog, "tesseract")

    assert (found.category, found.reason) == (
        "", "No source that was read says how its weights can be had.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def depth_anything(shipped_catalog: Catalog) -> Openness:
    return of(shipped_catalog, "depth-anything-v2")


def test_weights_of_a_small_variant_make_a_model_open(depth_anything: Openness) -> None:
    published, announced = (each for each in depth_anything.parts if each.component == "weights")

    assert depth_anything.category == "open"
    assert (published.of, published.decides) == (("Small", "Base", "Large"), True)
    assert published.licenses == ("Apache-2.0", "CC-BY-NC-4.0")
    assert (announced.of, announced.decides) == (("Giant",), False)
    assert "Small, Base, Large" in depth_anything.reason
    assert published.citations


@pytest.mark.slow
def test_every_category_of_the_shipped_models_is_explained(shipped_catalog: Catalog) -> None:
    for model in shipped_catalog.models()[::3]:
        found = of(shipped_catalog, model.id)

        assert found.reason
        assert found.category == model.category
        if found.reason.startswith("Because"):
            assert any(each.decides for each in found.parts)
