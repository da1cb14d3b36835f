"""The catalog in the terms of FAIR4ML and MLDCAT-AP, and what becomes of its entries there."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import pyoxigraph as ox
import pytest
from catalog_world import BASE_V, FLORENCE, GPT, SAM_CLIP

from modelgraph.catalog import profile_dumps
from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.dumps import Form
from modelgraph.catalog.profiles import Profile, exported
from modelgraph.catalog.profiles.report import Entry, Obligation, report
from modelgraph.errors import InvalidDataError
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Value
from modelgraph.validation import judge
from modelgraph.vocabulary.prefixes import PREFIXES, expand

SDO = "http://schema.org/"


def iri(name: str) -> IRI:
    return IRI(name if "//" in name else expand(name))


@pytest.fixture(scope="module")
def fair4ml(catalog: Catalog) -> tuple[Quad, ...]:
    return exported(catalog.store, Profile.FAIR4ML)


def values(quads: Iterable[Quad], subject: IRI, predicate: str) -> set[Value]:
    return {q.object for q in quads if q.subject == subject and q.predicate == iri(predicate)}


def texts(quads: Iterable[Quad], subject: IRI, predicate: str) -> set[str]:
    found = values(quads, subject, predicate)
    return {value.lexical if isinstance(value, Literal) else value for value in found}


@pytest.mark.parametrize("profile", list(Profile))
def test_every_model_and_variant_is_an_entry(catalog: Catalog, profile: Profile) -> None:
    found = report(catalog.store, profile)

    expected = {each.iri for each in catalog.models()}
    expected |= {v.iri for each in catalog.models() for v in catalog.model(each.id).variants}
    assert {each.iri for each in found.entries} == expected
    assert {each.kind for each in found.entries} == {"model", "variant"}


def test_only_what_holds_is_taken_over(fair4ml: tuple[Quad, ...]) -> None:
    # A page says June 2025; the preprint is preferred.
    assert texts(fair4ml, FLORENCE, f"{SDO}datePublished") == {"2023-11-10"}


def test_what_is_missing_is_no_value(fair4ml: tuple[Quad, ...]) -> None:
    assert values(fair4ml, SAM_CLIP, f"{SDO}license") == set()
    assert not any("notDisclosed" in str(q.object) for q in fair4ml if q.subject == GPT)


def test_a_source_of_what_was_taken_over_is_named(fair4ml: tuple[Quad, ...]) -> None:
    sources = values(fair4ml, FLORENCE, "dcterms:source")

    assert iri("source:vendor-3bb973b") in sources
    assert texts(fair4ml, iri("source:vendor-3bb973b"), "dcterms:title") == {"vendor docs"}


def test_a_source_of_which_nothing_holds_is_not_named() -> None:
    said = "".join(
        f"""<source:{name}> {{ <source:{name}> schema:name "{name}" .
            <claim:{name}> mg:about <{MODEL}> ; rdf:subject <{MODEL}> ;
                rdf:predicate schema:license ; rdf:object spdx:{license_} }}\n"""
        for name, license_ in (("right", "MIT"), ("wrong", "GPL-3.0-only"))
    )
    holds = f'<{MODEL}> a mg:Model ; schema:name "Foo" ; schema:license spdx:MIT .\n'
    store = OxigraphStore()
    prefixes = "".join(f"@prefix {name}: <{to}> .\n" for name, to in PREFIXES.items())
    store.engine.load((prefixes + holds + said).encode(), ox.RdfFormat.TRIG)

    for profile in Profile:
        quads = exported(store, profile)
        assert values(quads, IRI(MODEL), "dcterms:source") == {IRI("source:right")}


def test_a_variant_has_what_its_model_states(fair4ml: tuple[Quad, ...]) -> None:
    paper = IRI("https://arxiv.org/abs/2311.06242")

    assert values(fair4ml, BASE_V, f"{SDO}citation") == {paper}
    assert values(fair4ml, BASE_V, f"{SDO}author") == {iri("org:microsoft")}


def test_the_terms_are_those_of_the_release(fair4ml: tuple[Quad, ...]) -> None:
    # FAIR4ML 0.1.0 writes http://schema.org/.
    assert not any(q.predicate.startswith("https://schema.org/") for q in fair4ml)


def test_fair4ml_obliges_to_nothing_and_takes_every_entry(catalog: Catalog) -> None:
    found = catalog.profile_report(Profile.FAIR4ML)

    assert {each.obligation for each in found.properties} == {Obligation.OPTIONAL}
    assert len(found.valid) == len(found.entries) > 0
    assert {each.name: each.filled for each in found.properties}["name"] == len(found.entries)


def of(catalog: Catalog, thing: IRI) -> Entry:
    entries = catalog.profile_report(Profile.MLDCAT_AP).entries
    return next(each for each in entries if each.iri == thing)


def test_mldcat_ap_says_what_each_entry_lacks(catalog: Catalog) -> None:
    mandatory = {"created", "has file", "trained on", "version"}

    assert set(of(catalog, GPT).missing) - {"identifier"} == mandatory
    assert not of(catalog, GPT).valid


def test_reasons_are_counted_over_entries(catalog: Catalog) -> None:
    found = catalog.profile_report(Profile.MLDCAT_AP)

    counted = dict(found.reasons)
    for name in ("version", "created", "has file"):
        lacking = [each for each in found.entries if name in each.missing]
        assert counted[f"lacks “{name}”"] == len(lacking) > 0
    filled = {each.name: each.filled for each in found.properties}
    assert filled["version"] + counted["lacks “version”"] == len(found.entries)


MODEL = "https://w3id.org/modelgraph/model/acme/foo"
FULL = f"""
    @prefix mg: <https://w3id.org/modelgraph/ontology#> . @prefix schema: <https://schema.org/> .
    @prefix dcterms: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
    @prefix it6: <http://data.europa.eu/it6/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <{MODEL}> a mg:Model ; schema:name "Foo" ; dcterms:identifier "acme/foo" ; dcat:version "1" ;
        it6:totalNumberOfParameters 5 ; mg:weightsFile <https://acme.example/foo.pth> ;
        mg:hasRelease <{MODEL}/release/weights> .
    <{MODEL}/release/weights> mg:eventType mg:weightsEvent ; mg:date "2024-05-01"^^xsd:date .
