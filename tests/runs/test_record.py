"""The record of a job in the graph: complete, repeatable, and only what belongs there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from run_world import task, variant

from modelgraph.runs import record
from modelgraph.runs.agreement import Agreement, ImageAgreement, compare
from modelgraph.runs.job import Job, Run, RunState, StoredImage
from modelgraph.runs.prediction import Box, Depth, Detection, Label, Prediction, Vector
from modelgraph.runs.request import Failure, Timings
from modelgraph.store import IRI, Literal, OxigraphStore, Scope
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import MG, PROV, RDF

DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
IMAGE = StoredImage("ab" * 32, "ab" * 32, 80, 60, 1234, "image/png")
FOUND = Prediction(
    "ocr", 80, 60, text="Invoice\x00 1", detections=(Detection(Box(1, 1, 2, 2), "cat", 0.5),)
)


def run(number: int, **more: object) -> Run:
    fields: dict[str, object] = {
        "id": f"j1-{number}", "job": "j1", "model": "acme/one", "variant": variant("one"),
        "task": "ocr", "image": IMAGE.id, "state": RunState.SUCCEEDED, "created": DAY,
        "started": DAY, "finished": DAY + timedelta(seconds=number), "adapter": "onnx",
        "weights_sha256": "cd" * 32, "prediction": FOUND, "device": "cpu", "dtype": "float32",
        "timings": Timings(0.1, 0.2, 0.3, 0.4, 0.5), "adapter_version": "1",
        "versions": {"onnxruntime": "1.24"}, "peak_memory_bytes": 1000,
    }  # fmt: skip
    return Run(**{**fields, **more})  # type: ignore[arg-type]


def job(*runs: Run, **more: object) -> Job:
    fields: dict[str, object] = {
        "id": "j1", "state": RunState.SUCCEEDED, "task": "ocr", "models": ("one",),
        "images": (IMAGE,), "created": DAY, "runs": runs, "prompt": 'say "it"',
        "options": {"threshold": 0.5}, "seed": 7, "finished": DAY,
    }  # fmt: skip
    return Job(**{**fields, **more})  # type: ignore[arg-type]


def written(*runs: Run) -> OxigraphStore:
    store, made = OxigraphStore(), job(*runs)
    record.write(store, made, compare(made))
    return store


def values(store: OxigraphStore, iri: str, predicate: IRI, graph: IRI | Scope) -> list[str]:
    found = store.quads(IRI(iri), predicate, None, graph)
    return [q.object.lexical if isinstance(q.object, Literal) else q.object for q in found]


def test_a_record_holds_what_is_needed_to_try_again() -> None:
    store = written(run(1))

    iri, graph = run(1).iri, IRI(job().iri)
    expected = {
        MG.variant: variant("one"), MG.task: task("ocr").iri, MG.weightsSha256: "cd" * 32,
        MG.adapter: "onnx", MG.adapterVersion: "1", MG.device: "cpu", MG.dtype: "float32",
        MG.seed: "7", MG.options: '{"threshold":0.5}', MG.prompt: 'say "it"',
        MG.libraryVersions: '{"onnxruntime":"1.24"}', MG.queueSeconds: "0.1",
        MG.loadSeconds: "0.2", MG.preSeconds: "0.3", MG.forwardSeconds: "0.4",
        MG.postSeconds: "0.5", MG.peakMemoryBytes: "1000", MG.status: MG.succeeded,
        PROV.startedAtTime: "2026-01-01T12:00:00Z", PROV.endedAtTime: "2026-01-01T12:00:01Z",
        PROV.used: f"https://w3id.org/modelgraph/image/{IMAGE.id}",
    }  # fmt: skip
    assert {term: values(store, iri, term, graph) for term in expected} == {
        term: [value] for term, value in expected.items()
    }
    image = f"https://w3id.org/modelgraph/image/{IMAGE.id}"
    assert values(store, image, MG.contentHash, graph) == [IMAGE.sha256]
    (output,) = values(store, iri, MG.output, graph)
    assert Prediction.from_json(json.loads(output)) == FOUND


def test_the_default_graph_has_the_run_without_its_output() -> None:
    store = written(run(1))

    assert values(store, run(1).iri, MG.status, Scope.DEFAULT) == [MG.succeeded]
    assert values(store, run(1).iri, MG.output, Scope.DEFAULT) == []
    assert values(store, run(1).iri, MG.outputText, IRI(job().iri)) == ["Invoice\ufffd 1"]
    assert values(store, run(1).iri, MG.outputText, Scope.DEFAULT) == []


@pytest.mark.parametrize("subject", [variant("one"), IRI(expand("model:acme/one"))])
def test_a_run_that_succeeded_verifies_variant_and_model(subject: IRI) -> None:
    store = written(run(1))

    support = f"{subject}/support/ocr"
    assert values(store, subject, MG.supports, Scope.DEFAULT) == [support]
    assert values(store, support, MG.state, Scope.DEFAULT) == [MG.verified]
    assert values(store, support, MG.verifiedBy, Scope.DEFAULT) == [run(1).iri]


@pytest.mark.parametrize(
    ("failed", "code"),
    [
        (
            run(1, state=RunState.FAILED, prediction=None, failure=Failure("TIMEOUT", "late")),
            "TIMEOUT",
        ),
        (run(1, state=RunState.CANCELLED, prediction=None), "CANCELLED"),
    ],
)
def test_a_run_that_failed_verifies_nothing_and_says_why(failed: Run, code: str) -> None:
    store = written(failed)

    assert values(store, failed.iri, MG.status, Scope.DEFAULT) == [MG.failed]
    assert values(store, failed.iri, MG.failureCode, Scope.DEFAULT) == [code]
    assert not list(store.quads(None, MG.verifiedBy))


def test_writing_a_record_again_changes_nothing() -> None:
    store, made = written(run(1), run(2)), job(run(1), run(2))
    before = set(store.quads())

    record.write(store, made, compare(made))

    assert set(store.quads()) == before


def test_another_outcome_of_the_same_run_replaces_the_first() -> None:
    store = written(run(1, state=RunState.FAILED, prediction=None, failure=Failure("X", "x")))

    record.write(store, job(run(1)), Agreement("j1", ()))

    assert values(store, run(1).iri, MG.status, Scope.DEFAULT) == [MG.succeeded]
    assert values(store, run(1).iri, MG.failureCode, Scope.DEFAULT) == []


def test_an_answer_that_was_reused_has_no_second_record() -> None:
    store = written(run(1, reused_from="j0-1"))

    assert list(store.quads(None, RDF.type, MG.Run)) == []
    used = values(store, job().iri, PROV.used, Scope.DEFAULT)
    assert "https://w3id.org/modelgraph/run/j0-1" in used


def test_agreement_is_data_between_two_runs() -> None:
    store = written(run(1), run(2))

    nodes = [q.subject for q in store.quads(None, MG.measure, Literal("iou"), Scope.DEFAULT)]
    assert len(nodes) == 1
    assert sorted(values(store, nodes[0], MG.between, Scope.DEFAULT)) == [run(1).iri, run(2).iri]
    assert values(store, nodes[0], MG.value, Scope.DEFAULT) == ["1"]
    assert list(store.quads(None, MG.measure, Literal("found-by-all"), Scope.DEFAULT))


def test_a_support_names_ten_of_the_runs_that_verified_it() -> None:
    store = OxigraphStore()
    for number in range(15):
        made = job(run(1, id=f"j{number}-1", job=f"j{number}"), id=f"j{number}")
        record.write(store, made, Agreement(made.id, (ImageAgreement(IMAGE.id, ()),)))

    support = f"{variant('one')}/support/ocr"
    assert len(values(store, support, MG.verifiedBy, Scope.DEFAULT)) == 10


def test_an_answer_too_large_for_a_literal_is_named() -> None:
    depth = Depth(500, 500, tuple(n / 7 for n in range(250_000)), "m")
    store = written(run(1, prediction=replace(FOUND, depth=depth)))

    (output,) = values(store, run(1).iri, MG.output, IRI(job().iri))
    assert json.loads(output)["left_out"] == ["depth"]
    assert json.loads(output)["text"] == FOUND.text


@pytest.mark.parametrize(
    ("prediction", "words"),
    [
        (Prediction("t", 1, 1, text="words"), "words"),
        (Prediction("t", 1, 1, labels=(Label("cat", 0.66), Label("dog"))), "cat 0.66, dog"),
        (Prediction("t", 1, 1, detections=(Detection(Box(0, 0, 1, 1)),)), "unnamed"),
        (Prediction("t", 1, 1, vector=Vector((1.0,), 1, 1.0)), "a vector of 1 numbers"),
        (Prediction("t", 1, 1, depth=Depth(2, 3, (), "m")), "a depth map of 3 × 2"),
        (Prediction("t", 1, 1), "nothing found"),
    ],
)
def test_a_prediction_has_a_line_of_words(prediction: Prediction, words: str) -> None:
    assert record.summary(prediction) == words
