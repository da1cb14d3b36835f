"""The schemes of tasks, features and modalities hold together."""

from __future__ import annotations

from collections import Counter

import pytest
from rdflib import SKOS, Graph, URIRef

from modelgraph.resources import ontology
from modelgraph.vocabulary.ontology import Scheme, plain, scheme

SEED_TASKS = (
    "Captioning", "Classification", "Image Embedding", "Image Similarity", "Image Tagging",
    "Instance Segmentation", "Object Detection", "OCR", "Open Vocabulary Object Detection",
    "Phrase Grounding", "Region Proposal", "Vision Language", "Visual Question Answering",
    "Zero Shot Segmentation",
)  # fmt: skip
SEED_FEATURES = (
    "Foundation Vision", "LLMs with Vision Capabilities", "Multimodal Vision",
    "Zero-shot Detection",
)  # fmt: skip
REGISTRY_TASKS = (
    "object-detection", "open-vocabulary-object-detection", "instance-segmentation",
    "interactive-instance-segmentation", "semantic-segmentation", "keypoint-detection",
    "classification", "multi-label-classification", "embedding", "depth-estimation",
    "structured-ocr", "text-only-ocr", "gaze-detection", "vlm",
)  # fmt: skip


@pytest.mark.parametrize("label", [*SEED_TASKS, *REGISTRY_TASKS])
def test_tasks_have_the_names_of_the_seed_page_and_the_registry(label: str) -> None:
    assert scheme(Scheme.TASKS).find(label) is not None


@pytest.mark.parametrize("label", SEED_FEATURES)
def test_features_have_the_names_of_the_seed_page(label: str) -> None:
    assert scheme(Scheme.FEATURES).find(label) is not None


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("zero_shot segmentation", "zero-shot-segmentation"),
        ("  OCR ", "ocr"),
        ("Interactive Segmentation", "promptable-segmentation"),
        ("Vision Language", "image-text-to-text"),
    ],
)
def test_case_hyphens_and_spaces_do_not_matter(label: str, slug: str) -> None:
    found = scheme(Scheme.TASKS).find(label)

    assert found is not None
    assert found.endswith(f"/task/{slug}")


def test_an_unknown_name_finds_nothing() -> None:
    assert scheme(Scheme.TASKS).find("world model") is None


@pytest.mark.parametrize("which", list(Scheme))
def test_a_name_belongs_to_one_concept_only(which: Scheme) -> None:
    graph = Graph().parse(ontology() / f"{which.value}.ttl")
    names = Counter(
        plain(str(label))
        for concept in set(graph.subjects(SKOS.inScheme))
        for label in {
            plain(str(each))
            for predicate in (SKOS.prefLabel, SKOS.altLabel)
            for each in graph.objects(concept, predicate)
        }
    )

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("which", list(Scheme))
def test_every_concept_is_defined_and_hangs_in_the_scheme(which: Scheme) -> None:
    graph = Graph().parse(ontology() / f"{which.value}.ttl")
    concepts = set(graph.subjects(SKOS.inScheme))

    for concept in concepts:
        assert graph.value(concept, SKOS.definition), concept
        parents = set(graph.objects(concept, SKOS.broader))
        assert parents <= concepts
        assert bool(parents) != bool(graph.value(concept, SKOS.topConceptOf)), concept
        assert concept not in set(graph.transitive_objects(concept, SKOS.broader)) - {concept}


def test_broader_goes_round_no_circle() -> None:
    graph = Graph().parse(ontology() / "tasks.ttl")

    for concept in set(graph.subjects(SKOS.broader)):
        above = {
            each
            for parent in graph.objects(concept, SKOS.broader)
            for each in graph.transitive_objects(parent, SKOS.broader)
        }
        assert concept not in above


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("open-vocabulary-object-detection", "object-detection"),
        ("phrase-grounding", "object-detection"),
        ("referring-segmentation", "image-segmentation"),
        ("person-segmentation", "image-segmentation"),
    ],
)
def test_the_narrower_task_counts_as_the_wider(narrow: str, wide: str) -> None:
    graph = Graph().parse(ontology() / "tasks.ttl")
    base = "https://w3id.org/modelgraph/task/"

    above = set(graph.transitive_objects(URIRef(base + narrow), SKOS.broader))

    assert URIRef(base + wide) in above
