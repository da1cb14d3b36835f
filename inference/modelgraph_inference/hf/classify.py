"""Image classification, with the classes of the checkpoint or with those of the question."""

from __future__ import annotations

import torch

from modelgraph.runs.prediction import Label, Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.hf.contract import Asked
from modelgraph_inference.options import texts, whole


class Classification:
    """``logits`` over the checkpoint's classes; several may hold where the config says so."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        single = asked.config.problem_type != "multi_label_classification"
        self._single = single and asked.config.num_labels > 1

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the best labels; option ``top_k`` (5)."""
        count = whole(question.options, "top_k", 5, 1, 1000)
        with clock("pre"):
            inputs = self._asked.inputs(images=question.picture.image)
        with clock("forward"):
            logits = self._asked.forward(inputs).logits[0].float().cpu()
        with clock("post"):
            scores = logits.softmax(-1) if self._single else logits.sigmoid()
            best = scores.topk(min(count, scores.numel()))
            labels = tuple(
                Label(self._asked.name_of(at), round(score, 6), at)
                for score, at in zip(best.values.tolist(), best.indices.tolist(), strict=True)
            )
            return question.answer(labels=labels)


class ZeroShotClassification:
    """CLIP and its kin: how well each text fits the image."""

    _template = "This is a photo of {}."

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        # SigLIP was trained with a sigmoid for each pair and texts padded to one length.
        self._pairwise = "siglip" in asked.config.model_type

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the labels of the option ``labels`` (else of the prompt), best first."""
        names = texts(question.options, "labels", question.prompt)
        with clock("pre"):
            inputs = self._asked.inputs(
                images=question.picture.image,
                text=[self._template.format(name) for name in names],
                padding="max_length" if self._pairwise else True,
                truncation=True,
            )
        with clock("forward"):
            logits = self._asked.forward(inputs).logits_per_image[0].float().cpu()
        with clock("post"):
            scores = logits.sigmoid() if self._pairwise else logits.softmax(-1)
            order = torch.argsort(scores, descending=True, stable=True).tolist()
            values = scores.tolist()
            labels = tuple(Label(names[at], round(values[at], 6)) for at in order)
            return question.answer(labels=labels, label_set="open")
