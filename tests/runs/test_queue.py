"""Leases: whose run it is, in which order runs are taken, and what becomes of lapsed ones."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from modelgraph.errors import BusyError, UnavailableError
from modelgraph.runs.database import Database
from modelgraph.runs.job import RunState, StoredImage
from modelgraph.runs.jobs import Jobs, NewJob, PlannedRun
from modelgraph.runs.prediction import Prediction
from modelgraph.runs.queue import Lease, Queue
from modelgraph.runs.request import Failure, RunResult, Timings
from modelgraph.runs.rows import result_to_json
from modelgraph.runs.settings import RunSettings

SETTINGS = RunSettings(lease_seconds=5.0, client_jobs=50)
IMAGE = StoredImage("a" * 64, "a" * 64, 8, 8, 100, "image/png")
ANSWER = result_to_json(
    RunResult(Prediction("ocr", 8, 8, text="x"), None, Timings(), "cpu", "f32", "1")
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "jobs.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a clock of leases that the test can turn."""
    hand = [1000.0]
    monkeypatch.setattr("modelgraph.runs.queue.ticks", lambda: hand[0])
    return hand


def put(database: Database, *weights: str, client: str = "", **more: object) -> str:
    runs = tuple(PlannedRun("m", "urn:v", "a", "1", name, IMAGE.id) for name in weights)
    new = NewJob("ocr", ("m",), (IMAGE,), runs, client=client, **more)  # type: ignore[arg-type]
    return Jobs(database, SETTINGS).add(new)


def taken(queue: Queue, **more: object) -> Lease:
    lease = queue.lease(**more)  # type: ignore[arg-type]
    assert lease is not None
    return lease


def test_a_run_is_leased_to_one_runner_only(database: Database) -> None:
    put(database, "w")
    one, other = Queue(database, SETTINGS, "one"), Queue(database, SETTINGS, "other")

    lease = taken(one)

    assert other.lease() is None
    assert one.held() == {lease.run}
    assert other.held() == set()


def test_a_lapsed_lease_is_queued_again_and_its_late_answer_dropped(
    database: Database, clock: list[float]
) -> None:
    job = put(database, "w")
    one, other = Queue(database, SETTINGS, "one"), Queue(database, SETTINGS, "other")
    late = taken(one)
    clock[0] += 5.1
    assert other.take_back_lapsed() == 1
    second = taken(other)

    assert one.complete(late, ANSWER) is False
    assert other.complete(second, ANSWER) is True

    run = Jobs(database, SETTINGS).get(job).runs[0]
    assert (run.state, run.attempt) == (RunState.SUCCEEDED, 2)
    assert len(database.read("SELECT * FROM results")) == 1


def test_a_heartbeat_keeps_a_lease(database: Database, clock: list[float]) -> None:
    put(database, "w")
    queue = Queue(database, SETTINGS, "one")
    taken(queue)

    for _ in range(3):
        clock[0] += 4
        queue.heartbeat()

    assert queue.take_back_lapsed() == 0


def test_a_lease_from_before_a_restart_of_the_machine_has_lapsed(
    database: Database, clock: list[float]
) -> None:
    put(database, "w")
    queue = Queue(database, SETTINGS, "one")
    taken(queue)

    clock[0] = 3.0

    assert queue.take_back_lapsed() == 1


def test_three_lapsed_leases_fail_the_run(database: Database, clock: list[float]) -> None:
    job = put(database, "w")
    queue = Queue(database, SETTINGS, "one")

    for _ in range(3):
        taken(queue)
        clock[0] += 6
        queue.take_back_lapsed()

    run = Jobs(database, SETTINGS).get(job).runs[0]
    assert run.state is RunState.FAILED
    assert run.failure is not None
    assert run.failure.code == "RUNNER_LOST"
    assert queue.lease() is None


def test_a_run_that_was_put_off_waits_its_time(database: Database, clock: list[float]) -> None:
    put(database, "w")
    queue = Queue(database, SETTINGS, "one")
    queue.give_back(taken(queue), "later", delay=4.0)

    assert queue.lease() is None
    clock[0] += 4.1
    assert taken(queue).attempt == 2


def test_clients_take_turns(database: Database) -> None:
    for _ in range(3):
        put(database, "w", client="many", fresh=True)
    put(database, "w", client="one", fresh=True)
    queue = Queue(database, SETTINGS, "q")

    order = [taken(queue).job for _ in range(4)]

    clients = {job.id: job.client for job in Jobs(database, SETTINGS).recent()}
    assert [clients[job] for job in order] == ["many", "one", "many", "many"]


