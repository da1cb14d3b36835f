"""An import writes what changed, in one step, and says what it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pytest

from contents import everything
from modelgraph.errors import InvalidDataError
from modelgraph.importers import curated, curation, pipeline
from modelgraph.importers.content import whole_graph
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, claims_from
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Scope
from modelgraph.vocabulary.prefixes import PREFIXES, expand
from modelgraph.vocabulary.terms import IT6, MG, RDF, SCHEMA, SKOS

HEADER = "id,model,level,subject,parent,property,qualifier,value,source_kind,source,source_commit"
FIRST = (
    "a-1,Foo,family,Foo,,organization,architecture-author,Acme,upstream,acme/foo,aaaaaaa",
    "a-2,Foo,variant,Foo S,Foo,parameters,published,10M,upstream,acme/foo,aaaaaaa",
    "a-3,Foo,family,Foo,,task,claimed,OCR,upstream,acme/foo,aaaaaaa",
)
OTHER = ("b-1,acme/foo,variant,Foo S,acme/foo,parameters,stated,12M,vendor,shop/list,bbbbbbb",)


def iri(name: str) -> IRI:
    return IRI(expand(name))


SMALL, MODEL = iri("variant:acme/foo-s"), iri("model:acme/foo")


def reading(*rows: str, collection: str = "x") -> Reading:
    content = "\n".join((HEADER, *rows)).encode()
    return curated.table("x.csv", content, shipped(), collection=collection, license="CC0-1.0")


def size(store: OxigraphStore) -> list[str]:
    found = store.quads(SMALL, IT6.totalNumberOfParameters, graph=Scope.DEFAULT)
    return [getattr(quad.object, "lexical", "") for quad in found]


def test_running_twice_changes_nothing(
    own_world: OxigraphStore, world_readings: tuple[Reading, ...]
) -> None:
    before, revision = everything(own_world), own_world.revision

    report = pipeline.run(own_world, world_readings)

    assert report.is_empty
    assert report.unchanged_sources == report.sources
    assert (everything(own_world), own_world.revision) == (before, revision)


def test_what_a_store_gives_back_of_a_source_is_that_source() -> None:
    store, made = OxigraphStore(), reading(*FIRST)
    (source,) = made.sources
    one = made.claims[0]
    stated = Claim(SMALL, SCHEMA.isVariantOf, MODEL, source.iri, one.kind, SMALL)
    label = Literal("Foo", PREFIXES["rdf"] + "langString", "en")
    links = (*made.links, Quad(MODEL, SKOS.prefLabel, label, source.iri))
    pipeline.run(store, Reading("x", (source,), (*made.claims, stated), links))
    before, revision = everything(store), store.revision

    claims, found = whole_graph(store, source.iri)
    back = [link for link in found if link.subject != source.iri]
    report = pipeline.run(store, Reading("x", (source,), tuple(claims), tuple(back)))

    assert any(link.predicate == SCHEMA.isVariantOf for link in made.links)
    assert report.unchanged_sources == 1
    assert (everything(store), store.revision) == (before, revision)


def test_the_order_of_imports_does_not_matter(world_readings: tuple[Reading, ...]) -> None:
    together, forth, back = OxigraphStore(), OxigraphStore(), OxigraphStore()

    pipeline.run(together, world_readings)
    for each in world_readings:
        pipeline.run(forth, each)
    for each in reversed(world_readings):
        pipeline.run(back, each)

    assert everything(together) == everything(forth) == everything(back)


def test_a_removed_collection_leaves_no_trace(own_world: OxigraphStore) -> None:
    before = everything(own_world)

    pipeline.run(own_world, reading(*FIRST, *OTHER))
    report = pipeline.run(own_world, Reading("x", (), (), ()))

    assert report.removed == 4
    assert everything(own_world) == before


def test_a_new_source_is_judged_against_those_there() -> None:
    store = OxigraphStore()
    pipeline.run(store, reading(*OTHER, collection="y"))
    alone = size(store)

    report = pipeline.run(store, reading(*FIRST))

    assert (alone, size(store)) == (["12000000"], ["10000000"])
    (conflict,) = report.new_conflicts
    said = [(getattr(one.value, "lexical", ""), one.holds) for one in conflict.stated]
    assert (conflict.subject, conflict.predicate) == (SMALL, IT6.totalNumberOfParameters)
    assert said == [("10000000", True), ("12000000", False)]


def test_losing_the_winner_brings_back_the_other() -> None:
    store = OxigraphStore()
    pipeline.run(store, [reading(*FIRST), reading(*OTHER, collection="y")])

    pipeline.run(store, reading(FIRST[0]))

    assert size(store) == ["12000000"]


def test_a_changed_value_is_counted_as_changed() -> None:
    store = OxigraphStore()
    pipeline.run(store, reading(*FIRST))

    report = pipeline.run(store, reading(FIRST[0], FIRST[1].replace("10M", "11M"), FIRST[2]))

    assert (report.added, report.removed, report.changed) == (0, 0, 1)
    assert size(store) == ["11000000"]


def test_a_new_revision_replaces_the_old_graph() -> None:
    store = OxigraphStore()
    pipeline.run(store, reading(*FIRST))

    pipeline.run(store, reading(*(row.replace("aaaaaaa", "ccccccc") for row in FIRST)))

    graphs = {graph.rpartition("/")[2] for graph in store.graphs()}
    assert "acme-foo-ccccccc" in graphs
    assert "acme-foo-aaaaaaa" not in graphs


def test_a_dry_run_reports_and_writes_nothing(own_world: OxigraphStore) -> None:
    before = everything(own_world)

    report = pipeline.run(own_world, reading(*FIRST), dry_run=True)

    assert (report.added, report.dry_run) == (3, True)
    assert everything(own_world) == before


class _Broken(OxigraphStore):
    """A store whose disk is full when it comes to writing."""

    def replace(
        self,
        graphs: Mapping[IRI, Iterable[Quad]],
        *,
        add: Sequence[Quad] = (),
        remove: Sequence[Quad] = (),
    ) -> None:
        raise InvalidDataError("no space left")


def test_an_import_that_fails_leaves_nothing_behind() -> None:
    store = _Broken()

    with pytest.raises(InvalidDataError, match="no space left"):
        pipeline.run(store, reading(*FIRST))

    assert list(store.quads()) == []


def test_every_claim_is_a_plain_triple_with_evidence_in_its_graph(world: OxigraphStore) -> None:
    for graph in world.graphs():
        claims = list(claims_from(world.quads(graph=graph), ""))
        nodes = list(world.quads(predicate=RDF.type, value=MG.Claim, graph=graph))
        assert len(claims) == len(nodes)
        for claim in claims[:20]:
            assert any(world.quads(claim.subject, claim.predicate, claim.value, graph))


def test_the_default_graph_holds_no_evidence(world: OxigraphStore) -> None:
    assert list(world.quads(predicate=MG.statedAs, graph=Scope.DEFAULT)) == []
    assert list(world.quads(predicate=RDF.subject, graph=Scope.DEFAULT)) == []


def test_a_task_that_runs_here_outlives_its_claim() -> None:
    store = OxigraphStore()
    pipeline.run(store, reading(*FIRST))
    node = IRI(f"{MODEL}/support/ocr")
    store.replace({}, add=[Quad(node, MG.state, MG.verified)])

    pipeline.run(store, reading(*FIRST[:2]))

    states = {quad.object for quad in store.quads(node, MG.state, graph=Scope.DEFAULT)}
    assert states == {MG.verified}
    assert list(store.quads(MODEL, MG.supports, node, Scope.DEFAULT))


def test_our_own_facts_say_why_a_name_means_what_it_means() -> None:
    claims = curation.read(shipped()).claims
    notes = {claim.stated_as: claim.note for claim in claims if claim.predicate == SKOS.altLabel}

    assert "Playground keeps SAM 3" in notes["seg-preview"]
    assert all(notes.values())


def test_the_family_of_a_model_has_a_source() -> None:
    claims = curation.read(shipped()).claims
    families = {c.subject: c.stated_as for c in claims if c.predicate == SCHEMA.isPartOf}

    assert families[iri("model:microsoft/florence-2")] == "Florence"
