"""What came in of each source that is read whole, against what the source counts."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, OxigraphStore, boolean
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, MG, OWL, RDF, SCHEMA, SKOS

MODELS_DEV = IRI(expand("source:anomalyco-models.dev-f3fc692-models"))
SPDX = IRI(expand("source:github-go-spdx-3c1ca93"))
HF = IRI(expand("source:huggingface-huggingface.js-fe42e68"))
OPENNESS = IRI(expand("source:lfai-model-openness-tool-8b5d30e"))
LEADERBOARD = IRI(expand("source:roboflow-model-leaderboard-0e3b439-results"))
TIMM = IRI(expand("source:huggingface-pytorch-image-models-aa4b585-results"))
TRANSFORMERS = IRI(expand("source:huggingface-transformers-decba1d-docs"))
INFERENCE = IRI(expand("source:roboflow-inference-3bb973b-catalog"))
VALIDATION = Literal("ImageNet-1k val")
TIMED = Literal("timm inference benchmark")
Count = Callable[[OxigraphStore], int]


def stated(graph: IRI, predicate: IRI, value: IRI | Literal) -> Count:
    return lambda store: len(list(store.quads(graph=graph, predicate=predicate, value=value)))


def files(graph: IRI, ending: str) -> Count:
    def count(store: OxigraphStore) -> int:
        places = {quad.object for quad in store.quads(graph=graph, predicate=MG.place)}
        return sum(1 for p in places if isinstance(p, Literal) and p.lexical.endswith(ending))

    return count


def concepts(sign: str, *, there: bool) -> Count:
    def count(store: OxigraphStore) -> int:
        found = store.quads(graph=HF, predicate=RDF.type, value=SKOS.Concept)
        return sum(1 for quad in found if (sign in quad.subject) is there)

    return count


def license_of(graph: IRI, license_: str) -> Count:
    return stated(graph, SCHEMA.license, IRI(expand(license_)))


def qualified(graph: IRI, beginning: str) -> Count:
    def count(store: OxigraphStore) -> int:
        found = store.quads(graph=graph, predicate=MG.qualifier)
        texts = [quad.object for quad in found if isinstance(quad.object, Literal)]
        return sum(1 for text in texts if text.lexical.startswith(beginning))

    return count


def other_sets(store: OxigraphStore) -> int:
    named = [quad.object for quad in store.quads(graph=TIMM, predicate=MG.dataset)]
    return sum(1 for each in named if each not in {VALIDATION, TIMED})


def timed(device: str) -> Count:
    def count(store: OxigraphStore) -> int:
        found = store.quads(graph=TIMM, predicate=MG.conditions)
        texts = [quad.object for quad in found if isinstance(quad.object, Literal)]
        return sum(1 for text in texts if text.lexical.startswith(device))

    return count


def pages(store: OxigraphStore) -> int:
    places = {
        quad.object.lexical
        for quad in store.quads(graph=INFERENCE, predicate=MG.place)
        for evidence in store.quads(subject=quad.subject, predicate=RDF.predicate, graph=INFERENCE)
        if evidence.object == SCHEMA.license and isinstance(quad.object, Literal)
    }
    return len(places - {"inference/models/README.md", "inference_models/docs/models/index.md"})


def hosts(store: OxigraphStore) -> int:
    return len({quad.object for quad in store.quads(graph=MODELS_DEV, predicate=SCHEMA.offeredBy)})


COUNTED: dict[tuple[str, str], Count] = {
    ("models-dev", "model files"): files(MODELS_DEV, ".toml"),
    ("models-dev", "benchmark entries"): stated(MODELS_DEV, RDF.predicate, MG.value),
    ("models-dev", "weights links of files"): stated(
        MODELS_DEV, RDF.predicate, MG.weightsRepository
    ),
    ("models-dev", "offers"): stated(MODELS_DEV, RDF.type, SCHEMA.Offer),
    ("models-dev", "hosts"): hosts,
    ("spdx", "licences"): stated(SPDX, RDF.type, DCTERMS.LicenseDocument),
    ("spdx", "exceptions"): stated(SPDX, RDF.type, MG.LicenseException),
    ("spdx", "OSI-approved"): stated(SPDX, MG.osiApproved, boolean(True)),
    ("spdx", "FSF libre"): stated(SPDX, MG.fsfLibre, boolean(True)),
    ("spdx", "FSF not libre"): stated(SPDX, MG.fsfLibre, boolean(False)),
    ("spdx", "deprecated ids"): stated(SPDX, OWL.deprecated, boolean(True)),
    ("hf-tasks", "tasks"): concepts("#", there=False),
    ("hf-tasks", "subtasks"): concepts("#", there=True),
    ("hf-tasks", "libraries"): stated(HF, RDF.type, SCHEMA.SoftwareSourceCode),
    ("model-openness-tool", "model files"): files(OPENNESS, ".yml"),
    ("model-leaderboard", "result files"): files(LEADERBOARD, ".json"),
    ("model-leaderboard", "licence Apache-2.0"): license_of(LEADERBOARD, "spdx:Apache-2.0"),
    ("model-leaderboard", "licence APGL-3.0 (as written)"): license_of(
        LEADERBOARD, "license:LicenseRef-APGL-3.0"
    ),
    ("model-leaderboard", "licence GPL-3.0"): license_of(LEADERBOARD, "spdx:GPL-3.0-only"),
    ("model-leaderboard", "values of results"): stated(LEADERBOARD, RDF.predicate, MG.value),
    ("timm", "rows of the validation set"): stated(TIMM, MG.dataset, VALIDATION),
    ("timm", "checkpoints"): stated(TIMM, RDF.predicate, SCHEMA.publisher),
    ("timm", "rows of the seven other sets"): other_sets,
    ("timm", "rows of the RTX 5090 table"): timed("RTX 5090"),
    ("timm", "rows of the CPU table"): timed("CPU"),
    ("transformers", "pages"): files(TRANSFORMERS, ".md"),
    ("transformers", "registered classes"): qualified(TRANSFORMERS, "library class"),
    ("roboflow-inference", "rows of the licence table"): qualified(INFERENCE, "vendor table"),
    ("roboflow-inference", "rows of the index"): qualified(INFERENCE, "vendor index"),
    ("roboflow-inference", "pages"): pages,
    ("roboflow-inference", "ids of weights"): stated(INFERENCE, RDF.predicate, MG.apiIdentifier),
    ("roboflow-inference", "registry entries"): qualified(INFERENCE, "backends"),
}


@pytest.fixture(scope="module")
def store(shipped_catalog: Catalog) -> OxigraphStore:
    assert isinstance(shipped_catalog.store, OxigraphStore)
    return shipped_catalog.store


def table() -> dict[tuple[str, str], dict[str, str]]:
    with (data() / "counts.csv").open(encoding="utf-8", newline="") as file:
        return {(row["collection"], row["what"]): row for row in csv.DictReader(file)}


def test_the_table_counts_what_is_here(store: OxigraphStore) -> None:
    rows = table()

    counted = {key: count(store) for key, count in COUNTED.items()}

    assert counted == {key: int(rows[key]["here"]) for key in COUNTED}


def test_a_difference_has_its_reason() -> None:
    assert [
        key
        for key, row in table().items()
        if row["in_the_source"] != row["here"] and not row["why"]
    ] == []
