"""Hugging Face's tasks keep their own concepts, and claims tie them to ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import hf_tasks, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Kind
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, OxigraphStore, Value
from modelgraph.vocabulary.ontology import Scheme, matches, scheme
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, RDF, SCHEMA, SKOS

SOURCE = b"| commit, date | fe42e68017ffc76d09922ea8f9b38a6964345710, 2026-08-21 |\n"
HEADER = "id,name,repo_name,repo_url,docs_url,shown_as_filter,tasks\n"
DOCTR = "doctr,docTR,doctr,https://github.com/mindee/doctr,,False,object-detection\n"


def task(identifier: str, *subtasks: str) -> dict[str, Any]:
    return {
        "id": identifier, "name": identifier.title(), "modality": "cv", "summary": None,
        "subtasks": [{"type": each, "name": each.title()} for each in subtasks],
    }  # fmt: skip


TASKS = [
    task("object-detection", "vehicle-detection"),
    task("image-segmentation", "semantic-segmentation"),
    task("mask-generation"),
    task("translation"),
]


def read(tasks: Any = TASKS, libraries: str = DOCTR) -> Reading:
    listed = {"modalities": {"cv": "Computer Vision"}, "tasks": tasks}
    files = {
        "SOURCE.md": SOURCE,
        hf_tasks.TASKS: json.dumps(listed).encode(),
        hf_tasks.LIBRARIES: (HEADER + libraries).encode(),
    }
    return hf_tasks.read(files, shipped())


def hf(path: str) -> IRI:
    return IRI(f"https://huggingface.co/tasks/{path}")


def matched(reading: Reading, path: str) -> set[tuple[IRI, Value]]:
    return {(c.predicate, c.value) for c in reading.claims if c.subject == hf(path)}


def said(reading: Reading, subject: IRI, predicate: IRI) -> list[Value]:
    return [q.object for q in reading.links if (q.subject, q.predicate) == (subject, predicate)]


@pytest.mark.parametrize(
    ("path", "relation", "ours"),
    [
        ("object-detection", SKOS.exactMatch, "object-detection"),
        ("image-segmentation", SKOS.exactMatch, "image-segmentation"),
        ("image-segmentation", SKOS.narrowMatch, "semantic-segmentation"),
        ("image-segmentation#semantic-segmentation", SKOS.exactMatch, "semantic-segmentation"),
        ("mask-generation", SKOS.exactMatch, "mask-generation"),
        ("mask-generation", SKOS.closeMatch, "promptable-segmentation"),
    ],
)
def test_a_match_is_a_claim_about_their_concept(path: str, relation: IRI, ours: str) -> None:
    assert (relation, IRI(expand(f"task:{ours}"))) in matched(read(), path)


def test_masks_for_everything_are_not_the_same_as_masks_for_a_prompt() -> None:
    exact = {value for relation, value in matched(read(), "mask-generation")
             if relation == SKOS.exactMatch}  # fmt: skip

    assert exact == {IRI(expand("task:mask-generation"))}


def test_the_matching_is_ours_and_says_where_it_was_decided() -> None:
    assert {(claim.kind, claim.note) for claim in read().claims} == {
        (Kind.CURATED, "matched in ontology/tasks.ttl")
    }


def test_no_concept_is_exactly_two_of_ours() -> None:
    exact = [m.other for m in matches(Scheme.TASKS, "https://huggingface.co/")
             if m.relation == SKOS.exactMatch]  # fmt: skip

    assert len(exact) == len(set(exact))


def test_what_matches_nothing_is_listed_and_kept() -> None:
    reading = read()

    assert {each.what for each in reading.unmatched} == {
        "object-detection#vehicle-detection", "translation"
    }  # fmt: skip
    assert said(reading, hf("translation"), RDF.type) == [SKOS.Concept]


@pytest.mark.parametrize("slug", ["ocr", "phrase-grounding", "region-proposal", "image-tagging"])
def test_tasks_that_they_lack_have_no_exact_task_of_theirs(slug: str) -> None:
    concept = scheme(Scheme.TASKS).find(slug)
    exact = {
        m.other
        for m in matches(Scheme.TASKS, "https://huggingface.co/tasks/")
        if m.concept == concept and m.relation == SKOS.exactMatch
    }

    assert concept is not None
    assert all("#" in other for other in exact)


def test_a_subtask_stands_under_its_task() -> None:
    part = hf("object-detection#vehicle-detection")

    assert said(read(), part, SKOS.broader) == [hf("object-detection")]


def test_a_library_is_listed_for_the_tasks_of_the_source_right_or_wrong() -> None:
    doctr = IRI("https://w3id.org/modelgraph/library/doctr")
    reading = read()

    assert said(reading, doctr, SCHEMA.name) == [Literal("docTR")]
    assert said(reading, doctr, SCHEMA.codeRepository) == [IRI("https://github.com/mindee/doctr")]
    assert said(reading, doctr, DCTERMS.subject) == [hf("object-detection")]


@pytest.mark.parametrize(
    "library", ["x,X,x,,,True,no-such-task\n", "../x,X,x,,,True,\n", "x,X,x,javascript:1,,True,\n"]
)
def test_a_broken_library_refuses_all(library: str) -> None:
    with pytest.raises(InvalidDataError) as error:
        read(libraries=DOCTR + library)

    assert [each["row"] for each in error.value.details["rows"]] == [3]


@pytest.mark.parametrize("broken", [{}, task("a b"), {**task("x"), "modality": "?"}, "x"])
def test_a_broken_task_refuses_all(broken: object) -> None:
    with pytest.raises(InvalidDataError) as error:
        read([*TASKS, broken])

    assert [each["row"] for each in error.value.details["rows"]] == [5]


def test_the_same_files_again_change_nothing() -> None:
    store = OxigraphStore()
    pipeline.run(store, read())
    before = store.revision

    again = pipeline.run(store, read())

    assert again.is_empty
    assert store.revision == before


def test_the_shipped_tasks_have_the_counts_of_their_source() -> None:
    store = OxigraphStore()
    store.load(data() / "huggingface-huggingface.js-fe42e68.trig")
    concepts = {q.subject for q in store.quads(predicate=RDF.type, value=SKOS.Concept)}
    libraries = list(store.quads(predicate=RDF.type, value=SCHEMA.SoftwareSourceCode))

    assert len([each for each in concepts if "#" not in each]) == 57
    assert len([each for each in concepts if "#" in each]) == 75
    assert len(libraries) == 240
