"""An inference package without weights: it measures real images, and can be told to go wrong.

Fulfils ``modelgraph.runs.inference.Inference``; a worker process imports it by name. What it is
told stands in the settings of a checkpoint: ``load`` and ``answer`` are each one of ``exit``,
``kill``, ``hang``, ``raise``, ``nonsense``; ``seconds`` is how long an answer takes; ``good_after``
names a file whose length counts the times it was tried, and after how many of them it is well.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from PIL import Image, ImageStat

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.inference import AdapterEntry, DemoCheckpoint, KnownModel, Progress
from modelgraph.runs.prediction import Box, Detection, Label, Prediction, TextRegion, Vector
from modelgraph.runs.request import Failure, RunRequest, RunResult, Timings

TASKS = ("image-classification", "object-detection", "ocr", "image-embedding", "phrase-grounding")


def adapters() -> Mapping[str, AdapterEntry]:
    measuring = AdapterEntry("measuring", "onnx", True, TASKS, needs_prompt=("phrase-grounding",))
    absent = AdapterEntry("absent", "inference", False, ("object-detection",))
    return {each.name: each for each in (measuring, absent)}


def known_models() -> tuple[KnownModel, ...]:
    return (
        KnownModel("acme/elsewhere", "measuring", ("object-detection",)),
        KnownModel("acme/heavy", "absent", ("object-detection",)),
    )


def demo_checkpoints() -> tuple[DemoCheckpoint, ...]:
    variant = "https://w3id.org/modelgraph/variant/acme/elsewhere-small"
    return (DemoCheckpoint("elsewhere", variant, ("object-detection",), "pypi:x", 1, "MIT"),)


def fetch(name: str, root: Path, progress: Progress) -> Checkpoint:
    raise NotImplementedError


def fetch_sample(name: str, root: Path, progress: Progress) -> Path:
    raise NotImplementedError


def verify(checkpoint: Checkpoint) -> None:
    raise NotImplementedError


def serve(connection: Connection, checkpoint: Checkpoint, device: str) -> None:
    settings = checkpoint.settings
    if (failure := _go_wrong(settings, "load")) is not None:
        connection.send(failure)
        return
    time.sleep(settings.get("load_seconds", 0))
    connection.send(("ready", 0.0))
    while True:
        try:
            request = connection.recv()
        except EOFError:
            return
        if request is None:
            return
        failure = _go_wrong(settings, "answer")
        connection.send(failure if isinstance(failure, str) else _answer(request, failure))


def _answer(request: RunRequest, failure: Failure | None) -> RunResult:
    begun = time.perf_counter()
    prediction = None if failure else _predict(request)
    time.sleep(request.checkpoint.settings.get("seconds", 0))
    return RunResult(
        prediction=prediction,
        failure=failure,
        timings=Timings(forward=time.perf_counter() - begun),
        device="cpu",
        dtype="uint8",
        adapter_version="1",
        versions={"pillow": Image.__version__},
        peak_memory_bytes=request.checkpoint.settings.get("peak", 50_000_000),
    )


def _predict(request: RunRequest) -> Prediction:
    with Image.open(request.image) as opened:
        image = opened.convert("RGB")
    means = ImageStat.Stat(image).mean
    dark = image.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    shift = request.checkpoint.settings.get("shift", 0)
    name = request.checkpoint.settings.get("label", "blot")
    box = dark and Box(dark[0] + shift, dark[1], dark[2] + shift, dark[3])
    brightness = sum(means) / 3 / 255
    text = f"{image.width} by {image.height}"
    norm = sum(mean * mean for mean in means) ** 0.5
    found: dict[str, Any] = {
        "image-classification": {
            "labels": (Label("bright", brightness), Label("dark", 1 - brightness))
        },
        "object-detection": {"detections": (Detection(box, name, 0.9),) if box else ()},
        "phrase-grounding": {"detections": (Detection(box, request.prompt),) if box else ()},
        "ocr": {"text": text, "regions": (TextRegion(text),)},
        "image-embedding": {"vector": Vector(tuple(means), 3, norm)},
    }
    return Prediction(request.task, image.width, image.height, **found[request.task])


def _go_wrong(settings: Mapping[str, Any], when: str) -> Any:
    """Go wrong as told; return a failure to be sent, or ``None`` when all is well."""
    how = settings.get(when)
    if how is None or _is_well_by_now(settings):
        return None
    if how == "exit":
        os._exit(7)
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "hang":
        time.sleep(600)
    return "nonsense" if how == "nonsense" else Failure("OUT_OF_MEMORY", "told to fail")


def _is_well_by_now(settings: Mapping[str, Any]) -> bool:
    if "good_after" not in settings:
        return False
    path, times = settings["good_after"]
    with Path(path).open("ab") as file:
        file.write(b"x")
    return Path(path).stat().st_size > times
