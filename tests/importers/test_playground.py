"""The seed page cell by cell, and the survey: claims of the pages they name, faults and all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import pages, playground, survey
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Kind, Rank
from modelgraph.store import IRI, date, integer
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, RDFS, SCHEMA

PAGE: dict[str, Any] = {
    "page": {"site": "playground.roboflow.com", "path": "models/compare/a-vs-b"},
    "models": ["Florence-2", "SAM-CLIP"],
    "properties": [
        {"property": "Organization", "values": ["Microsoft", "Apple"]},
        {"property": "Category", "values": ["open", "open"]},
        {"property": "Modality", "values": ["multimodal", "vision"]},
        {"property": "Release Date", "values": ["Jun 2025", "Oct 2023"]},
        {"property": "Context Window", "values": ["—", "—"]},
        {"property": "Parameters", "values": ["230M", ""]},
        {"property": "License", "values": ["MIT", "Custom"]},
    ],
    "vision_tasks": [{"task": "OCR", "cells": ["Demo", None]}],
    "model_features": [{"feature": "Foundation Vision", "cells": [None, None]}],
}
COLUMNS = (
    "name", "organization", "family", "checkpoint", "category", "modality", "release_date",
    "context_window", "parameters", "license", "tasks", "demo_tasks", "features", "benchmarks",
    "source_page", "basis", "correction",
)  # fmt: skip


def iri(name: str) -> IRI:
    return IRI(expand(name))


FLORENCE, SAM_CLIP = iri("model:microsoft/florence-2"), iri("model:apple/sam-clip")


def read(*rows: dict[str, str], page: dict[str, Any] = PAGE) -> Reading:
    lines = [",".join(COLUMNS)]
    lines += [",".join(f'"{row.get(column, "")}"' for column in COLUMNS) for row in rows]
    files = {pages.FILE: json.dumps(page).encode(), survey.FILE: "\n".join(lines).encode()}
    return playground.read(files, shipped())


def row(name: str, **cells: str) -> dict[str, str]:
    page = "github.com/anomalyco/models.dev@f3fc692 models/x.toml"
    basis = "structured file; organization = lab folder"
    return {
        "name": name, "category": "open", "source_page": page, "basis": basis, "correction": "no"
    } | cells  # fmt: skip


def of(reading: Reading, subject: IRI, predicate: IRI) -> list[Claim]:
    return [c for c in reading.claims if (c.subject, c.predicate) == (subject, predicate)]


@pytest.mark.parametrize(
    ("predicate", "value", "stated_as"),
    [
        (MG.organization, iri("org:microsoft"), "Microsoft"),
        (MG.category, MG.open, "open"),
        (SCHEMA.datePublished, date("2025-06"), "Jun 2025"),
        (IT6.totalNumberOfParameters, integer(230000000), "230M"),
        (SCHEMA.license, iri("spdx:MIT"), "MIT"),
    ],
)
def test_a_cell_is_a_claim_of_the_page(predicate: IRI, value: IRI, stated_as: str) -> None:
    (claim,) = of(read(), FLORENCE, predicate)

    assert (claim.value, claim.stated_as, claim.kind) == (value, stated_as, Kind.VENDOR)
    assert claim.source == iri("source:playground.roboflow.com-page")


def test_both_marks_for_a_missing_value_are_unknown_and_stay_apart() -> None:
    reading = read()

    (dash,) = of(reading, SAM_CLIP, MG.contextWindowTokens)
    (blank,) = of(reading, SAM_CLIP, IT6.totalNumberOfParameters)

    assert dash.value == blank.value == MG.unknown
    assert (dash.stated_as, blank.stated_as) == ("—", "")
    assert blank.qualifier == "as shown, blank"


def test_custom_is_a_licence_without_a_name() -> None:
    (claim,) = of(read(), SAM_CLIP, SCHEMA.license)

    assert claim.value == iri("license:NOASSERTION")
    assert claim.stated_as == "Custom"


def test_a_demo_is_a_claimed_task_and_a_lost_mark_claims_nothing() -> None:
    reading = read()

    assert [c.value for c in of(reading, FLORENCE, FAIR4ML.mlTask)] == [iri("task:ocr")]
    assert of(reading, SAM_CLIP, FAIR4ML.mlTask) == []
    assert [each.what for each in reading.unmatched] == [
        "task OCR", "feature Foundation Vision", "feature Foundation Vision",
    ]  # fmt: skip


def test_a_doubtful_mark_is_kept_and_set_aside() -> None:
    reading = read(row("SAM-CLIP", tasks="classification?;ocr"))
    claims = {c.stated_as: c for c in of(reading, SAM_CLIP, FAIR4ML.mlTask)}

    assert claims["classification"].qualifier == "?"
    assert claims["classification"].rank is Rank.DEPRECATED
    assert claims["ocr"].rank is Rank.NORMAL


def test_a_row_is_a_claim_of_the_file_it_names() -> None:
    reading = read(
        row("GPT-5", organization="OpenAI", checkpoint="openai/gpt-5", context_window="400000")
    )
    (claim,) = of(reading, iri("model:openai/gpt-5"), MG.contextWindowTokens)

    assert claim.source == iri("source:anomalyco-models.dev-f3fc692-survey")
    assert (claim.kind, claim.place, claim.identifier) == (
        Kind.AGGREGATOR, "models/x.toml", "openai/gpt-5",
    )  # fmt: skip


def test_an_owner_under_another_name_is_one_organization_and_stays_as_shown() -> None:
    shown = {"basis": "overview prose", "source_page": "playground.roboflow.com/models/x"}
    reading = read(
        row("Florence-2", organization="Azure", **shown),
        row("ResNet-50", organization="Azure", **shown),
    )

    owners = [c for c in reading.claims if c.stated_as == "Azure"]

    assert {claim.value for claim in owners} == {iri("org:microsoft")}
    assert {claim.subject for claim in owners} == {FLORENCE, iri("variant:microsoft/resnet-50")}


def test_only_what_was_measured_is_measured() -> None:
    reading = read(
        row(
            "RF-DETR-B", family="rf-detr", checkpoint="RF-DETR-B", parameters="32174530",
            license="Apache-2.0", basis="structured file, measured run; organization = x",
            source_page="github.com/roboflow/model-leaderboard@0e3b439 a.json",
        )
    )  # fmt: skip
    variant = iri("variant:roboflow/rf-detr-base")

    assert of(reading, variant, IT6.totalNumberOfParameters)[0].kind is Kind.MEASURED
    assert of(reading, variant, SCHEMA.license)[0].kind is Kind.AGGREGATOR


def test_inferred_category_and_modality_are_not_taken() -> None:
    basis = "overview prose; category and modality inferred"
    page = "playground.roboflow.com/models/compare/x"
    reading = read(row("Gemma 3 4B", modality="multimodal", basis=basis, source_page=page))
    subject = iri("variant:google/gemma-3-4b")

    assert of(reading, subject, MG.category) == []
    assert of(reading, subject, MG.modality) == []


def test_a_size_in_words_is_a_note() -> None:
    reading = read(
        row("Gemma 4 26B A4B", parameters="25.2B total / 3.8B active"),
        row("PaliGemma", parameters="SigLIP-So400m + Gemma 2B"),
    )
    gemma = iri("variant:google/gemma-4-26b-a4b")

    assert of(reading, gemma, IT6.totalNumberOfParameters)[0].value == integer(25_200_000_000)
    assert of(reading, gemma, MG.activeParameters)[0].value == integer(3_800_000_000)
    assert of(reading, iri("model:google/paligemma"), IT6.totalNumberOfParameters) == []
    assert len(of(reading, iri("model:google/paligemma"), MG.parametersNote)) == 1


def test_modalities_in_and_out_are_lists() -> None:
    reading = read(row("GPT-5", modality="in:text+image+pdf out:text"))
    gpt = iri("model:openai/gpt-5")

    assert {c.value for c in of(reading, gpt, IT6.hasInputModality)} == {
        iri("modality:text"), iri("modality:image"), iri("modality:document"),
    }  # fmt: skip
    assert [c.value for c in of(reading, gpt, IT6.hasOutputModality)] == [iri("modality:text")]


def test_a_result_keeps_its_run_and_settings() -> None:
    cell = "COCO2017val mAP50:95=49.0; mAP50=65.9; run=2025-07-02; params=imgsz=640,conf=0.001"
    reading = read(row("GPT-5", benchmarks=cell))
    facts = {(link.predicate, str(getattr(link.object, "lexical", ""))) for link in reading.links}

    assert len([c for c in reading.claims if c.predicate == MG.value]) == 2
    assert (MG.dataset, "COCO2017val") in facts
    assert {(MG.metric, "mAP50:95"), (MG.metric, "mAP50")} <= facts
    assert (RDFS.label, "run 2025-07-02; params imgsz=640,conf=0.001") in facts
    assert {(MG.inputSizePixels, "640"), (MG.confidenceThreshold, "0.001")} <= facts


def test_one_benchmark_named_twice_is_two_results() -> None:
    reading = read(row("GPT-5", benchmarks="SWE=40.8; SWE=36.3; SWE-Atl"))
    values = [c for c in reading.claims if c.predicate == MG.value]

    assert len({claim.subject for claim in values}) == 2
    assert "SWE-Atl" in [each.what for each in reading.unmatched]


def test_corrections_are_not_taken() -> None:
    reading = read(row("GPT-5", correction="a note to a reader"))

    assert not any("note to a reader" in repr(claim) for claim in reading.claims)


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"page": {}}, "no comparison page"),
        (
            {**PAGE, "properties": [{"property": "Weight", "values": ["1", "2"]}]},
            "no comparison page",
        ),
        ({**PAGE, "properties": [{"property": "Parameters", "values": ["x", "y"]}]}, "not a count"),
        ({**PAGE, "vision_tasks": [{"task": "OCR", "cells": ["Demo"]}]}, "no comparison page"),
    ],
)
def test_a_damaged_page_is_refused(spoilt: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidDataError, match=reason):
        read(page=spoilt)


def test_broken_rows_of_the_survey_are_all_listed() -> None:
    with pytest.raises(InvalidDataError, match="2 broken rows") as caught:
        read(row("A", source_page="nowhere"), row("B"), row("C", context_window="long"))

    assert [each["row"] for each in caught.value.details["rows"]] == [2, 4]


@pytest.mark.parametrize("missing", [pages.FILE, survey.FILE])
def test_a_missing_file_is_named(missing: str) -> None:
    files = {name: b"" for name in (pages.FILE, survey.FILE) if name != missing}

    with pytest.raises(InvalidDataError, match=missing):
        playground.read(files, shipped())
