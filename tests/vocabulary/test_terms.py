"""The constants, the context and the ontology say the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from modelgraph.resources import ontology
from modelgraph.vocabulary import generate
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return generate.vocabulary()


def test_the_constants_are_those_of_the_ontology(graph: Graph) -> None:
    assert generate.TERMS.read_text(encoding="utf-8") == generate.terms(graph)


def test_the_context_is_that_of_the_ontology(graph: Graph) -> None:
    written = (ontology() / generate.CONTEXT).read_text(encoding="utf-8")

    assert written == generate.context_text(graph)


def test_every_own_term_has_label_comment_and_home(graph: Graph) -> None:
    own = {str(s) for s in graph.subjects() if str(s).startswith(PREFIXES["mg"])}

    lacking = {
        (term, str(wanted))
        for term in own
        for wanted in (RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDF.type)
        if graph.value(URIRef(term), wanted) is None
    }

    assert own
    assert lacking == set()


def test_every_own_term_that_another_names_is_described(graph: Graph) -> None:
    named = {str(o) for o in graph.objects() if str(o).startswith(PREFIXES["mg"])}
    described = {str(s) for s in graph.subjects(RDFS.label)}

    assert named <= described


def test_every_property_names_a_domain_or_says_why_not(graph: Graph) -> None:
    properties = set(graph.subjects(RDF.type, OWL.ObjectProperty)) | set(
        graph.subjects(RDF.type, OWL.DatatypeProperty)
    )
    shared = {
        MG.of,
        MG.task,
        MG.value,
        MG.kind,
        MG.concerns,
        MG.device,
    }  # stated of several kinds of thing

    without = {str(p) for p in properties if graph.value(p, RDFS.domain) is None}

    assert without == {str(each) for each in shared}


def test_constants_are_the_terms_themselves() -> None:
    assert MG.Model == "https://w3id.org/modelgraph/ontology#Model"
    assert IT6.totalNumberOfParameters == "http://data.europa.eu/it6/totalNumberOfParameters"


def test_the_context_expands_a_document_to_our_terms() -> None:
    context = json.loads((ontology() / generate.CONTEXT).read_text(encoding="utf-8"))
    document = {
        **context, "id": "model:microsoft/florence-2", "name": "Florence-2",
        "category": "mg:open", "schema:license": {"id": "spdx:MIT"},
    }  # fmt: skip

    triples = {str(quad.triple) for quad in ox.parse(json.dumps(document), ox.RdfFormat.JSON_LD)}

    subject = "<https://w3id.org/modelgraph/model/microsoft/florence-2>"
    assert f"{subject} <{MG.category}> <{MG.open}>" in triples
    assert f"{subject} <{SCHEMA.license}> <https://spdx.org/licenses/MIT>" in triples
    assert f'{subject} <{SCHEMA.name}> "Florence-2"' in triples


def test_every_own_term_that_is_written_about_exists(graph: Graph) -> None:
    described = {str(s).partition("#")[2] for s in graph.subjects(RDFS.label)}
    # The rules' page is left out: its examples show terms that don't exist being refused.
    texts = [
        *(each for each in ROOT.glob("docs/**/*.md") if each.name != "rules.md"),
        *ROOT.glob("src/modelgraph/**/*.rq"),
        *ROOT.glob("src/modelgraph/**/*.py"),
    ]
    own = {
        (path.name, name)
        for path in texts
        for name in re.findall(r"\bmg:([A-Za-z]\w+)", path.read_text("utf-8"))
    }

    unknown = {(path, name) for path, name in own if name not in described}

    assert own
    assert unknown == set()
