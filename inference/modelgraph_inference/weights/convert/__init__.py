"""Conversions by name: bytes of archive members in, bytes of checkpoint files out.

What comes out is ONNX or safetensors, the only forms that are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelgraph_inference.weights.demo import Entry

Conversion = Callable[["Entry", Sequence[bytes]], list[bytes]]


def convert(entry: Entry, contents: Sequence[bytes]) -> list[bytes]:
    """Return the files of an entry, in the order of its file names.

    Raises:
        InvalidWeightsError: the members are not what the conversion reads.
        UnavailableError: the program that brings its own weights is not here.
    """
    return _CONVERSIONS[entry.conversion](entry, contents)


def _copy(_entry: Entry, contents: Sequence[bytes]) -> list[bytes]:
    return list(contents)


def _classifier_onnx(entry: Entry, contents: Sequence[bytes]) -> list[bytes]:
    from modelgraph_inference.weights.convert.mobile import PLANS, onnx_model  # noqa: PLC0415
    from modelgraph_inference.weights.pickles import state_dict  # noqa: PLC0415

    side = int(entry.preprocessing["size"][0])
    plan = PLANS[str(entry.settings["network"])]
    return [onnx_model(plan, state_dict(data), side) for data in contents]


def _safetensors(_entry: Entry, contents: Sequence[bytes]) -> list[bytes]:
    from safetensors.numpy import save  # noqa: PLC0415 - comes with the extra inference

    from modelgraph_inference.weights.pickles import state_dict  # noqa: PLC0415

    return [save(state_dict(data)) for data in contents]


def _free_size(_entry: Entry, contents: Sequence[bytes]) -> list[bytes]:
    from modelgraph_inference.weights.convert.resize import with_free_size  # noqa: PLC0415

    return [with_free_size(data) for data in contents]


def _tflite(_entry: Entry, contents: Sequence[bytes]) -> list[bytes]:
    from modelgraph_inference.weights.convert.tflite import onnx_model  # noqa: PLC0415

    return [onnx_model(data) for data in contents]


def _tesseract(entry: Entry, _contents: Sequence[bytes]) -> list[bytes]:
    from modelgraph_inference.tesseract import trained_data  # noqa: PLC0415

    return [trained_data(str(entry.settings["language"]))]


_CONVERSIONS: Mapping[str, Conversion] = {
    "copy": _copy,
    "classifier-onnx": _classifier_onnx,
    "safetensors": _safetensors,
    "free-size": _free_size,
    "tflite": _tflite,
    "tesseract": _tesseract,
}
