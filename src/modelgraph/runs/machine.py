"""What this machine has: cores, memory, a GPU; asked of the system, never of an engine."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


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


def device(setting: str) -> str:
    """Return the device that workers are given: ``auto`` is a GPU only where torch can use it."""
    if setting != "auto":
        return setting
    return "cuda" if gpus() and _torch_has_cuda() else "cpu"


def _torch_has_cuda() -> bool:
    try:
        return not version("torch").endswith("+cpu")
    except PackageNotFoundError:
        return False


def device_memory_bytes(device_name: str) -> int:
    """Return the memory of a device; for the CPU that of the machine."""
    if device_name.startswith("cuda") and gpus():
        return max(gpu.memory_bytes for gpu in gpus())
    return memory_bytes()
