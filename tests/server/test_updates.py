"""Whoever writes into a source's graph finds the catalog as if it had been imported so."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from serving import serving

from modelgraph.errors import InvalidDataError, RefusedError
from modelgraph.importers import pipeline, vocabulary
from modelgraph.importers.content import FINDINGS, is_source_graph, whole_graph
from modelgraph.importers.reading import Reading
from modelgraph.importers.rules import SOURCE as RULES
from modelgraph.provenance import source_from
from modelgraph.server.updates import CatalogWriter
from modelgraph.sparql.changes import Written
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.trial import attempt
from modelgraph.sparql.update import examine_update
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Scope
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, IT6, MG, RDF, SCHEMA

MOMENT = datetime(2026, 11, 25, tzinfo=UTC)
KEY = {"Authorization": "Bearer k"}
LAB = IRI(expand("source:my-lab"))
VARIANT = IRI(expand("variant:acme/foo-s"))
MODEL = IRI(expand("model:acme/foo"))
WHO = (
    "source:my-lab a mg:Source ; schema:name 'My lab' ; mg:kind mg:measured ;"
    " dcterms:license 'CC0-1.0' ."
)
FACTS = (
    r"variant:acme\/foo-s schema:isVariantOf model:acme\/foo ; it6:totalNumberOfParameters 12000000"
    r" ; schema:license spdx:MIT ."
)
LICENSE = r"{ GRAPH source:my-lab { variant:acme\/foo-s schema:license spdx:MIT } }"
FIRST = f"INSERT DATA {{ GRAPH source:my-lab {{ {WHO} {FACTS} }} }}"


def carry_out(store: OxigraphStore, update: str) -> Written:
    """Do what the endpoint does with an update, without its processes."""
    copy = ox.Store()
    copy.extend(store.engine)
    for name in store.engine.named_graphs():
        copy.add_graph(name)
    question = examine_update(update, Limits())
    delta = attempt(copy, question, base=None, most=100_000)
    written = CatalogWriter(store, lambda: MOMENT).write(delta, store.revision)
    assert written is not None
    return written


def value(store: OxigraphStore, subject: IRI, predicate: IRI) -> set[str]:
    found = store.quads(subject, predicate, graph=Scope.DEFAULT)
    return {getattr(quad.object, "lexical", str(quad.object)) for quad in found}


def content(store: OxigraphStore) -> set[Quad]:
    """Return all but the record of imports and the hashes of graphs."""
    return {
        quad
        for quad in store.quads()
        if quad.predicate not in (MG.contentHash, MG.collection)
        and not (quad.graph or "").startswith(expand("mg:").replace("ontology#", "import/"))
    }


def imported_afresh(store: OxigraphStore) -> OxigraphStore:
    """Return an empty store after an import of what the sources of another one say."""
    made = OxigraphStore()
    vocabulary.load(made)
    readings = []
    for graph in store.graphs():
        if is_source_graph(graph) and graph not in (RULES.iri, FINDINGS):
            source = replace(source_from(store.quads(graph=graph)), content_hash="")
            claims, links = whole_graph(store, graph)
            plain = tuple(quad for quad in links if quad.subject != graph)
            readings.append(Reading(source.collection, (source,), tuple(claims), plain))
    pipeline.run(made, [_merged(readings, name) for name in {each.collection for each in readings}])
    return made


def _merged(readings: Collection[Reading], collection: str) -> Reading:
    some = [each for each in readings if each.collection == collection]
    return Reading(
        collection,
        tuple(source for each in some for source in each.sources),
        tuple(claim for each in some for claim in each.claims),
        tuple(link for each in some for link in each.links),
    )


def test_a_new_source_is_preferred_explained_and_recorded(own_world: OxigraphStore) -> None:
    written = carry_out(own_world, FIRST)

    assert value(own_world, VARIANT, IT6.totalNumberOfParameters) == {"12000000"}
    assert value(own_world, MODEL, MG.minimumParameters) == {"12000000"}
    assert value(own_world, VARIANT, SCHEMA.name) == {"foo-s"}
    claims, _ = whole_graph(own_world, LAB)
    assert {(claim.predicate, claim.kind, claim.about) for claim in claims} == {
        (IT6.totalNumberOfParameters, "measured", VARIANT),
        (SCHEMA.license, "measured", VARIANT),
    }
    assert written.followed["claims"] == {"added": 2, "removed": 0}
    assert any(True for _ in own_world.quads(graph=IRI(written.followed["recorded"])))


@pytest.mark.slow
@pytest.mark.parametrize(
    "updates",
    [
        [FIRST],
        [FIRST, f"DELETE DATA {LICENSE}"],
        [FIRST, "DROP GRAPH source:my-lab"],
        [
            FIRST,
            r"DELETE DATA { GRAPH source:my-lab { variant:acme\/foo-s schema:isVariantOf"
            r" model:acme\/foo } } ; INSERT DATA { GRAPH source:my-lab { variant:acme\/foo-s"
            r" schema:isVariantOf model:acme\/bar . model:acme\/bar fair4ml:mlTask task:ocr } }",
        ],
        [
            FIRST,
            "INSERT DATA { GRAPH source:my-lab { source:my-lab dcterms:issued"
            " '2026-01-01'^^xsd:date } }",
        ],
        [
            FIRST,
            "DELETE { GRAPH source:my-lab { ?s ?p 12000000 } } INSERT { GRAPH source:my-lab"
            " { ?s ?p 13000000 } } WHERE { GRAPH source:my-lab { ?s ?p 12000000 ; a mg:Variant } }",
        ],
        [
            f"INSERT DATA {{ GRAPH source:my-lab {{ {WHO} "
            r"model:microsoft\/florence-2 it6:totalNumberOfParameters 1 ; mg:contextWindowTokens 7"
            " . } GRAPH <u:mine> { <u:a> <u:b> [] } }"
        ],
        ["DELETE WHERE { GRAPH source:lost { ?claim a mg:Claim ; ?p ?o } }"],
        [
            # What a source of the world says of one model goes.
            "DELETE { GRAPH ?g { ?s it6:totalNumberOfParameters ?o } } WHERE { GRAPH ?g"
            " { ?s it6:totalNumberOfParameters ?o } FILTER(STRSTARTS(STR(?g), STR(source:)))"
            r" FILTER(CONTAINS(STR(?s), 'florence')) }"
        ],
    ],
    ids=[
        "new", "claim gone", "source gone", "moved", "dated", "changed", "conflict", "nothing",
        "world",
    ],
)  # fmt: skip
def test_the_store_is_as_if_imported_so(own_world: OxigraphStore, updates: list[str]) -> None:
    own = set(own_world.quads(graph=IRI("u:mine")))

    for update in updates:
        carry_out(own_world, update)

    own |= set(own_world.quads(graph=IRI("u:mine")))
    assert content(own_world) - own == content(imported_afresh(own_world))
    for graph in filter(is_source_graph, own_world.graphs()):
        for quad in own_world.quads(predicate=RDF.type, value=MG.Claim, graph=graph):
            assert any(True for _ in own_world.quads(quad.subject, MG.about, graph=graph))


@pytest.mark.slow
def test_evidence_is_kept_and_may_stand_alone(own_world: OxigraphStore) -> None:
    carry_out(
        own_world,
        f"INSERT DATA {{ GRAPH source:my-lab {{ {WHO} {FACTS} "
        r"[] a mg:Claim ; rdf:subject variant:acme\/foo-s ; rdf:predicate mg:contextWindowTokens ;"
        " rdf:object 8192 ; mg:statedAs '8K' ; mg:quote 'eight K' } }",
    )

    claims, _ = whole_graph(own_world, LAB)
    (one,) = [claim for claim in claims if claim.predicate == MG.contextWindowTokens]
    assert (one.stated_as, one.quote, one.about) == ("8K", "eight K", VARIANT)
    assert value(own_world, VARIANT, MG.contextWindowTokens) == {"8192"}


@pytest.mark.slow
def test_a_users_own_graph_is_written_as_it_is(own_world: OxigraphStore) -> None:
    before = set(own_world.quads())

    written = carry_out(own_world, "INSERT DATA { GRAPH <u:mine> { <u:a> <u:b> 1 , [] } }")

    assert written == Written(2, 0)
    assert len(set(own_world.quads()) - before) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <u:s> <u:p> 1 }",
        "DROP ALL",
        "CLEAR DEFAULT",
        "INSERT DATA { GRAPH <u:mine> { <u:a> <u:b> 1 } } ; DELETE WHERE { ?s a mg:Model }",
        "DROP GRAPH source:modelgraph-findings",
        "CLEAR GRAPH source:modelgraph-vocabulary",
        "INSERT DATA { GRAPH source:installation { <u:s> <u:p> 1 } }",
        "INSERT DATA { GRAPH <https://w3id.org/modelgraph/run/1> { <u:s> <u:p> 1 } }",
    ],
)
def test_what_follows_from_others_is_not_written(own_world: OxigraphStore, update: str) -> None:
    before, revision = len(own_world.engine), own_world.revision

    with pytest.raises(RefusedError):
        carry_out(own_world, update)

    assert (len(own_world.engine), own_world.revision) == (before, revision)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (FACTS, "doesn't say who that is"),
        (WHO.replace("mg:measured", "mg:odd") + FACTS, "no known kind"),
        (WHO + "source:my-lab schema:name 'Other' .", "more than one schema:name"),
        (WHO + r"variant:acme\/foo-s it6:totalNumberOfParameters 1 .", "without its model"),
        (WHO + FACTS + r"variant:acme\/foo-s schema:license 'MIT' .", "schema:license"),
        (WHO + r"model:acme\/foo <u:odd> 1 .", "unknown property"),
        (WHO + "<u:s> schema:name 'x' .", "not the address of a model or variant"),
        (WHO + r"model:acme\/foo schema:license [] .", "without an address"),
        (WHO + "[] a mg:Claim ; rdf:object 1 .", "has no rdf:subject"),
        (
            WHO + r"[] a mg:Claim ; rdf:subject model:acme\/foo ; rdf:predicate schema:license ;"
            " rdf:object spdx:MIT ; mg:kind mg:odd .",
            "no known kind or rank",
        ),
    ],
)
def test_what_a_source_can_not_say_is_refused_whole(
    own_world: OxigraphStore, content: str, reason: str
) -> None:
    before, revision = len(own_world.engine), own_world.revision

    with pytest.raises(InvalidDataError) as refusal:
        carry_out(own_world, f"INSERT DATA {{ GRAPH source:my-lab {{ {content} }} }}")

    assert reason in str(refusal.value)
    assert (len(own_world.engine), own_world.revision) == (before, revision)


@pytest.mark.slow
def test_nothing_is_written_where_the_store_has_moved_on(own_world: OxigraphStore) -> None:
    copy = ox.Store()
    delta = attempt(copy, examine_update(FIRST, Limits()), base=None, most=100)
    before = own_world.revision
    own_world.replace({}, add=[Quad(IRI("u:s"), DCTERMS.title, Literal("x"), IRI("u:g"))])

    assert CatalogWriter(own_world).write(delta, before) is None
    assert not list(own_world.quads(graph=LAB))


@pytest.mark.slow
def test_every_face_shows_it_before_it_is_acknowledged(
    shipped_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(shipped_folder, tmp_path / "store")
    store = str(tmp_path / "store")
    question = '{ model(by: { id: "acme/foo" }) { id variants { id } } models { totalCount } }'
    document = {"query": question}
    name = {"query": f"SELECT ?name {{ <{MODEL}> schema:name ?name }}"}

    with serving(home=tmp_path, store=store, write_key="k", runner="none") as client:
        before = client.post("/graphql", json=document).json()["data"]
        kept = client.get("/sparql", params=name)
        answer = client.post("/sparql/update", data={"update": FIRST}, headers=KEY)
        after = client.post("/graphql", json=document).json()["data"]
        asked = client.get("/sparql", params=name, headers={"If-None-Match": kept.headers["etag"]})
        page = client.get("/model/acme/foo", headers={"Accept": "text/html"})
        refused = client.delete("/graphs?default", headers=KEY)
        nobody = client.post("/sparql/update", data={"update": FIRST})
        dropped = client.delete("/graphs", params={"graph": LAB}, headers=KEY)
        gone = client.post("/graphql", json=document).json()["data"]

    assert before["model"] is None
    assert answer.json()["claims"] == {"added": 2, "removed": 0}
    assert after["model"]["variants"] == [{"id": "acme/foo-s"}]
    assert after["models"]["totalCount"] == before["models"]["totalCount"] + 1
    assert (asked.status_code, page.status_code) == (200, 200)
    assert (refused.status_code, nobody.status_code, dropped.status_code) == (403, 401, 204)
    assert gone == before


@pytest.mark.slow
def test_an_empty_server_with_a_key_is_a_plain_store(tmp_path: Path) -> None:
    with serving(home=tmp_path, store=str(tmp_path / "s"), empty=True, write_key="k") as client:
        many = "".join(f"<u:{number}> <u:p> {number} .\n" for number in range(60_000))
        headers = {**KEY, "Content-Type": "text/turtle"}
        put = client.put("/graphs?default", content=many, headers=headers)
        below = client.put("/graphs/mine", content=many, headers=headers)
        update = client.post(
            "/sparql/update",
            data={"update": "DELETE WHERE { ?s <u:p> 7 } ; INSERT DATA { <r> <u:p> 7 }"},
            headers=KEY,
        )
        read = client.get("/graphs?default", headers={"Accept": "application/n-triples"})

    assert [put.status_code, below.status_code, update.status_code] == [204, 201, 200]
    assert update.json() == {"added": 1, "removed": 1}
    assert len(read.text.splitlines()) == 60_000