def test_loaded_weights_come_first_within_a_job_and_busy_ones_not_at_all(
    database: Database,
) -> None:
    put(database, "x", "y", "z")
    queue = Queue(database, SETTINGS, "q")

    assert taken(queue, loaded={"z"}, busy={"x"}).weights_sha256 == "z"
    assert taken(queue, busy={"x"}).weights_sha256 == "y"
    assert queue.lease(busy={"x"}) is None


def test_a_question_under_way_is_not_asked_twice(database: Database) -> None:
    first, second = put(database, "w"), put(database, "w")
    queue = Queue(database, SETTINGS, "q")
    lease = taken(queue)
    assert queue.lease() is None

    queue.complete(lease, ANSWER)

    assert queue.lease() is None
    runs = [Jobs(database, SETTINGS).get(job).runs[0] for job in (first, second)]
    assert [run.reused_from for run in runs] == [None, runs[0].id]
    assert runs[0].prediction == runs[1].prediction


def test_a_failure_is_not_remembered_as_an_answer(database: Database) -> None:
    put(database, "w")
    queue = Queue(database, SETTINGS, "q")
    queue.fail(taken(queue), Failure("X", "x"))

    put(database, "w")

    assert queue.lease() is not None


def test_the_retry_limit_is_named_in_the_failure(database: Database) -> None:
    job = put(database, "w")
    queue = Queue(database, SETTINGS, "q")

    for _ in range(3):
        queue.retry_or_fail(taken(queue), Failure("WORKER_DIED", "signal 9"), 0.0)

    failure = Jobs(database, SETTINGS).get(job).runs[0].failure
    assert failure == Failure("WORKER_DIED", "signal 9 (attempt 3 of 3)")


def test_a_cancelled_run_takes_no_answer(database: Database) -> None:
    job = put(database, "w")
    queue = Queue(database, SETTINGS, "q")
    lease = taken(queue)

    Jobs(database, SETTINGS).cancel(job)

    assert queue.complete(lease, ANSWER) is False
    assert queue.give_back(lease, "again") is False
    assert queue.held() == set()


def test_a_job_waits_behind_those_before_it(database: Database) -> None:
    jobs = Jobs(database, SETTINGS)
    names = [put(database, "w", fresh=True) for _ in range(3)]

    assert [jobs.get(name).position for name in names] == [0, 1, 2]


def test_a_refused_job_leaves_nothing_behind(database: Database) -> None:
    jobs = Jobs(database, RunSettings(queue_jobs=1))
    run = PlannedRun("m", "urn:v", "a", "1", "w", IMAGE.id)
    jobs.add(NewJob("ocr", ("m",), (IMAGE,), (run,)))

    with pytest.raises(BusyError):
        jobs.add(NewJob("ocr", ("m",), (IMAGE,), (run,)))

    assert len(jobs.recent()) == 1


def test_a_database_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    Database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")

    with pytest.raises(UnavailableError, match="newer"):
        Database(path)


@pytest.mark.parametrize(
    "content", [b"this is no database" * 100, b"SQLite format 3\x00" + b"x" * 99]
)
def test_a_damaged_database_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "jobs.sqlite"
    path.write_bytes(content)

    with pytest.raises(UnavailableError, match=r"jobs\.sqlite"):
        Database(path)


def test_a_full_disk_refuses_the_job_and_keeps_the_others(database: Database) -> None:
    put(database, "w")
    pages = database.read("PRAGMA page_count")[0][0]
    database.read(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(UnavailableError, match="full"):
        put(database, *("w" * n for n in range(1, 200)))

    database.read("PRAGMA max_page_count = 1000000")
    kept = Jobs(database, SETTINGS).recent()
    assert [len(job.runs) for job in kept] == [1]
    assert put(database, "w")


def _open_and_add(path: Path, count: int) -> None:
    database = Database(path)
    for _ in range(count):
        put(database, "w", client=str(count))
    database.close()


@pytest.mark.slow
def test_processes_that_open_a_new_database_at_once_share_it(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_open_and_add, args=(path, n)) for n in range(5, 9)]

    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert [process.exitcode for process in processes] == [0] * 4
    database = Database(path)
    assert len(Jobs(database, SETTINGS).recent(limit=100)) == 5 + 6 + 7 + 8
    database.close()


def test_who_waits_for_a_change_that_has_come_does_not_wait(database: Database) -> None:
    seen = database.writes
    put(database, "w")

    begun = perf_counter()
    for _ in range(100):
        database.wait(seen, 60)

    assert perf_counter() - begun < 0.2
