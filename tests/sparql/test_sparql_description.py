"""The endpoint says what it can do and what it holds; browsers get a page."""

from __future__ import annotations

import html

import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID, XSD
from sparql_world import LARGE, SMALL, fill, serving
from starlette.datastructures import URL
from starlette.testclient import TestClient

from modelgraph.sparql import all_examples
from modelgraph.sparql.description import address
from modelgraph.store import OxigraphStore, Scope
from modelgraph.vocabulary.prefixes import PREFIXES, expand

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH = Namespace("http://www.w3.org/ns/shacl#")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ENDPOINT = URIRef("http://testserver/sparql")


def graph(client: TestClient, address: str, accept: str = "text/turtle") -> Graph:
    answer = client.get(address, headers={"Accept": accept})
    form = {"application/ld+json": "json-ld", "application/rdf+xml": "xml"}.get(accept, "turtle")
    return Graph().parse(data=answer.content, format=form)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD
@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_without_a_query_the_endpoint_describes_itself(client: TestClient, accept: str) -> None:
    found = graph(client, "/sparql", accept)

    assert (ENDPOINT, RDF.type, SD.Service) in found
    assert (ENDPOINT, SD.endpoint, ENDPOINT) in found
    assert (ENDPOINT, SD.supportedLanguage, SD.SPARQL11Query) in found
    assert len(set(found.objects(ENDPOINT, SD.resultFormat))) == 8
    assert set(found.objects(None, SD.name)) == {URIRef(SMALL), URIRef(LARGE)}


def test_nothing_in_particular_is_turtle(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "*/*"})

    assert answer.headers["content-type"].startswith("text/turtle")


def test_void_counts_what_the_default_graph_holds(client: TestClient) -> None:
    found = graph(client, "/.well-known/void")
    dataset = next(found.subjects(VOID.sparqlEndpoint, ENDPOINT))
    models = next(found.subjects(VOID["class"], URIRef(expand("mg:Model"))))
    names = next(found.subjects(VOID.property, URIRef(expand("schema:name"))))

    assert next(found.objects(dataset, VOID.triples)) == Literal(9)
    assert next(found.objects(models, VOID.entities)) == Literal(4)
    assert next(found.objects(names, VOID.triples)) == Literal(4)


def test_void_names_each_source_with_its_licence(world: OxigraphStore) -> None:
    with serving(world) as client:
        found = graph(client, "/.well-known/void")

    titled = set(found.subject_objects(DCTERMS.title))
    assert len(titled) > 10
    assert set(found.objects(None, DCTERMS.license))


def test_examples_are_executables_with_their_prefixes(client: TestClient) -> None:
    found = graph(client, "/sparql/examples")
    verbs = {SH.select, SH.ask, SH.construct, SH.describe}

    nodes = set(found.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(nodes) == len(all_examples())
    for node in nodes:
        (prefixes,) = found.objects(node, SH.prefixes)
        assert len(set(found.objects(prefixes, SH.declare))) == len(PREFIXES)
        assert len([text for verb in verbs for text in found.objects(node, verb)]) == 1
        assert len(set(found.objects(node, RDFS.comment))) == 1
        assert (node, URIRef(expand("schema:target")), ENDPOINT) in found
    described = graph(client, "/sparql")
    assert (ENDPOINT, RDFS.seeAlso, URIRef("http://testserver/sparql/examples")) in described


def test_void_gives_editors_prefixes_and_examples(client: TestClient) -> None:
    found = graph(client, "/.well-known/void")

    declared = {
        str(next(found.objects(node, SH.prefix))): next(found.objects(node, SH.namespace))
        for node in found.objects(None, SH.declare)
    }
    assert declared == {
        prefix: Literal(iri, datatype=XSD.anyURI) for prefix, iri in PREFIXES.items()
    }
    comments = {
        str(next(found.objects(node, RDFS.comment)))
        for node in found.subjects(RDF.type, SH.SPARQLExecutable)
    }
    assert comments == {example.question for example in all_examples()}


def test_a_description_follows_the_data(store: OxigraphStore) -> None:
    with serving(store) as client:
        first = client.get("/.well-known/void")
        again = client.get("/.well-known/void", headers={"If-None-Match": first.headers["etag"]})
        store.replace({}, remove=list(store.quads(graph=Scope.DEFAULT))[:1])
        changed = client.get("/.well-known/void", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    assert changed.status_code == 200


def test_a_false_host_is_not_repeated(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Host": 'a"><script>', "Accept": "text/turtle"})

    assert "<script" not in answer.text


def test_an_address_has_a_host_that_is_one() -> None:
    assert address(URL("https://models.example.org:8443/")) == "https://models.example.org:8443"
    assert address(URL("http://[::1]:8000/at/")) == "http://[::1]:8000/at"
    assert address(URL('http://a"><script>/')) == "http://localhost"


def test_a_browser_gets_a_page_to_ask_from(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": BROWSER})

    assert answer.headers["content-type"].startswith("text/html")
    assert "<textarea" in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_page_shows_a_query_as_text(client: TestClient) -> None:
    query = "SELECT * { ?s ?p '</textarea><script>alert(1)</script>' }"

    answer = client.get("/sparql", params={"query": query}, headers={"Accept": BROWSER})

    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_page_shows_the_example_that_is_asked_for(client: TestClient) -> None:
    last = all_examples()[-1]

    answer = client.get("/sparql", params={"example": last.name}, headers={"Accept": BROWSER})

    assert last.text.strip() in html.unescape(answer.text)


def test_a_browser_that_names_a_form_gets_the_answer(client: TestClient) -> None:
    parameters = {"query": "ASK {}", "format": "json"}

    answer = client.get("/sparql", params=parameters, headers={"Accept": BROWSER})

    assert answer.json()["boolean"] is True


def test_a_browser_is_sent_to_the_workbench_with_its_query() -> None:
    with serving(fill(OxigraphStore()), workbench="/explore/sparql") as client:
        answer = client.get("/sparql?query=ASK%20%7B%7D", headers={"Accept": BROWSER})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/explore/sparql?query=ASK%20%7B%7D"
