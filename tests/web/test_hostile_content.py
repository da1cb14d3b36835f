"""Labels, quotes and addresses come from sources that nobody here controls."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient
from web_world import application, client_of

from modelgraph.catalog.catalog import Catalog
from modelgraph.provenance import Claim, Kind, Source, claim_quads, source_quads
from modelgraph.store import IRI, Literal, OxigraphStore, Quad
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import MG, RDF, SCHEMA, SKOS
from modelgraph.web.tables import csv, markdown

EVIL = "<script>alert(1)</script>\"'&{{7*7}}"
HOSTILE = IRI(expand("model:evil/hostile"))


@pytest.fixture(scope="module")
def hostile(_world_quads: list[Any]) -> TestClient:
    """Read a world with a model whose every text is an attack."""
    store = OxigraphStore()
    store.engine.extend(_world_quads)
    source = Source(
        IRI(expand("source:evil-1")), EVIL, Kind.VENDOR, revision=EVIL, license=EVIL,
        url="javascript:alert(1)",
    )  # fmt: skip
    said = Claim(
        HOSTILE, SCHEMA.codeRepository, IRI("javascript:alert(document.domain)"), source.iri,
        source.kind, HOSTILE, stated_as=EVIL, qualifier=EVIL, place=EVIL, quote=EVIL, note=EVIL,
    )  # fmt: skip
    links = [
        Quad(HOSTILE, RDF.type, MG.Model),
        Quad(HOSTILE, SCHEMA.name, Literal(EVIL)),
        Quad(HOSTILE, SKOS.altLabel, Literal(f"{EVIL} too")),
        Quad(HOSTILE, said.predicate, said.value),
    ]
    store.replace({source.iri: [*source_quads(source), *claim_quads(said)]}, add=links)
    return client_of(application(Catalog(store)))


@pytest.mark.parametrize(
    "path",
    [
        "/models?q=hostile",
        "/model/evil/hostile",
        "/compare?models=evil/hostile,gpt-5",
        "/source/evil-1",
        "/sources",
        "/run?models=evil/hostile,gpt-5",
        "/models?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/models?task=%3Cscript%3E",
        "/compare?models=%3Cscript%3Ealert(1)%3C/script%3E,gpt-5",
        "/model/%3Cscript%3E/%22onload=%22",
        "/task/%3Cimg%20src=x%3E",
        "/nowhere/%3Cscript%3E",
    ],
)
def test_hostile_text_is_shown_and_never_live(hostile: TestClient, path: str) -> None:
    page = hostile.get(path).text.lower()

    assert "<script>" not in page
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page
    assert "{{7*7}}" in page or "49" not in page.partition("<main")[2].partition("</main")[0]
    assert '"onload="' not in page


def test_the_hostile_model_is_there_to_be_seen(hostile: TestClient) -> None:
    page = hostile.get("/model/evil/hostile").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-A1", "\tx"])
def test_a_spreadsheet_shows_a_cell_and_does_not_run_it(cell: str) -> None:
    assert csv([["head"], [cell]]).decode().splitlines()[1].strip('"').startswith("'")


def test_a_negative_number_stays_a_number() -> None:
    assert csv([["-0.5"]]) == b"-0.5\r\n"


def test_markdown_shows_markup_as_text() -> None:
    table = markdown([["name"], ["a|b\n<script> [x](javascript:1) `c`"]]).decode()

    assert table.splitlines()[2] == r"| a\|b \<script\> \[x\](javascript:1) \`c\` |"
