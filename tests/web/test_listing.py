"""The list of models: its address is its state."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from starlette.testclient import TestClient

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.filters import Filter
from modelgraph.errors import InvalidDataError
from modelgraph.web.listing import parameters


def ids(page: str) -> list[str]:
    return re.findall(r'name="models" value="([^"]+)"', page)


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("", Filter()),
        ("task=object-detection", Filter(task=("object-detection",))),
        ("task=ocr&task=object-detection", Filter(task=("ocr", "object-detection"))),
        ("openness=closed", Filter(category=("closed",))),
        ("min_parameters=200M&max_parameters=1B", Filter(
            minimum_parameters=200_000_000, maximum_parameters=10**9)),
        ("runnable=no", Filter(runnable=False)),
        ("commercial=no&commercial=conditional", Filter(commercial_use=("no", "conditional"))),
        ("redistribution=conditional", Filter(redistribution=("conditional",))),
        ("changes=yes&commercial=yes", Filter(changes=("yes",), commercial_use=("yes",))),
        ("org=openai&license=MIT", Filter(org=("openai",), license=("MIT",))),
    ],
)  # fmt: skip
def test_the_address_is_the_filter(
    client: TestClient, catalog: Catalog, question: str, where: Filter
) -> None:
    expected = [model.id for model in catalog.models(where)][:100]

    page = client.get(f"/models?first=100&{question}").text
    data = client.get(f"/models.json?first=100&{question}").json()

    assert expected
    assert ids(page) == expected
    assert [each["id"] for each in data["items"]] == expected


def test_pages_follow_each_other_without_gap_or_repeat(
    client: TestClient, catalog: Catalog
) -> None:
    seen: list[str] = []
    path: str | None = "/models?first=37"
    while path:
        page = client.get(path).text
        seen += ids(page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        path = found[1].replace("&amp;", "&") if found else None

    assert seen == [model.id for model in catalog.models()]


def test_a_facet_adds_its_value_to_the_address_and_takes_it_off_again(client: TestClient) -> None:
    page = client.get("/models?task=object-detection&q=o").text

    assert 'href="/models?q=o"' in page
    assert re.search(r'href="/models\?task=object-detection&amp;task=[a-z-]+&amp;q=o"', page)
    assert re.search(r'aria-current="true"><span class="name">Object detection', page)


def test_a_facet_counts_what_its_link_finds(client: TestClient) -> None:
    page = client.get("/models").text
    links = re.findall(
        r'<a href="(/models\?task=[^"]+)"[^>]*><span class="name">[^<]*</span>'
        r'<span class="n">(\d+)</span>',
        page,
    )

    assert links
    for link, number in links[:6]:
        assert client.get(link.replace("/models?", "/models.json?")).json()["total"] == int(number)


def test_permissions_are_counted_from_yes_to_no_and_disclaimed_once(client: TestClient) -> None:
    page = client.get("/models").text
    commercial = re.findall(r'href="(/models\?commercial=(\w+))"[^>]*>.*?"n">(\d+)</span>', page)

    assert [answer for _, answer, _ in commercial] == ["yes", "no"]
    for link, _, number in commercial:
        assert client.get(link.replace("?", ".json?")).json()["total"] == int(number)
    assert page.count("not legal advice") == 1


def test_a_chosen_permission_is_named_and_can_be_taken_off(client: TestClient) -> None:
    page = client.get("/models?commercial=no&task=ocr").text

    assert re.search(r'<a href="/models\?task=ocr">commercial use not permitted', page)


def test_csv_holds_every_model_that_fits(client: TestClient, catalog: Catalog) -> None:
    rows = list(csv.DictReader(StringIO(client.get("/models.csv?task=object-detection").text)))

    models = catalog.models(Filter(task=("object-detection",)))
    assert [row["id"] for row in rows] == [model.id for model in models]


def test_nothing_found_says_what_to_do_and_names_what_is_close(client: TestClient) -> None:
    page = client.get("/models?q=zzzzqqq&task=ocr").text

    assert "No model fits all of this." in page
    assert 'href="/models"' in page


@pytest.mark.parametrize(
    "question",
    [
        "min_parameters=many",
        "runnable=perhaps",
        "commercial=maybe",
        "sort=colour",
        "first=0",
        "first=x",
        "first=101",
        "after=nonsense",
        f"q={'a' * 201}",
    ],
)
def test_a_wrong_field_is_refused_in_words(client: TestClient, question: str) -> None:
    answer = client.get(f"/models.json?{question}")

    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("text", ["-1", "1e9", "NaN", "١٠", "1 2", "9" * 16])
def test_a_number_of_parameters_is_digits_and_a_unit(text: str) -> None:
    with pytest.raises(InvalidDataError):
        parameters(text)
