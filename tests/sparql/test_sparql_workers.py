"""Queries are answered by processes that come, go and die without harm to others."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest
from sparql_world import MODELS, fill, iri, rows

from modelgraph.errors import (
    BusyError,
    DeadlineError,
    InvalidQueryError,
    RefusedError,
    UnavailableError,
    WorkerDiedError,
)
from modelgraph.sparql import Caller, Limits, SparqlService, StoreSource
from modelgraph.sparql.accept import accepted
from modelgraph.sparql.failures import QueueFullError
from modelgraph.sparql.formats import GRAPHS, ROWS
from modelgraph.sparql.guard import Question, examine
from modelgraph.store import IRI, Literal, OxigraphStore, Quad

NAMES = "SELECT ?name { ?model schema:name ?name }"
ENDLESS = "SELECT (COUNT(*) AS ?n) {" + "".join(f"?a{i} ?b{i} ?c{i} . " for i in range(14)) + "}"


async def ask(service: SparqlService, query: str, client: str = "") -> list[dict[str, str]]:
    question = examine(query, service.limits)
    offered = GRAPHS if question.makes_graph else ROWS
    answer = await service.ask(question, accepted(None, offered), caller=Caller(client))
    return rows(answer.body)


def with_service(
    store: OxigraphStore, work: Callable[[SparqlService], Awaitable[None]], **limits: float
) -> None:
    """Run some work with a service that is started before and stopped after it."""

    async def run() -> None:
        service = SparqlService(StoreSource(store), Limits(**limits))  # type: ignore[arg-type]
        await service.start()
        try:
            await work(service)
        finally:
            processes = service.processes
            await service.stop()
            assert not any(psutil.pid_exists(process) for process in processes)

    asyncio.run(run())


@pytest.fixture(params=["memory", pytest.param("disk", marks=pytest.mark.slow)])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> OxigraphStore:
    return fill(OxigraphStore(tmp_path / "store" if request.param == "disk" else None))


def test_an_answer_shows_what_was_written_before_it(any_store: OxigraphStore) -> None:
    async def work(service: SparqlService) -> None:
        for number in range(4):
            new = Quad(IRI(f"u:{number}"), iri("schema:name"), Literal(f"new {number}"))
            any_store.replace({}, add=[new])

            names = {row["name"] for row in await ask(service, NAMES)}

            assert names == {*MODELS, *(f"new {earlier}" for earlier in range(number + 1))}

    with_service(any_store, work)


def test_a_query_that_takes_too_long_is_stopped_and_the_next_is_answered(
    store: OxigraphStore,
) -> None:
    async def work(service: SparqlService) -> None:
        before = set(service.processes)
        with pytest.raises(DeadlineError) as late:
            await ask(service, ENDLESS)
        assert late.value.details["limit_seconds"] == 0.3

        assert len(await ask(service, NAMES)) == len(MODELS)
        assert before.isdisjoint(service.processes)

    with_service(store, work, deadline_seconds=0.3)


def test_a_worker_that_dies_takes_one_query_with_it(store: OxigraphStore) -> None:
    async def work(service: SparqlService) -> None:
        await ask(service, NAMES)
        dying = asyncio.create_task(ask(service, ENDLESS))
        await asyncio.sleep(0.2)
        for process in service.processes:
            os.kill(process, signal.SIGSEGV)

        with pytest.raises(WorkerDiedError) as death:
            await dying

        assert death.value.details["reason"] == "SIGSEGV"
        assert len(await ask(service, NAMES)) == len(MODELS)

    with_service(store, work)


def test_a_worker_that_died_while_idle_is_not_asked(store: OxigraphStore) -> None:
    async def work(service: SparqlService) -> None:
        await ask(service, NAMES)
        for process in service.processes:
            os.kill(process, signal.SIGKILL)
            psutil.Process(process).wait(5)

        assert len(await ask(service, NAMES)) == len(MODELS)

    with_service(store, work)


def test_a_query_that_slips_through_the_guard_and_crashes_the_engine_is_one_failure(
    store: OxigraphStore,
) -> None:
    nested = Question("SELECT * " + "{" * 100_000 + "}" * 100_000, "SELECT")

    async def work(service: SparqlService) -> None:
        with pytest.raises(WorkerDiedError):
            await service.ask(nested, accepted(None, ROWS))

        assert len(await ask(service, NAMES)) == len(MODELS)

    with_service(store, work)


@pytest.mark.slow
def test_a_query_that_eats_memory_is_one_failure(store: OxigraphStore) -> None:
    doubling = "BIND('abcdefghij' AS ?x0) " + "".join(
        f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(30)
    )

    async def work(service: SparqlService) -> None:
        with pytest.raises(WorkerDiedError):
            await ask(service, f"SELECT (STRLEN(?x30) AS ?n) {{ {doubling} }}")

        assert len(await ask(service, NAMES)) == len(MODELS)

    with_service(store, work, memory_bytes=300_000_000)


def test_a_query_nobody_waits_for_is_stopped(store: OxigraphStore) -> None:
    async def work(service: SparqlService) -> None:
        await ask(service, NAMES)
        (process,) = service.processes
        leaving = asyncio.create_task(ask(service, ENDLESS))
        await asyncio.sleep(0.2)

        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)

        assert process not in service.processes

    with_service(store, work)


def test_a_client_waits_for_its_own_queries_and_others_do_not(store: OxigraphStore) -> None:
    async def work(service: SparqlService) -> None:
        greedy = [asyncio.create_task(ask(service, ENDLESS, "greedy")) for _ in range(4)]
        await asyncio.sleep(0.2)

        assert len(await ask(service, NAMES, "modest")) == len(MODELS)
        assert not any(task.done() for task in greedy)
        for task in greedy:
            task.cancel()
        await asyncio.gather(*greedy, return_exceptions=True)

    with_service(store, work, workers=3, parallel_per_client=2)


def test_too_many_of_one_client_are_sent_away(store: OxigraphStore) -> None:
    async def work(service: SparqlService) -> None:
        tasks = [asyncio.create_task(ask(service, ENDLESS, "greedy")) for _ in range(2)]
        await asyncio.sleep(0.1)

        with pytest.raises(BusyError) as refusal:
            await ask(service, NAMES, "greedy")

        assert refusal.value.details["retry_after"] >= 1
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    with_service(store, work, workers=1, waiting_per_client=1)


def test_too_many_of_all_clients_are_sent_away(store: OxigraphStore) -> None:
    async def work(service: SparqlService) -> None:
        tasks = [asyncio.create_task(ask(service, ENDLESS, str(name))) for name in range(3)]
        await asyncio.sleep(0.1)

        with pytest.raises(QueueFullError):
            await ask(service, NAMES, "late")

        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert len(await ask(service, NAMES, "later")) == len(MODELS)

    with_service(store, work, workers=1, waiting=2)


def test_who_waits_too_long_is_sent_away(store: OxigraphStore) -> None:
    async def work(service: SparqlService) -> None:
        task = asyncio.create_task(ask(service, ENDLESS, "first"))
        await asyncio.sleep(0.1)

        with pytest.raises(QueueFullError):
            await ask(service, NAMES, "second")

        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    with_service(store, work, workers=1, waiting_seconds=0.2)


def test_a_mistake_keeps_its_worker_and_its_place(store: OxigraphStore) -> None:
    async def work(service: SparqlService) -> None:
        await ask(service, NAMES)
        before = service.processes

        with pytest.raises(InvalidQueryError) as mistake:
            await ask(service, "SELECT ?s { ?s ?p ?o } GROUP BY ?p")
        with pytest.raises(RefusedError):
            await ask(service, "ASK FROM <u:nowhere> {}")

        assert mistake.value.details["column"] > 1
        assert service.processes == before

    with_service(store, work)


def test_a_worker_cannot_open_a_socket(store: OxigraphStore) -> None:
    calling = Question("SELECT * { SERVICE <http://127.0.0.1:18999/> { ?s ?p ?o } }", "SELECT")

    async def work(service: SparqlService) -> None:
        with pytest.raises(UnavailableError, match="not permitted"):
            await service.ask(calling, accepted(None, ROWS))

    with_service(store, work)


def test_a_worker_knows_no_keys(store: OxigraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELGRAPH_WRITE_KEY", "planted")

    async def work(service: SparqlService) -> None:
        await ask(service, NAMES)
        for process in service.processes:
            assert "MODELGRAPH_WRITE_KEY" not in psutil.Process(process).environ()

    with_service(store, work)


def test_dumps_of_a_store_in_memory_are_removed(store: OxigraphStore) -> None:
    source = StoreSource(store)
    paths = []
    for number in range(4):
        new = Quad(IRI(f"u:{number}"), iri("schema:name"), Literal("new"))
        store.replace({}, add=[new])
        paths.append(Path(source.current().path))

    assert [path.exists() for path in paths] == [False, False, True, True]
    source.close()
    assert not paths[-1].parent.exists()


def test_data_that_cannot_be_opened_are_told_and_mended(tmp_path: Path) -> None:
    store = fill(OxigraphStore(tmp_path / "store"))
    hidden = tmp_path / "hidden"

    async def work(service: SparqlService) -> None:
        (tmp_path / "store").rename(hidden)
        with pytest.raises(UnavailableError):
            await ask(service, NAMES)

        hidden.rename(tmp_path / "store")
        assert len(await ask(service, NAMES)) == len(MODELS)

    with_service(store, work)


def test_a_worker_needs_no_web_library() -> None:
    script = "import sys, modelgraph.sparql.worker; print(*sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint({"fastapi", "starlette", "werkzeug", "uvicorn", "jinja2", "rdflib"})


LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . }"


def test_a_long_answer_comes_in_parts_and_who_leaves_frees_the_worker(
    store: OxigraphStore,
) -> None:
    async def work(service: SparqlService) -> None:
        question, choice = examine(LONG, service.limits), accepted(None, ROWS)
        async with service.reply(question, choice) as reply:
            parts = [part async for part in reply.parts()]
        async with service.reply(question, choice) as reply:
            first = await anext(reply.parts())
        left = set(service.processes)

        assert len(parts) > 1
        assert reply.first.head["size"] == len(b"".join(parts))
        assert len(rows(b"".join(parts))) == 9**3
        assert parts[0] == first
        assert len(await ask(service, NAMES)) == len(MODELS)
        assert left.isdisjoint(service.processes)

    with_service(store, work, workers=1)


@pytest.mark.slow
def test_a_client_that_takes_its_time_is_cut_off(store: OxigraphStore) -> None:
    longer = LONG.replace("}", "?j ?k ?l }")

    async def work(service: SparqlService) -> None:
        async with service.reply(examine(longer, service.limits), accepted(None, ROWS)) as reply:
            parts = reply.parts()
            await anext(parts)
            await asyncio.sleep(4)
            with pytest.raises(WorkerDiedError):
                [part async for part in parts]

        assert len(await ask(service, NAMES)) == len(MODELS)

    with_service(store, work, workers=1, sending_seconds=0.1)
