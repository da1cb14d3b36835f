"""Jobs from the request to the recorded answer, carried out by real worker processes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from run_world import World, picture

from modelgraph.errors import (
    BusyError,
    DeadlineError,
    InvalidImageError,
    NotFoundError,
    RefusedError,
    TaskNotSharedError,
    TooManyError,
)
from modelgraph.runs import Runs
from modelgraph.runs.job import Job, RunState
from modelgraph.vocabulary.terms import MG

Open = Callable[..., Runs]
DETECT = "object-detection"


def finished(runs: Runs, models: list[str], task: str = DETECT, **more: object) -> Job:
    image = runs.upload(picture())
    return runs.wait(runs.start(models, task, [image.id], **more).id, timeout=60)  # type: ignore[arg-type]


def test_models_run_side_by_side_and_answer_in_one_form(world: World, open_runs: Open) -> None:
    world.install("one")
    world.install("two", shift=5)
    runs = open_runs()

    job = finished(runs, ["one", "two"])

    assert job.state is RunState.SUCCEEDED
    assert [run.model for run in job.runs] == ["acme/one", "acme/two"]
    boxes = [run.prediction.detections[0].box for run in job.runs if run.prediction]
    assert [(box.left, box.right) for box in boxes] == [(10, 41), (15, 46)]
    assert all(run.timings.load > 0 and run.device == "cpu" for run in job.runs)


def test_every_change_is_an_event_without_gaps(world: World, open_runs: Open) -> None:
    world.install("one")
    runs = open_runs()

    job = finished(runs, ["one"])

    events = runs.events(job.id)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    run_states = [event.state for event in events if event.run]
    assert run_states == [
        RunState.QUEUED, RunState.LOADING, RunState.RUNNING, RunState.SUCCEEDED
    ]  # fmt: skip
    assert [event.final for event in events] == [False] * (len(events) - 1) + [True]
    assert runs.events(job.id, after=events[-2].sequence) == events[-1:]


def test_a_run_is_in_the_graph_when_its_job_is_final(world: World, open_runs: Open) -> None:
    world.install("one")
    runs = open_runs()

    job = finished(runs, ["one"])

    found = world.store.select(
        "PREFIX mg: <https://w3id.org/modelgraph/ontology#>"
        " SELECT ?run WHERE { ?run a mg:Run ; mg:status mg:succeeded ."
        " ?support mg:verifiedBy ?run ; mg:state mg:verified ; mg:of ?model . ?model a mg:Model }"
    )
    assert found[1] == [(job.runs[0].iri,)]


def test_a_question_that_was_answered_is_not_asked_again(world: World, open_runs: Open) -> None:
    world.install("one")
    runs = open_runs()
    first = finished(runs, ["one"])

    second = finished(runs, ["one"])

    assert second.runs[0].reused_from == first.runs[0].id
    assert second.runs[0].prediction == first.runs[0].prediction
    assert len(list(world.store.quads(None, MG.status, MG.succeeded))) == 2  # job graph, default


def test_the_same_question_twice_at_once_is_one_record(world: World, open_runs: Open) -> None:
    world.install("one", seconds=0.2)
    runs = open_runs()
    image = runs.upload(picture())

    jobs = [runs.start(["one"], DETECT, [image.id]) for _ in range(3)]
    done = [runs.wait(job.id, timeout=60) for job in jobs]

    assert [job.runs[0].reused_from for job in done].count(None) == 1
    assert len({job.runs[0].reused_from or job.runs[0].id for job in done}) == 1


def test_fresh_asks_again(world: World, open_runs: Open) -> None:
    world.install("one")
    runs = open_runs()

    jobs = [finished(runs, ["one"], fresh=True) for _ in range(2)]

    assert [job.runs[0].reused_from for job in jobs] == [None, None]
    assert len(set(world.store.quads(None, MG.job))) == 4  # two runs, each in two graphs


@pytest.mark.parametrize(
    "other", [{"options": {"threshold": 0.5}}, {"task": "ocr"}, {"seed": 1}], ids=str
)
def test_another_question_is_another_record(
    world: World, open_runs: Open, other: dict[str, object]
) -> None:
    world.install("one")
    runs = open_runs()
    finished(runs, ["one"])

    job = finished(runs, ["one"], **{"task": DETECT, **other})  # type: ignore[arg-type]

    assert job.runs[0].reused_from is None


@pytest.mark.slow
def test_an_image_that_is_gone_fails_its_run_alone(world: World, open_runs: Open) -> None:
    world.install("one", seconds=0.3)
    runs = open_runs()
    kept, lost = runs.upload(picture()), runs.upload(picture(90, 90))
    job = runs.start(["one"], DETECT, [kept.id, lost.id])

    runs.image_path(lost.id).unlink()

    done = runs.wait(job.id, timeout=60)
    assert done.state is RunState.SUCCEEDED
    assert done.runs[0].state is RunState.SUCCEEDED
    assert done.runs[1].failure is not None
    assert done.runs[1].failure.code == "IMAGE_GONE"


def test_a_failing_model_fails_its_run_and_not_the_comparison(
    world: World, open_runs: Open
) -> None:
    world.install("good")
    world.install("bad", answer="raise")
    runs = open_runs()

    job = finished(runs, ["good", "bad"])

    assert job.state is RunState.SUCCEEDED
    assert [run.state for run in job.runs] == [RunState.SUCCEEDED, RunState.FAILED]
    assert job.runs[1].failure is not None
    assert job.runs[1].failure.code == "OUT_OF_MEMORY"
    codes = list(world.store.quads(None, MG.failureCode))
    assert {quad.object.lexical for quad in codes} == {"OUT_OF_MEMORY"}  # type: ignore[union-attr]


def test_an_idempotency_key_gives_the_same_job(world: World, open_runs: Open) -> None:
    world.install("one")
    runs = open_runs()

    jobs = [finished(runs, ["one"], idempotency_key="k", fresh=True) for _ in range(2)]

    assert jobs[0].id == jobs[1].id
    assert finished(runs, ["one"], idempotency_key="k", client="other").id != jobs[0].id


def test_a_full_queue_is_refused_with_a_time_to_come_back(world: World, open_runs: Open) -> None:
    world.install("one", seconds=0.3)
    runs = open_runs(queue_jobs=2)
    image = runs.upload(picture())
    for client in "ab":
        runs.start(["one"], DETECT, [image.id], client=client, fresh=True)

    with pytest.raises(BusyError) as refused:
        runs.start(["one"], DETECT, [image.id], client="c", fresh=True)

    assert refused.value.details["limit"] == 2
    assert refused.value.details["retry_after"] >= 1


@pytest.mark.slow
def test_a_client_has_its_share_and_others_theirs(world: World, open_runs: Open) -> None:
    world.install("one", seconds=0.3)
    runs = open_runs(client_jobs=1)
    image = runs.upload(picture())
    runs.start(["one"], DETECT, [image.id], client="a", fresh=True)

    with pytest.raises(BusyError):
        runs.start(["one"], DETECT, [image.id], client="a", fresh=True)
    other = runs.start(["one"], DETECT, [image.id], client="b", fresh=True)

    assert runs.wait(other.id, timeout=60).state is RunState.SUCCEEDED


def test_a_cancelled_job_ends_at_once_and_its_place_is_free(world: World, open_runs: Open) -> None:
    world.install("slow", seconds=30)
    runs = open_runs(client_jobs=1)
    image = runs.upload(picture())
    job = runs.start(["slow"], DETECT, [image.id])

    runs.cancel(job.id)

    done = runs.wait(job.id, timeout=60)
    assert done.state is RunState.CANCELLED
    assert [run.state for run in done.runs] == [RunState.CANCELLED]
    runs.cancel(runs.start(["slow"], DETECT, [image.id]).id)


def test_waiting_has_an_end(world: World, open_runs: Open) -> None:
    world.install("slow", seconds=30)
    runs = open_runs()
    job = runs.start(["slow"], DETECT, [runs.upload(picture()).id])

    with pytest.raises(DeadlineError) as late:
        runs.wait(job.id, timeout=0.2)

    assert late.value.details["limit_seconds"] == 0.2


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda runs, image: runs.start(["nobody"], DETECT, [image]), NotFoundError),
        (lambda runs, image: runs.start(["one"], "no-task", [image]), NotFoundError),
        (lambda runs, image: runs.start(["one"], DETECT, ["0" * 64]), NotFoundError),
        (lambda runs, image: runs.start([], DETECT, [image]), RefusedError),
        (lambda runs, image: runs.start(["one"], DETECT, []), RefusedError),
        (lambda runs, image: runs.start(["one"], DETECT, [image], options={"x": 1}), RefusedError),
        (
            lambda runs, image: runs.start(["one"], DETECT, [image], options={"threshold": 2}),
            RefusedError,
        ),
        (lambda runs, image: runs.start(["one"], "phrase-grounding", [image]), RefusedError),
        (lambda runs, image: runs.start(["one"] * 501, DETECT, [image]), TooManyError),
        (lambda runs, image: runs.job("none"), NotFoundError),
        (lambda runs, image: runs.run("none"), NotFoundError),
        (lambda runs, image: runs.events("none"), NotFoundError),
        (lambda runs, image: runs.cancel("none"), NotFoundError),
        (lambda runs, image: runs.upload(b"text"), InvalidImageError),
    ],
)
def test_bad_requests_are_refused_before_anything_is_queued(
    world: World, open_runs: Open, call: Callable[[Runs, str], object], error: type[Exception]
) -> None:
    world.install("one", (DETECT, "phrase-grounding"))
    runs = open_runs()

    with pytest.raises(error):
        call(runs, runs.upload(picture()).id)

    assert runs.jobs() == ()


def test_a_task_that_is_not_shared_is_refused_with_the_tasks_that_are(
    world: World, open_runs: Open
) -> None:
    world.install("one", (DETECT, "ocr"))
    world.install("reader", ("ocr",))
    world.catalog.add("elsewhere", ("elsewhere-small",), (DETECT,))
    runs = open_runs()
    image = runs.upload(picture()).id

    with pytest.raises(TaskNotSharedError) as refused:
        runs.start(["one", "reader"], DETECT, [image])
    with pytest.raises(TaskNotSharedError) as absent:
        runs.start(["one", "elsewhere"], DETECT, [image])

    assert refused.value.details["shared"] == ["ocr"]
    assert refused.value.details["runnable"] == ["ocr"]
    assert [each["reason"] for each in refused.value.details["models"]] == ["does not do this task"]
    assert absent.value.details["shared"] == [DETECT]
    assert absent.value.details["runnable"] == []
    assert absent.value.details["models"][0]["reason"] == "no weights here"
    assert "modelgraph weights fetch elsewhere" in absent.value.hint


def test_a_prompt_reaches_the_model(world: World, open_runs: Open) -> None:
    world.install("one", ("phrase-grounding",))
    runs = open_runs()

    job = finished(runs, ["one"], "phrase-grounding", prompt=" the blot ")

    assert job.prompt == "the blot"
    assert job.runs[0].prediction is not None
    assert job.runs[0].prediction.detections[0].label == "the blot"


def test_a_record_can_be_run_again_and_compared(world: World, open_runs: Open) -> None:
    world.install("one", (DETECT, "phrase-grounding"))
    world.install("two")
    runs = open_runs()
    first = finished(runs, ["one"], "phrase-grounding", prompt="blot", options={"beams": 2}, seed=3)

    again = runs.wait(runs.reproduce(first.runs[0].id).id, timeout=60)

    assert again.runs[0].reused_from is None
    assert (again.prompt, again.options, again.seed) == ("blot", {"beams": 2}, 3)
    found = runs.compare(first.runs[0].id, again.runs[0].id)
    assert {each.name: each.value for each in found.measures} == {"iou": 1.0, "matched": 1.0}
    other = finished(runs, ["two"], "ocr").runs[0].id
    with pytest.raises(RefusedError, match="one task on one image"):
        runs.compare(first.runs[0].id, other)


def test_jobs_are_listed_newest_first(world: World, open_runs: Open) -> None:
    world.install("one")
    runs = open_runs()

    made = [finished(runs, ["one"], client=client).id for client in "aba"]

    assert [job.id for job in runs.jobs()] == made[::-1]
    assert [job.id for job in runs.jobs(client="a", limit=1)] == [made[2]]
    assert runs.jobs(only_open=True) == ()
