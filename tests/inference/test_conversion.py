"""Conversions change the form of weights and not what they compute."""

from __future__ import annotations

from typing import Any

import flatbuffers
import numpy as np
import onnx
import onnxruntime
import pytest
from later import later
from onnx import TensorProto, helper

from modelgraph.errors import InvalidWeightsError
from modelgraph_inference.weights.convert import mobile
from modelgraph_inference.weights.convert.mobile import Layer, Plan
from modelgraph_inference.weights.convert.resize import with_free_size
from modelgraph_inference.weights.convert.tflite import onnx_model as from_tflite

torch, torch_state = later("torch"), later("modelgraph_inference.torch_state")

LAYERS = {
    "stem": (8, 3, 3),
    "deep": (8, 1, 5),
    "project": (8, 8, 1),
    "expand": (16, 8, 1),
    "deep2": (16, 1, 3),
    "project2": (12, 16, 1),
    "head": (20, 12, 1),
}


def plan(*, same: bool) -> Plan:
    layer = {name: Layer(name, f"{name}.norm") for name in LAYERS}
    return Plan(
        stem=Layer("stem", "stem.norm", 2),
        blocks=(
            (layer["deep"], Layer("project", "project.norm", active=False)),
            (
                layer["expand"],
                Layer("deep2", "deep2.norm", 2),
                Layer("project2", "project2.norm", active=False),
            ),
        ),
        head=layer["head"],
        classifier="fc",
        epsilon=1e-3,
        same=same,
    )


def state() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    values: dict[str, np.ndarray] = {}
    for name, (outputs, inputs, kernel) in LAYERS.items():
        values[f"{name}.weight"] = rng.normal(size=(outputs, inputs, kernel, kernel))
        for part in ("weight", "running_var"):
            values[f"{name}.norm.{part}"] = rng.uniform(0.5, 2, outputs)
        for part in ("bias", "running_mean"):
            values[f"{name}.norm.{part}"] = rng.normal(size=outputs)
        values[f"{name}.norm.num_batches_tracked"] = np.asarray(3)
    values |= {"fc.weight": rng.normal(size=(5, 20)), "fc.bias": rng.normal(size=5)}
    return {name: np.asarray(value, np.float32) for name, value in values.items()}


def run(model: bytes, array: np.ndarray) -> list[Any]:
    session = onnxruntime.InferenceSession(model)
    return list(session.run(None, {session.get_inputs()[0].name: array}))


@pytest.mark.parametrize("side", [32, 37])
@pytest.mark.parametrize("same", [True, False], ids=["TensorFlow's borders", "even borders"])
def test_the_onnx_graph_and_the_torch_module_of_a_plan_agree(same: bool, side: int) -> None:
    weights = state()
    image = np.random.default_rng(1).normal(size=(2, 3, side, side)).astype(np.float32)
    module = torch_state.MobileNet(
        plan(same=same), {name: torch.from_numpy(value) for name, value in weights.items()}
    ).eval()

    logits, features = run(mobile.onnx_model(plan(same=same), weights, side), image)

    with torch.inference_mode():
        wanted = module(torch.from_numpy(image))
    np.testing.assert_allclose(logits, wanted[0].numpy(), rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(features, wanted[1].numpy(), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("change", [("remove", "head.weight"), ("add", "extra.weight")])
def test_a_state_dict_of_another_network_is_refused(change: tuple[str, str]) -> None:
    weights, (deed, name) = state(), change
    if deed == "remove":
        del weights[name]
    else:
        weights[name] = np.zeros(3, np.float32)

    with pytest.raises(InvalidWeightsError) as refused:
        mobile.onnx_model(plan(same=True), weights, 32)

    assert name in refused.value.details["missing"] + refused.value.details["unexpected"]


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "same", "wanted"),
    [
        (224, 3, 2, True, (0, 1)),
        (225, 3, 2, True, (1, 1)),
        (14, 5, 1, True, (2, 2)),
        (224, 3, 2, False, (1, 1)),
    ],
)
def test_borders_are_those_of_the_framework_that_trained_the_weights(
    size: int, kernel: int, stride: int, same: bool, wanted: tuple[int, int]
) -> None:
    assert mobile.padding(size, kernel, stride, same=same) == wanted


def test_a_fixed_size_is_freed() -> None:
    def value(name: str, shape: list[int]) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        [helper.make_node("Relu", ["x"], ["y"])],
        "fixed",
        [value("x", [1, 3, 8, 8])],
        [value("y", [1, 3, 8, 8])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)

    freed = with_free_size(model.SerializeToString())

    (answer,) = run(freed, np.full((2, 3, 5, 7), -1, np.float32))
    assert answer.shape == (2, 3, 5, 7)
    onnx.checker.check_model(onnx.load_from_string(freed))


@pytest.mark.parametrize("data", [b"", b"no model", b"\0" * 64])
def test_what_is_no_onnx_model_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidWeightsError):
        with_free_size(data)


# --- TensorFlow Lite, in a file built here ---------------------------------------------------


