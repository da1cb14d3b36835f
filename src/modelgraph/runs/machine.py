"""What this machine has: cores, memory, a GPU; asked of the system, never of an engine."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from modelgraph.runs.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class Gpu:
    """A GPU by its name, with its memory in bytes."""

    name: str
    memory_bytes: int


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


def memory_bytes() -> int:
    """Return the memory this process may use: that of the machine, or less in a container."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            physical = min(physical, int(Path(name).read_text(encoding="ascii")))
        except (OSError, ValueError):  # no such control group, or "max"
            continue
    return physical


@cache
def gpus() -> tuple[Gpu, ...]:
    """Return the NVIDIA GPUs that the driver's own tool names."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ()
    command = [tool, "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed command
            command, capture_output=True, text=True, timeout=5, check=True
        )
        rows = [line.rsplit(",", 1) for line in answer.stdout.splitlines() if line.strip()]
        return tuple(Gpu(name.strip(), int(mebibytes) << 20) for name, mebibytes in rows)
    except (OSError, subprocess.SubprocessError, ValueError):
        return ()


def device_for(setting: str, checkpoint: Checkpoint) -> str:
    """Return where a checkpoint is computed: on the GPU only where its engine can use one.

    ``setting`` is ``auto``, ``cpu`` or ``cuda``. A program has no GPU; ONNX Runtime has one in its
    distribution ``onnxruntime-gpu`` alone, torch in all but those for the CPU.
    """
    return "cpu" if checkpoint.program else engine_device(setting, checkpoint.extra)


def engine_device(setting: str, extra: str) -> str:
    """Return where the engine of an extra of modelgraph computes."""
    if setting == "cpu" or (setting == "auto" and not gpus()):
        return "cpu"
    able = _installed("onnxruntime-gpu") if extra == "onnx" else not _is_cpu_torch()
    if not able:
        return "cpu"
    return "cuda" if setting == "auto" else setting


def budget_bytes(setting: str) -> int:
    """Return what loaded checkpoints may take together: half of the memory, the GPU's if used."""
    if engine_device(setting, "inference") != "cpu" and gpus():
        return min(memory_bytes(), max(gpu.memory_bytes for gpu in gpus())) // 2
    return memory_bytes() // 2


def _installed(distribution: str) -> bool:
    try:
        return bool(version(distribution))
    except PackageNotFoundError:
        return False


def _is_cpu_torch() -> bool:
    return not _installed("torch") or version("torch").endswith("+cpu")
