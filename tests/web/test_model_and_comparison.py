"""What the pages of a model and of a comparison show of the world."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from starlette.testclient import TestClient

from modelgraph.catalog.catalog import Catalog

PAIR = "models=florence-2,sam-clip"


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_both_values_of_a_disagreement_stand_in_the_cell(client: TestClient) -> None:
    page = text_of(client.get("/model/microsoft/florence-2").text)

    assert re.search(r"2024-06-16 Sources disagree: also 2025-06", page)


def test_a_value_opens_to_source_place_quote_and_claim(
    client: TestClient, catalog: Catalog
) -> None:
    page = client.get("/model/microsoft/florence-2").text
    values = next(
        cell.values for cell in catalog.evidence("florence-2") if cell.of.key == "released"
    )

    for citation in (each for value in values for each in value.citations):
        assert f'href="/source/{citation.source.slug}"' in page
        assert f'href="/claim/{citation.claim.rpartition("/")[2]}"' in page
    assert all(value.reason in text_of(page) for value in values if value.reason.isascii())


def test_an_opened_claim_names_what_its_source_wrote(client: TestClient, catalog: Catalog) -> None:
    cells = catalog.evidence("florence-2")
    citation = next(
        each
        for cell in cells
        for value in cell.values
        for each in value.citations
        if each.quote and each.stated_as
    )

    page = text_of(client.get(f"/claim/{citation.claim.rpartition('/')[2]}").text)

    assert citation.source.name in page


@pytest.mark.parametrize("words", ["not disclosed", "not checked"])
def test_each_kind_of_missing_value_has_words_of_its_own(client: TestClient, words: str) -> None:
    page = client.get("/compare?models=gpt-5,sam-clip").text

    assert f'class="missing {words.replace(" ", "-")}"' in page
    assert f">{words}</span>" in page


def test_a_comparison_tells_shared_tasks_before_facts_and_why_nothing_runs(
    client: TestClient, catalog: Catalog
) -> None:
    page = text_of(client.get("/compare?models=florence-2,yolov9").text)
    shared = catalog.compare("florence-2", "yolov9").shared

    assert page.index("Shared tasks") < page.index("Object detection") < page.index(" Facts ")
    assert shared[0].not_runnable
    assert all(why.obstacle.value in page for why in shared[0].not_runnable)


def test_only_differences_leaves_out_what_is_the_same(client: TestClient, catalog: Catalog) -> None:
    comparison = catalog.compare("florence-2", "sam-clip")
    same = {row.of.label for row in comparison.rows if not row.differs}

    page = client.get(f"/compare?{PAIR}&differences=1").text
    headings = set(re.findall(r'<tr><th scope="row"[^>]*>([^<]+)</th>', page))

    assert headings
    assert not headings & (same - {row.of.label for row in comparison.differences})


def test_the_page_and_its_data_say_the_same(client: TestClient, catalog: Catalog) -> None:
    comparison = catalog.compare("florence-2", "sam-clip")

    data = client.get(f"/compare.json?{PAIR}").json()
    table = list(csv.reader(StringIO(client.get(f"/compare.csv?{PAIR}").text)))
    page = text_of(client.get(f"/compare?{PAIR}").text)

    assert table[0] == ["group", "property", "microsoft/florence-2", "apple/sam-clip"]
    for row, given in zip(comparison.rows, data["rows"], strict=True):
        displays = [cell.display for cell in row.cells]
        assert [cell["display"] for cell in given["cells"]] == displays
        assert [row.of.group, row.of.label, *displays] in table
        assert all(display in page for display in displays if "<" not in display)


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/compare/sam-clip-vs-florence-2", "apple/sam-clip,microsoft/florence-2"),
        ("/compare/florence-2-vs-sam-clip", "apple/sam-clip,microsoft/florence-2"),
        (
            "/compare/microsoft/florence-2-vs-apple/sam-clip-vs-gpt-5",
            "apple/sam-clip,microsoft/florence-2,openai/gpt-5",
        ),
    ],
)
def test_a_pair_leads_to_the_alphabetical_comparison(
    client: TestClient, asked: str, target: str
) -> None:
    answer = client.get(asked)

    assert answer.status_code == 301
    assert answer.headers["location"] == f"/compare?models={target}"


def test_a_form_with_ticked_models_leads_to_an_address_to_pass_on(client: TestClient) -> None:
    answer = client.get("/compare?models=florence-2&models=sam-clip&models=&differences=1")

    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/compare?models=microsoft/florence-2,apple/sam-clip&differences=1"
    )


def test_one_model_or_none_leads_to_the_form(client: TestClient) -> None:
    none, one = client.get("/compare"), client.get("/compare?models=florence-2")

    assert "Which models?" in none.text
    assert "Compare it with" in one.text


def test_nine_models_are_too_many(client: TestClient) -> None:
    answer = client.get(f"/compare.json?models={','.join(f'm{n}' for n in range(9))}")

    assert answer.status_code == 400
    assert answer.json()["error"]["details"] == {"limit": 8, "actual": 9}


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/model/microsoft/Florence-2", "/model/microsoft/florence-2"),
        ("/variant/microsoft/florence-2-base", "/model/microsoft/florence-2#"),
        ("/modality/multimodal", "/models?modality=multimodal"),
        ("/task/optical%20character%20recognition", "/task/ocr"),
    ],
)
def test_other_names_lead_to_the_one_address(client: TestClient, asked: str, target: str) -> None:
    answer = client.get(asked)

    assert answer.status_code in {301, 303}
    assert answer.headers["location"].startswith(target)


def test_every_iri_of_the_graph_answers(client: TestClient, catalog: Catalog) -> None:
    base = "https://w3id.org/modelgraph"
    iris = {quad.subject for quad in catalog.describe(catalog.resolve("florence-2"))}

    assert len(iris) > 20
    for iri in iris:
        answer = client.get(iri.removeprefix(base), headers={"Accept": "text/turtle"})
        assert answer.status_code == 200, iri
        assert client.get(iri.removeprefix(base)).status_code in {200, 303}, iri


def test_turtle_holds_what_holds_and_keeps_the_rest_as_claims(client: TestClient) -> None:
    turtle = client.get("/model/microsoft/florence-2.ttl").text

    assert re.search(r'schema:datePublished "2024-06-16"', turtle)
    assert not re.search(r'schema:datePublished "2025-06"', turtle)
    assert re.search(r'rdf:object "2025-06"', turtle)
    assert "dcterms:source source:" in turtle


def test_openness_names_the_part_that_decided(client: TestClient) -> None:
    page = client.get("/model/apple/sam-clip").text
    section = page[page.index('<h2 id="openness">') :]
    section = text_of(section[: section.index("</section>")])

    assert "Closed. Because no weights are published." in section
    assert re.search(r"Weights this decides none published", section)


def test_a_sibling_that_is_announced_does_not_close_a_model(client: TestClient) -> None:
    page = text_of(client.get("/model/depth-anything/depth-anything-v2").text)

    assert "Open. Because " in page
