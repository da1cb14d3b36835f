"""What holds for all pages of the catalog."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from typing import Final

import pytest
from starlette.testclient import TestClient

from modelgraph.web.negotiation import Form

PAGES: Final = (
    "/",
    "/models",
    "/models?task=object-detection&openness=open",
    "/model/microsoft/florence-2",
    "/compare",
    "/compare?models=microsoft/florence-2,apple/sam-clip",
    "/tasks",
    "/task/object-detection",
    "/sources",
    "/orgs",
    "/org/microsoft",
    "/licenses",
    "/license/MIT",
    "/features",
    "/families",
    "/family/sam",
    "/conflicts",
    "/conflicts?property=license",
    "/coverage",
    "/coverage?property=license",
    "/rules",
    "/rule/one-size-for-several",
    "/changes",
    "/dumps",
    "/model/microsoft/florence-2?as_of=2026-11-24",
    "/run",
    "/run?task=ocr",
    "/model/nobody/nothing",
)


class Outline(HTMLParser):
    """The parts of a page that its rules speak of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module", params=PAGES)
def text(client: TestClient, request: pytest.FixtureRequest) -> str:
    """Return a page, which all rules are read from."""
    return client.get(request.param).text


@pytest.fixture(scope="module")
def page(text: str) -> Outline:
    return Outline(text)


def test_a_page_has_one_heading_landmarks_and_a_way_past_them(page: Outline) -> None:
    assert len(page.all("h1")) == 1
    assert [len(page.all(tag)) for tag in ("main", "footer", "title")] == [1, 1, 1]
    assert page.all("a")[0] == {"class": "skip", "href": "#content"}
    assert page.all("html") == [{"lang": "en"}]


def test_a_page_needs_nothing_inline_and_nothing_from_elsewhere(page: Outline) -> None:
    assert all(script.get("src", "").startswith("/static/") for script in page.all("script"))  # type: ignore[union-attr]
    assert not page.all("style")
    for _, attributes in page.tags:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert str(attributes.get("src") or "/").startswith("/")


def test_every_field_has_a_label_and_every_header_cell_a_scope(text: str, page: Outline) -> None:
    labelled = {label["for"] for label in page.all("label") if "for" in label}

    for field in (*page.all("input"), *page.all("select"), *page.all("textarea")):
        if field.get("type") not in {"hidden", "checkbox", "radio"}:
            assert field["id"] in labelled
    assert all("scope" in cell for cell in page.all("th"))
    assert text.count('<label class="choice">') + text.count('<label class="tick">') == sum(
        field.get("type") == "checkbox" for field in page.all("input")
    )


def test_ids_are_unique_and_what_refers_to_them_finds_them(page: Outline) -> None:
    ids = [str(attributes["id"]) for _, attributes in page.tags if "id" in attributes]

    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            if name in attributes:
                assert attributes[name] in ids
        target = str(attributes.get("href") or "")
        assert not target.startswith("#") or target[1:] in ids


def test_a_page_is_at_most_60_kilobytes_compressed(text: str) -> None:
    assert len(gzip.compress(text.encode())) <= 60_000


@pytest.mark.parametrize("pages", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_no_link_of_ours_leads_nowhere(client: TestClient, pages: int) -> None:
    elsewhere = ("/sparql", "/graphql")
    seen: set[str] = set()
    open_ = ["/"]
    while open_ and len(seen) < pages:
        path = open_.pop()
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code in {200, 301, 303}, path
        links = [answer.headers.get("location") or ""]
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = Outline(answer.text)
            links += [str(link["href"]) for link in (*page.all("a"), *page.all("link"))]
        for link in links:
            target = link.partition("#")[0]
            if target.startswith("/") and target not in seen and not target.startswith(elsewhere):
                open_.append(target)
    assert len(seen) >= pages // 2


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("/models", "json csv md ttl jsonld nt"),
        ("/model/microsoft/florence-2", "json ttl jsonld nt"),
        ("/variant/microsoft/florence-2-base", "json ttl jsonld nt"),
        ("/compare", "json csv md ttl jsonld nt"),
        ("/tasks", "json ttl jsonld nt"),
        ("/task/ocr", "json ttl jsonld nt"),
        ("/org/microsoft", "json ttl"),
        ("/license/MIT", "json ttl"),
        ("/sources", "json ttl"),
    ],
)
def test_a_thing_has_the_same_form_by_ending_and_by_accept(
    client: TestClient, path: str, forms: str
) -> None:
    question = "?models=florence-2,sam-clip" if path == "/compare" else ""
    for ending in forms.split():
        form = next(each for each in Form if each.ending == ending)

        by_ending = client.get(f"{path}.{ending}{question}")
        by_accept = client.get(f"{path}{question}", headers={"Accept": form.media_type})

        assert by_ending.status_code == 200
        assert by_ending.headers["content-type"].partition(";")[0] == form.media_type
        assert by_ending.content == by_accept.content
        assert "Accept" in by_accept.headers["vary"]


def test_the_page_of_a_licence_says_what_it_obliges_to_and_who_says_so(client: TestClient) -> None:
    page = client.get("/license/MIT", headers={"Accept": "text/html"}).text

    assert "keep the licence and copyright notice" in page
    assert re.search(r'Who says so</dt><dd><a href="/source/modelgraph-curation-[\d.]+"', page)
    assert page.count("no legal advice") == 1


def test_a_page_that_did_not_change_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/model/microsoft/florence-2")

    again = client.get(
        "/model/microsoft/florence-2", headers={"If-None-Match": first.headers["etag"]}
    )
    other_form = client.get(
        "/model/microsoft/florence-2.json", headers={"If-None-Match": first.headers["etag"]}
    )

    assert (again.status_code, again.content) == (304, b"")
    assert other_form.status_code == 200


@pytest.mark.parametrize(
    ("field", "encoding"),
    [("gzip, deflate, br", "gzip"), ("br", None), ("gzip;q=0", None), ("identity", None)],
)
def test_a_page_is_compressed_for_who_can_read_it(
    client: TestClient, field: str, encoding: str | None
) -> None:
    answer = client.get("/tasks", headers={"Accept-Encoding": field})

    assert answer.headers.get("content-encoding") == encoding
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "<h1>Tasks</h1>" in answer.text


def test_a_static_file_is_kept_only_under_the_address_of_its_content(client: TestClient) -> None:
    page = Outline(client.get("/").text)
    sheet = next(str(link["href"]) for link in page.all("link") if link["rel"] == "stylesheet")

    versioned, bare = client.get(sheet), client.get(sheet.partition("?")[0])

    assert "immutable" in versioned.headers["cache-control"]
    assert bare.headers["cache-control"] == "no-cache"
    assert client.get("/static/..%2frendering.py").status_code == 404


def test_colours_are_set_for_light_and_for_dark(client: TestClient) -> None:
    sheet = client.get("/static/style.css").text
    light, dark = sheet.split("prefers-color-scheme: dark", 1)

    names = set(re.findall(r"(--[a-z-]+): #", light))

    assert names == set(re.findall(r"(--[a-z-]+): #", dark))
