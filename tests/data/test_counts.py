"""What came in of each source that is read whole, against what the source counts."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.importers import rebuild, timings, timm
from modelgraph.importers.joins import shipped_names
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, OxigraphStore, boolean
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, MG, OWL, RDF, SCHEMA, SKOS

SEED_PAGE = IRI(expand("source:playground.roboflow.com-page"))
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
        of_device = store.quads(graph=TIMM, predicate=MG.device, value=Literal(device))
        return sum(
            1
            for under in of_device
            for _ in store.quads(graph=TIMM, predicate=MG.conditions, value=under.subject)
        )

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


def curated_claims(store: OxigraphStore) -> int:
    ids = {quad.object for quad in store.quads(predicate=DCTERMS.identifier)}
    return sum(1 for each in ids if isinstance(each, Literal) and each.lexical.startswith("cf-"))


def survey_rows(_: OxigraphStore) -> int:
    places = [each.place for each in shipped_names() if each.collection == "playground"]
    return len({match[0] for place in places if (match := re.search(r"\(row \d+\)", place))})


def curated_subjects(_: OxigraphStore) -> int:
    return len({each.name for each in shipped_names() if each.collection == "curated-facts"})


def own_limits(store: OxigraphStore) -> int:
    found = store.quads(graph=MODELS_DEV, predicate=MG.contextWindowTokens)
    return sum(1 for quad in found if "/offer/" in quad.subject)


COUNTED: dict[tuple[str, str], Count] = {
    ("curated-facts", "claims"): curated_claims,
    ("curated-facts", "subjects"): curated_subjects,
    ("playground", "rows of the survey"): survey_rows,
    ("playground", "cells of the seed page"): stated(SEED_PAGE, RDF.type, MG.Claim),
    ("models-dev", "offers with a context limit of their own"): own_limits,
    ("model-openness-tool", "component rows"): stated(OPENNESS, RDF.type, MG.Component),
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
    ("timm", "rows of the CPU table"): timed("CPU i9-10940X"),
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


def test_every_collection_of_the_sources_is_counted() -> None:
    counted = {collection for collection, _ in table()}

    assert {name.removesuffix("-facts") for name in counted} == rebuild.IMPORTERS.keys()


GPU, CPU = timings.DEVICES
SOURCES = os.environ.get("MODELGRAPH_SOURCES", "")
OF_FILES: dict[tuple[str, str], str] = {
    ("curated-facts", "claims"): "curated/curated-facts.csv",
    ("playground", "rows of the survey"): "playground/models-seen.csv",
    ("models-dev", "offers"): "models-dev/hosted.csv",
    ("models-dev", "hosts"): "models-dev/providers.csv",
    ("timm", "rows of the validation set"): f"timm/results/{timm.VALIDATION}",
    ("timm", "rows of the RTX 5090 table"): f"timm/results/{GPU}",
    ("timm", "rows of the CPU table"): f"timm/results/{CPU}",
    ("timm", "rows of pretraining data"): "timm/results/model_metadata-in1k.csv",
    ("transformers", "pages"): "transformers/architectures.csv",
    ("transformers", "registered classes"): "transformers/auto_tasks.csv",
    ("hf-tasks", "tasks"): "hf-tasks/tasks.csv",
    ("hf-tasks", "libraries"): "hf-tasks/libraries.csv",
    ("roboflow-inference", "rows of the licence table"): "roboflow-inference/licences-readme.csv",
    ("roboflow-inference", "rows of the index"): "roboflow-inference/catalog-index.csv",
    ("roboflow-inference", "pages"): "roboflow-inference/doc-pages.csv",
    ("roboflow-inference", "ids of weights"): "roboflow-inference/model-ids.csv",
    ("roboflow-inference", "registry entries"): "roboflow-inference/registry.csv",
}
"""What is counted → the table of which it is the number of rows."""


@pytest.mark.slow
@pytest.mark.skipif(not SOURCES, reason="MODELGRAPH_SOURCES names no folder of sources")
@pytest.mark.parametrize(("counted", "path"), OF_FILES.items())
def test_the_table_counts_what_is_in_the_source(counted: tuple[str, str], path: str) -> None:
    with (Path(SOURCES) / path).open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.DictReader(file))

    assert int(table()[counted]["in_the_source"]) == rows


@pytest.mark.slow
@pytest.mark.skipif(not SOURCES, reason="MODELGRAPH_SOURCES names no folder of sources")
@pytest.mark.parametrize(
    ("counted", "pattern"),
    [
        (("models-dev", "model files"), "models-dev/models/*/*.toml"),
        (("model-leaderboard", "result files"), "model-leaderboard/results/*/*.json"),
        (("model-openness-tool", "model files"), "model-openness-tool/models/*.yml"),
    ],
)
def test_the_table_counts_the_files_of_the_source(counted: tuple[str, str], pattern: str) -> None:
    assert int(table()[counted]["in_the_source"]) == len([*Path(SOURCES).glob(pattern)])
