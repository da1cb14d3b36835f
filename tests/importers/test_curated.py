"""Each property of the curated columns, and every way in which a row can be broken."""

from __future__ import annotations

import pytest

from modelgraph.errors import InvalidDataError, TooManyError
from modelgraph.importers import columns, curated
from modelgraph.importers.conditions import address
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Kind
from modelgraph.store import IRI, Literal, Value, date, decimal, integer
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, SCHEMA

HEADER = (
    "id,model,level,subject,parent,property,qualifier,value,value_number,"
    "source_kind,source,source_file,source_commit,source_date,evidence"
)


def row(
    property_name: str, value: str, qualifier: str = "", subject: str = "Florence-2", **more: str
) -> str:
    cells = {
        "id": "x-1", "model": "Florence-2", "level": "family", "subject": subject, "parent": "",
        "property": property_name, "qualifier": qualifier, "value": value, "value_number": "",
        "source_kind": "vendor", "source": "roboflow/inference", "source_file": "florence2.md",
        "source_commit": "3bb973b5ca52", "source_date": "2026-08-21", "evidence": "a phrase",
    } | more  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells.values())


def read(*rows: str, header: str = HEADER) -> Reading:
    content = "\n".join([header, *rows]).encode()
    return curated.table("x.csv", content, shipped(), collection="x", license="CC0-1.0")


def said(*rows: str) -> set[tuple[str, str, Value]]:
    return {
        (claim.subject.rpartition("florence-2")[2], claim.predicate, claim.value)
        for claim in read(*rows).claims
    }


def iri(name: str) -> IRI:
    return IRI(expand(name))


@pytest.mark.parametrize(
    "stated",
    [
        ("parameters", "published", "0.23B", "", IT6.totalNumberOfParameters, integer(230000000)),
        ("parameters", "vision encoder", "0.3B", "/component/vision-encoder",
         IT6.totalNumberOfParameters, integer(300000000)),
        ("parameters", "effective", "2.3B", "", MG.effectiveParameters, integer(2300000000)),
        ("license", "weights", "MIT", "", SCHEMA.license, iri("spdx:MIT")),
        ("license", "code", "MIT", "/component/code", SCHEMA.license, iri("spdx:MIT")),
        ("license", "training code", "MIT", "/component/training-code", SCHEMA.license,
         iri("spdx:MIT")),
        ("openness", "weights", "gated", "/component/weights", MG.availability, MG.gated),
        ("release", "weights (Hub)", "2024-06-16", "/release/weights", MG.date, date("2024-06-16")),
        ("release", "preprint (Hub papers page date)", "2023-11-10", "/release/preprint", MG.date,
         date("2023-11-10")),
        ("release", "library support (transformers)", "2025-08-20",
         "/release/library-support-transformers", MG.date, date("2025-08-20")),
        ("release", "venue CVPR 2024", "2024", "/release/venue-cvpr-2024", MG.date, date("2024")),
        ("release", "as shown", "Jun 2025", "", SCHEMA.datePublished, date("2025-06")),
        ("organization", "architecture-author", "Microsoft Research", "", SCHEMA.author,
         iri("org:microsoft")),
        ("organization", "affiliation, from the prose", "Apple", "", MG.affiliation,
         iri("org:apple")),
        ("organization", "as shown", "Azure", "", MG.organization, iri("org:microsoft")),
        ("task", "claimed", "Open Vocabulary Detection", "", FAIR4ML.mlTask,
         iri("task:open-vocabulary-object-detection")),
        ("feature", "claimed", "NMS-free", "", MG.hasFeature, iri("feature:nms-free")),
        ("paper", "introducing", "arXiv:2311.06242", "", SCHEMA.citation,
         IRI("https://arxiv.org/abs/2311.06242")),
        ("weights_repository", "official", "microsoft/Florence-2-large", "", MG.weightsRepository,
         IRI("https://huggingface.co/microsoft/Florence-2-large")),
        ("derived_from", "merged", "CLIP", "", iri("prov:wasDerivedFrom"),
         iri("model:openai/clip")),
        ("derived_from", "", "Vicuna-7B", "", iri("prov:wasDerivedFrom"), Literal("Vicuna-7B")),
        ("category", "as shown", "open", "", MG.category, MG.open),
        ("context_window", "tokens", "not disclosed", "", MG.contextWindowTokens, MG.notDisclosed),
        ("context_window", "as shown", "—", "", MG.contextWindowTokens, MG.unknown),
        ("variant", "", "Florence-2-base", "-base", SCHEMA.isVariantOf,
         iri("model:microsoft/florence-2")),
    ],
)  # fmt: skip
def test_a_row_becomes_a_claim(stated: tuple[str, str, str, str, IRI, Value]) -> None:
    property_name, qualifier, value, subject, predicate, meant = stated

    assert said(row(property_name, value, qualifier)) == {(subject, predicate, meant)}