"""


def made(turtle: str) -> tuple[Quad, ...]:
    store = OxigraphStore()
    store.engine.load(turtle.encode(), ox.RdfFormat.TURTLE)
    return exported(store, Profile.MLDCAT_AP)


def entry(quads: tuple[Quad, ...]) -> Entry:
    (found,) = report(OxigraphStore(), Profile.MLDCAT_AP, quads).entries
    return found


def dataset(more: str) -> tuple[Quad, ...]:
    """Return a full entry, trained on a dataset of which this is said besides its name."""
    node = IRI(f"{MODEL}#dataset-1")
    facts: list[tuple[IRI, str, Value]] = [
        (IRI(MODEL), "it6:trainedOn", node),
        (node, "rdf:type", iri("dcat:Dataset")),
        (node, "dcterms:title", Literal("COCO")),
    ]
    facts += [(node, name, Literal("x")) for name in more.split()]
    return (*made(FULL), *(Quad(s, iri(p), o) for s, p, o in facts))


def test_an_entry_with_all_that_is_mandatory_is_valid() -> None:
    found = entry(dataset("dcterms:description it6:collectionDate"))

    assert (found.missing, found.wrong, found.valid) == ((), (), True)


def test_a_part_that_is_not_complete_makes_its_entry_invalid() -> None:
    found = entry(dataset("dcterms:description"))

    assert found.wrong == ("trained on: Dataset lacks “collection date”",)
    assert not found.valid


def test_the_day_of_the_weights_is_the_day_of_creation() -> None:
    assert texts(made(FULL), IRI(MODEL), "dcterms:created") == {"2024-05-01"}


def test_a_stated_day_of_creation_goes_before() -> None:
    stated = f'<{MODEL}> <http://purl.org/dc/terms/created> "2024-04-30" .'

    assert texts(made(FULL + stated), IRI(MODEL), "dcterms:created") == {"2024-04-30"}


def test_a_count_has_the_type_of_the_profile() -> None:
    (count,) = values(made(FULL), IRI(MODEL), "it6:totalNumberOfParameters")

    assert count == Literal("5", expand("xsd:nonNegativeInteger"))


def test_a_value_of_another_kind_is_not_taken() -> None:
    wrong = Quad(IRI(MODEL), iri("it6:hasProvider"), Literal("Acme"))

    assert entry((*made(FULL), wrong)).wrong == ("has provider: another kind of value",)


def test_a_file_without_an_ending_has_no_format() -> None:
    found = entry(made(FULL.replace("/foo.pth", "/foo")))

    assert "has file: File lacks “format”" in found.wrong


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("form", profile_dumps.FORMS)
def test_the_same_content_gives_the_same_bytes(
    catalog: Catalog, profile: Profile, form: Form
) -> None:
    once, again = BytesIO(), BytesIO()

    profile_dumps.write(catalog, profile, form, once)
    profile_dumps.write(Catalog(catalog.store), profile, form, again)

    assert once.getvalue() == again.getvalue() != b""


def test_a_profile_is_no_table(catalog: Catalog) -> None:
    with pytest.raises(InvalidDataError):
        profile_dumps.write(catalog, Profile.FAIR4ML, Form.CSV, BytesIO())


@pytest.mark.slow
@pytest.mark.parametrize("profile", list(Profile))
def test_another_shacl_processor_finds_the_same(catalog: Catalog, profile: Profile) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    import rdflib

    from modelgraph.catalog.profiles.report import shapes
    from modelgraph.resources import ontology

    out = BytesIO()
    profile_dumps.write(catalog, profile, Form.N_QUADS, out)
    data = rdflib.Graph().parse(data=out.getvalue(), format="nt")
    rules = rdflib.Graph().parse(ontology() / "profiles" / f"{profile.value}.ttl")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")

    _, found, _ = pyshacl.validate(data, shacl_graph=rules)

    theirs = {
        (str(found.value(node, sh.focusNode)), str(found.value(node, sh.resultPath)))
        for node in found.subjects(rdflib.RDF.type, sh.ValidationResult)
    }
    ours = judge(exported(catalog.store, profile), shapes(profile))
    assert {(each.focus, each.path) for each in ours} == theirs
    assert bool(theirs) is (profile is Profile.MLDCAT_AP)
