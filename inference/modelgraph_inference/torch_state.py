"""State dicts in safetensors, loaded into plain torch modules written here.

For weights that the transformers library has no class for. The networks are MobileNetV2 and
EfficientNet-Lite; the same plans that build their ONNX graphs build them here, so both agree.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction
from modelgraph_inference import files, limits
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.devices import torch_device
from modelgraph_inference.labels import label_set
from modelgraph_inference.normal_form import top_labels, vector
from modelgraph_inference.onnx_file.pixels import SquareInput
from modelgraph_inference.options import whole
from modelgraph_inference.weights.convert.mobile import PLANS, Layer, Plan, padding


class ConvNorm(nn.Module):
    """A convolution and its batch normalisation, the borders padded as the plan says."""

    def __init__(self, plan: Plan, layer: Layer, state: dict[str, torch.Tensor]) -> None:
        super().__init__()
        self._same, self._stride, self._active = plan.same, layer.stride, layer.active
        outputs, inputs, self._kernel, _ = state[f"{layer.conv}.weight"].shape
        groups = outputs if inputs == 1 else 1
        self.conv = nn.Conv2d(
            inputs * groups, outputs, self._kernel, layer.stride, groups=groups, bias=False
        )
        self.norm = nn.BatchNorm2d(outputs, eps=plan.epsilon)
        self.conv.load_state_dict({"weight": state[f"{layer.conv}.weight"]})
        self.norm.load_state_dict(
            {part: state[f"{layer.norm}.{part}"] for part in self.norm.state_dict()}
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the maps of a batch of images."""
        down, across = (
            padding(side, self._kernel, self._stride, same=self._same) for side in images.shape[-2:]
        )
        maps = self.norm(self.conv(nn.functional.pad(images, (*across, *down))))
        return nn.functional.relu6(maps) if self._active else maps


class MobileNet(nn.Module):
    """The network of a plan; answers with logits and features."""

    def __init__(self, plan: Plan, state: dict[str, torch.Tensor]) -> None:
        super().__init__()
        self.stem = ConvNorm(plan, plan.stem, state)
        self.blocks = nn.ModuleList(
            nn.Sequential(*(ConvNorm(plan, layer, state) for layer in block))
            for block in plan.blocks
        )
        self.head = ConvNorm(plan, plan.head, state)
        weight = state[f"{plan.classifier}.weight"]
        self.classifier = nn.Linear(weight.shape[1], weight.shape[0])
        self.classifier.load_state_dict(
            {"weight": weight, "bias": state[f"{plan.classifier}.bias"]}
        )

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits and pooled features of a batch of images."""
        maps = self.stem(images)
        for block in self.blocks:
            changed = block(maps)
            maps = changed + maps if changed.shape == maps.shape else changed
        features = self.head(maps).mean(dim=(2, 3))
        return self.classifier(features), features


class TorchState:
    """The adapter of plain state dicts; the setting ``network`` names the plan."""

    libraries: ClassVar[tuple[str, ...]] = ("torch", "safetensors", "numpy")

    def __init__(self) -> None:
        self.device = "cpu"
        self.dtype = "float32"
        self._model: Any = None

    def load(self, checkpoint: Checkpoint, device: str) -> None:
        """Load the state dict into the network it belongs to."""
        target = torch_device(device)
        torch.set_num_threads(limits.threads())
        plan = PLANS.get(str(checkpoint.settings.get("network")))
        if plan is None:
            raise InvalidWeightsError("The checkpoint names no network that is known here.")
        path = files.path_of(checkpoint, checkpoint.files[0].name)
        if path.suffix != ".safetensors":
            raise InvalidWeightsError("Only safetensors are loaded.", file=path.name)
        try:
            model = MobileNet(plan, load_file(path))
        except (KeyError, RuntimeError, SafetensorError, OSError) as error:
            raise InvalidWeightsError(
                f"{path.name} does not hold the weights of the network: {str(error)[:200]}"
            ) from error
        layout: Any = {"memory_format": torch.channels_last}
        self._model = model.eval().to(target, **layout)
        self._input = SquareInput.read(checkpoint.preprocessing)
        self._names = label_set(checkpoint.label_set)
        self._target, self.device = target, device

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the best labels (option ``top_k``, 5), or the features before the classifier."""
        count = whole(question.options, "top_k", 5, 1, len(self._names))
        with clock("pre"):
            images = torch.from_numpy(self._input(question.picture.pixels)).to(
                self._target, memory_format=torch.channels_last
            )
        with clock("forward"), torch.inference_mode():
            logits, features = (each[0].cpu().numpy() for each in self._model(images))
        with clock("post"):
            if question.task == "image-embedding":
                return question.answer(vector=vector(np.asarray(features)))
            labels = top_labels(logits, self._names, count)
            return question.answer(labels=labels)
