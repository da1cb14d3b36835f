"""The leaderboard: measured runs with their settings; what it only passes on is trusted less."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import curated, model_leaderboard, pipeline
from modelgraph.importers.conditions import address
from modelgraph.importers.excerpts import give_way
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Kind
from modelgraph.store import IRI, Literal, OxigraphStore, Value, date, decimal, integer
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, FAIR4ML, IT6, MG, SCHEMA

COMMIT = "0e3b439893871c740c3f10e75a9176bb324b66d3"
SOURCE = f"| commit, date | {COMMIT}, 2025-07-09 |\n".encode()
NANO = IRI(expand("variant:ultralytics/yolo11n"))


def run(label: str = "yolo11n", **about: Any) -> bytes:
    metadata = {
        "model": label, "license": "APGL-3.0", "param_count": 2616248,
        "github_url": "https://github.com/ultralytics/ultralytics", "paper_url": "",
        "run_parameters": {"imgsz": 640, "iou": 0.7, "conf": 0.001},
        "run_date": "2025-06-26T10:47:42.123456+00:00",
    }  # fmt: skip
    sizes = {
        f"{size}_objects": {"map50_95": share}
        for size, share in (("small", 0.2), ("medium", 0.4), ("large", 0.56))
    }
    measured = {
        "map50_95": 0.38532646, "map50": 0.5, "map75": 0.4, "f1_50": 0.06, "f1_75": 0.05, **sizes,
    }  # fmt: skip
    return json.dumps({"metadata": metadata | about, **measured}).encode()


def read(**runs: bytes) -> Reading:
    files = {f"results/{path.replace('__', '/')}.json": text for path, text in runs.items()}
    return model_leaderboard.read({"SOURCE.md": SOURCE, **files}, shipped())


def of(reading: Reading, subject: IRI, predicate: IRI) -> list[Claim]:
    return [c for c in reading.claims if (c.subject, c.predicate) == (subject, predicate)]


def links(reading: Reading, subject: IRI, predicate: IRI) -> list[Value]:
    return [q.object for q in reading.links if (q.subject, q.predicate) == (subject, predicate)]


def results(reading: Reading, subject: IRI) -> dict[str, Claim]:
    found = {}
    for node in links(reading, subject, FAIR4ML.hasEvaluation):
        assert isinstance(node, IRI)
        (metric,), (claim,) = links(reading, node, MG.metric), of(reading, node, MG.value)
        assert isinstance(metric, Literal)
        found[metric.lexical] = claim
    return found


def abouts(reading: Reading) -> set[str]:
    return {claim.about.rpartition("/")[2] for claim in reading.claims}


def test_a_run_gives_eight_results_in_per_cent_and_keeps_the_fraction() -> None:
    found = results(read(yolov11__results_yolo11n=run()), NANO)

    assert list(found) == [
        "AP50:95", "AP50", "AP75", "AP50:95 small", "AP50:95 medium", "AP50:95 large",
        "F1 at IoU 0.5", "F1 at IoU 0.75",
    ]  # fmt: skip
    best = found["AP50:95"]
    assert (best.value, best.stated_as) == (decimal("38.5326"), "0.38532646")
    assert (best.kind, best.about) == (Kind.MEASURED, NANO)
    assert best.place == "models/object_detection/yolov11/results_yolo11n.json"


def test_the_settings_of_a_run_are_the_conditions_of_its_results() -> None:
    reading = read(yolov11__results_yolo11n=run())

    node = results(reading, NANO)["AP50:95"].subject

    assert links(reading, node, MG.dataset) == [Literal("COCO val2017")]
    (under,) = links(reading, node, MG.conditions)
    assert under == address("imgsz 640; iou 0.7; conf 0.001")
    assert links(reading, under, MG.inputSizePixels) == [integer(640)]
    assert links(reading, under, MG.overlapThreshold) == [decimal("0.7")]
    assert links(reading, under, MG.confidenceThreshold) == [decimal("0.001")]
    assert links(reading, node, DCTERMS.date) == [date("2025-06-26")]


def test_a_run_under_another_threshold_is_another_result() -> None:
    strict = results(read(yolov11__a=run()), NANO)
    loose = results(read(yolov11__a=run(run_parameters={"imgsz": 640, "conf": 0})), NANO)

    assert strict["F1 at IoU 0.5"].subject != loose["F1 at IoU 0.5"].subject


def test_the_size_was_measured_and_the_licence_only_passed_on() -> None:
    reading = read(yolov11__a=run())

    (size,), (licence,) = (
        of(reading, NANO, IT6.totalNumberOfParameters),
        of(reading, NANO, SCHEMA.license),
    )

    assert (size.value, size.kind) == (integer(2616248), Kind.MEASURED)
    assert licence.kind is Kind.AGGREGATOR


def test_a_misspelt_licence_stays_as_written_with_a_warning() -> None:
    (licence,) = of(read(yolov11__a=run()), NANO, SCHEMA.license)

    assert licence.value == IRI(expand("license:LicenseRef-APGL-3.0"))
    assert licence.note.startswith("warning:")


def test_a_repository_under_the_wrong_model_stays_a_claim() -> None:
    text = run("LW-DETR-tiny", github_url="https://github.com/lyuwenyu/RT-DETR")
    reading = read(**{"lw-detr__a": text})

    tiny = IRI(expand("variant:baidu/lw-detr-tiny"))
    (repository,) = of(reading, tiny, SCHEMA.codeRepository)

    assert repository.value == IRI("https://github.com/lyuwenyu/RT-DETR")
    assert repository.kind is Kind.AGGREGATOR


def test_a_row_that_repeats_another_stays_a_claim_of_its_label() -> None:
    reading = read(
        deim__n=run("DEIM-D-FINE-N", param_count=10237491),
        deim__s=run("DEIM-D-FINE-S", param_count=10237491),
    )

    sizes = {c.about: c.value for c in reading.claims if c.predicate == IT6.totalNumberOfParameters}

    assert sizes == {
        IRI(expand(f"variant:shihuahuang95/deim-d-fine-{letter}")): integer(10237491)
        for letter in "ns"
    }


@pytest.mark.parametrize(
    ("folder", "label", "variant"),
    [
        ("yolov11", "yolo11n", "ultralytics/yolo11n"),
        ("yolov12", "yolov12l.pt", "sunsmarterjie/yolo12l-v1.0"),
        ("rf-detr", "RF-DETR-L", "roboflow/rf-detr-large-2025"),
        ("rf-detr", "RF-DETR-B", "roboflow/rf-detr-base"),
        ("rt-detr", "RT-DETRv2-M*", "baidu/rt-detrv2-m-star"),
        ("rt-detr", "RT-DETRv1 r18vd", "baidu/rt-detr-r18"),
    ],
)
def test_a_label_is_a_variant_of_its_model(folder: str, label: str, variant: str) -> None:
    assert abouts(read(**{f"{folder}__a": run(label)})) == {variant.partition("/")[2]}


def test_the_two_generations_of_rf_detr_large_stay_two() -> None:
    measured = abouts(read(**{"rf-detr__a": run("RF-DETR-L")}))
    today = shipped().things("RF-DETR-L", model="RF-DETR", source="roboflow/rf-detr")

    assert measured.isdisjoint(thing.identifier.partition("/")[2] for thing in today)


def test_where_file_name_and_label_differ_the_label_is_meant() -> None:
    reading = read(**{"rt-detr__results_rtdetrv2_r50vd_m": run("RT-DETRv2-L")})

    assert abouts(reading) == {"rt-detrv2-l"}


def test_spellings_of_yolo11n_are_one_variant() -> None:
    identity = shipped()

    found = {
        thing.iri
        for name in ("yolo11n", "YOLO11n")
        for model in ("YOLO11", "yolov11")
        for thing in identity.things(name, model=model)
    }

    assert found == {NANO}


@pytest.mark.parametrize(
    ("folder", "text"),
    [
        ("yolov11", b"{"),
        ("yolov11", b'{"metadata": {"model": "yolo11n"}}'),
        ("yolov11", run(run_parameters="fast")),
        ("yolov11", run().replace(b"0.38532646", b"38.5")),
        ("yolov11", run().replace(b"0.38532646", b'"fine"')),
        ("unheard-of", run()),
    ],
)
def test_a_damaged_run_refuses_the_collection_and_is_named(folder: str, text: bytes) -> None:
    with pytest.raises(InvalidDataError) as refused:
        read(**{f"{folder}__a": text, "yolov11__b": run()})

    (row,) = refused.value.details["rows"]
    assert f"results/{folder}/a.json" in row["reason"]


def test_reading_the_same_runs_again_changes_nothing() -> None:
    store = OxigraphStore()
    pipeline.run(store, read(yolov11__a=run()))

    again = pipeline.run(store, read(yolov11__a=run()))

    assert again.is_empty
    assert again.unchanged_sources == 1


def _excerpt(name: str, value: str, qualifier: str = "", commit: str = COMMIT) -> Reading:
    columns = (
        "id,model,level,subject,parent,property,qualifier,value,value_number,source_kind,source,"
        "source_file,source_commit,source_date,evidence,checked,note"
    )
    row = (
        f"x-1,YOLO11,checkpoint,yolo11n,YOLO11,{name},{qualifier},{value},,measured,"
        f"roboflow/model-leaderboard,a.json,{commit},2025-07-09,,,"
    )
    content = f"{columns}\n{row}\n".encode()
    return curated.read({curated.FILE: content}, shipped())


@pytest.mark.parametrize(
    ("name", "value", "qualifier"),
    [
        ("parameters", "2616248", "counted by the harness"),
        ("benchmark", "38.53", "COCO val2017 AP50:95 (leaderboard run)"),
        ("license", "AGPL-3.0-only", "as written"),
    ],
)
def test_an_excerpt_gives_way_where_its_source_is_read_whole(
    name: str, value: str, qualifier: str
) -> None:
    excerpt, whole = give_way((_excerpt(name, value, qualifier), read(yolov11__a=run())))

    assert (excerpt.sources, excerpt.claims, excerpt.links) == ((), (), ())
    assert len(whole.claims) == 11


def test_what_only_an_excerpt_says_stays() -> None:
    task, paper = _excerpt("task", "object detection"), _excerpt("paper", "arXiv:2410.17725")

    for excerpt in (task, paper):
        kept, _ = give_way((excerpt, read(yolov11__a=run())))
        assert kept == excerpt


def test_an_excerpt_of_another_commit_stays() -> None:
    excerpt = _excerpt("parameters", "2616248", commit="a" * 40)

    kept, _ = give_way((excerpt, read(yolov11__a=run())))

    assert kept == excerpt