@pytest.mark.parametrize(
    ("property_name", "qualifier", "value", "number"),
    [
        ("license", "code+weights", "MIT", 2),
        ("release", "paper+code+weights", "2024-06-14", 3),
        ("input_modality", "", "text;image;pdf", 3),
    ],
)
def test_a_row_that_says_several_things_is_several_claims(
    property_name: str, qualifier: str, value: str, number: int
) -> None:
    reading = read(row(property_name, value, qualifier))

    assert len(reading.claims) == number
    assert {claim.identifier for claim in reading.claims} == {"x-1"}


@pytest.mark.parametrize(
    ("qualifier", "dataset", "metric", "conditions"),
    [
        ("COCO val2017 AP50:95", "COCO val2017", "AP50:95", None),
        ("COCO val2017 AP50:95 (leaderboard run)", "COCO val2017", "AP50:95", "leaderboard run"),
        ("ImageNet-1k val top-1 at 224 px", "ImageNet-1k val", "top-1", "at 224 px"),
        ("COCO keypoint AP (val)", "COCO", "keypoint AP", "val"),
        ("mIoU gain, Pascal VOC", "Pascal VOC", "mIoU gain", None),
    ],
)
def test_a_result_keeps_dataset_metric_and_conditions_apart(
    qualifier: str, dataset: str, metric: str, conditions: str | None
) -> None:
    reading = read(row("benchmark", "53.0%", qualifier))
    (claim,) = reading.claims
    facts = {link.predicate: link.object for link in reading.links if link.subject == claim.subject}

    assert claim.value == decimal("53")
    assert claim.stated_as == "53.0%"
    assert facts[MG.dataset] == Literal(dataset)
    assert facts[MG.metric] == Literal(metric)
    assert facts.get(MG.conditions) == (address(conditions) if conditions else None)


def test_two_conditions_are_two_results_and_one_is_one() -> None:
    reading = read(
        row("benchmark", "38.5", "COCO val2017 AP50:95"),
        row("benchmark", "37.4", "COCO val2017 AP50:95 (leaderboard run)", id="x-2"),
        row("benchmark", "37.5", "COCO val2017 AP50:95 (leaderboard run)", id="x-3"),
    )

    assert len({claim.subject for claim in reading.claims}) == 2


def test_evidence_says_where_it_stands() -> None:
    (claim,) = read(row("parameters", "0.23B", "published")).claims

    assert claim.stated_as == "0.23B"
    assert (claim.place, claim.quote, claim.identifier) == ("florence2.md", "a phrase", "x-1")
    assert claim.kind is Kind.VENDOR
    assert claim.source == iri("source:roboflow-inference-3bb973b")
    assert claim.issued == "2026-08-21"


def test_a_text_without_a_concept_is_kept_and_listed() -> None:
    reading = read(row("task", "world model"))

    assert [claim.value for claim in reading.claims] == [Literal("world model")]
    assert [each.what for each in reading.unmatched] == ["world model"]


