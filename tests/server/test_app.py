"""The server as a whole: every face at its address, every refusal in its form, no leaks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import serving

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.sdl import SDL

PREFIXES = (
    "PREFIX mg: <https://w3id.org/modelgraph/ontology#> PREFIX schema: <https://schema.org/> "
)

PAGES = (
    "/", "/models", "/model/microsoft/florence-2", "/health", "/compare?models=clip,florence-2",
    "/graphql", "/sparql", "/nothing",
)  # fmt: skip
LOADED = re.compile(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["']([^"']+)""")


def test_it_says_that_it_is_up_and_ready(served: httpx.Client) -> None:
    health, ready = served.get("/health"), served.get("/ready")

    assert health.json()["status"] == "ok"
    assert ready.json()["ready"] is True
    assert set(ready.json()["checks"]) == {"store", "jobs", "models"}


def test_the_schema_is_served_as_committed(served: httpx.Client) -> None:
    answer = served.get("/schema.graphql")

    again = served.get("/schema.graphql", headers={"if-none-match": answer.headers["etag"]})

    assert answer.text == SDL.read_text(encoding="utf-8")
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "accept", "status", "code"),
    [
        ("/nothing", "application/json", 404, "NOT_FOUND"),
        ("/model/no/body.json", "*/*", 404, "NOT_FOUND"),
        ("/compare.json?models=florence-2", "*/*", 403, "REFUSED"),
        ("/compare.json?models=florence-3,clip", "*/*", 404, "NOT_FOUND"),
        ("/sparql?query=SELEC", "application/json", 400, "INVALID_QUERY"),
        ("/images/0", "application/json", 404, "NOT_FOUND"),
        ("/docs", "application/json", 404, "NOT_FOUND"),
        ("/openapi.json", "application/json", 404, "NOT_FOUND"),
        ("/%2e%2e/%2e%2e/etc/passwd", "application/json", 404, "NOT_FOUND"),
        ("/static/..%2f..%2fapp.py", "application/json", 404, "NOT_FOUND"),
    ],
)
def test_a_refusal_has_its_status_and_code(
    served: httpx.Client, path: str, accept: str, status: int, code: str
) -> None:
    answer = served.get(path, headers={"accept": accept})

    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["code"] == code
    assert "Traceback" not in answer.text


def test_a_wrong_method_is_refused(served: httpx.Client) -> None:
    answer = served.delete("/health")

    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    ("path", "size"), [("/sparql", 2_000_000), ("/graphql", 2_000_000), ("/images", 20_000_000)]
)
def test_a_large_body_is_refused_with_the_limit(served: httpx.Client, path: str, size: int) -> None:
    headers = {
        "content-type": "application/json", "accept": "application/json", "x-modelgraph": "1",
    }  # fmt: skip

    answer = served.post(path, content=b"x" * size, headers=headers)

    assert answer.status_code == 413
    assert re.search(r'"limit":\s*\d+', answer.text)
    assert re.search(rf'"actual":\s*{size}', answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_no_answer_lets_a_browser_go_elsewhere(served: httpx.Client, path: str) -> None:
    answer = served.get(path, headers={"accept": "text/html"})

    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers
    loaded = re.findall(
        r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["']([^"']+)""", answer.text
    )
    assert [address for address in loaded if "//" in address] == []


def test_another_name_is_not_answered(served: httpx.Client) -> None:
    answer = served.get("/health", headers={"host": "evil.test"})

    assert answer.status_code == 421


def test_all_faces_say_the_same(served: httpx.Client, shipped_catalog: Catalog) -> None:
    expected = shipped_catalog.compare("florence-2", "sam-clip")
    cells = {row.of.key: [cell.display for cell in row.cells] for row in expected.rows}

    document = """{ compare(models: ["florence-2", "sam-clip"]) {
      rows { property { key } cells { display } } sharedTasks { task { slug } } } }"""
    by_graphql = served.post("/graphql", json={"query": document}).json()["data"]["compare"]
    page = served.get("/compare?models=florence-2,sam-clip", headers={"accept": "text/html"}).text
    data = served.get("/compare.json?models=florence-2,sam-clip").json()
    sparql = served.get(
        "/sparql",
        params={"query": PREFIXES + "SELECT ?date { ?m schema:name 'Florence-2' ; a mg:Model ;"
                                    " schema:datePublished ?date }"},
        headers={"accept": "text/csv"},
    ).text  # fmt: skip

    assert {
        row["property"]["key"]: [cell["display"] for cell in row["cells"]]
        for row in by_graphql["rows"]
    } == cells
    assert by_graphql["sharedTasks"] == [{"task": {"slug": s.task.slug}} for s in expected.shared]
    assert [row["cells"][0]["display"] for row in data["rows"]] == [
        row[0] for row in cells.values()
    ]
    for date in ("2023-11-10", "2024-06-16", "2025-08-20"):
        assert date in page
    assert sparql.split() == ["date", cells["released"][0]]


@pytest.fixture(scope="module")
def keyed(shipped_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    home: Path = tmp_path_factory.mktemp("keyed")
    store = str(shutil.copytree(shipped_folder, home / "store"))
    with serving(home=home, store=store, run_key="hunter2", write_key="hunter3") as client:
        yield client


JSON = {"accept": "application/json", "x-modelgraph": "1"}
RUN = """mutation { runComparison(request: {models: ["clip"], task: "ocr", images: []}) {
  __typename ... on RunRefused { code message hint } } }"""


@pytest.mark.parametrize(
    ("key", "code"),
    [(None, "UNAUTHORIZED"), ("Bearer hunter", "UNAUTHORIZED"), ("Bearer hunter2", "REFUSED")],
)
def test_running_needs_the_key(keyed: httpx.Client, key: str | None, code: str) -> None:
    headers = {"authorization": key} if key else {}

    answer = keyed.post("/graphql", json={"query": RUN}, headers=headers)

    assert answer.json()["data"]["runComparison"]["code"] == code


def test_uploading_needs_the_key(keyed: httpx.Client) -> None:
    files = {"file": ("a.png", b"x", "image/png")}

    without = keyed.post("/images", files=files, headers=JSON)
    with_it = keyed.post(
        "/images", files=files, headers={**JSON, "authorization": "Bearer hunter2"}
    )

    assert without.status_code == 401
    assert with_it.status_code == 415


def test_no_answer_shows_a_key(keyed: httpx.Client) -> None:
    answers = [keyed.get(path) for path in ("/", "/run", "/ready", "/graphql", "/nothing")]
    answers.append(keyed.post("/graphql", json={"query": RUN}))

    assert all("hunter" not in answer.text for answer in answers)


@pytest.mark.slow
def test_a_scratch_server_starts_empty(tmp_path: Path) -> None:
    with serving(home=tmp_path, store="memory", empty=True) as client:
        answer = client.get(
            "/sparql", params={"query": "ASK { ?s ?p ?o }"}, headers={"accept": "application/json"}
        )

    assert answer.json()["boolean"] is False
