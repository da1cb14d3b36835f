"""Cells: what holds, who says so, what was outranked and why, and how a value can be missing."""

from __future__ import annotations

import pytest
from catalog_world import FLORENCE

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Cell, Comparison, Presence, Scope
from modelgraph.errors import NotFoundError, RefusedError, TooManyError
from modelgraph.vocabulary.terms import IT6, MG


def cell(catalog: Catalog, model: str, key: str) -> Cell:
    (found,) = catalog.evidence(model, key)
    return found


@pytest.fixture(scope="module")
def pair(catalog: Catalog) -> Comparison:
    return catalog.compare("florence-2", "sam-clip")


def displays(comparison: Comparison) -> dict[str, tuple[str, ...]]:
    return {row.of.key: tuple(cell.display for cell in row.cells) for row in comparison.rows}


def test_a_comparison_shows_what_holds_of_each_model(pair: Comparison) -> None:
    shown = displays(pair)

    assert shown["organization"] == ("Microsoft", "Apple")
    assert shown["affiliation"] == ("not checked", "University of Illinois")
    assert shown["license"] == ("MIT", "no named licence")
    assert shown["parameters"] == ("0.23 B (base) · 0.77 B (large)", "unknown")
    assert shown["released"] == ("2023-11-10", "not checked")
    assert shown["release-preprint"][0] == "2023-11-10"
    assert shown["release-weights"][0] == "2024-06-16"
    assert shown["release-library-support"][0] == "2025-08-20 (transformers)"
    assert shown["availability-weights"] == ("published", "none published")
    assert shown["category"] == ("open", "closed")


def test_every_cell_that_states_something_names_its_source(pair: Comparison) -> None:
    derived = {"variants", "family"}
    stated = [
        value
        for row in pair.rows
        if row.of.key not in derived
        for cell in row.cells
        for value in cell.values
    ]

    assert stated
    assert all(value.citations for value in stated)
    assert all(citation.source.name for value in stated for citation in value.citations)


def test_one_number_for_a_model_steps_back_where_variants_differ(catalog: Catalog) -> None:
    (whole, *_) = [each for each in cell(catalog, "florence-2", "parameters").outranked
                   if each.subject == FLORENCE]  # fmt: skip

    assert whole.value.display == "230 M"
    assert whole.reason == "outranked: one number for a model whose variants differ"
    assert whole.citations[0].stated_as == "230M"


def test_numbers_for_people_keep_their_digits(catalog: Catalog) -> None:
    first = cell(catalog, "florence-2", "parameters").accepted[0]

    assert (first.value.display, first.value.exact) == ("0.23 B", "230000000")  # type: ignore[union-attr]


def test_a_rounded_number_is_no_conflict_and_another_date_is(catalog: Catalog) -> None:
    parameters = cell(catalog, "florence-2", "parameters")
    released = cell(catalog, "florence-2", "released")

    assert not parameters.conflict
    assert released.conflict
    assert [each.value.display for each in released.outranked] == ["2025-06"]
    assert released.outranked[0].reason == "outranked: the preprint is the first event"


@pytest.mark.parametrize(
    ("model", "key", "presence"),
    [
        ("florence-2", "parameters", Presence.STATED),
        ("sam-clip", "parameters", Presence.UNKNOWN),  # a source looked and found it blank
        ("sam-clip", "context-window", Presence.UNKNOWN),  # a source that covers it lists the model
        ("sam-clip", "released", Presence.NOT_CHECKED),  # nobody who covers dates lists the model
        ("gpt-5", "parameters", Presence.NOT_DISCLOSED),
        ("gpt-5", "image-size", Presence.NOT_APPLICABLE),
    ],
)
def test_a_value_is_stated_or_missing_in_one_of_four_ways(
    catalog: Catalog, model: str, key: str, presence: Presence
) -> None:
    found = cell(catalog, model, key)

    assert found.presence is presence
    assert found.display != ""


def test_licences_are_rolled_up_over_variants(catalog: Catalog) -> None:
    found = cell(catalog, "depth anything v2", "license")

    assert found.display == "Apache-2.0 (Small) · CC-BY-NC-4.0 (Base, Large)"
    assert found.conflict  # a vendor calls all of them Apache-2.0


