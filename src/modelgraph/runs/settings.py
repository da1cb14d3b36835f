"""The limits of running models, read by the server and handed down as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Every limit of this floor; sizes in bytes, times in seconds.

    ``device`` is ``auto``, ``cpu`` or ``cuda``, for the engines that can use it; ``workers`` models
    run at once (0: one a core); ``memory_bytes`` bounds what loaded checkpoints take together
    (0: half of the memory); ``package`` names the module that runs models (empty: the installed
    one, by its entry point).
    """

    device: str = "auto"
    workers: int = 0
    memory_bytes: int = 0
    package: str = ""
    image_bytes: int = 10_000_000
    image_pixels: int = 40_000_000
    images_per_job: int = 100
    runs_per_job: int = 500
    queue_jobs: int = 100
    client_jobs: int = 5
    run_seconds: float = 120.0
    load_seconds: float = 300.0
    lease_seconds: float = 10.0
    attempts: int = 3
    backoff_seconds: float = 60.0
    stop_seconds: float = 20.0
    answer_bytes: int = 32_000_000
