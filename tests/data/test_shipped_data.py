"""The shipped data are what their importers write, and say what they promise.

What reads every claim of every source takes long, and is slow.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.importers import joins, rebuild, rules
from modelgraph.importers.content import Content, whole_graph
from modelgraph.importers.identity import shipped
from modelgraph.provenance import Claim
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, OxigraphStore, Scope
from modelgraph.validation import check
from modelgraph.vocabulary.missing import MISSING
from modelgraph.vocabulary.prefixes import BASE, PREFIXES, expand
from modelgraph.vocabulary.terms import DCTERMS, FAIR4ML, IT6, MG, RDF, SCHEMA

FILES = sorted(path.name for path in data().glob("*.trig"))
BUILT = (*FILES, rebuild.README, joins.NAMES, joins.UNMATCHED)
SOURCES = os.environ.get("MODELGRAPH_SOURCES", "")


@pytest.fixture(scope="module")
def store(shipped_catalog: Catalog) -> OxigraphStore:
    assert isinstance(shipped_catalog.store, OxigraphStore)
    return shipped_catalog.store


@pytest.fixture(scope="module")
def content(store: OxigraphStore) -> Content:
    return rebuild.content_of(store)


@pytest.fixture(scope="module")
def claims(content: Content) -> list[Claim]:
    return content.claims


def iri(name: str) -> IRI:
    return IRI(expand(name))


def fact(store: OxigraphStore, subject: str, predicate: IRI) -> set[str]:
    found = store.quads(iri(subject), predicate, graph=Scope.DEFAULT)
    return {q.object.lexical if isinstance(q.object, Literal) else q.object for q in found}


def test_every_graph_is_one_file_and_every_file_one_graph(store: OxigraphStore) -> None:
    graphs = {f"{graph.removeprefix(PREFIXES['source'])}.trig" for graph in store.graphs()}

    assert graphs | {rebuild.PREFERRED} == set(FILES)


@pytest.mark.slow
def test_every_file_reads_back_as_it_is_written(store: OxigraphStore) -> None:
    differing = [
        graph
        for graph in store.graphs()
        if rebuild.graph_text(store, graph)
        != (data() / f"{graph.removeprefix(PREFIXES['source'])}.trig").read_text("utf-8")
    ]

    assert differing == []


@pytest.mark.slow
def test_the_preferred_facts_follow_from_the_claims(store: OxigraphStore, content: Content) -> None:
    derived = rebuild.preferred_text(rebuild.preferred_of(store, content))

    assert derived == (data() / rebuild.PREFERRED).read_text("utf-8")


def test_the_licence_table_is_that_of_the_sources(store: OxigraphStore) -> None:
    assert rebuild.readme(store) == (data() / rebuild.README).read_text("utf-8")


@pytest.mark.slow
@pytest.mark.skipif(not SOURCES, reason="MODELGRAPH_SOURCES names no folder of sources")
def test_the_importers_write_the_same_files_again() -> None:
    built = rebuild.build(rebuild.readings(Path(SOURCES), shipped()))
    shipped_files = {name: (data() / name).read_text("utf-8") for name in BUILT}

    assert built.files.keys() == shipped_files.keys()
    assert [name for name, text in built.files.items() if text != shipped_files[name]] == []


CURATED = 1904
"""Rows of the curated table; those give way that a source says which is read whole."""


@pytest.mark.slow
def test_a_curated_row_is_a_claim_or_held_back_or_said_by_another(claims: list[Claim]) -> None:
    rows = {c.identifier for c in claims if c.identifier.startswith("cf-")}
    held_back = shipped().held_back["curated-facts"]

    assert CURATED / 2 < len(rows) + len(held_back) <= CURATED
    assert not rows & held_back.keys()
    assert all(held_back.values())


@pytest.mark.slow
def test_every_row_of_the_demo_models_is_a_claim(claims: list[Claim]) -> None:
    lines = (data() / "demo" / "demo-facts.csv").read_text("utf-8").splitlines()[1:]
    written = {line.partition(",")[0] for line in lines}

    assert written <= {claim.identifier for claim in claims}


@pytest.mark.slow
def test_every_claim_keeps_the_rules_of_its_property(claims: list[Claim]) -> None:
    assert {reason for c in claims if (reason := check(c.predicate, c.value))} == set()


@pytest.mark.slow
def test_every_judgement_gives_its_reason(claims: list[Claim]) -> None:
    assert [c.iri for c in claims if c.rank != "normal" and not c.rank_reason] == []


@pytest.mark.slow
def test_evidence_is_short_phrases_and_no_prose(claims: list[Claim]) -> None:
    assert max(len(claim.quote.split()) for claim in claims) <= 13
    assert max(len(claim.note) for claim in claims) <= 150
    assert max(len(claim.stated_as) for claim in claims) <= 150


def test_every_source_says_what_it_is_and_under_which_licence(store: OxigraphStore) -> None:
    for graph in store.graphs():
        facts = {quad.predicate for quad in store.quads(subject=graph, graph=graph)}
        assert {RDF.type, SCHEMA.name, MG.kind, DCTERMS.license} <= facts, graph


@pytest.mark.slow
def test_every_licence_that_is_stated_is_in_the_table(
    store: OxigraphStore, claims: list[Claim]
) -> None:
    stated = {claim.value for claim in claims if claim.predicate == SCHEMA.license} - MISSING
    table = {
        quad.subject
        for quad in store.quads(predicate=SCHEMA.name)
        if quad.graph is not None and "modelgraph-curation" in quad.graph
    }

    assert stated <= table


def test_a_name_is_one_and_a_variant_is_of_one_model(store: OxigraphStore) -> None:
    things = [
        quad.subject
        for kind in (MG.Model, MG.Variant)
        for quad in store.quads(predicate=RDF.type, value=kind, graph=Scope.DEFAULT)
    ]
    names = Counter(q.subject for q in store.quads(predicate=SCHEMA.name, graph=Scope.DEFAULT))
    models = Counter(
        q.subject for q in store.quads(predicate=SCHEMA.isVariantOf, graph=Scope.DEFAULT)
    )

    assert len(things) == len(set(things))
    assert {names[thing] for thing in things} == {1}
    assert {models[thing] for thing in things if "/variant/" in thing} == {1}


def test_ids_tell_models_and_variants_apart(store: OxigraphStore) -> None:
    ids = Counter(
        str(quad.object)
        for kind in (MG.Model, MG.Variant)
        for thing in store.quads(predicate=RDF.type, value=kind, graph=Scope.DEFAULT)
        for quad in store.quads(thing.subject, DCTERMS.identifier, graph=Scope.DEFAULT)
    )

    assert [each for each, number in ids.items() if number > 1] == []


VARIANTS = {
    "microsoft/florence-2": {"base", "base-ft", "large", "large-ft"},
    "depth-anything/depth-anything-v2": {
        "small",
        "base",
        "large",
        "giant",
        "metric-small",
        "metric-base",
    },
    "meta/sam-2": {"tiny", "small", "base-plus", "large"},
    "ultralytics/yolo26": set("nsmlx"),
    "openai/gpt-5": set(),
}


@pytest.mark.parametrize(("model", "sizes"), VARIANTS.items())
def test_the_levels_come_out_right(store: OxigraphStore, model: str, sizes: set[str]) -> None:
    owner, _, slug = model.partition("/")
    join = "" if slug == "yolo26" else "-"
    expected = {iri(f"variant:{owner}/{slug}{join}{size}") for size in sizes}

    found = {
        each for each in fact(store, f"model:{model}", IT6.hasVariation) if "-2.1-" not in each
    }

    assert found == expected


def test_a_family_holds_its_models(store: OxigraphStore) -> None:
    family = IRI("https://w3id.org/modelgraph/family/sam")

    members = {q.subject for q in store.quads(None, SCHEMA.isPartOf, family, Scope.DEFAULT)}

    assert members == {iri("model:meta/sam"), iri("model:meta/sam-2"), iri("model:meta/sam-3")}


def test_the_two_generations_of_rf_detr_large_have_their_own_sizes(store: OxigraphStore) -> None:
    late, early = "variant:roboflow/rf-detr-large", "variant:roboflow/rf-detr-large-2025"

    assert fact(store, late, IT6.totalNumberOfParameters) == {"33900000"}
    assert fact(store, early, IT6.totalNumberOfParameters) == {"135637474"}


def test_florence_2_is_what_its_sources_say(store: OxigraphStore) -> None:
    model = "model:microsoft/florence-2"

    assert fact(store, model, MG.organization) == {iri("org:microsoft")}
    assert fact(store, model, SCHEMA.license) == {iri("spdx:MIT")}
    assert fact(store, model, SCHEMA.datePublished) == {"2024-06-16"}
    assert fact(store, f"{model}/release/preprint", MG.date) == {"2023-11-10"}
    assert fact(store, f"{model}/release/weights", MG.date) == {"2024-06-16"}
    assert fact(store, f"{model}/release/library-support-transformers", MG.date) == {"2025-08-20"}
    base, large = (f"variant:microsoft/florence-2-{size}" for size in ("base", "large"))
    assert fact(store, base, IT6.totalNumberOfParameters) == {"230000000"}
    assert fact(store, large, IT6.totalNumberOfParameters) == {"770000000"}
    assert fact(store, model, IT6.totalNumberOfParameters) == set()


@pytest.mark.slow
def test_what_the_page_shows_of_florence_2_stays_as_claims(claims: list[Claim]) -> None:
    shown = {
        claim.stated_as: claim
        for claim in claims
        if claim.source == iri("source:playground.roboflow.com-page")
        and claim.subject == iri("model:microsoft/florence-2")
    }

    assert shown["Jun 2025"].predicate == SCHEMA.datePublished
    assert shown["230M"].predicate == IT6.totalNumberOfParameters


def test_sam_clip_is_closed_with_its_second_affiliation(store: OxigraphStore) -> None:
    model = "model:apple/sam-clip"

    assert fact(store, model, MG.organization) == {iri("org:apple")}
    assert fact(store, model, MG.affiliation) == {iri("org:uiuc")}
    assert fact(store, f"{model}/component/weights", MG.availability) == {MG.none}
    assert fact(store, model, MG.category) == {MG.closed}


@pytest.mark.slow
def test_a_doubtful_mark_is_no_fact(store: OxigraphStore, claims: list[Claim]) -> None:
    doubtful = [
        c for c in claims if c.qualifier == "?" and c.subject == iri("model:apple/sam-clip")
    ]

    assert iri("task:instance-segmentation") in {claim.value for claim in doubtful}
    assert iri("task:instance-segmentation") not in fact(
        store, "model:apple/sam-clip", FAIR4ML.mlTask
    )


def test_the_rules_graph_holds_claims_of_the_rules_only(store: OxigraphStore) -> None:
    found, _ = whole_graph(store, rules.SOURCE.iri)

    assert found
    assert {claim.source for claim in found} == {rules.SOURCE.iri}


@pytest.mark.slow
def test_addresses_keep_to_their_letters(claims: list[Claim]) -> None:
    own = re.compile(re.escape(PREFIXES["mg"].removesuffix("ontology#")) + r"[a-zA-Z0-9./-]+")

    ours = {claim.subject for claim in claims if claim.subject.startswith(BASE)}

    assert {subject for subject in ours if not own.fullmatch(subject)} == set()
