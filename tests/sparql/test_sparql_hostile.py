"""Queries that run for ever or never end: they are stopped, and the server answers meanwhile."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hostile_server import DEADLINE
from sparql_world import MODELS, rows

pytestmark = pytest.mark.slow

PULSE = 1.0  # seconds; 0.1 on a machine with nothing else to do
NAMES = "SELECT ?name { ?model a mg:Model ; schema:name ?name }"

RUNAWAY = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "sorted cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c",
    "distinct cross product": "SELECT DISTINCT ?a ?e ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "grouped cross product": (
        "SELECT ?c (COUNT(DISTINCT ?f) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?c"
    ),
    "cross product into text": (
        "SELECT (GROUP_CONCAT(?c) AS ?t) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ),
    "path closure": "SELECT (COUNT(*) AS ?n) { ?a (<u:next>|^<u:next>|!<u:next>)* ?b }",
    "path closure of closures": (
        "SELECT (COUNT(*) AS ?n) { ?a ((<u:next>*/<u:next>*)*)* ?b . ?c ?d ?e }"
    ),
    "doubling": (
        "SELECT (STRLEN(?x40) AS ?n) { BIND('abcdefghijklmnop' AS ?x0) "
        + "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(40))
        + "}"
    ),
    "not exists": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?g ?h ?c . ?g ?i ?f ."
        " ?j ?k ?l FILTER(?l = 'nothing') } }"
    ),
    "expression": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(?c, '(a+)+$')) }"
    ),
    "values": (
        "SELECT (COUNT(*) AS ?n) {"
        + "".join(
            f" VALUES ?v{i} {{ {' '.join(str(number) for number in range(40))} }}"
            for i in range(12)
        )
        + "}"
    ),
    "optimiser": "SELECT * { ?s ?p " + ",".join(f"?o{i}" for i in range(100)) + " }",
    "optional": (
        "SELECT (COUNT(*) AS ?n) {"
        + "".join(f" OPTIONAL {{ ?a{i} ?b{i} ?c{i} }}" for i in range(20))
        + "}"
    ),
    "union": (
        "SELECT (COUNT(*) AS ?n) {"
        + "".join(f" {{ ?a{i} ?b ?c }} UNION {{ ?d{i} ?e ?f }}" for i in range(20))
        + "}"
    ),
}

HUGE = {
    "rows": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "triples": "CONSTRUCT { ?a ?e ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
    "long texts": (
        "SELECT ?x20 ?b ?c { BIND('0123456789' AS ?x0) "
        + "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(20))
        + " ?a ?b ?c }"
    ),
}

PLAIN = (
    "SELECT (REPLACE('" + "a" * 200 + "b', '(a|a)*c', '') AS ?x) {}",
    "SELECT (REGEX('" + "a" * 5_000 + "', '(a*)*b') AS ?x) {}",
    "SELECT * { FILTER(" + "||".join(["false"] * 1_200) + ") }",
    "SELECT (" + "+".join(["1"] * 3_000) + " AS ?x) {}",
    "SELECT (CONCAT(" + ",".join(["'a'"] * 2_000) + ") AS ?x) {}",
    "SELECT * { FILTER(1 IN (" + ",".join(["2"] * 4_000) + ")) }",
    "SELECT " + " ".join(f"(SUM(1) AS ?x{i})" for i in range(500)) + " {}",
    "SELECT * { ?s (" + "|".join(["a"] * 4_000) + ") ?o }",
    "SELECT * {" + "FILTER(1)" * 1_000 + "}",
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Return the address of a server in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = str(Path(__file__).with_name("hostile_server.py"))
    with subprocess.Popen([sys.executable, script, str(port)]) as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        yield address
        process.terminate()
        assert process.wait(10) in (0, -signal.SIGTERM)


def wait_for(address: str) -> None:
    for _ in range(600):
        with contextlib.suppress(httpx.ConnectError):
            httpx.get(f"{address}/alive")
            return
        time.sleep(0.1)
    raise TimeoutError(address)


def feel_pulse(address: str, stop: threading.Event, took: list[float]) -> None:
    """Ask whether the server is alive, over and over, and note how long it took."""
    with httpx.Client(base_url=address) as client:
        while not stop.is_set():
            start = time.perf_counter()
            assert client.get("/alive").status_code == 200
            took.append(time.perf_counter() - start)
            stop.wait(0.02)


@pytest.fixture
def pulse(server: str) -> Iterator[list[float]]:
    stop, took = threading.Event(), [0.0]
    thread = threading.Thread(target=feel_pulse, args=(server, stop, took))
    thread.start()
    yield took
    stop.set()
    thread.join()


def asked(server: str, query: str) -> httpx.Response:
    return httpx.post(f"{server}/sparql", data={"query": query}, timeout=30)


@pytest.mark.parametrize("query", RUNAWAY.values(), ids=RUNAWAY)
def test_a_runaway_is_stopped_while_the_server_lives(
    server: str, pulse: list[float], query: str
) -> None:
    start = time.perf_counter()
    answer = asked(server, query)
    took = time.perf_counter() - start

    assert answer.status_code == 200 or (
        answer.status_code == 503 and answer.json()["error"]["code"] in ("TIMEOUT", "WORKER_DIED")
    )
    assert took < DEADLINE + 2
    assert max(pulse) < PULSE
    assert len(rows(asked(server, NAMES).content)) == len(MODELS)


@pytest.mark.parametrize("query", HUGE.values(), ids=HUGE)
def test_a_huge_answer_is_cut_and_marked(server: str, pulse: list[float], query: str) -> None:
    answer = asked(server, query)

    assert answer.status_code == 200
    assert answer.headers["x-modelgraph-truncated"] == "true"
    assert len(answer.content) < 21_000_000
    assert max(pulse) < PULSE


@pytest.mark.parametrize("query", PLAIN, ids=[query[:24] for query in PLAIN])
def test_what_looks_hostile_and_is_cheap_is_answered(server: str, query: str) -> None:
    assert asked(server, query).status_code == 200


def test_a_client_that_leaves_frees_its_worker(server: str) -> None:
    for _ in range(4):
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(
                f"{server}/sparql",
                data={"query": RUNAWAY["cross product"]},
                timeout=0.2,
            )

    start = time.perf_counter()
    assert len(rows(asked(server, NAMES).content)) == len(MODELS)
    assert time.perf_counter() - start < DEADLINE


def test_many_at_once_are_answered_or_sent_away(server: str, pulse: list[float]) -> None:
    statuses: list[int] = []

    def one() -> None:
        answer = client.post("/sparql", data={"query": RUNAWAY["cross product"]})
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            assert int(answer.headers["retry-after"]) >= 1

    with httpx.Client(base_url=server, timeout=30) as client:
        threads = [threading.Thread(target=one) for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert set(statuses) == {429, 503}
    assert max(pulse) < PULSE
    assert len(rows(asked(server, NAMES).content)) == len(MODELS)
