"""ONNX graphs for MobileNetV2 and EfficientNet-Lite, built from their PyTorch state dicts.

Both are a stem, a row of inverted residual blocks and a head (arXiv:1801.04381, 1905.11946); what
differs is how the state dicts name things, which stride each block has, and how borders are
padded. Batch normalisation is folded into the convolution before it. The graph answers with
``logits`` and with ``features``, the pooled vector before the classifier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelgraph.errors import InvalidWeightsError
from modelgraph_inference.weights.convert.graph import Graph

Array = NDArray[Any]
State = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution with its batch normalisation, by the names of the state dict."""

    conv: str
    norm: str
    stride: int = 1
    active: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A network in order; a block ends with its projection and may add its own input."""

    stem: Layer
    blocks: tuple[tuple[Layer, ...], ...]
    head: Layer
    classifier: str
    epsilon: float
    same: bool
    """Borders as TensorFlow pads them (more at the end), else evenly."""


def _strides(stages: tuple[tuple[int, int], ...]) -> Iterator[int]:
    """Yield the stride of each block: that of its stage for the first, then 1."""
    for repeats, stride in stages:
        yield stride
        yield from [1] * (repeats - 1)


def mobilenet_v2() -> Plan:
    """Return the plan of torchvision's MobileNetV2 with width 1.0."""
    blocks = []
    strides = [1, *_strides(((2, 2), (3, 2), (4, 2), (3, 1), (3, 2), (1, 1)))]
    for number, stride in enumerate(strides, start=1):
        name = f"features.{number}.conv"
        expand = () if number == 1 else (Layer(f"{name}.0.0", f"{name}.0.1"),)
        at = len(expand)
        depth = Layer(f"{name}.{at}.0", f"{name}.{at}.1", stride)
        project = Layer(f"{name}.{at + 1}", f"{name}.{at + 2}", active=False)
        blocks.append((*expand, depth, project))
    stem = Layer("features.0.0", "features.0.1", 2)
    head = Layer("features.18.0", "features.18.1")
    return Plan(stem, tuple(blocks), head, "classifier.1", 1e-5, same=False)


def efficientnet_lite(repeats: tuple[int, ...]) -> Plan:
    """Return the plan of an EfficientNet-Lite; ``repeats`` counts the blocks of its stages."""
    blocks = []
    stages = tuple(zip(repeats, (1, 2, 2, 2, 1, 2, 1), strict=True))
    for number, stride in enumerate(_strides(stages)):
        name = f"_blocks.{number}."
        expand = () if number == 0 else (Layer(f"{name}_expand_conv", f"{name}_bn0"),)
        depth = Layer(f"{name}_depthwise_conv", f"{name}_bn1", stride)
        project = Layer(f"{name}_project_conv", f"{name}_bn2", active=False)
        blocks.append((*expand, depth, project))
    stem, head = Layer("_conv_stem", "_bn0", 2), Layer("_conv_head", "_bn1")
    return Plan(stem, tuple(blocks), head, "_fc", 1e-3, same=True)


PLANS: Mapping[str, Plan] = {
    "mobilenet-v2": mobilenet_v2(),
    "efficientnet-lite0": efficientnet_lite((1, 2, 2, 3, 3, 4, 1)),
    "efficientnet-lite1": efficientnet_lite((1, 3, 3, 4, 4, 5, 1)),
}


def onnx_model(plan: Plan, state: State, side: int) -> bytes:
    """Return the ONNX file of a network for square images of this side, in pixels.

    Raises:
        InvalidWeightsError: the state dict does not have the tensors of the plan, or has others.
    """
    _check_names(plan, state)
    graph = Graph("classifier")
    build = _Building(graph, plan, state)
    value, size = build.layer(plan.stem, "image", side)
    for block in plan.blocks:
        before = value
        for layer in block:
            value, size = build.layer(layer, value, size)
        if _adds_its_input(block, state):
            value = graph.node("Add", value, before)
    value, size = build.layer(plan.head, value, size)
    features = graph.node("Flatten", graph.node("GlobalAveragePool", value), axis=1)
    weight, bias = state[f"{plan.classifier}.weight"], state[f"{plan.classifier}.bias"]
    logits = graph.node("Gemm", features, graph.constant(weight), graph.constant(bias), transB=1)
    return graph.model(
        {"image": ["batch", 3, side, side]},
        {
            "logits": (logits, ["batch", weight.shape[0]]),
            "features": (features, ["batch", weight.shape[1]]),
        },
    )


def _adds_its_input(block: tuple[Layer, ...], state: State) -> bool:
    """A block adds its input where the shape stays: stride 1, as many channels out as in."""
    groups_in = state[f"{block[0].conv}.weight"].shape[1 if len(block) == 3 else 0]
    return block[-2].stride == 1 and groups_in == state[f"{block[-1].conv}.weight"].shape[0]


@dataclass(frozen=True, slots=True)
class _Building:
    """A graph that grows by layers of a plan, with the weights of a state dict."""

    graph: Graph
    plan: Plan
    state: State

    def layer(self, layer: Layer, value: str, size: int) -> tuple[str, int]:
        """Add a convolution and its activation; return the output and its side in pixels."""
        weight, bias = folded(layer, self.state, self.plan.epsilon)
        kernel = weight.shape[2]
        begin, end = padding(size, kernel, layer.stride, same=self.plan.same)
        value = self.graph.conv(
            value,
            weight,
            bias,
            strides=[layer.stride] * 2,
            pads=[begin, begin, end, end],
            group=weight.shape[0] if weight.shape[1] == 1 else 1,
        )
        size = (size + begin + end - kernel) // layer.stride + 1
        return (self.graph.relu6(value) if layer.active else value), size


def padding(size: int, kernel: int, stride: int, *, same: bool) -> tuple[int, int]:
    """Return the zeros before and after: as TensorFlow's SAME does, or evenly."""
    if not same:
        return (kernel - 1) // 2, (kernel - 1) // 2
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def folded(layer: Layer, state: State, epsilon: float) -> tuple[Array, Array]:
    """Return weight and bias of a convolution with its batch normalisation taken in."""
    weight = state[f"{layer.conv}.weight"].astype(np.float64)
    norm = {
        part: state[f"{layer.norm}.{part}"].astype(np.float64)
        for part in ("weight", "bias", "running_mean", "running_var")
    }
    scale = norm["weight"] / np.sqrt(norm["running_var"] + epsilon)
    bias = norm["bias"] - norm["running_mean"] * scale
    return (weight * scale[:, None, None, None]).astype(np.float32), bias.astype(np.float32)


def _check_names(plan: Plan, state: State) -> None:
    layers = [plan.stem, *(layer for block in plan.blocks for layer in block), plan.head]
    wanted = {f"{plan.classifier}.weight", f"{plan.classifier}.bias"}
    wanted |= {f"{layer.conv}.weight" for layer in layers}
    parts = ("weight", "bias", "running_mean", "running_var")
    wanted |= {f"{layer.norm}.{part}" for layer in layers for part in parts}
    found = {name for name in state if not name.endswith("num_batches_tracked")}
    if wanted != found:
        raise InvalidWeightsError(
            "The state dict is not that of the network it should be.",
            missing=sorted(wanted - found)[:5],
            unexpected=sorted(found - wanted)[:5],
        )
