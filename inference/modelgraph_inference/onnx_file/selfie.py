"""MediaPipe Selfie Segmentation: one map that says how likely each pixel shows a person.

The image is stretched to the network's size, and the map stretched back.
"""

from __future__ import annotations

import cv2

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.normal_form import mask
from modelgraph_inference.onnx_file.pixels import normalised, resized
from modelgraph_inference.onnx_file.session import Session
from modelgraph_inference.options import number


class Selfie:
    """One of the two sizes; the task is ``person-segmentation``."""

    def __init__(self, checkpoint: Checkpoint, device: str) -> None:
        self._session = Session(checkpoint, checkpoint.files[0].name, device)
        self._height, self._width = map(int, checkpoint.preprocessing["size"])

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return one mask of all persons, or none where there is nobody.

        Options: ``threshold`` (0.5), the least probability of a pixel of the mask.
        """
        least = number(question.options, "threshold", 0.5, 0, 1)
        width, height = question.picture.width, question.picture.height
        with clock("pre"):
            small = resized(question.picture.pixels, self._width, self._height)
            planes = normalised(small, (0,) * 3, (255,) * 3)
        with clock("forward"):
            (heat,) = self._session(planes)
        with clock("post"):
            person = cv2.resize(heat[0, 0], (width, height)) > least
            masks = (mask(person, "person"),) if person.any() else ()
            return question.answer(masks=masks)
