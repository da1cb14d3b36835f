"""What the small world says after its import: the facts that the first comparison rests on."""

from __future__ import annotations

import pytest

from modelgraph.importers.content import about
from modelgraph.importers.facts import Facts, sort
from modelgraph.provenance import Claim, Rank
from modelgraph.store import IRI, Literal, OxigraphStore, Scope, Value
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA


def iri(name: str) -> IRI:
    return IRI(expand(name))


FLORENCE = iri("model:microsoft/florence-2")
SAM_CLIP = iri("model:apple/sam-clip")


def preferred(store: OxigraphStore, subject: IRI, predicate: IRI) -> set[str]:
    found = store.quads(subject=subject, predicate=predicate, graph=Scope.DEFAULT)
    return {text(quad.object) for quad in found}


def text(value: Value) -> str:
    return value.lexical if isinstance(value, Literal) else value


def facts(store: OxigraphStore, *subjects: IRI) -> Facts:
    content = about(store, subjects)
    return sort(content.claims, content.links)


def stated(store: OxigraphStore, subject: IRI, predicate: IRI) -> dict[str, Claim]:
    claims = facts(store, subject).claims[subject][predicate]
    return {claim.stated_as: claim for claim in claims}


def test_florence_2_is_by_microsoft_under_mit(world: OxigraphStore) -> None:
    assert preferred(world, FLORENCE, MG.organization) == {iri("org:microsoft")}
    assert preferred(world, FLORENCE, SCHEMA.license) == {iri("spdx:MIT")}


@pytest.mark.parametrize(("size", "number"), [("base", "230000000"), ("large", "770000000")])
def test_sizes_live_on_the_variants(world: OxigraphStore, size: str, number: str) -> None:
    variant = iri(f"variant:microsoft/florence-2-{size}")

    assert preferred(world, variant, IT6.totalNumberOfParameters) == {number}
    assert preferred(world, FLORENCE, IT6.totalNumberOfParameters) == set()


def test_the_size_shown_for_the_whole_model_stays_as_a_claim(world: OxigraphStore) -> None:
    assert "230M" in stated(world, FLORENCE, IT6.totalNumberOfParameters)


def test_a_model_ranges_over_its_variants(world: OxigraphStore) -> None:
    assert preferred(world, FLORENCE, MG.minimumParameters) == {"230000000"}
    assert preferred(world, FLORENCE, MG.maximumParameters) == {"770000000"}


@pytest.mark.parametrize(
    ("event", "day"),
    [
        ("preprint", "2023-11-10"),
        ("weights", "2024-06-16"),
        ("library-support-transformers", "2025-08-20"),
    ],
)
def test_releases_keep_their_events(world: OxigraphStore, event: str, day: str) -> None:
    assert preferred(world, IRI(f"{FLORENCE}/release/{event}"), MG.date) == {day}


def test_the_headline_date_is_that_of_the_weights(world: OxigraphStore) -> None:
    assert preferred(world, FLORENCE, SCHEMA.datePublished) == {"2024-06-16"}


def test_the_date_shown_on_the_page_is_outranked_with_a_reason(world: OxigraphStore) -> None:
    verdict = facts(world, FLORENCE).verdict(FLORENCE, SCHEMA.datePublished)
    reasons = {
        claim.stated_as: reason
        for claim, reason in zip(verdict.claims, verdict.reasons, strict=True)
    }

    assert verdict.conflict
    assert reasons["Jun 2025"].startswith("outranked: the date of the weights")


def test_sam_clip_is_shown_open_and_is_closed(world: OxigraphStore) -> None:
    shown = stated(world, SAM_CLIP, MG.category)

    assert preferred(world, SAM_CLIP, MG.category) == {MG.closed}
    assert preferred(world, IRI(f"{SAM_CLIP}/component/weights"), MG.availability) == {MG.none}
    assert shown["open"].value == MG.open
    assert shown["closed"].rank is Rank.PREFERRED
    assert shown["closed"].rank_reason == "no weights are published"


def test_sam_clip_keeps_its_second_affiliation(world: OxigraphStore) -> None:
    assert preferred(world, SAM_CLIP, MG.organization) == {iri("org:apple")}
    assert preferred(world, SAM_CLIP, MG.affiliation) == {iri("org:uiuc")}
    names = preferred(world, iri("org:uiuc"), SCHEMA.name)
    assert names == {"University of Illinois Urbana-Champaign"}


def test_a_missing_value_is_a_claim_and_no_fact(world: OxigraphStore) -> None:
    gpt = iri("model:openai/gpt-5")

    assert stated(world, SAM_CLIP, IT6.totalNumberOfParameters)["—"].value == MG.unknown
    assert stated(world, gpt, IT6.totalNumberOfParameters)["not disclosed"].value == MG.notDisclosed
    assert preferred(world, gpt, IT6.totalNumberOfParameters) == set()


def test_a_detector_has_no_context_window(world: OxigraphStore) -> None:
    yolo = iri("model:wongkinyiu/yolov9")

    (claim,) = facts(world, yolo).claims[yolo][MG.contextWindowTokens]

    assert claim.value == MG.notApplicable
    assert claim.rank_reason == "its tasks neither take nor give text"


def test_a_blank_cell_never_outranks_a_stated_value(world: OxigraphStore) -> None:
    assert preferred(world, FLORENCE, MG.contextWindowTokens) == {"1024"}


@pytest.mark.parametrize(
    ("size", "license_"),
    [("small", "Apache-2.0"), ("base", "CC-BY-NC-4.0"), ("large", "CC-BY-NC-4.0")],
)
def test_the_makers_licence_goes_before_the_vendors(
    world: OxigraphStore, size: str, license_: str
) -> None:
    variant = iri(f"variant:depth-anything/depth-anything-v2-{size}")

    assert preferred(world, variant, SCHEMA.license) == {iri(f"spdx:{license_}")}


def test_a_licence_for_all_gives_way_where_the_variants_have_others(world: OxigraphStore) -> None:
    model = iri("model:depth-anything/depth-anything-v2")

    assert preferred(world, model, SCHEMA.license) == set()
    assert stated(world, model, SCHEMA.license)


def test_a_claimed_task_is_a_support_node(world: OxigraphStore) -> None:
    node = iri("model:wongkinyiu/yolov9/support/object-detection")

    assert preferred(world, node, MG.task) == {iri("task:object-detection")}
    assert preferred(world, node, MG.state) == {MG.claimed}
    assert preferred(world, node, MG.of) == {iri("model:wongkinyiu/yolov9")}


def test_weights_that_can_be_fetched_are_variants_of_a_model(world: OxigraphStore) -> None:
    ocr, tesseract = (
        iri("variant:paddlepaddle/pp-ocrv4-mobile"),
        iri("variant:google/tesseract-5-eng"),
    )

    assert preferred(world, ocr, SCHEMA.isVariantOf) == {iri("model:paddlepaddle/pp-ocrv4")}
    assert preferred(world, tesseract, SCHEMA.isVariantOf) == {iri("model:google/tesseract")}
