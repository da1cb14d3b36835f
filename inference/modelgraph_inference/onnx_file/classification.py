"""Image classifiers with two outputs: ``logits`` for the classes, ``features`` for the vector."""

from __future__ import annotations

import numpy as np

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.labels import label_set
from modelgraph_inference.normal_form import top_labels, vector
from modelgraph_inference.onnx_file.pixels import SquareInput
from modelgraph_inference.onnx_file.session import Session
from modelgraph_inference.options import whole


class Classification:
    """One classifier; the tasks are ``image-classification`` and ``image-embedding``."""

    def __init__(self, checkpoint: Checkpoint, device: str) -> None:
        self._session = Session(checkpoint, checkpoint.files[0].name, device)
        self._input = SquareInput.read(checkpoint.preprocessing)
        self._names = label_set(checkpoint.label_set)

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the best labels (option ``top_k``, 5), or the features before the classifier."""
        count = whole(question.options, "top_k", 5, 1, len(self._names))
        output = "features" if question.task == "image-embedding" else "logits"
        with clock("pre"):
            planes = self._input(question.picture.pixels)
        with clock("forward"):
            (numbers,) = self._session(planes, [output])
        with clock("post"):
            row = np.asarray(numbers[0])
            if output == "features":
                return question.answer(vector=vector(row))
            labels = top_labels(row, self._names, count)
            return question.answer(labels=labels)