def test_a_cell_speaks_of_the_model_and_of_variants_apart(catalog: Catalog) -> None:
    assert cell(catalog, "florence-2", "context-window").display == "1,024 · 4,096 (large)"
    assert cell(catalog, "florence-2-large", "context-window").display == "4,096"


def test_a_variant_has_cells_and_results_with_sources(catalog: Catalog) -> None:
    variant = catalog.variant("pp-ocrv4-mobile")

    (result,) = variant.results
    assert (result.dataset, result.metric, result.conditions) == ("ICDAR", "H-mean", "960 px")
    assert (result.value, result.citations[0].source.slug) == ("53.4", "paper")
    assert variant.runnable_tasks == ("ocr",)
    assert {each.of.key for each in variant.cells} >= {"parameters", "result-icdar-h-mean"}


def test_results_name_their_variant_and_conditions(catalog: Catalog) -> None:
    found = cell(catalog, "pp-ocrv4", "result-icdar-h-mean")

    assert found.display == "53.4 (mobile, 960 px)"


def test_an_unknown_property_is_refused_with_the_known(catalog: Catalog) -> None:
    with pytest.raises(NotFoundError) as refusal:
        catalog.evidence("florence-2", "price")

    assert "parameters" in refusal.value.near


def test_only_differences_can_be_shown(pair: Comparison) -> None:
    keys = {row.of.key for row in pair.differences}

    assert "organization" in keys
    assert "availability-code" not in keys  # not checked for either


def test_the_name_of_a_comparison_does_not_depend_on_the_order(catalog: Catalog) -> None:
    there, back = catalog.compare("yolov9", "gpt-5"), catalog.compare("gpt-5", "yolov9")

    assert there.id == back.id == "openai/gpt-5,wongkinyiu/yolov9"
    assert [model.id for model in back.models] == ["openai/gpt-5", "wongkinyiu/yolov9"]


def test_a_comparison_holds_two_to_eight_different_models(catalog: Catalog) -> None:
    with pytest.raises(RefusedError, match="two"):
        catalog.compare("florence-2")
    with pytest.raises(RefusedError, match="twice") as refusal:
        catalog.compare("florence-2", "Florence 2")
    assert refusal.value.details["duplicates"] == ["microsoft/florence-2"]
    with pytest.raises(TooManyError) as many:
        catalog.compare(*[f"model-{number}" for number in range(9)])
    assert many.value.details == {"limit": 8, "actual": 9}
    assert len(catalog.compare("florence-2", "sam-clip", "yolov9", "gpt-5").models) == 4


def test_disagreements_are_listed_with_their_cells(catalog: Catalog) -> None:
    found = {(each.model.slug, each.cell.of.key) for each in catalog.conflicts()}

    assert found == {
        ("florence-2", "released"),
        ("sam-clip", "category"),
        ("depth-anything-v2", "license"),
    }
    assert [each.cell.of.key for each in catalog.conflicts("florence 2")] == ["released"]


def test_a_model_has_everything_on_one_sheet(catalog: Catalog) -> None:
    model = catalog.model("florence-2")

    assert model.aliases == ("Florence2 VLM",)
    assert [variant.label for variant in model.variants] == ["base", "large"]
    assert [(release.event, release.date) for release in model.releases] == [
        ("preprint", "2023-11-10"),
        ("venue", "2024"),
        ("weights", "2024-06-16"),
        ("library-support", "2025-08-20"),
    ]
    assert [each.task.slug for each in model.support if Scope.CLAIMED in each.scopes] == [
        "image-captioning", "object-detection", "ocr", "phrase-grounding",
    ]  # fmt: skip
    assert [feature.slug for feature in model.features] == ["foundation-vision"]


def test_accepted_values_are_those_of_the_default_graph(catalog: Catalog) -> None:
    """The catalog and a SPARQL user get the same answer."""
    for predicate, key in ((IT6.totalNumberOfParameters, "parameters"),
                           (MG.contextWindowTokens, "context-window")):  # fmt: skip
        rows = catalog.sparql(
            f"SELECT ?subject ?value WHERE {{ ?subject <{predicate}> ?value }}"
        ).rows
        stated = {
            (each.subject, each.value.exact)  # type: ignore[union-attr]
            for model in catalog.models()
            for each in cell(catalog, model.id, key).accepted
            if hasattr(each.value, "exact")
        }
        assert stated == {(row[0], row[1].lexical) for row in rows if hasattr(row[1], "lexical")}
        assert stated
