"""The adapters by name: what each needs and can do, known before anything heavy is imported."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING

from modelgraph.errors import UnavailableError
from modelgraph.runs.inference import AdapterEntry

if TYPE_CHECKING:  # it needs NumPy, and this table must be readable without any extra
    from modelgraph_inference.adapter import Adapter

_MODULES: Mapping[str, tuple[str, ...]] = {
    "onnx": ("numpy", "PIL", "onnxruntime", "cv2", "pyclipper", "pycocotools"),
    "inference": ("numpy", "PIL", "torch", "transformers", "safetensors", "pycocotools"),
}
"""What each extra of modelgraph brings, as far as an adapter imports it."""

_CLASSES: Mapping[str, tuple[str, str]] = {
    "onnx": ("modelgraph_inference.onnx_file", "OnnxFile"),
    "tesseract": ("modelgraph_inference.tesseract", "Tesseract"),
    "torch_state": ("modelgraph_inference.torch_state", "TorchState"),
    "hf_pipeline": ("modelgraph_inference.hf.pipeline", "HfPipeline"),
    "florence2": ("modelgraph_inference.florence2.adapter", "Florence2"),
}


def _installed(extra: str) -> bool:
    return all(find_spec(module) is not None for module in _MODULES[extra])


def entries() -> Mapping[str, AdapterEntry]:
    """Return the adapters by name; cheap, imports no engine."""
    onnx, inference = _installed("onnx"), _installed("inference")
    table = (
        AdapterEntry(
            "onnx",
            "onnx",
            onnx,
            (
                "image-classification",
                "image-embedding",
                "ocr",
                "ocr-with-regions",
                "face-detection",
                "person-segmentation",
            ),
        ),
        AdapterEntry(
            "tesseract",
            "onnx",
            onnx and shutil.which("tesseract") is not None,
            ("ocr", "ocr-with-regions"),
        ),
        AdapterEntry(
            "torch_state", "inference", inference, ("image-classification", "image-embedding")
        ),
        AdapterEntry(
            "hf_pipeline",
            "inference",
            inference,
            (
                "image-classification",
                "image-embedding",
                "zero-shot-image-classification",
                "object-detection",
                "open-vocabulary-object-detection",
                "semantic-segmentation",
                "instance-segmentation",
                "panoptic-segmentation",
                "depth-estimation",
                "mask-generation",
            ),
            needs_prompt=("zero-shot-image-classification", "open-vocabulary-object-detection"),
        ),
        AdapterEntry(
            "florence2",
            "inference",
            inference,
            (
                "image-captioning",
                "detailed-image-captioning",
                "object-detection",
                "dense-region-captioning",
                "region-proposal",
                "phrase-grounding",
                "open-vocabulary-object-detection",
                "referring-segmentation",
                "region-segmentation",
                "region-classification",
                "region-captioning",
                "region-ocr",
                "ocr",
                "ocr-with-regions",
            ),
            needs_prompt=(
                "phrase-grounding",
                "open-vocabulary-object-detection",
                "referring-segmentation",
            ),
        ),
    )
    return MappingProxyType({each.name: each for each in table})


def entry(name: str) -> AdapterEntry:
    """Return one adapter's entry.

    Raises:
        UnavailableError: there is no adapter of this name, or its libraries are not here.
    """
    found = entries().get(name)
    if found is None:
        raise UnavailableError(f"There is no adapter called {name!r}.")
    if not found.available:
        raise UnavailableError(
            f"The adapter {name} needs what is not installed.",
            hint=f"pip install 'modelgraph[{found.extra}]'"
            + (", and the program tesseract" if name == "tesseract" else ""),
        )
    return found


def create(name: str) -> Adapter:
    """Import an adapter's class and make one."""
    module, attribute = _CLASSES[name]
    adapter: Adapter = getattr(import_module(module), attribute)()
    return adapter
