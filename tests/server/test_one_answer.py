"""One question asked at every face gets one answer: Florence-2 against SAM-CLIP, each with sources.

What a face answers is brought into one form: which model, which row, which value, of what (a
variant, a release, a component), whether it holds, and every claim that says so.
"""

from __future__ import annotations

import csv
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from typer.testing import CliRunner

from modelgraph import Catalog
from modelgraph.cli.app import app

MODELS = ("florence-2", "sam-clip")
FLORENCE, SAM_CLIP = "microsoft/florence-2", "apple/sam-clip"

QUESTION = """
query($models: [ID!]!) {
  compare(models: $models) {
    rows { property { key } cells { modelId display presence values {
      value { __typename
        ... on TextValue { display } ... on NumberValue { display }
        ... on DateValue { display } ... on EntityValue { display } }
      accepted reason subject citations { claim source { slug } statedAs } } } }
  }
}
"""

CLAIMS = """
SELECT ?claim ?subject ?source ?stated WHERE {
  VALUES ?about { %s }
  GRAPH ?source {
    ?claim a mg:Claim ; mg:about ?about ; rdf:subject ?subject .
    OPTIONAL { ?claim mg:statedAs ?stated }
  }
}
"""


class Stated(NamedTuple):
    """One value of one cell, as any face may show it."""

    model: str
    row: str
    value: str
    subject: str
    holds: bool
    reason: str
    claims: frozenset[tuple[str, str, str]]


def stated(rows: Iterable[Mapping[str, Any]], model: str, of: str) -> set[Stated]:
    """Bring the JSON of a face into the one form; ``model`` and ``of`` are its names for keys."""
    return {
        Stated(
            model=cell[model],
            row=row[of]["key"],
            value=shown(value["value"]),
            subject=value["subject"],
            holds=value["accepted"],
            reason=value["reason"],
            claims=frozenset(
                (each["claim"], each["source"]["slug"], said(each)) for each in value["citations"]
            ),
        )
        for row in rows
        for cell in row["cells"]
        for value in cell["values"]
    }


def shown(value: Mapping[str, Any]) -> str:
    return str(next(value[key] for key in ("display", "name", "date", "text") if key in value))


def said(citation: Mapping[str, Any]) -> str:
    return str(citation.get("stated_as") or citation.get("statedAs") or "")


@pytest.fixture(scope="module")
def catalog(shipped_catalog: Catalog) -> Catalog:
    return shipped_catalog


@pytest.fixture(scope="module")
def by_python(catalog: Catalog) -> set[Stated]:
    return in_python(catalog, MODELS)


def in_python(catalog: Catalog, models: Iterable[str]) -> set[Stated]:
    return {
        Stated(
            model=cell.model,
            row=row.of.key,
            value=value.value.display,
            subject=value.subject,
            holds=value.accepted,
            reason=value.reason,
            claims=frozenset(
                (each.claim, each.source.slug, each.stated_as) for each in value.citations
            ),
        )
        for row in catalog.compare(*models).rows
        for cell in row.cells
        for value in cell.values
    }


def test_graphql_says_what_python_says(served: httpx.Client, by_python: set[Stated]) -> None:
    answer = served.post("/graphql", json={"query": QUESTION, "variables": {"models": MODELS}})

    rows = answer.json()["data"]["compare"]["rows"]
    assert stated(rows, "modelId", "property") == by_python


def test_the_page_as_json_says_what_python_says(
    served: httpx.Client, by_python: set[Stated]
) -> None:
    answer = served.get("/compare.json", params={"models": ",".join(MODELS)})

    assert stated(answer.json()["rows"], "model", "property") == by_python


def test_the_command_line_says_what_python_says(by_python: set[Stated], shipped_home: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "modelgraph", "compare", *MODELS, "--format", "json"],
        env={**os.environ, "MODELGRAPH_HOME": str(shipped_home)},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert stated(json.loads(answer.stdout)["rows"], "model", "property") == by_python


def test_the_page_shows_every_value_with_its_sources(
    served: httpx.Client, catalog: Catalog
) -> None:
    page = served.get("/compare", params={"models": ",".join(MODELS)}).text
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))

    missing = [
        part
        for row in catalog.compare(*MODELS).rows
        for cell in row.cells
        for value in cell.values
        for part in (value.value.display, *(each.source.name for each in value.citations))
        if part not in text
    ]

    assert missing == []


DISPUTED = (
    "depth-anything-v2", "yolov7", "roboflow/rf-detr", "google/gemma-4", "qwen/qwen-vl",
    "google/paligemma", "google/gemini-2.5-flash-lite", "claude-opus-4.5",
)  # fmt: skip
"""Models about which sources disagree: licence, size, dates, limits, category."""


