"""Conditions of results: one shared node for the same words, its settings as typed values."""

from __future__ import annotations

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import claims_rdf, conditions
from modelgraph.importers.conditions import Conditions
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Kind, Source
from modelgraph.store import IRI, Literal, Value, decimal, integer
from modelgraph.vocabulary.terms import MG, RDF, RDFS


def settings(made: Conditions) -> dict[IRI, Value | set[Value]]:
    """Return what is said of the node beside its class and words."""
    found: dict[IRI, set[Value]] = {}
    for subject, predicate, value in made.links:
        assert subject == made.iri
        if predicate not in {RDF.type, RDFS.label}:
            found.setdefault(predicate, set()).add(value)
    return {key: values.pop() if len(values) == 1 else values for key, values in found.items()}


def test_the_same_words_are_the_same_node_and_others_another() -> None:
    one, same, other = (conditions.read(text) for text in ("320 px", "320 px", "384 px"))
    assert one == same
    assert one.iri != other.iri
    assert one.iri.startswith("https://w3id.org/modelgraph/conditions/")
    assert (one.iri, RDF.type, MG.Conditions) in one.links
    assert (one.iri, RDFS.label, Literal("320 px")) in one.links


@pytest.mark.parametrize(
    ("part", "predicate", "value"),
    [
        ("320 px", MG.inputSizePixels, integer(320)),
        ("imgsz 640", MG.inputSizePixels, integer(640)),
        ("resolution 560", MG.inputSizePixels, integer(560)),
        ("crop 0.900", MG.cropFraction, decimal("0.9")),
        ("crop 1.150", MG.cropFraction, decimal("1.15")),
        ("bicubic", MG.interpolation, Literal("bicubic")),
        ("batch size 1024", MG.batchSize, integer(1024)),
        ("FP32", MG.precision, Literal("FP32")),
        ("NCHW", MG.memoryLayout, Literal("NCHW")),
        ("PyTorch 2.9.1", MG.backend, Literal("PyTorch 2.9.1")),
        ("conf 0.001", MG.confidenceThreshold, decimal("0.001")),
        ("threshold 0", MG.confidenceThreshold, decimal("0")),
        ("iou 0.7", MG.overlapThreshold, decimal("0.7")),
        ("max_det 100", MG.maximumDetections, integer(100)),
        ("harness Claude Code", MG.harness, Literal("Claude Code")),
        ("quantization int8", MG.quantization, Literal("int8")),
    ],
)
def test_a_known_setting_is_a_typed_value(part: str, predicate: IRI, value: Value) -> None:
    assert settings(conditions.read(part)) == {predicate: value}


@pytest.mark.parametrize(
    "part", ["third-party run", "imgsz big", "crop 7", "conf 1e9", "0 px", "9" * 30 + " px"]
)
def test_what_is_no_known_setting_is_kept_in_its_words(part: str) -> None:
    assert settings(conditions.read(part)) == {MG.setting: Literal(part)}


def test_settings_of_one_bundle_are_told_apart() -> None:
    made = conditions.read("run 2025-07-02; params imgsz=640,conf=0.001,verbose=False")
    assert settings(made) == {
        MG.setting: {Literal("run 2025-07-02"), Literal("verbose False")},
        MG.inputSizePixels: integer(640),
        MG.confidenceThreshold: decimal("0.001"),
    }


def test_an_importer_that_knows_more_than_the_words_says_it() -> None:
    known = ((MG.device, Literal("RTX 5090")),)
    made = conditions.read("RTX 5090; 224 px", known)
    assert settings(made) == {MG.device: Literal("RTX 5090"), MG.inputSizePixels: integer(224)}
    assert made.iri == conditions.read("RTX 5090; 224 px").iri


GRAPH_OF_RESULT = """
@prefix mg: <https://w3id.org/modelgraph/ontology#> .
@prefix fair4ml: <https://w3id.org/fair4ml#> .
<https://w3id.org/modelgraph/model/acme/foo> fair4ml:hasEvaluation
    <https://w3id.org/modelgraph/model/acme/foo/result/1> .
<https://w3id.org/modelgraph/model/acme/foo/result/1> mg:value 40.5 ; mg:metric "AP" ;
    mg:dataset "COCO" ; mg:conditions "640 px" .
"""


def stranger(text: str) -> Reading:
    source = Source(IRI("https://w3id.org/modelgraph/source/lab"), "lab", Kind.CURATED)
    return claims_rdf.read("lab.ttl", text.encode(), source, shipped(), None)


def test_conditions_that_a_stranger_gives_in_words_become_the_shared_node() -> None:
    links = {
        (link.subject, link.predicate, link.object) for link in stranger(GRAPH_OF_RESULT).links
    }

    assert set(conditions.read("640 px").links) <= links


def test_nobody_gives_the_conditions_other_words() -> None:
    node = conditions.address("640 px")
    label = f'<{node}> <http://www.w3.org/2000/01/rdf-schema#label> "{{}}" .'

    assert stranger(GRAPH_OF_RESULT + label.format("640 px")).links
    with pytest.raises(InvalidDataError) as caught:
        stranger(GRAPH_OF_RESULT + label.format("32 px"))
    assert "not the address of conditions in these words" in str(caught.value.details)
