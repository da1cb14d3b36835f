"""The catalog as files: nothing is lost, nothing private is given, the same is the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.described import described
from modelgraph.catalog.dumps import Form, Written, content_hash, write, write_all
from modelgraph.importers import curated, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Store, WritableStore
from modelgraph.store.serialise import Syntax, serialise
from modelgraph.vocabulary.prefixes import BASE, expand
from modelgraph.vocabulary.terms import MG, RDF, SCHEMA

RDF_FORMS = {
    Form.N_QUADS: ox.RdfFormat.N_QUADS,
    Form.TRIG: ox.RdfFormat.TRIG,
    Form.JSON_LD: ox.RdfFormat.JSON_LD,
}


ROWS = """\
model,level,subject,property,qualifier,value,source_kind,source,evidence
Foo,model,Foo,organization,architecture-author,Acme,upstream,acme/foo,"Ein ""Netz"" – 網"
Foo,variant,Foo S,parameters,published,10M,upstream,acme/foo,ten million
Foo,variant,Foo S,benchmark,top-1 | ImageNet | 224,71.5,measured,lab,
Foo,model,Foo,release,weights,2024-03-01,vendor,shop,
Foo,model,Foo,task,claimed,Object Detection,vendor,shop,
"""


@pytest.fixture(scope="module")
def small(new_store: Callable[[], WritableStore]) -> WritableStore:
    """A store of a few rows with every kind of node, and its history."""
    store = new_store()
    table = curated.table("x.csv", ROWS.encode(), shipped(), collection="x", license="CC0-1.0")
    pipeline.run(store, table, at=datetime(2026, 3, 1, tzinfo=UTC))
    return store


def written(store: Store, form: Form) -> bytes:
    out = io.BytesIO()
    write(Catalog(store), form, out)
    return out.getvalue()


def twin(store: Store) -> OxigraphStore:
    """Return the same quads in memory."""
    made = OxigraphStore()
    made.replace({}, add=list(store.quads()))
    return made


def terms(document: bytes, form: ox.RdfFormat) -> set[str]:
    return {str(quad) for quad in ox.parse(document, format=form)}


@pytest.mark.parametrize("form", RDF_FORMS)
def test_every_form_of_rdf_says_all_of_it(small: WritableStore, form: Form) -> None:
    document = written(small, form)

    assert terms(document, RDF_FORMS[form]) == {str(quad) for quad in twin(small).engine}


@pytest.mark.slow
def test_the_shipped_catalog_reads_back_whole(shipped_catalog: Catalog) -> None:
    store = shipped_catalog.store
    assert isinstance(store, OxigraphStore)
    # One triple is of this store alone: from which files it was made.
    everything = {str(quad) for quad in store.engine if "modelgraph/shipped>" not in str(quad)}

    for form, syntax in RDF_FORMS.items():
        assert terms(written(store, form), syntax) == everything


@pytest.mark.parametrize("form", Form)
def test_the_order_of_writing_leaves_no_trace(small: WritableStore, form: Form) -> None:
    other = OxigraphStore()
    lines = sorted(str(quad) for quad in twin(small).engine)
    other.engine.load("".join(f"{line} .\n" for line in reversed(lines)), ox.RdfFormat.N_QUADS)

    assert written(other, form) == written(small, form)


def test_n_quads_are_in_canonical_order(small: WritableStore) -> None:
    lines = written(small, Form.N_QUADS).splitlines()

    assert lines == sorted(set(lines))


def test_a_table_has_a_row_a_claim_with_its_licence(small: WritableStore) -> None:
    table = list(csv.DictReader(io.StringIO(written(small, Form.CSV).decode())))

    claims = sum(1 for _ in small.quads(predicate=RDF.type, value=MG.Claim))
    assert len(table) == claims
    assert all(row["data_license"] for row in table if not row["source"].startswith("modelgraph"))


def test_no_cell_of_a_table_is_a_formula() -> None:
    store = OxigraphStore()
    rows = b"model,property,value,source_kind,source\nFoo,backbone,=1+1,vendor,lab\n"
    table = curated.table("x.csv", rows, shipped(), collection="x", license="CC0-1.0")
    pipeline.run(store, table)

    assert b",'=1+1," in written(store, Form.CSV)


def test_what_one_installation_did_stays_there(own_world: OxigraphStore) -> None:
    before = written(own_world, Form.N_QUADS)
    model = IRI(expand("model:microsoft/florence-2"))
    job, run = IRI(f"{BASE}job/1"), IRI(f"{BASE}run/1")
    node = IRI(f"{model}/support/object-detection")
    obstacle = IRI(f"{model}/obstacle/no-weights")
    own = IRI(f"{model}/support/only-here")
    own_world.replace(
        {job: [Quad(run, MG.outputText, Literal("secret"), job)]},
        add=[
            Quad(run, RDF.type, MG.Run),
            Quad(node, MG.state, MG.verified),
            Quad(node, MG.verifiedBy, run),
            Quad(model, MG.hasObstacle, obstacle),
            Quad(obstacle, RDF.type, MG.Obstacle),
            Quad(model, MG.supports, own),
            Quad(own, MG.state, MG.runnable),
        ],
    )

    assert written(own_world, Form.N_QUADS) == before


def test_history_is_part_of_it_and_of_its_hash(own_world: OxigraphStore) -> None:
    before = content_hash(own_world)
    rows = b"model,property,value,source_kind,source\nFoo,backbone,ViT,vendor,lab\n"
    table = curated.table("x.csv", rows, shipped(), collection="x", license="CC0-1.0")
    report = pipeline.run(own_world, table, at=datetime(2026, 3, 1, tzinfo=UTC))

    assert f"<{report.activity}>".encode() in written(own_world, Form.N_QUADS)
    assert content_hash(own_world) != before


def test_json_ld_is_in_short_names_and_says_the_same(memory_world: OxigraphStore) -> None:
    quads = Catalog(memory_world).describe(expand("model:microsoft/florence-2"))

    document = serialise(quads, Syntax.JSON_LD)

    read = json.loads(document)
    head = next(each for each in read["@graph"] if each["id"] == "model:microsoft/florence-2")
    assert (head["type"], head["name"]) == ("mg:Model", "Florence-2")
    assert set(read["@context"]) < set(
        json.loads(Path("ontology/context.jsonld").read_text())["@context"]
    )
    assert len(terms(document, ox.RdfFormat.JSON_LD)) == len(set(quads))


@pytest.mark.parametrize(
    "value",
    [
        Literal("7", expand("xsd:integer")),
        Literal("true", expand("xsd:boolean")),
        Literal("7", expand("xsd:decimal")),
        Literal("2024", expand("xsd:gYear")),
        Literal("7"),
        Literal("", expand("xsd:string")),
        Literal("rot", expand("rdf:langString"), "de"),
        Literal('a "b"\n\\ \u2028 </script>'),
        IRI("https://example.org/a?b=c#d"),
        IRI("mailto:someone@example.org"),
        IRI(expand("schema:")),
        IRI(f"{BASE}model//odd"),
    ],
)
@pytest.mark.parametrize("predicate", [SCHEMA.name, SCHEMA.license, MG.minimumParameters, MG.about])
def test_json_ld_keeps_every_kind_of_value(value: IRI | Literal, predicate: IRI) -> None:
    quad = Quad(IRI(expand("model:a/b")), predicate, value, IRI(expand("source:x")))

    (read,) = ox.parse(serialise([quad], Syntax.JSON_LD), format=ox.RdfFormat.JSON_LD)

    store = OxigraphStore()
    store.engine.add(read)
    assert list(store.quads()) == [quad]


def test_files_are_described_with_their_sums(small: WritableStore, tmp_path: Path) -> None:
    catalog = Catalog(small)

    files = write_all(catalog, tmp_path)
    quads = described(catalog, files, "http://localhost:8000")

    said = {(quad.subject, quad.predicate): quad.object for quad in quads}
    node = IRI("http://localhost:8000/dumps#nq")
    assert (
        said[node, IRI(expand("dcat:downloadURL"))] == "http://localhost:8000/dumps/modelgraph.nq"
    )
    assert {q.object.lexical for q in quads if q.predicate.endswith("checksumValue")} == {  # type: ignore[union-attr]
        each.sha256 for each in files
    }
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(form.file for form in Form)


def test_the_dataset_and_each_file_name_publisher_and_licences(small: WritableStore) -> None:
    files = [Written(form, Path(form.file), 1, "00") for form in Form]

    quads = described(Catalog(small), files, "http://localhost:8000")

    def said(thing: str, term: str) -> set[object]:
        asked = (f"http://localhost:8000/dumps#{thing}", expand(term))
        return {quad.object for quad in quads if (quad.subject, quad.predicate) == asked}

    (publisher,) = said("dataset", "dcterms:publisher")
    licences = said("dataset", "dcterms:license")
    assert IRI(expand("spdx:CC0-1.0")) in licences
    for form in Form:
        assert said(form.ending, "dcterms:publisher") == {publisher}
        assert said(form.ending, "dcterms:license") == licences
    stated = [quad.object for quad in quads if quad.predicate == expand("dcterms:license")]
    assert all(isinstance(each, IRI) for each in stated)