@pytest.mark.slow
def test_what_lost_is_told_at_every_face_with_the_reason(
    served: httpx.Client, catalog: Catalog, shipped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELGRAPH_HOME", str(shipped_home))
    monkeypatch.setenv("COLUMNS", "9000")  # no reason is broken into lines
    asked = {"models": ",".join(DISPUTED)}

    expected = in_python(catalog, DISPUTED)
    by_graphql = served.post(
        "/graphql", json={"query": QUESTION, "variables": {"models": DISPUTED}}
    )
    by_page = served.get("/compare.json", params=asked)
    page = served.get("/compare", params=asked).text
    told = CliRunner().invoke(app, ["compare", *DISPUTED, "--format", "json"]).stdout
    table = CliRunner().invoke(app, ["compare", *DISPUTED]).stdout
    rows = CliRunner().invoke(app, ["compare", *DISPUTED, "--format", "csv"]).stdout

    lost = {each for each in expected if not each.holds}
    assert {"license", "parameters", "released", "category"} <= {each.row for each in lost}
    assert [each for each in lost if not each.reason] == []
    found = by_graphql.json()["data"]["compare"]["rows"]
    assert stated(found, "modelId", "property") == expected
    assert stated(by_page.json()["rows"], "model", "property") == expected
    assert stated(json.loads(told)["rows"], "model", "property") == expected
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))
    # On the page "outranked" stands before the reason; the table shows what the source wrote.
    assert [e.reason for e in lost if e.reason.removeprefix("outranked: ") not in text] == []
    assert [each.reason for each in lost if each.reason not in table] == []
    held = {
        (each["property"], each["model"], each["value"], each["reason"])
        for each in csv.DictReader(StringIO(rows))
        if each["holds"] == "no"
    }
    assert {(each.row, each.model, each.value, each.reason) for each in lost} == held


def test_sparql_holds_every_claim_that_is_shown(
    served: httpx.Client, by_python: set[Stated], catalog: Catalog
) -> None:
    about = [catalog.model(name).iri for name in MODELS]
    about += [variant.iri for name in MODELS for variant in catalog.model(name).variants]
    prologue = "PREFIX mg: <https://w3id.org/modelgraph/ontology#>\n"
    prologue += "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    query = prologue + CLAIMS % " ".join(f"<{iri}>" for iri in about)

    answer = served.post(
        "/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"}
    )
    found = {
        (
            row["claim"]["value"],
            slug(row["source"]["value"]),
            row.get("stated", {}).get("value", ""),
        )
        for row in answer.json()["results"]["bindings"]
    }

    assert {claim for value in by_python for claim in value.claims} <= found


def slug(iri: str) -> str:
    return iri.rpartition("/source/")[2]


def holds(said: set[Stated], model: str, row: str) -> set[str]:
    return {each.value for each in said if (each.model, each.row) == (model, row) and each.holds}


def outranked(said: set[Stated], model: str, row: str) -> set[str]:
    """Return the claims that lost, as their sources wrote them."""
    return {
        text
        for each in said
        if (each.model, each.row) == (model, row) and not each.holds
        for _, source, text in each.claims
        if source.startswith("playground")
    }


@pytest.mark.parametrize(
    ("model", "row", "expected"),
    [
        (FLORENCE, "organization", {"Microsoft"}),
        (FLORENCE, "license", {"MIT"}),
        (FLORENCE, "parameters", {"0.23 B", "0.77 B"}),
        (FLORENCE, "release-preprint", {"2023-11-10"}),
        (FLORENCE, "release-weights", {"2024-06-16"}),
        (FLORENCE, "release-library-support", {"2025-08-20"}),
        (SAM_CLIP, "organization", {"Apple"}),
        (SAM_CLIP, "affiliation", {"University of Illinois Urbana-Champaign"}),
        (SAM_CLIP, "availability-weights", {"none published"}),
        (SAM_CLIP, "category", {"closed"}),
    ],
)
def test_what_holds(by_python: set[Stated], model: str, row: str, expected: set[str]) -> None:
    assert holds(by_python, model, row) == expected


@pytest.mark.parametrize(
    ("model", "row", "expected"),
    [
        (FLORENCE, "released", {"Jun 2025"}),
        (FLORENCE, "parameters", {"230M"}),
        (SAM_CLIP, "category", {"open"}),
    ],
)
def test_what_the_playground_shows_is_kept_and_outranked(
    by_python: set[Stated], model: str, row: str, expected: set[str]
) -> None:
    assert expected <= outranked(by_python, model, row)


def test_every_value_names_a_source(by_python: set[Stated]) -> None:
    assert [value for value in by_python if not value.claims] == []
