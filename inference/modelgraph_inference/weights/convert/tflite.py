"""TensorFlow Lite models as ONNX: the operations of small vision networks, nothing more.

The file is read by field numbers (``tensorflow/lite/schema/schema.fbs``, version 3). Images turn
from height × width × channels to channels first; what is reshaped is turned back before, so that
numbers come out in the order the model's own decoding expects. One operation is MediaPipe's own:
a transposed convolution with a bias.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelgraph.errors import InvalidWeightsError
from modelgraph_inference.weights.convert.flatbuffer import Table, root
from modelgraph_inference.weights.convert.graph import Graph
from modelgraph_inference.weights.convert.mobile import padding

Array = NDArray[Any]

IDENTIFIER = b"TFL3"
_TYPES = {0: "<f4", 1: "<f2", 2: "<i4", 4: "<i8"}
_TO_CHANNELS_FIRST, _TO_CHANNELS_LAST = (0, 3, 1, 2), (0, 2, 3, 1)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operator: its kind, the numbers of its tensors, its options."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Table | None
    custom: bytes


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor: shape as the file has it (channels last); ``data`` where it is constant."""

    name: str
    shape: tuple[int, ...]
    data: Array | None


@dataclass(frozen=True, slots=True)
class Network:
    """The one subgraph of a file."""

    tensors: tuple[Tensor, ...]
    operations: tuple[Operation, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def onnx_model(data: bytes) -> bytes:
    """Return the ONNX file of a TensorFlow Lite file; images go in and come out channels first.

    Raises:
        InvalidWeightsError: it is not such a file, or holds an operation that is not converted.
    """
    network = read(data)
    try:
        return _Conversion(network).model()
    except (ValueError, IndexError, KeyError, ZeroDivisionError, struct.error) as error:
        raise InvalidWeightsError(f"The TensorFlow Lite model is damaged: {error}") from error


def read(data: bytes) -> Network:
    """Read the structure of a file.

    Raises:
        InvalidWeightsError: it is not a TensorFlow Lite file of one subgraph, or is damaged.
    """
    if data[4:8] != IDENTIFIER:
        raise InvalidWeightsError("The file is not a TensorFlow Lite model.")
    try:
        model = root(data)
        (graph,) = model.tables(2)
        kinds = [_kind(code) for code in model.tables(1)]
        buffers = [buffer.bytes_(0) for buffer in model.tables(4)]
        return Network(
            tuple(_tensor(table, buffers) for table in graph.tables(0)),
            tuple(_operation(table, kinds) for table in graph.tables(3)),
            graph.integers(1),
            graph.integers(2),
        )
    except (ValueError, IndexError, KeyError) as error:
        raise InvalidWeightsError(f"The TensorFlow Lite model is damaged: {error}") from error


def _kind(code: Table) -> str:
    number = max(code.scalar(0, "b"), code.scalar(3, "i"))
    if number == 32:
        return code.bytes_(1).decode("ascii")
    return str(number)


def _tensor(table: Table, buffers: list[bytes]) -> Tensor:
    shape, raw = table.integers(0), buffers[table.scalar(2, "I")]
    data = np.frombuffer(raw, _TYPES[table.scalar(1, "b")]).reshape(shape) if raw else None
    return Tensor(table.bytes_(3).decode("utf-8"), shape, data)


def _operation(table: Table, kinds: list[str]) -> Operation:
    return Operation(
        kinds[table.scalar(0, "I")],
        table.integers(1),
        table.integers(2),
        table.table(4),
        table.bytes_(5),
    )


class _Conversion:
    """One conversion: which ONNX value stands for which tensor, and the graph that grows."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._graph = Graph("tflite")
        self._values: dict[int, str] = {}
        self._constants = {
            number: tensor.data
            for number, tensor in enumerate(network.tensors)
            if tensor.data is not None
        }

    def model(self) -> bytes:
        network = self._network
        self._values |= {number: network.tensors[number].name for number in network.inputs}
        for operation in network.operations:
            self._convert(operation)
        return self._graph.model(
            {network.tensors[number].name: self._shape(number) for number in network.inputs},
            {
                network.tensors[number].name: (self._value(number), self._shape(number))
                for number in network.outputs
            },
        )

    def _convert(self, operation: Operation) -> None:
        if operation.kind == "6":  # DEQUANTIZE: half-precision weights, widened here and now
            self._constants[operation.outputs[0]] = self._constant(operation.inputs[0])
            return
        step = _STEPS.get(operation.kind)
        if step is None:
            raise InvalidWeightsError(f"The operation {operation.kind} is not converted.")
        self._values[operation.outputs[0]] = step(self, operation)

    def _shape(self, number: int) -> list[int]:
        shape = self._network.tensors[number].shape
        return [shape[at] for at in _TO_CHANNELS_FIRST] if len(shape) == 4 else list(shape)

    def _constant(self, number: int) -> Array:
        if number not in self._constants:
            raise InvalidWeightsError("A weight of the model is not constant.")
        data = self._constants[number]
        return data.astype(np.float32) if data.dtype.kind == "f" else data

    def _value(self, number: int) -> str:
        """Return the ONNX value of a tensor; a constant enters the graph when first used."""
        if number not in self._values:
            data = self._constant(number)
            if data.ndim == 4:
                data = data.transpose(_TO_CHANNELS_FIRST)
            elif data.ndim == 1:
                data = data.reshape(1, -1, 1, 1)
            self._values[number] = self._graph.constant(data)
        return self._values[number]

    def _sides(self, number: int) -> tuple[int, int]:
        shape = self._network.tensors[number].shape
        return shape[1], shape[2]

    def _activated(self, value: str, fused: int) -> str:
        if fused == 0:
            return value
        if fused == 1:
            return self._graph.node("Relu", value)
        if fused == 3:
            return self._graph.relu6(value)
        raise InvalidWeightsError(f"The activation {fused} is not converted.")

    def _pads(
        self, operation: Operation, kernel: tuple[int, int], strides: tuple[int, int]
    ) -> list[int]:
        """Return the zeros round an image: above, left, below, right."""
        if _options(operation).scalar(0, "b") == 1:  # VALID
            return [0, 0, 0, 0]
        ends = [
            padding(size, each, stride, same=True)
            for size, each, stride in zip(
                self._sides(operation.inputs[0]), kernel, strides, strict=True
            )
        ]
        return [ends[0][0], ends[1][0], ends[0][1], ends[1][1]]

    def conv(self, operation: Operation) -> str:
        weight = self._constant(operation.inputs[1]).transpose(0, 3, 1, 2)
        return self._convolved(operation, weight, group=1, fused=3, dilation=4)

    def depthwise(self, operation: Operation) -> str:
        weight = self._constant(operation.inputs[1]).transpose(3, 0, 1, 2)
        group = self._network.tensors[operation.inputs[0]].shape[3]
        return self._convolved(operation, weight, group=group, fused=4, dilation=5)

    def _convolved(
        self, operation: Operation, weight: Array, *, group: int, fused: int, dilation: int
    ) -> str:
        options = _options(operation)
        if (options.scalar(dilation, "i", 1), options.scalar(dilation + 1, "i", 1)) != (1, 1):
            raise InvalidWeightsError("A dilated convolution is not converted.")
        strides = (options.scalar(2, "i", 1), options.scalar(1, "i", 1))
        kernel = (weight.shape[2], weight.shape[3])
        value = self._graph.conv(
            self._value(operation.inputs[0]),
            weight,
            self._constant(operation.inputs[2]),
            strides=list(strides),
            pads=self._pads(operation, kernel, strides),
            group=group,
        )
        return self._activated(value, options.scalar(fused, "b"))

    def transposed(self, operation: Operation) -> str:
        _padding, across, down = struct.unpack_from("<3i", operation.custom)
        weight = self._constant(operation.inputs[1]).transpose(3, 0, 1, 2)
        if (down, across) != weight.shape[2:]:
            raise InvalidWeightsError("An overlapping transposed convolution is not converted.")
        return self._graph.node(
            "ConvTranspose",
            self._value(operation.inputs[0]),
            self._graph.constant(weight),
            self._graph.constant(self._constant(operation.inputs[2])),
            strides=[down, across],
        )

    def pool(self, operation: Operation) -> str:
        options = _options(operation)
        strides = (options.scalar(2, "i", 1), options.scalar(1, "i", 1))
        kernel = (options.scalar(4, "i", 1), options.scalar(3, "i", 1))
        value = self._graph.node(
            "MaxPool" if operation.kind == "17" else "AveragePool",
            self._value(operation.inputs[0]),
            kernel_shape=list(kernel),
            strides=list(strides),
            pads=self._pads(operation, kernel, strides),
        )
        return self._activated(value, options.scalar(5, "b"))

    def binary(self, operation: Operation) -> str:
        first, second = (self._value(number) for number in operation.inputs)
        value = self._graph.node("Add" if operation.kind == "0" else "Mul", first, second)
        options = operation.options
        return self._activated(value, options.scalar(0, "b") if options else 0)

    def unary(self, operation: Operation) -> str:
        name = {"14": "Sigmoid", "19": "Relu", "117": "HardSwish"}[operation.kind]
        return self._graph.node(name, self._value(operation.inputs[0]))

    def mean(self, operation: Operation) -> str:
        axes = sorted(self._constant(operation.inputs[1]).tolist())
        if axes != [1, 2] or not _options(operation).scalar(0, "?"):
            raise InvalidWeightsError("A mean over other axes than those of an image.")
        return self._graph.node("GlobalAveragePool", self._value(operation.inputs[0]))

    def resize(self, operation: Operation) -> str:
        options = _options(operation)
        mode = "align_corners" if options.scalar(2, "?") else "asymmetric"
        if options.scalar(3, "?"):
            mode = "half_pixel"
        shape = np.asarray(self._shape(operation.outputs[0]), np.int64)
        return self._graph.node(
            "Resize",
            self._value(operation.inputs[0]),
            "",
            "",
            self._graph.constant(shape),
            mode="linear",
            coordinate_transformation_mode=mode,
        )

    def pad(self, operation: Operation) -> str:
        pairs = self._constant(operation.inputs[1])[list(_TO_CHANNELS_FIRST)]
        amounts = np.concatenate([pairs[:, 0], pairs[:, 1]]).astype(np.int64)
        value = self._value(operation.inputs[0])
        return self._graph.node("Pad", value, self._graph.constant(amounts))

    def reshape(self, operation: Operation) -> str:
        value, source = self._value(operation.inputs[0]), operation.inputs[0]
        shape = self._network.tensors[operation.outputs[0]].shape
        if len(shape) == 4:
            raise InvalidWeightsError("A reshape into an image is not converted.")
        if len(self._network.tensors[source].shape) == 4:
            value = self._graph.node("Transpose", value, perm=list(_TO_CHANNELS_LAST))
        return self._graph.node("Reshape", value, self._graph.constant(np.asarray(shape, np.int64)))

    def concatenate(self, operation: Operation) -> str:
        axis = _options(operation).scalar(0, "i")
        rank = len(self._network.tensors[operation.outputs[0]].shape)
        if rank == 4:
            axis = _TO_CHANNELS_FIRST.index(axis % 4)
        return self._graph.node("Concat", *map(self._value, operation.inputs), axis=axis)


def _options(operation: Operation) -> Table:
    if operation.options is None:
        raise InvalidWeightsError(f"The operation {operation.kind} has no options.")
    return operation.options


_STEPS: Mapping[str, Callable[[_Conversion, Operation], str]] = {
    "0": _Conversion.binary,
    "1": _Conversion.pool,
    "2": _Conversion.concatenate,
    "3": _Conversion.conv,
    "4": _Conversion.depthwise,
    "14": _Conversion.unary,
    "17": _Conversion.pool,
    "18": _Conversion.binary,
    "19": _Conversion.unary,
    "22": _Conversion.reshape,
    "23": _Conversion.resize,
    "34": _Conversion.pad,
    "40": _Conversion.mean,
    "117": _Conversion.unary,
    "Convolution2DTransposeBias": _Conversion.transposed,
}
"""By the number of the built-in operator (schema: ``BuiltinOperator``), or the custom name."""
