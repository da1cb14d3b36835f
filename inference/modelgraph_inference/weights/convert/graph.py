"""ONNX graphs put together node by node: a small builder round ``onnx.helper``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from modelgraph.errors import InvalidWeightsError

Array = NDArray[Any]

OPSET = 17
IR_VERSION = 8


class Graph:
    """A graph that grows; every method adds a node and returns the name of its output."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, array: Array) -> str:
        """Add an initializer."""
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output."""
        output = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def conv(self, value: str, weight: Array, bias: Array | None = None, **attributes: Any) -> str:
        """Add a convolution; ``weight`` is output × input/groups × height × width."""
        inputs = [value, self.constant(weight)]
        if bias is not None:
            inputs.append(self.constant(bias))
        return self.node("Conv", *inputs, **attributes)

    def relu6(self, value: str) -> str:
        """Add a clip to 0 … 6."""
        low, high = (self.constant(np.asarray(bound, np.float32)) for bound in (0, 6))
        return self.node("Clip", value, low, high)

    def model(
        self,
        inputs: Mapping[str, Sequence[int | str]],
        outputs: Mapping[str, tuple[str, Sequence[int | str]]],
    ) -> bytes:
        """Return the checked model; outputs map a public name to a node's output and its shape."""
        for public, (value, _shape) in outputs.items():
            self._nodes.append(helper.make_node("Identity", [value], [public]))
        graph = helper.make_graph(
            self._nodes,
            self._name,
            [_float(name, shape) for name, shape in inputs.items()],
            [_float(name, shape) for name, (_, shape) in outputs.items()],
            self._constants,
        )
        model = helper.make_model(
            graph,
            producer_name="modelgraph",
            ir_version=IR_VERSION,
            opset_imports=[helper.make_opsetid("", OPSET)],
        )
        try:
            onnx.checker.check_model(model, full_check=True)
        except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
            raise InvalidWeightsError(f"The converted graph is not sound: {error}") from error
        data: bytes = model.SerializeToString()
        return data


def _float(name: str, shape: Sequence[int | str]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))
