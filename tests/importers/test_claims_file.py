"""A user's own file of claims: one source, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from contents import everything
from modelgraph.errors import InvalidDataError
from modelgraph.importers import claims_file, pipeline
from modelgraph.provenance import Kind
from modelgraph.store import IRI, OxigraphStore, Scope
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA

GOOD = """\
model,level,subject,parent,property,qualifier,value,evidence
Foo Net,model,Foo Net,,organization,architecture-author,Acme,
Foo Net,variant,Foo Net S,Foo Net,parameters,published,12.5M,12.5M parameters
Foo Net,variant,Foo Net S,Foo Net,license,weights,MIT,
Foo Net,model,Foo Net,,task,claimed,Object Detection,
Florence-2,variant,Florence-2-base,Florence-2,parameters,counted,231000000,
"""


def iri(name: str) -> IRI:
    return IRI(expand(name))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "claims.csv"
    path.write_text(GOOD)
    return path


def test_all_rows_are_claims_of_one_source(good: Path) -> None:
    reading = claims_file.read(good, "My Lab", "measured", "CC0-1.0")

    (source,) = reading.sources
    assert (source.iri, source.kind, source.license) == (
        iri("source:my-lab"), Kind.MEASURED, "CC0-1.0",
    )  # fmt: skip
    assert {claim.source for claim in reading.claims} == {source.iri}
    assert {claim.kind for claim in reading.claims} == {Kind.MEASURED}
    assert len(reading.claims) == 5


def test_a_new_model_stands_in_the_catalog_after_the_import(
    good: Path, own_world: OxigraphStore
) -> None:
    report = pipeline.run(own_world, claims_file.read(good, "My Lab", "measured", "CC0-1.0"))

    model, variant = iri("model:acme/foo-net"), iri("variant:acme/foo-net-s")
    triples = {(q.subject, q.predicate, q.object) for q in own_world.quads(graph=Scope.DEFAULT)}
    assert report.added == 5
    assert (model, IT6.hasVariation, variant) in triples
    assert (model, MG.organization, iri("org:acme")) in triples
    assert (variant, SCHEMA.license, iri("spdx:MIT")) in triples
    assert (iri("model:acme/foo-net/support/object-detection"), MG.state, MG.claimed) in triples


def test_a_measured_value_goes_before_what_a_vendor_says(
    good: Path, own_world: OxigraphStore
) -> None:
    base = iri("variant:microsoft/florence-2-base")
    reading = claims_file.read(good, "My Lab", "measured", "CC0-1.0")

    pipeline.run(own_world, reading)

    (quad,) = own_world.quads(base, IT6.totalNumberOfParameters, graph=Scope.DEFAULT)
    assert getattr(quad.object, "lexical", "") == "231000000"


def test_a_broken_row_leaves_the_store_as_it_was(good: Path, own_world: OxigraphStore) -> None:
    good.write_text(GOOD + "Bar,model,Bar,,parameters,,many,\n")
    before = everything(own_world)

    with pytest.raises(InvalidDataError, match="row 7: not a count: 'many'"):
        pipeline.run(own_world, claims_file.read(good, "My Lab", "measured", "CC0-1.0"))

    assert everything(own_world) == before


def test_the_next_import_of_a_source_replaces_it(good: Path, own_world: OxigraphStore) -> None:
    before = everything(own_world)
    pipeline.run(own_world, claims_file.read(good, "My Lab", "measured", "CC0-1.0"))
    good.write_text("\n".join(GOOD.splitlines()[:1]) + "\n")

    report = pipeline.run(own_world, claims_file.read(good, "My Lab", "measured", "CC0-1.0"))

    assert (report.added, report.removed) == (0, 5)
    assert everything(own_world) == before


def test_the_name_of_a_shipped_source_is_taken(good: Path, own_world: OxigraphStore) -> None:
    before = everything(own_world)

    with pytest.raises(InvalidDataError, match="came in another way"):
        pipeline.run(own_world, claims_file.read(good, "aiwiki.ai", "vendor", "CC0-1.0"))

    assert everything(own_world) == before


@pytest.mark.parametrize(
    ("name", "kind", "license_", "reason"),
    [
        ("My Lab", "gossip", "CC0-1.0", "Unknown kind"),
        ("···", "vendor", "CC0-1.0", "no address"),
        ("My Lab", "vendor", " ", "not a licence"),
        ("modelgraph curation 0.1.0", "curated", "CC0-1.0", "kept for modelgraph"),
        ("installation", "curated", "CC0-1.0", "kept for modelgraph"),
    ],
)
def test_a_source_must_be_sensible(
    good: Path, name: str, kind: str, license_: str, reason: str
) -> None:
    with pytest.raises(InvalidDataError, match=reason):
        claims_file.read(good, name, kind, license_)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataError, match="can't be read"):
        claims_file.read(tmp_path / "no.csv", "My Lab", "vendor", "CC0-1.0")
