"""Object detection, with the classes of the checkpoint or with the words of the question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from modelgraph.runs.prediction import Detection as Found
from modelgraph.runs.prediction import Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.hf.contract import Asked, target_sizes
from modelgraph_inference.normal_form import clipped_box
from modelgraph_inference.options import number, texts

TEXT_THRESHOLD = 0.25
"""How sure Grounding DINO must be of a word to name it."""


class Detection:
    """DETR and its kin: boxes with the checkpoint's classes."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the boxes, best first; option ``threshold`` (0.5)."""
        least = number(question.options, "threshold", 0.5, 0, 1)
        with clock("pre"):
            inputs = self._asked.inputs(images=question.picture.image)
        with clock("forward"):
            outputs = self._asked.forward(inputs)
        with clock("post"):
            (found,) = self._asked.processor.post_process_object_detection(
                outputs, threshold=least, target_sizes=target_sizes(question)
            )
            numbers = found["labels"].tolist()
            labels = [(self._asked.name_of(at), at) for at in numbers]
            detections = _detections(question, found, labels)
            return question.answer(detections=detections)


class OpenVocabularyDetection:
    """OWL-ViT, OWLv2 and Grounding DINO: boxes for given words."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._grounding = "grounding" in asked.config.model_type

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the boxes, best first.

        Options: ``labels`` (else the prompt's parts), ``threshold`` (0.1; 0.25 for Grounding DINO).
        """
        names = texts(question.options, "labels", question.prompt)
        default = 0.25 if self._grounding else 0.1
        least = number(question.options, "threshold", default, 0, 1)
        with clock("pre"):
            inputs = self._asked.inputs(
                images=question.picture.image, text=self._words(names), padding=True
            )
        with clock("forward"):
            outputs = self._asked.forward(inputs)
        with clock("post"):
            found = self._read(question, outputs, inputs, names, least)
            labels = [(_asked_for(str(text), names), None) for text in found["text_labels"]]
            detections = _detections(question, found, labels)
            return question.answer(detections=detections, label_set="open")

    def _words(self, names: list[str]) -> Any:
        """Grounding DINO reads one text whose parts end in full stops, the others a list."""
        if self._grounding:
            return " ".join(f"{name.lower().rstrip('.')}." for name in names)
        return [names]

    def _read(
        self,
        question: Question,
        outputs: Any,
        inputs: dict[str, Any],
        names: list[str],
        least: float,
    ) -> Any:
        read = self._asked.processor.post_process_grounded_object_detection
        arguments: dict[str, Any] = {
            "outputs": outputs,
            "threshold": least,
            "target_sizes": target_sizes(question),
        }
        if self._grounding:
            arguments |= {
                "input_ids": inputs["input_ids"],
                "text_threshold": max(least, TEXT_THRESHOLD),
            }
        else:
            arguments["text_labels"] = [names]
        (found,) = read(**arguments)
        return found


def _asked_for(text: str, names: list[str]) -> str | None:
    """Return the label that was asked for, where the model repeats its words; else its words."""
    words = " ".join(part for part in text.replace(".", " ").split() if not part.startswith("["))
    for name in sorted(names, key=len, reverse=True):
        if name.lower().rstrip(".") in words.lower():
            return name
    return words or None


def _detections(
    question: Question, found: Any, labels: Iterable[tuple[str | None, int | None]]
) -> tuple[Found, ...]:
    """Return what was found inside the image, best first."""
    width, height = question.picture.width, question.picture.height
    rows = []
    for (label, identifier), edges, score in zip(
        labels, found["boxes"].tolist(), found["scores"].tolist(), strict=True
    ):
        box = clipped_box(edges, width, height)
        if box is not None:
            rows.append(Found(box, label, round(float(score), 6), identifier))
    return tuple(sorted(rows, key=lambda row: -(row.score or 0)))