def vector(builder: Any, offsets: list[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())


def table(builder: Any, fields: dict[int, tuple[str, Any]]) -> int:
    """Write a table; a field has a number, a kind (``offset``, ``i32``, ``i8``) and a value."""
    builder.StartObject(max(fields, default=-1) + 1)
    for number, (kind, value) in fields.items():
        if kind == "offset":
            builder.PrependUOffsetTRelativeSlot(number, value, 0)
        elif kind == "i32":
            builder.PrependInt32Slot(number, value, 0)
        else:
            builder.PrependInt8Slot(number, value, 0)
    return int(builder.EndObject())


def integers(builder: Any, values: list[int]) -> int:
    return int(builder.CreateNumpyVector(np.asarray(values, np.int32)))


def tflite(weight: np.ndarray, bias: np.ndarray, kind: int = 3) -> bytes:
    """Return a file with one convolution, stride 2, SAME borders, ReLU6, half-precision weights.

    ``kind`` is the number of the operator, 3 for CONV_2D.
    """
    b = flatbuffers.Builder(1024)
    data = [b"", weight.astype(np.float16).tobytes(), bias.astype(np.float32).tobytes()]
    buffers = [table(b, {0: ("offset", b.CreateByteVector(each))} if each else {}) for each in data]

    def tensor(name: str, shape: list[int], kind_: int, buffer: int) -> int:
        fields = {0: ("offset", integers(b, shape)), 3: ("offset", b.CreateString(name))}
        return table(b, {**fields, 1: ("i8", kind_), 2: ("i32", buffer)})

    outputs, _height, _width, inputs = weight.shape
    tensors = [
        tensor("image", [1, 8, 6, inputs], 0, 0),
        tensor("halves", list(weight.shape), 1, 1),
        tensor("weight", list(weight.shape), 0, 0),
        tensor("bias", [outputs], 0, 2),
        tensor("maps", [1, 4, 3, outputs], 0, 0),
    ]
    options = table(b, {0: ("i8", 0), 1: ("i32", 2), 2: ("i32", 2), 3: ("i8", 3)})

    def operation(code: int, ins: list[int], outs: list[int], more: dict[int, Any]) -> int:
        fields = {1: ("offset", integers(b, ins)), 2: ("offset", integers(b, outs))}
        return table(b, {0: ("i32", code), **fields, **more})

    operations = [
        operation(0, [1], [2], {}),
        operation(1, [0, 2, 3], [4], {4: ("offset", options)}),
    ]
    graph = table(
        b,
        {
            0: ("offset", vector(b, tensors)),
            1: ("offset", integers(b, [0])),
            2: ("offset", integers(b, [4])),
            3: ("offset", vector(b, operations)),
        },
    )
    codes = [table(b, {0: ("i8", code), 3: ("i32", code)}) for code in (6, kind)]
    model = table(
        b,
        {
            0: ("i32", 3),
            1: ("offset", vector(b, codes)),
            2: ("offset", vector(b, [graph])),
            4: ("offset", vector(b, buffers)),
        },
    )
    b.Finish(model, b"TFL3")
    return bytes(b.Output())


def world() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    weight = rng.normal(size=(4, 3, 3, 2)).astype(np.float16).astype(np.float32)
    return weight, rng.normal(size=4).astype(np.float32)


def test_a_tensorflow_lite_convolution_computes_the_same_as_onnx() -> None:
    weight, bias = world()
    image = np.random.default_rng(3).normal(size=(1, 8, 6, 2)).astype(np.float32)

    (maps,) = run(from_tflite(tflite(weight, bias)), image.transpose(0, 3, 1, 2))

    padded = torch.nn.functional.pad(torch.from_numpy(image.transpose(0, 3, 1, 2)), (0, 1, 0, 1))
    kernels = torch.from_numpy(weight.transpose(0, 3, 1, 2).copy())
    wanted = torch.nn.functional.conv2d(padded, kernels, torch.from_numpy(bias), 2).clamp(0, 6)
    np.testing.assert_allclose(maps, wanted.numpy(), rtol=1e-4, atol=1e-4)


def test_an_operation_that_is_not_converted_is_named() -> None:
    with pytest.raises(InvalidWeightsError, match="operation 99"):
        from_tflite(tflite(*world(), kind=99))


def test_damaged_files_are_refused_and_never_crash() -> None:
    whole = tflite(*world())
    rng = np.random.default_rng(4)
    outcomes = set()
    for _ in range(200):
        data = bytearray(whole)
        for at in rng.integers(8, len(data), 8):
            data[at] = rng.integers(0, 256)
        try:
            from_tflite(bytes(data))
            outcomes.add("converted")
        except InvalidWeightsError:
            outcomes.add("refused")

    assert "refused" in outcomes


@pytest.mark.parametrize(
    "data", [b"", b"TFL3", b"\0\0\0\0TFL3", b"\xff" * 4 + b"TFL3" + b"\xff" * 64]
)
def test_what_is_no_tensorflow_lite_model_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidWeightsError):
        from_tflite(data)
