"""Running a shared task from the form, and the page of the job."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient
from web_world import HERE, picture, run, wait_for

from modelgraph.catalog.catalog import Catalog
from modelgraph.runs import Runs


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_form_offers_what_can_be_run_here(runner: TestClient) -> None:
    tasks, form = runner.get("/run").text, runner.get("/run?task=ocr").text

    assert 'href="/run?task=ocr"' in tasks
    assert re.findall(r'name="models" value="([^"]+)" checked', form) == [
        "paddlepaddle/pp-ocrv4",
        "google/tesseract",
    ]
    assert 'src="/samples/blot"' in form


def test_a_model_that_cannot_run_is_there_with_the_reason(runner: TestClient) -> None:
    form = runner.get("/run?task=ocr&models=florence-2,tesseract").text

    assert re.search(r'value="microsoft/florence-2" disabled', form)
    assert "Can’t run it here:" in form


def test_tasks_of_models_that_share_none_say_why(runner: TestClient) -> None:
    page = text_of(runner.get("/run?models=florence-2,yolov9").text)

    assert "There is no task that all of them can run here." in page
    assert "Object detection" in page


def test_a_job_shows_the_answers_side_by_side(runner: TestClient, finished: str) -> None:
    page = runner.get(finished).text
    text = text_of(page)

    assert page.count("<article") == 2
    assert page.count('class="overlay"') == 2
    assert "blot 90 %" in text
    assert "1 box found by all." in text
    assert "overlap of matched boxes (IoU)" in text
    assert "refresh" not in page


def test_each_run_has_a_page_of_its_own(runner: TestClient, finished: str) -> None:
    page = runner.get(f"{finished}-2").text

    assert page.count("<article") == 1
    assert f'href="{finished}"' in page


def test_a_job_as_data_has_runs_and_agreement_and_no_client(
    runner: TestClient, finished: str
) -> None:
    data = runner.get(f"{finished}.json").json()
    same = runner.get(finished, headers={"Accept": "application/json"}).json()

    assert data == same
    assert [each["state"] for each in data["runs"]] == ["succeeded", "succeeded"]
    assert data["runs"][0]["prediction"]["detections"][0]["label"] == "blot"
    assert data["agreement"][0]["measures"]
    assert "client" not in data


def test_a_run_is_in_the_graph_under_its_address(runner: TestClient, finished: str) -> None:
    turtle = runner.get(f"{finished}-1.ttl")

    assert turtle.status_code == 200
    assert "mg:Run" in turtle.text


def test_a_job_in_the_graph_leads_to_its_page(runner: TestClient, finished: str) -> None:
    answer = runner.get(finished.replace("/run/", "/job/"))

    assert (answer.status_code, answer.headers["location"]) == (301, finished)


def test_an_answer_on_record_says_so_and_fresh_asks_again(
    runner: TestClient, finished: str
) -> None:
    again = run(runner, task="object-detection")
    fresh = run(runner, task="object-detection", fresh="1")

    assert f'href="{finished}-1">on record' in runner.get(again).text
    assert "on record" not in text_of(runner.get(fresh).text).partition("Once more")[0]


def test_a_sample_runs_without_an_upload(runner: TestClient) -> None:
    data = {"models": "tesseract", "task": "ocr", "sample": "blot"}

    answer = runner.post("/run", data=data, files={"image": ("", b"")}, headers=HERE)
    shown = runner.get("/samples/blot")

    assert answer.status_code == 303
    assert shown.headers["location"].startswith("/images/")


def test_an_image_that_was_uploaded_before_is_named_by_its_id(runner: TestClient) -> None:
    kept = runner.post("/images", files={"file": picture(50, 50)}, headers={"X-Modelgraph": "1"})
    data = {"models": "tesseract", "task": "ocr", "image_id": kept.json()["id"]}

    answer = runner.post("/run", data=data, files={"image": ("", b"")}, headers=HERE)
    job = runner.get(f"{answer.headers['location']}.json").json()

    assert job["images"][0]["id"] == kept.json()["id"]


def test_a_running_job_asks_to_be_read_again(
    runner: TestClient, running: tuple[Catalog, Runs]
) -> None:
    data = {"models": "tesseract", "task": "ocr", "fresh": "1"}
    address = runner.post(
        "/run", data=data, files={"image": picture(70, 70)}, headers=HERE
    ).headers["location"]

    pages = [runner.get(address).text]
    wait_for(lambda: running[1].job(address.removeprefix("/run/")).state.final)
    pages.append(runner.get(address).text)

    if "data-final" not in pages[0]:
        assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in pages[0]
        assert f'data-follow="{address}?part=1"' in pages[0]
    assert "data-final" in pages[1]
    assert 'http-equiv="refresh"' not in pages[1]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"task": "ocr"}, 403, "No model is ticked."),
        ({"models": "tesseract"}, 403, "No task is chosen."),
        ({"models": "tesseract", "task": "ocr", "sample": "no"}, 404, "blot"),
        ({"models": "no-such-model", "task": "ocr", "sample": "blot"}, 404, "NOT_FOUND"),
        ({"models": ["tesseract", "florence-2"], "task": "ocr", "sample": "blot"}, 409,
         "can&#39;t be run side by side"),
        ({"models": "tesseract", "task": "ocr", "sample": "blot", "threshold": "high"}, 400,
         "a number, 0 to 1"),
        ({"models": "tesseract", "task": "ocr", "sample": "blot", "threshold": "7"}, 403,
         "must be a number, 0 to 1"),
        ({"models": "tesseract", "task": "ocr"}, 403, "There is no image."),
    ],
)  # fmt: skip
def test_a_wrong_form_is_refused_in_words(
    runner: TestClient, fields: dict[str, object], status: int, words: str
) -> None:
    answer = runner.post("/run", data=fields, files={"image": ("", b"")}, headers=HERE)

    assert answer.status_code == status
    assert words in answer.text


def test_a_form_of_another_site_starts_nothing(runner: TestClient) -> None:
    data = {"models": "tesseract", "task": "ocr", "sample": "blot"}

    answer = runner.post(
        "/run", data=data, files={"image": ("", b"")}, headers={"Origin": "http://evil.example"}
    )

    assert answer.status_code == 403


def test_the_key_of_the_form_opens_a_locked_server(locked: TestClient) -> None:
    form = locked.get("/run?task=ocr").text
    data = {"models": "tesseract", "task": "ocr", "key": "open sesame"}

    without = locked.post(
        "/run", data={**data, "key": "guess"}, files={"image": picture()}, headers=HERE
    )
    with_key = locked.post("/run", data=data, files={"image": picture()}, headers=HERE)

    assert 'type="password" name="key"' in form
    assert without.status_code == 401
    assert with_key.status_code == 303


def test_cancelling_leads_back_to_the_job(runner: TestClient, finished: str) -> None:
    answer = runner.post(f"{finished}/cancel", files={"x": ("", b"")}, headers=HERE)

    assert (answer.status_code, answer.headers["location"]) == (303, finished)


@pytest.mark.parametrize("name", ["nothing", "%3Cscript%3E", "0" * 300])
def test_an_unknown_job_is_not_found(runner: TestClient, name: str) -> None:
    assert runner.get(f"/run/{name}").status_code == 404
