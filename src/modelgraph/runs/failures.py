"""Why a run may have no answer: the codes of ``Failure``, stable like those of errors.

A worker may also answer with the code of any ``ModelgraphError`` that the model or image caused.
"""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    "ANSWER_TOO_LARGE": "The model's answer has more bytes than are kept.",
    "CANCELLED": "The run was cancelled before it had an answer.",
    "ERROR": "The model or its library failed in a way nobody foresaw; the message says how.",
    "IMAGE_GONE": "The image is no longer kept.",
    "OUT_OF_MEMORY": "The model does not fit into the memory of this device.",
    "RUNNER_LOST": "Whoever carried the run out went away, each time it was tried.",
    "TIMEOUT": "No answer came in time, and the worker was ended.",
    "TOO_LARGE": "The model needs more memory than models may take together here.",
    "WEIGHTS_GONE": "The weights that the run was planned with are no longer here.",
    "WORKER_DIED": "The worker process ended without an answer, each time the run was tried.",
}
"""Code → meaning."""
