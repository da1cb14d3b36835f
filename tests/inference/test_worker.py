"""A worker answers whatever it is given: one result for each request, a failure with its reason."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest
import tiny_onnx

import modelgraph_inference
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.request import Failure, RunRequest, RunResult

WAIT = 60


@dataclass
class Worker:
    process: SpawnProcess
    connection: Connection
    first: Any
    checkpoint: Checkpoint

    def ask(self, image: Path, task: str = "image-classification", **more: Any) -> RunResult:
        self.connection.send(RunRequest(self.checkpoint, task, image, **more))
        return self.receive()

    def receive(self) -> Any:
        assert self.connection.poll(WAIT), "the worker does not answer"
        return self.connection.recv()


def start(checkpoint: Checkpoint, device: str = "cpu") -> Worker:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(
        target=modelgraph_inference.serve, args=(there, checkpoint, device), daemon=True
    )
    process.start()
    there.close()
    worker = Worker(process, here, None, checkpoint)
    worker.first = worker.receive()
    return worker


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    started = start(tiny_onnx.checkpoint(tmp_path_factory.mktemp("weights") / "tiny"))
    yield started
    started.process.kill()
    started.process.join()


def test_it_says_when_it_is_ready_and_how_long_loading_took(worker: Worker) -> None:
    word, seconds = worker.first

    assert word == "ready"
    assert 0 < seconds < WAIT


def test_it_answers_with_a_prediction_times_and_versions(worker: Worker, photo: Path) -> None:
    result = worker.ask(photo, options={"top_k": 2})

    assert result.failure is None
    assert result.prediction is not None
    assert result.prediction.labels[0].identifier == 7
    assert result.prediction.label_set == "imagenet-1k"
    assert result.timings.forward > 0
    assert (result.device, result.dtype) == ("cpu", "float32")
    assert "onnxruntime" in result.versions
    assert result.peak_memory_bytes > 10_000_000


@pytest.mark.slow
def test_loading_is_told_with_the_first_answer_only(tmp_path: Path, photo: Path) -> None:
    started = start(tiny_onnx.checkpoint(tmp_path / "tiny"))

    loads = [started.ask(photo).timings.load for _ in range(2)]
    started.connection.send(None)
    started.process.join(WAIT)

    assert loads[0] == started.first[1]
    assert loads[1] == 0
    assert started.process.exitcode == 0


@pytest.mark.parametrize(
    ("task", "options", "code"),
    [
        ("object-detection", {}, "REFUSED"),
        ("image-classification", {"top_k": -1}, "REFUSED"),
        ("image-classification", {"top_k": "many"}, "REFUSED"),
    ],
)
def test_a_request_that_can_not_be_met_is_refused(
    worker: Worker, photo: Path, task: str, options: dict[str, Any], code: str
) -> None:
    failure = worker.ask(photo, task, options=options).failure

    assert failure is not None
    assert failure.code == code


def test_a_hostile_image_is_a_failure_and_the_worker_goes_on(
    worker: Worker, photo: Path, tmp_path: Path
) -> None:
    text = tmp_path / "text.png"
    text.write_text("this is text")

    refused = worker.ask(text)

    assert refused.prediction is None
    assert refused.failure is not None
    assert refused.failure.code == "INVALID_IMAGE"
    assert worker.ask(photo).prediction is not None


def test_an_image_that_changed_under_its_name_is_read_again(
    worker: Worker, photo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "changing.png"
    path.write_bytes(photo.read_bytes())
    worker.ask(path)
    path.write_text("now it is text, of another length")

    assert worker.ask(path).failure is not None


def test_a_missing_image_is_a_failure(worker: Worker, tmp_path: Path) -> None:
    failure = worker.ask(tmp_path / "nothing.png").failure

    assert failure is not None
    assert failure.code == "INVALID_IMAGE"


def damaged(folder: Path) -> Checkpoint:
    checkpoint = tiny_onnx.checkpoint(folder)
    (folder / "model.onnx").write_bytes(b"damaged")
    return checkpoint


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"adapter": "nothing"}, "UNAVAILABLE"),
        ({"settings": {"contract": "nothing"}}, "INVALID_WEIGHTS"),
        ({"label_set": "nothing"}, "INVALID_WEIGHTS"),
    ],
)
def test_a_checkpoint_that_can_not_be_loaded_is_a_failure_at_once(
    change: dict[str, Any], code: str, tmp_path: Path
) -> None:
    started = start(replace(tiny_onnx.checkpoint(tmp_path / "tiny"), **change))
    started.process.join(WAIT)

    assert isinstance(started.first, Failure)
    assert started.first.code == code
    assert started.process.exitcode == 0


def test_damaged_weights_are_a_failure_at_once(tmp_path: Path) -> None:
    assert start(damaged(tmp_path / "tiny")).first.code == "INVALID_WEIGHTS"


@pytest.mark.slow
def test_a_device_that_is_not_here_is_a_failure_at_once(tmp_path: Path) -> None:
    started = start(tiny_onnx.checkpoint(tmp_path / "tiny"), "cuda:7")

    assert started.first.code == "UNAVAILABLE"


@pytest.mark.slow
def test_it_ends_when_nobody_is_there_any_more(tmp_path: Path) -> None:
    started = start(tiny_onnx.checkpoint(tmp_path / "tiny"))

    started.connection.close()
    started.process.join(WAIT)

    assert started.process.exitcode == 0


def limited(connection: Connection) -> None:
    """Apply a worker's limits in this process and try what they forbid."""
    import os
    import resource
    import socket

    from modelgraph_inference import limits

    limits.apply(100_000_000, "cpu")
    found: dict[str, Any] = {"core": resource.getrlimit(resource.RLIMIT_CORE)}
    for name, attempt in {
        "connect": lambda: socket.create_connection(("127.0.0.1", 9), 1),
        "resolve": lambda: socket.getaddrinfo("localhost", 80),
        "bind": lambda: socket.socket().bind(("127.0.0.1", 0)),
        "datagram": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
        "memory": lambda: bytearray(64 << 30),
    }.items():
        try:
            attempt()
            found[name] = "allowed"
        except BaseException as error:
            found[name] = type(error).__name__
    left, right = socket.socketpair(socket.AF_UNIX)
    left.sendall(b"x")
    found["local"] = right.recv(1)
    found["hub"] = os.environ["HF_HUB_OFFLINE"]
    connection.send(found)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of addresses are Linux's")
def test_a_worker_reaches_no_network_dumps_no_core_and_can_not_grow_without_end() -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=limited, args=(there,), daemon=True)
    process.start()

    assert here.poll(WAIT)
    found = here.recv()
    process.join(WAIT)

    assert found == {
        "core": (0, 0),
        "connect": "PermissionError",
        "resolve": "PermissionError",
        "bind": "PermissionError",
        "datagram": "PermissionError",
        "memory": "MemoryError",
        "local": b"x",
        "hub": "1",
    }
