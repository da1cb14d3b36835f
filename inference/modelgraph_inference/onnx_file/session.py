"""ONNX Runtime sessions: opened from bytes, on a device, with few threads."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from modelgraph.errors import InvalidWeightsError, UnavailableError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph_inference import files, limits

Floats = NDArray[np.float32]

_PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}


class Session:
    """One model file, ready to run: arrays in, arrays out."""

    def __init__(self, checkpoint: Checkpoint, name: str, device: str) -> None:
        provider = _PROVIDERS.get(device.partition(":")[0])
        if provider not in onnxruntime.get_available_providers():
            raise UnavailableError(
                f"ONNX Runtime can't use the device {device} here.",
                hint="Use the device cpu, or install onnxruntime-gpu.",
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = limits.threads()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Spinning threads would take the cores of the worker beside this one.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        path = files.path_of(checkpoint, name)
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(path), options, providers=[provider]
            )
        except Exception as error:  # onnxruntime's errors have no common class
            raise InvalidWeightsError(
                f"{name} is not a model that ONNX Runtime can load.", hint=str(error)[:200]
            ) from error
        self.input: str = self._session.get_inputs()[0].name
        self.outputs: list[str] = [each.name for each in self._session.get_outputs()]

    def __call__(self, array: Floats, outputs: list[str] | None = None) -> list[Floats]:
        """Run the model on one array; ``outputs`` names those wanted, all by default."""
        answer: list[Floats] = self._session.run(outputs, {self.input: array})
        return answer

    def metadata(self) -> dict[str, str]:
        """Return the key-value pairs that the file carries."""
        pairs: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        return pairs
