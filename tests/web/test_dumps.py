"""The files of the catalog, their description, and the vocabulary, at their addresses."""

from __future__ import annotations

import re
from hashlib import sha256

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from modelgraph.store import OxigraphStore


def test_every_file_has_the_sum_that_the_list_says(client: TestClient) -> None:
    listed = client.get("/dumps.json").json()

    assert [each["file"].rpartition(".")[2] for each in listed] == ["nq", "trig", "jsonld", "csv"]
    for each in listed:
        answer = client.get(each["url"])
        assert answer.headers["content-type"].partition(";")[0] == each["media_type"]
        assert sha256(answer.content).hexdigest() == each["sha256"]
        assert len(answer.content) == each["bytes"]
        assert f"{each['sha256']}  {each['file']}\n" in client.get("/dumps/SHA256SUMS").text
        assert each["sha256"] in client.get("/dumps").text


def test_a_file_can_be_asked_for_in_parts(client: TestClient) -> None:
    part = client.get("/dumps/modelgraph.nq", headers={"Range": "bytes=0-99"})

    assert (part.status_code, len(part.content)) == (206, 100)


@pytest.mark.parametrize("name", ["modelgraph.exe", "..%2F..%2Fetc%2Fpasswd", "modelgraph"])
def test_other_files_are_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/dumps/{name}").status_code == 404


def test_the_list_is_a_catalog_in_dcat(client: TestClient) -> None:
    answer = client.get("/dumps", headers={"Accept": "text/turtle"})

    store = OxigraphStore()
    store.engine.load(answer.content, ox.RdfFormat.TURTLE)
    assert store.ask("""
        PREFIX dcat: <http://www.w3.org/ns/dcat#>
        PREFIX media: <https://www.iana.org/assignments/media-types/application/>
        ASK { ?catalog a dcat:Catalog ; dcat:dataset/dcat:distribution
                [ dcat:downloadURL ?file ; dcat:mediaType media:trig ] }""")


@pytest.mark.parametrize(
    ("accept", "ending", "kind"),
    [
        ("text/turtle", ".ttl", "text/turtle"),
        ("application/ld+json", ".jsonld", "application/ld+json"),
        ("application/json", ".json", "application/json"),
        ("text/html", "", "text/html"),
    ],
)
def test_the_vocabulary_answers_at_its_address(
    client: TestClient, accept: str, ending: str, kind: str
) -> None:
    by_accept = client.get("/ontology", headers={"Accept": accept})
    by_ending = client.get(f"/ontology{ending}")

    assert by_accept.headers["content-type"].startswith(kind)
    assert by_accept.content == by_ending.content
    assert b"verifiedBy" in by_accept.content


def test_the_context_of_json_ld_is_served(client: TestClient) -> None:
    answer = client.get("/ontology/context.jsonld")

    assert answer.headers["content-type"].startswith("application/ld+json")
    assert answer.json()["@context"]["mg"].endswith("ontology#")


@pytest.mark.parametrize("profile", [pytest.param("fair4ml", marks=pytest.mark.slow), "mldcat-ap"])
def test_a_profile_has_a_report_in_each_form(client: TestClient, profile: str) -> None:
    page = client.get(f"/dumps/{profile}").text
    data = client.get(f"/dumps/{profile}", headers={"Accept": "application/json"}).json()
    rows = client.get(f"/dumps/{profile}.csv").text.splitlines()

    counts = data["counts"]
    assert counts["entries"] == len(data["entries"]) == len(rows) - 1 > 0
    assert counts["valid"] == sum(each["valid"] for each in data["entries"])
    lead = f"{counts['valid']:,} of {counts['entries']:,} models and variants"
    assert lead in page
    for each in data["reasons"]:
        assert each["reason"] in page
    assert f'href="/dumps/{profile}"' in client.get("/dumps").text


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["fair4ml", "mldcat-ap"])
def test_a_file_of_a_profile_has_the_sum_that_its_page_says(
    client: TestClient, profile: str
) -> None:
    page = client.get(f"/dumps/{profile}").text
    for ending in ("nq", "trig", "jsonld"):
        content = client.get(f"/dumps/modelgraph-{profile}.{ending}").content
        assert sha256(content).hexdigest() in page


@pytest.mark.slow
def test_the_pages_of_a_report_show_every_entry_once(client: TestClient) -> None:
    seen: list[str] = []
    path: str | None = "/dumps/mldcat-ap"
    while path:
        page = client.get(path).text
        seen += re.findall(r'(?:model|variant) <span class="id">([^<]+)</span>', page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        path = found[1] if found else None

    entries = client.get("/dumps/mldcat-ap.json").json()["entries"]
    assert sorted(seen) == sorted(each["id"] for each in entries)


@pytest.mark.parametrize("start", ["-1", "x", "99999999"])
def test_a_place_that_is_none_is_refused(client: TestClient, start: str) -> None:
    assert client.get(f"/dumps/mldcat-ap?from={start}").status_code == 400
