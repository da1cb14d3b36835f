"""What a worker may not do, kept by the kernel: call out, outgrow its memory, outlive its time.

The guard refuses SERVICE by reading the query; if it should ever be fooled, there is no socket to
call out with. On systems without seccomp the guard is all there is.
"""

from __future__ import annotations

import contextlib
import ctypes
import platform
import resource
import signal
import sys
from pathlib import Path
from typing import Final

# Linux, seccomp(2): audit names of the architectures, and the numbers of socket(2) there.
_MACHINES: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050001
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_GRACE_SECONDS: Final = 2.0


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def no_network() -> bool:
    """Take away this process's right to open a socket; return whether the system could."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    machine, socket = _MACHINES[platform.machine()]
    steps = (
        _Step(_LOAD, 0, 0, 4),
        _Step(_IF_EQUAL, 1, 0, machine),
        _Step(_RETURN, 0, 0, _NOT_PERMITTED),
        _Step(_LOAD, 0, 0, 0),
        _Step(_IF_EQUAL, 0, 1, socket),
        _Step(_RETURN, 0, 0, _NOT_PERMITTED),
        _Step(_RETURN, 0, 0, _ALLOW),
    )
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(kernel.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program)) == 0)


def first_to_die() -> None:
    """Have the kernel take this process, not the server, when the machine runs out of memory."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def memory(more: int | None) -> None:
    """Allow so many bytes beyond what is in use now; ``None`` lifts the limit."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = hard if more is None else _in_use() + more
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _in_use() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


def alarm(seconds: float) -> None:
    """Let the kernel end this process after the deadline, should nobody else do so; 0 lifts it."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS if seconds else 0)