def test_a_licence_that_is_none_is_kept_with_a_warning() -> None:
    (claim,) = read(row("license", "APGL-3.0", "as written")).claims

    assert claim.value == iri("license:LicenseRef-APGL-3.0")
    assert claim.note.startswith("warning: ")


def test_a_source_is_described_once_a_revision() -> None:
    reading = read(
        row("task", "OCR"),
        row("task", "OCR", source_commit="aaaaaaa1"),
        row("task", "OCR", source="playground.roboflow.com", source_commit="", source_date=""),
    )

    assert [source.iri.rpartition("/")[2] for source in reading.sources] == [
        "roboflow-inference-3bb973b", "roboflow-inference-aaaaaaa", "playground.roboflow.com",
    ]  # fmt: skip
    assert reading.sources[0].url == "https://github.com/roboflow/inference/tree/3bb973b5ca52"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (row("size", "1M"), "unknown property: 'size'"),
        (row("parameters", "many"), "not a count: 'many'"),
        (row("parameters", "0"), "out of range"),
        (row("parameters", ""), "the value is empty"),
        (row("release", "2024-02-30", "weights"), "day is out of range"),
        (row("release", "soon", "weights"), "not a date"),
        (row("category", "ajar"), "not a category"),
        (row("openness", "published", "brain"), "unknown component"),
        (row("openness", "maybe", "weights"), "unknown availability"),
        (row("task", "OCR", level="galaxy"), "unknown level"),
        (row("task", "OCR", source_kind="gossip"), "unknown kind"),
        (row("task", "OCR", source=""), "names no source"),
        (row("task", "OCR", model=""), "the model is empty"),
        (row("task", "OCR", source_date="yesterday"), "not a date"),
        (row("benchmark", "high", "COCO val2017 AP50:95"), "not a number"),
        (row("code_repository", "https://a b/"), "not a"),
        (row("task", "OCR", subject="日本"), "no address"),
        (row("task", "OCR") + ",too,many", "17 cells where the header has 15"),
        (row("task", "O\x00CR"), "control characters"),
        (row("task", "x" * 3000), "a cell of 3,000 letters; at most 2,000"),
    ],
)
def test_a_broken_row_is_refused_with_its_number_and_reason(broken: str, reason: str) -> None:
    with pytest.raises(InvalidDataError) as caught:
        read(row("task", "OCR"), broken)

    (listed,) = caught.value.details["rows"]
    assert listed["row"] == 3
    assert reason in listed["reason"]
    assert "row 3: " in str(caught.value)


def test_every_broken_row_is_listed() -> None:
    bad = [row("parameters", "many", id=f"x-{n}") for n in range(15)]

    with pytest.raises(InvalidDataError, match="15 broken rows") as caught:
        read(row("task", "OCR"), *bad)

    assert [each["row"] for each in caught.value.details["rows"]] == list(range(3, 18))


def test_empty_lines_count_and_say_nothing() -> None:
    with pytest.raises(InvalidDataError, match="row 5: not a count"):
        read(row("task", "OCR"), "", ",,,,", row("parameters", "many"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "lacks the columns model, property, value"),
        (b"model,value\nFoo,1\n", "lacks the columns property"),
        (b"model,model,property,value\n", "names a column twice"),
        (b"\xff\xfe\x00", "no readable table"),
        (b'model,property,value\n"Foo,task,OCR', "no readable table"),
    ],
)
def test_what_is_no_such_table_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(InvalidDataError, match=reason):
        columns.lines("x.csv", content)


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(TooManyError) as caught:
        columns.lines("x.csv", bytes(columns.MOST_BYTES + 1))

    assert caught.value.details["limit"] == columns.MOST_BYTES


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    (line,) = columns.lines("x.csv", b"\xef\xbb\xbfmodel,property,value\nFoo,task,OCR\n")

    assert line.model == "Foo"


def test_tabs_part_the_cells_of_a_tsv() -> None:
    (line,) = columns.lines("x.tsv", b"model\tproperty\tvalue\nFoo\ttask\tOCR, read\n")

    assert line.value == "OCR, read"
