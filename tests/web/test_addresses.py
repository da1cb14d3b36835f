"""Every address of ours that stands in the graph answers, in each form, by Accept and by ending."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import pytest
from starlette.testclient import TestClient
from web_world import application, client_of

from modelgraph.catalog.catalog import Catalog
from modelgraph.store import IRI
from modelgraph.vocabulary.prefixes import BASE, PREFIXES

FORMS: Final = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "json": "application/json",
}
PARTS: Final = {"component", "release", "result", "support", "offer", "obstacle", "change"}
RUNS: Final = {"run", "job", "image", "shipped"}
"""What a server with runs answers, and the catalog as such."""


def kind(iri: str) -> str:
    """Return the place of an address, with the kind of part: ``model/component``."""
    place, *rest = iri.removeprefix(BASE).split("/")
    return "/".join([place, *(each for each in rest if each in PARTS)])


def addresses(catalog: Catalog) -> dict[str, str]:
    """Return one address of each kind that stands in the graph, without fragments."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in catalog.store.quads():
        for term in (quad.subject, quad.object):
            if isinstance(term, IRI) and term.startswith(BASE) and "#" not in term:
                found[kind(term)].add(term)
    return {each: max(those) for each, those in found.items() if each not in RUNS}


def paths(catalog: Catalog) -> list[str]:
    named = ["/" + iri.removeprefix(BASE) for iri in addresses(catalog).values()]
    return [path for path in named if path != "/"]


@pytest.mark.slow
def test_every_kind_of_address_answers_in_each_form(shipped_catalog: Catalog) -> None:
    client = client_of(application(shipped_catalog))
    asked_for = [*paths(shipped_catalog), "/license/0BSD", "/license/Classpath-exception-2.0"]
    wrong = []
    for path in asked_for:
        for ending, media_type in FORMS.items():
            for asked in (
                client.get(f"{path}.{ending}", follow_redirects=True),
                client.get(path, headers={"Accept": media_type}, follow_redirects=True),
            ):
                given = asked.headers.get("content-type", "").partition(";")[0]
                if (asked.status_code, given) != (200, media_type):
                    wrong.append((path, ending, asked.status_code, given))

    assert len(asked_for) > 20
    assert wrong == []


def test_the_facts_of_a_part_are_data_too(client: TestClient, catalog: Catalog) -> None:
    part = addresses(catalog)["model/component"]

    answer = client.get("/" + part.removeprefix(BASE) + ".json").json()

    assert answer["iri"] == part
    assert ["rdf:type", "mg:Component"] in answer["facts"]


def test_the_turtle_of_a_part_says_who_says_so(client: TestClient, catalog: Catalog) -> None:
    claim = next(
        quad.subject
        for quad in catalog.store.quads(predicate=IRI(PREFIXES["rdf"] + "subject"))
        if isinstance(quad.object, IRI) and "/release/" in quad.object
    )
    (part,) = {
        quad.object
        for quad in catalog.store.quads(claim, IRI(PREFIXES["rdf"] + "subject"))
        if isinstance(quad.object, IRI)
    }

    turtle = client.get("/" + part.removeprefix(BASE) + ".ttl").text

    assert claim.removeprefix(BASE + "claim/") in turtle
