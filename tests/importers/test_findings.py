"""What rules find is kept with the claims; what they forbid refuses an import whole."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import curated, findings, pipeline, vocabulary
from modelgraph.importers.content import FINDINGS
from modelgraph.importers.identity import Identity, shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Kind, Rank
from modelgraph.store import IRI, OxigraphStore, Quad, integer
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import MG, RDF, SH

HEAD = "model,property,value,qualifier,source,source_kind\n"


@pytest.fixture(scope="module")
def identity() -> Identity:
    return shipped()


def table(identity: Identity, rows: str, collection: str = "some-facts") -> Reading:
    return curated.table(
        "some.csv", (HEAD + rows).encode(), identity, collection=collection, license="CC0-1.0"
    )


def broken(reading: Reading) -> Reading:
    """Return the reading with a size of zero, which no importer would let through."""
    first = replace(reading.claims[0], value=integer(0))
    return replace(reading, claims=(first, *reading.claims[1:]))


def kept(store: OxigraphStore) -> set[Quad]:
    return set(store.quads(graph=FINDINGS))


def rules_found(store: OxigraphStore) -> set[str]:
    return {
        str(quad.object).removeprefix(PREFIXES["rule"])
        for quad in store.quads(predicate=SH.sourceShape, graph=FINDINGS)
    }


def fresh() -> OxigraphStore:
    store = OxigraphStore()
    vocabulary.load(store)
    return store


def test_a_violation_refuses_the_import_whole(identity: Identity) -> None:
    store = fresh()
    before = set(store.quads())
    reading = broken(table(identity, "Newcomer,parameters,230M,,a/b,vendor\n"))

    with pytest.raises(InvalidDataError, match="count-is-whole") as refused:
        pipeline.run(store, reading)

    assert set(store.quads()) == before
    (violation,) = refused.value.details["violations"]
    assert violation["rule"] == "count-is-whole"
    assert "Stated: 0" in violation["message"]


def test_a_trial_import_names_the_violations_too(identity: Identity) -> None:
    reading = broken(table(identity, "Newcomer,parameters,230M,,a/b,vendor\n"))

    with pytest.raises(InvalidDataError, match="count-is-whole"):
        pipeline.run(fresh(), reading, dry_run=True)


def test_a_warning_is_kept_with_its_claim(identity: Identity) -> None:
    store = fresh()
    reading = table(identity, "Newcomer,license,APGL-3.0,,a/b,vendor\n")

    pipeline.run(store, reading)

    (claim,) = (each for each in reading.claims if each.stated_as == "APGL-3.0")
    warned = {quad.subject for quad in store.quads(predicate=MG.onClaim, value=claim.iri)}
    messages = {
        quad.object.lexical  # type: ignore[union-attr]
        for finding in warned
        for quad in store.quads(finding, SH.resultMessage, graph=FINDINGS)
    }
    assert "APGL-3.0 is no licence; AGPL-3.0 is." in messages


def test_a_warning_goes_with_the_claim_that_caused_it(identity: Identity) -> None:
    store = fresh()
    pipeline.run(store, table(identity, "Newcomer,license,APGL-3.0,,a/b,vendor\n"))

    pipeline.run(store, table(identity, "Newcomer,license,AGPL-3.0-only,,a/b,vendor\n"))

    assert "license-misspelt" not in rules_found(store)


@pytest.mark.parametrize("second", ["c/d,upstream", "a/b,vendor"], ids=["two sources", "one"])
def test_a_disagreement_is_kept_between_the_two_claims(identity: Identity, second: str) -> None:
    store = fresh()
    rows = f"Newcomer,parameters,230M,,a/b,vendor\nNewcomer,parameters,770M,,{second}\n"

    pipeline.run(store, table(identity, rows))

    (node,) = {
        quad.subject
        for quad in store.quads(predicate=RDF.type, value=MG.Disagreement, graph=FINDINGS)
    }
    between = {quad.object for quad in store.quads(node, MG.betweenClaims, graph=FINDINGS)}
    assert len(between) == 2


def test_importing_again_changes_no_finding(
    own_world: OxigraphStore, world_readings: tuple[Reading, ...]
) -> None:
    before = kept(own_world)

    pipeline.run(own_world, world_readings)

    assert before
    assert kept(own_world) == before


def test_the_findings_of_the_world_are_those_worked_out_afresh(
    memory_world: OxigraphStore,
) -> None:
    assert kept(memory_world) == findings.of_store(memory_world)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_order_of_imports_the_findings_are_the_same(
    world_readings: tuple[Reading, ...], seed: int
) -> None:
    chance = random.Random(seed)
    curation, world = world_readings
    groups = sorted({claim.source for claim in world.claims})
    store = fresh()
    pipeline.run(store, curation)

    for number in range(6):
        some = frozenset(chance.sample(groups, chance.randint(1, len(groups))))
        part = _part(world, some, number, chance)
        pipeline.run(store, part)

        assert kept(store) == findings.of_store(store)


def _part(world: Reading, some: frozenset[IRI], number: int, chance: random.Random) -> Reading:
    """Return some sources of the world, with a few claims left out and others set aside."""
    claims = tuple(
        replace(claim, rank=Rank.DEPRECATED, rank_reason=f"for trial {number}")
        if chance.random() < 0.1
        else claim
        for claim in world.claims
        if claim.source in some and (claim.subject != claim.about or chance.random() < 0.9)
    )
    return replace(
        world,
        sources=tuple(source for source in world.sources if source.iri in some),
        claims=claims,
        links=tuple(link for link in world.links if link.graph in some),
    )


def test_the_graph_of_findings_is_described_like_a_source(memory_world: OxigraphStore) -> None:
    assert Quad(FINDINGS, RDF.type, MG.Source, FINDINGS) in kept(memory_world)
    assert findings.SOURCE.kind is Kind.CURATED
