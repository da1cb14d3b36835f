"""The catalog's models that an adapter here can run once their weights are on this machine.

By the model's id; ``memory_bytes`` is what the usual size takes in float32, to say beforehand
whether a device can hold it.
"""

from __future__ import annotations

from modelgraph.runs.inference import KnownModel
from modelgraph_inference.florence2.prompts import PROMPTS

_MB = 1_000_000
_CLASSIFY = ("image-classification", "image-embedding")
_PAIR = ("zero-shot-image-classification", "image-embedding")
_DETECT = ("object-detection",)
_OPEN = ("open-vocabulary-object-detection",)
_SEGMENT = ("semantic-segmentation",)
_DEPTH = ("depth-estimation",)
_OCR = ("ocr", "ocr-with-regions")
_FACES = ("face-detection",)
_PERSONS = ("person-segmentation",)


def _pipeline(model: str, tasks: tuple[str, ...], megabytes: int) -> KnownModel:
    return KnownModel(model, "hf_pipeline", tasks, megabytes * _MB)


def _onnx(model: str, tasks: tuple[str, ...], megabytes: int) -> KnownModel:
    return KnownModel(model, "onnx", tasks, megabytes * _MB)


KNOWN: tuple[KnownModel, ...] = (
    _onnx("google/efficientnet-lite", _CLASSIFY, 200),
    _onnx("google/mobilenetv2", _CLASSIFY, 200),
    _onnx("paddlepaddle/pp-ocrv4", _OCR, 600),
    _onnx("paddlepaddle/pp-ocrv6", _OCR, 800),
    _onnx("star-clouds/centerface", _FACES, 600),
    _onnx("google/blazeface", _FACES, 200),
    _onnx("google/mediapipe-selfie-segmentation", _PERSONS, 200),
    _onnx("google/mediapipe-selfie-segmentation-landscape", _PERSONS, 200),
    KnownModel("google/tesseract", "tesseract", _OCR, 200 * _MB),
    KnownModel("microsoft/florence-2", "florence2", tuple(PROMPTS), 1500 * _MB),
    _pipeline("google/vit", _CLASSIFY, 500),
    _pipeline("meta/convnext", _CLASSIFY, 500),
    _pipeline("microsoft/resnet", _CLASSIFY, 200),
    _pipeline("microsoft/swin-transformer", _CLASSIFY, 500),
    _pipeline("microsoft/beit", _CLASSIFY, 500),
    _pipeline("meta/deit", _CLASSIFY, 500),
    _pipeline("meta/regnet", _CLASSIFY, 200),
    _pipeline("google/efficientnet", _CLASSIFY, 150),
    _pipeline("google/mobilenetv2", _CLASSIFY, 60),
    _pipeline("meta/dinov2", ("image-embedding",), 500),
    _pipeline("openai/clip", _PAIR, 900),
    _pipeline("google/siglip", _PAIR, 1200),
    _pipeline("google/siglip-2", _PAIR, 2200),
    _pipeline("meta/metaclip", _PAIR, 900),
    _pipeline("meta/detr", (*_DETECT, "panoptic-segmentation", "instance-segmentation"), 300),
    _pipeline("sensetime/deformable-detr", _DETECT, 300),
    _pipeline("baidu/rt-detr", _DETECT, 300),
    _pipeline("baidu/rt-detrv2", _DETECT, 300),
    _pipeline("peterande/d-fine", _DETECT, 300),
    _pipeline("hustvl/yolos", _DETECT, 200),
    _pipeline("google/owl-vit", _OPEN, 900),
    _pipeline("google/owlv2", _OPEN, 900),
    _pipeline("idea-research/grounding-dino", _OPEN, 1100),
    _pipeline("nvidia/segformer", _SEGMENT, 400),
    _pipeline("isl-org/dpt", _DEPTH, 1500),
    _pipeline("depth-anything/depth-anything", _DEPTH, 1500),
    _pipeline("depth-anything/depth-anything-v2", _DEPTH, 1500),
    _pipeline("meta/sam", ("mask-generation",), 2600),
)
