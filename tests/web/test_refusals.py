"""Errors are pages: code, what was wrong, near names, what to do."""

from __future__ import annotations

import inspect
import re

import pytest
from starlette.testclient import TestClient

from modelgraph import errors
from modelgraph.web.refusals import status_of


def test_every_error_has_a_status_that_fits() -> None:
    made = {
        kind: kind("thing", "x") if kind is errors.NotFoundError else kind("x")
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.ModelgraphError) and kind is not errors.ModelgraphError
    }

    statuses = {kind.__name__: status_of(error) for kind, error in made.items()}

    assert all(400 <= status < 600 for status in statuses.values())
    assert statuses["NotFoundError"] == 404
    assert statuses["BusyError"] == 429
    assert statuses["UnauthorizedError"] == 401
    assert statuses["DeadlineError"] == 504


@pytest.mark.parametrize(
    ("reason", "status"), [("format", 415), ("bytes", 413), ("pixels", 413), ("header", 400)]
)
def test_a_refused_image_says_by_its_status_why(reason: str, status: int) -> None:
    assert status_of(errors.InvalidImageError("no", reason=reason)) == status


def test_an_unknown_model_names_near_ones_that_lead_somewhere(client: TestClient) -> None:
    page = client.get("/compare?models=florense-2,sam-clip")

    assert page.status_code == 404
    assert "NOT_FOUND" in page.text
    assert 'href="/model/microsoft/florence-2"' in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/task/ocrr",
        "/org/microsft",
        "/license/MITT",
        "/family/samm",
        "/model/microsoft/florence-3",
        "/variant/microsoft/florence-2-bas",
    ],
)
def test_near_names_lead_to_what_they_name(client: TestClient, path: str) -> None:
    page = client.get(path).text
    near = re.findall(r'href="([^"]+)"', page.partition("<h2>Near names</h2>")[2])[0]

    answer = client.get(near, follow_redirects=True)

    assert answer.status_code == 200
    assert near.split("/")[1] == path.split("/")[1]


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/model/nobody/nothing.json", "text/html"),
        ("/model/nobody/nothing.ttl", "*/*"),
        ("/model/nobody/nothing", "application/json"),
        ("/model/nobody/nothing", "text/turtle"),
        ("/nowhere", "application/json"),
    ],
)
def test_who_asks_for_data_is_refused_in_data(client: TestClient, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "NOT_FOUND"


def test_a_form_that_a_thing_has_not_is_not_found(client: TestClient) -> None:
    assert client.get("/model/microsoft/florence-2.csv").status_code == 404


def test_running_is_refused_where_no_models_are_run(client: TestClient) -> None:
    form = client.get("/run?task=ocr")
    start = client.post("/run", headers={"Origin": "http://testserver"})

    assert "This server runs no models." in form.text
    assert start.status_code == 503
