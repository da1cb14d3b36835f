"""The files of the catalog, their description, and the vocabulary, at their addresses."""

from __future__ import annotations

import re
import time
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
from httpx import Response
from starlette.testclient import TestClient
from web_world import application, client_of

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.dumps import Form as Dump
from modelgraph.catalog.dumps import Unwanted, write_file
from modelgraph.importers import curated, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.store import OxigraphStore
from modelgraph.web.files import Dumps


def made(client: TestClient, path: str) -> Response:
    """Return an answer as soon as the file is made, coming back as one is told to."""
    for _ in range(300):
        answer = client.get(path)
        if answer.status_code != 503:
            return answer
        assert int(answer.headers["retry-after"]) > 0
        time.sleep(0.1)
    raise AssertionError(path)


def test_every_file_has_the_sum_that_the_list_says(client: TestClient) -> None:
    made(client, "/dumps/SHA256SUMS")

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
    made(client, "/dumps/modelgraph.nq")

    part = client.get("/dumps/modelgraph.nq", headers={"Range": "bytes=0-99"})

    assert (part.status_code, len(part.content)) == (206, 100)


def test_the_list_waits_for_no_file_and_a_file_says_when_to_come_back(
    memory_catalog: Catalog,
) -> None:
    client = client_of(application(memory_catalog, dumps=Dumps(patience=0)))

    first = client.get("/dumps/modelgraph.trig")
    assert (first.status_code, first.headers["retry-after"]) == (503, "5")

    page = client.get("/dumps")
    assert page.status_code == 200
    assert made(client, "/dumps/modelgraph.trig").status_code == 200
    made(client, "/dumps/SHA256SUMS")
    again = client.get("/dumps", headers={"If-None-Match": page.headers["etag"]})
    assert "being made" not in again.text


def test_a_file_of_another_content_is_made_anew(own_world: OxigraphStore) -> None:
    catalog, dumps = Catalog(own_world), Dumps(patience=30)
    before = dumps.file(catalog, Dump.CSV)
    rows = b"model,property,value,source_kind,source\nFoo,backbone,ViT,vendor,lab\n"
    pipeline.run(
        own_world, curated.table("x.csv", rows, shipped(), collection="x", license="CC0-1.0")
    )

    after = dumps.file(catalog, Dump.CSV)

    assert after.sha256 != before.sha256
    assert before.path.exists()
    assert dumps.ready(catalog, Dump.CSV) == after


def test_what_nobody_wants_any_more_is_given_up(own_world: OxigraphStore, tmp_path: Path) -> None:
    answers = iter([True, True, False])

    with pytest.raises(Unwanted):
        write_file(Catalog(own_world), Dump.CSV, tmp_path / "x.csv", wanted=lambda: next(answers))

    assert not (tmp_path / "x.csv").exists()


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
    contents = [
        made(client, f"/dumps/modelgraph-{profile}.{ending}").content
        for ending in ("nq", "trig", "jsonld")
    ]
    page = client.get(f"/dumps/{profile}").text
    for content in contents:
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
