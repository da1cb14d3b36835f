"""Where a checkpoint is computed: a GPU that is there is used by the engines that can."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from modelgraph.runs import machine
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.machine import Gpu, device_for

GPU = (Gpu("a GPU", 80 << 30),)
CPU_TORCH, GPU_TORCH = {"torch": "2.13.0+cpu"}, {"torch": "2.13.0"}
GPU_ONNX = {"onnxruntime-gpu": "1.24"}


@pytest.mark.parametrize(
    ("setting", "gpus", "installed", "extra", "program", "expected"),
    [
        ("auto", (), GPU_TORCH, "inference", None, "cpu"),
        ("auto", GPU, GPU_TORCH, "inference", None, "cuda"),
        ("auto", GPU, CPU_TORCH, "inference", None, "cpu"),
        ("auto", GPU, {}, "inference", None, "cpu"),
        ("auto", GPU, GPU_TORCH, "onnx", None, "cpu"),
        ("auto", GPU, GPU_ONNX, "onnx", None, "cuda"),
        ("auto", GPU, GPU_ONNX, "onnx", "tesseract", "cpu"),
        ("cuda", GPU, GPU_TORCH, "onnx", "tesseract", "cpu"),
        ("cuda:1", GPU, GPU_TORCH, "inference", None, "cuda:1"),
        ("cpu", GPU, GPU_TORCH, "inference", None, "cpu"),
    ],
)
def test_a_gpu_is_used_where_the_engine_can(
    monkeypatch: pytest.MonkeyPatch,
    *,
    setting: str,
    gpus: tuple[Gpu, ...],
    installed: Mapping[str, str],
    extra: str,
    program: str | None,
    expected: str,
) -> None:
    def version(name: str) -> str:
        if name not in installed:
            raise PackageNotFoundError(name)
        return installed[name]

    monkeypatch.setattr(machine, "gpus", lambda: gpus)
    monkeypatch.setattr(machine, "version", version)
    checkpoint = Checkpoint("urn:v", "a", Path(), (), (), extra, program)

    assert device_for(setting, checkpoint) == expected


def test_the_driver_s_own_tool_names_the_gpus(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'NVIDIA H100 80GB HBM3, 81559'\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert machine.gpus.__wrapped__() == (Gpu("NVIDIA H100 80GB HBM3", 81559 << 20),)


@pytest.mark.parametrize("script", ["exit 9", "echo nonsense", "echo 'a, b'"])
def test_a_tool_that_fails_names_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert machine.gpus.__wrapped__() == ()


def test_the_memory_is_known() -> None:
    assert 0 < machine.budget_bytes("cpu") < machine.memory_bytes()
    assert machine.cores() >= 1
