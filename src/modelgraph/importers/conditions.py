"""The conditions of results as data: a node for the same words, with its settings as typed values.

Ten thousand results are measured under some two hundred conditions, so that the node is shared: its
address follows from the words alone. A part of the words that is no known setting stays as text,
so that nothing is lost; values out of range are no settings, and are kept as written, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Final

from modelgraph.store import IRI, Literal, Value, integer
from modelgraph.validation import number
from modelgraph.vocabulary.prefixes import BASE
from modelgraph.vocabulary.terms import MG, RDF, RDFS

PREFIX: Final = f"{BASE}conditions/"
SETTINGS: Final = frozenset(
    {
        MG.inputSizePixels, MG.cropFraction, MG.interpolation, MG.device, MG.precision,
        MG.memoryLayout, MG.backend, MG.compiler, MG.batchSize, MG.confidenceThreshold,
        MG.overlapThreshold, MG.maximumDetections, MG.harness, MG.quantization, MG.setting,
    }
)  # fmt: skip
"""What is said of conditions beside their class and their words."""

_LARGEST: Final = 100_000_000
_LARGEST_CROP: Final = 2
"""Above 1 the image is padded; timm has 1.15."""

Setting = tuple[IRI, Value]


@dataclass(frozen=True, slots=True)
class Conditions:
    """The node of some conditions, and the triples that say what they are."""

    iri: IRI
    links: tuple[tuple[IRI, IRI, Value], ...]


def address(words: str) -> IRI:
    """Return the address of the conditions that are described in these words."""
    return IRI(PREFIX + sha256(words.encode()).hexdigest()[:12])


@lru_cache(maxsize=4096)
def read(words: str, known: tuple[Setting, ...] = ()) -> Conditions:
    """Return the conditions in these words, parts of them apart by ``;``.

    ``known`` are settings of which the words alone don't tell what they are, such as a device.
    """
    iri = address(words)
    said = {value.lexical for _, value in known if isinstance(value, Literal)}
    settings = dict.fromkeys(known)
    settings |= dict.fromkeys(_read(part) for part in _parts(words) if part not in said)
    links = ((iri, RDF.type, MG.Conditions), (iri, RDFS.label, Literal(words)))
    return Conditions(iri, (*links, *((iri, *setting) for setting in settings)))


def _parts(words: str) -> Iterator[str]:
    """Yield the parts; a bundle ``params imgsz=640,conf=0.001`` is several."""
    for part in words.split(";"):
        bundle = part.strip().removeprefix("params ")
        if bundle == part.strip():
            yield from filter(None, (bundle,))
        else:
            yield from (each.strip().replace("=", " ", 1) for each in bundle.split(",") if each)


def _read(part: str) -> Setting:
    """Return the one setting that a part of the words states."""
    try:
        for pattern, predicate, meaning in _PATTERNS:
            if match := pattern.fullmatch(part):
                return predicate, meaning(match[1])
    except ValueError:
        pass  # a known name with a value that it can't have
    return MG.setting, Literal(part)


def _count(text: str) -> Value:
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or not 0 < int(text) <= _LARGEST:
        raise ValueError(text)
    return integer(int(text))


def _share(text: str) -> Value:
    found = number(text)
    if not 0 <= Decimal(found.lexical) <= 1:
        raise ValueError(text)
    return found


def _crop(text: str) -> Value:
    found = number(text)
    if not 0 < Decimal(found.lexical) <= _LARGEST_CROP:
        raise ValueError(text)
    return found


_MEANINGS: Final[Mapping[str, tuple[IRI, Callable[[str], Value]]]] = {
    r"(?:at )?(\S+) px": (MG.inputSizePixels, _count),
    r"(?:imgsz|resolution) (\S+)": (MG.inputSizePixels, _count),
    r"crop (\S+)": (MG.cropFraction, _crop),
    r"(bicubic|bilinear|nearest|lanczos)": (MG.interpolation, Literal),
    r"batch size (\S+)": (MG.batchSize, _count),
    r"(AMP|BF16|FP8|FP16|FP32|FP64|INT4|INT8)": (MG.precision, Literal),
    r"(NCHW|NHWC)": (MG.memoryLayout, Literal),
    r"((?:PyTorch|ONNX Runtime|TensorRT|OpenVINO) [\d.]+)": (MG.backend, Literal),
    r"(?:conf|threshold) (\S+)": (MG.confidenceThreshold, _share),
    r"iou (\S+)": (MG.overlapThreshold, _share),
    r"max_det (\S+)": (MG.maximumDetections, _count),
    r"harness (.+)": (MG.harness, Literal),
    r"quantization (.+)": (MG.quantization, Literal),
}
"""How a setting is written → its property, and the value in it."""
_PATTERNS: Final = tuple(
    (re.compile(pattern), predicate, meaning) for pattern, (predicate, meaning) in _MEANINGS.items()
)
