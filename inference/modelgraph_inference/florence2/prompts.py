"""Florence-2's fifteen prompts: which task each serves, and what it needs besides the image.

The library accepts a missing phrase without complaint ("Locate  in the image.") and takes markup
inside one for commands; both are refused here, before anything is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from modelgraph.errors import RefusedError
from modelgraph_inference.options import box, choice, required_prompt, texts

if TYPE_CHECKING:
    from modelgraph_inference.adapter import Question

BINS = 1000
"""Places are told in thousandths of the image's width and height, 0 to 999."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: its token, and what it takes: nothing, a ``phrase`` or a ``region``."""

    token: str
    takes: str = "nothing"
    what: str = ""


PROMPTS: Mapping[str, Prompt] = MappingProxyType(
    {
        "image-captioning": Prompt("<CAPTION>"),
        "detailed-image-captioning": Prompt("<DETAILED_CAPTION>"),
        "object-detection": Prompt("<OD>"),
        "dense-region-captioning": Prompt("<DENSE_REGION_CAPTION>"),
        "region-proposal": Prompt("<REGION_PROPOSAL>"),
        "ocr": Prompt("<OCR>"),
        "ocr-with-regions": Prompt("<OCR_WITH_REGION>"),
        "phrase-grounding": Prompt("<CAPTION_TO_PHRASE_GROUNDING>", "phrase", "a caption"),
        "open-vocabulary-object-detection": Prompt("<OPEN_VOCABULARY_DETECTION>", "labels"),
        "referring-segmentation": Prompt(
            "<REFERRING_EXPRESSION_SEGMENTATION>", "phrase", "a phrase for one thing"
        ),
        "region-segmentation": Prompt("<REGION_TO_SEGMENTATION>", "region"),
        "region-classification": Prompt("<REGION_TO_CATEGORY>", "region"),
        "region-captioning": Prompt("<REGION_TO_DESCRIPTION>", "region"),
        "region-ocr": Prompt("<REGION_TO_OCR>", "region"),
    }
)
MORE_DETAILED = Prompt("<MORE_DETAILED_CAPTION>")
"""The fifteenth: ``detailed-image-captioning`` with the option ``detail`` set to ``more``."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked once: the prompt's token, and the text that goes to the model."""

    token: str
    text: str
    label: str | None = None


def askings(question: Question) -> list[Asking]:
    """Return what the model is asked for a question: once, or once for each label.

    Raises:
        RefusedError: the task is none of Florence-2's, or a phrase or region is missing or bad.
    """
    prompt = PROMPTS.get(question.task)
    if prompt is None:
        raise RefusedError(f"Florence-2 does not do {question.task}.", tasks=list(PROMPTS))
    if question.task == "detailed-image-captioning":
        detail = choice(question.options, "detail", "plain", ("plain", "more"))
        prompt = MORE_DETAILED if detail == "more" else prompt
    if prompt.takes == "phrase":
        phrase = _plain(required_prompt(question.prompt, prompt.what))
        return [Asking(prompt.token, prompt.token + phrase, phrase)]
    if prompt.takes == "labels":
        labels = [_plain(label) for label in texts(question.options, "labels", question.prompt)]
        return [Asking(prompt.token, prompt.token + label, label) for label in labels]
    if prompt.takes == "region":
        return [Asking(prompt.token, prompt.token + _places(question))]
    return [Asking(prompt.token, prompt.token)]


def _plain(phrase: str) -> str:
    if "<" in phrase or ">" in phrase:
        raise RefusedError("A phrase for Florence-2 may not hold < or >.", option="prompt")
    return phrase


def _places(question: Question) -> str:
    """Return the region in the model's own words: four place tokens."""
    width, height = question.picture.width, question.picture.height
    edges = box(question.options, width, height)
    sides = (width, height, width, height)
    bins = (min(int(edge * BINS / side), BINS - 1) for edge, side in zip(edges, sides, strict=True))
    return "".join(f"<loc_{each}>" for each in bins)
