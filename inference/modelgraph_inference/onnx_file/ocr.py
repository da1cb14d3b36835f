"""PP-OCR: a detector of text lines, a classifier of upside-down lines, a reader of lines.

Three ONNX files of one checkpoint. The channel order is BGR; each normalises to −1 … 1. The
letters of the reader stand in its file under ``character``, one a line.
"""

from __future__ import annotations

import cv2
import numpy as np

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Point, Prediction, TextRegion
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.images import Pixels
from modelgraph_inference.onnx_file import text_lines
from modelgraph_inference.onnx_file.pixels import normalised
from modelgraph_inference.onnx_file.session import Session
from modelgraph_inference.onnx_file.text_boxes import Quad, TextBox, text_boxes
from modelgraph_inference.options import number

SHORT_SIDE = 736
LONG_SIDE = 2000
MULTIPLE = 32
DIRECTION_WIDTH = 192
DIRECTION_CERTAINTY = 0.9
TEXT_SCORE = 0.5
BOX_SCORE = 0.5


class PpOcr:
    """One PP-OCR; the tasks are ``ocr`` and ``ocr-with-regions``, answered alike."""

    def __init__(self, checkpoint: Checkpoint, device: str) -> None:
        self._detect = Session(checkpoint, "detection.onnx", device)
        self._direct = Session(checkpoint, "direction.onnx", device)
        self._read = Session(checkpoint, "recognition.onnx", device)
        characters = self._read.metadata().get("character", "")
        self._letters = ["", *characters.splitlines(), " "]
        if len(self._letters) < 10:
            raise InvalidWeightsError("recognition.onnx does not say which letters it reads.")

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the lines of the image, top to bottom, and their text line by line.

        Options: ``threshold`` (0.5), the least mean probability of a line's letters.
        """
        least = number(question.options, "threshold", TEXT_SCORE, 0, 1)
        with clock("pre"):
            bgr = cv2.cvtColor(question.picture.pixels, cv2.COLOR_RGB2BGR)
            pixels = _bounded(np.asarray(bgr, np.uint8))
        boxes = self._boxes(pixels, clock)
        with clock("pre"):
            lines = [text_lines.cut(pixels, box.quad) for box in boxes]
        texts = self._texts(self._upright(lines, clock), clock)
        with clock("post"):
            scale = question.picture.width / pixels.shape[1]
            regions = tuple(
                TextRegion(text, _corners(box.quad * scale), round(score, 6))
                for box, (text, score) in zip(boxes, texts, strict=True)
                if text.strip() and score >= least
            )
            return question.answer(
                regions=regions,
                text="\n".join(region.text for region in regions),
            )

    def _boxes(self, pixels: Pixels, clock: Stopwatch) -> list[TextBox]:
        height, width = pixels.shape[:2]
        with clock("pre"):
            planes = normalised(_detectable(pixels), (127.5,) * 3, (127.5,) * 3)
        with clock("forward"):
            (heat,) = self._detect(planes)
        with clock("post"):
            return text_boxes(heat[0, 0], width, height, BOX_SCORE)

    def _upright(self, lines: list[Pixels], clock: Stopwatch) -> list[Pixels]:
        """Return the lines, those turned back that stand on their heads."""
        turned = list(lines)
        for numbers in text_lines.batches(lines):
            with clock("pre"):
                planes = text_lines.stacked([lines[at] for at in numbers], DIRECTION_WIDTH)
            with clock("forward"):
                (directions,) = self._direct(planes)
            for at, (_upright, upside_down) in zip(numbers, directions, strict=True):
                if upside_down > DIRECTION_CERTAINTY:
                    turned[at] = np.ascontiguousarray(turned[at][::-1, ::-1])
        return turned

    def _texts(self, lines: list[Pixels], clock: Stopwatch) -> list[tuple[str, float]]:
        texts = [("", 0.0)] * len(lines)
        for numbers in text_lines.batches(lines):
            with clock("pre"):
                batch = [lines[at] for at in numbers]
                planes = text_lines.stacked(batch, text_lines.widest(batch))
            with clock("forward"):
                (probabilities,) = self._read(planes)
            with clock("post"):
                self._check_classes(probabilities.shape[2])
                for at, columns in zip(numbers, probabilities, strict=True):
                    texts[at] = text_lines.decoded(columns, self._letters)
        return texts

    def _check_classes(self, classes: int) -> None:
        if classes != len(self._letters):
            raise InvalidWeightsError(
                f"recognition.onnx has {classes} classes and {len(self._letters)} letters."
            )


def _bounded(pixels: Pixels) -> Pixels:
    """Return the image, made smaller where its long side is over the limit."""
    scale = LONG_SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _detectable(pixels: Pixels) -> Pixels:
    """Return the image with its short side long enough, both sides multiples of 32."""
    height, width = pixels.shape[:2]
    scale = max(1.0, SHORT_SIDE / min(height, width))
    # A thin strip would grow without end; its long side stays bounded, as that of any image.
    scale = min(scale, max(1.0, 2 * LONG_SIDE / max(height, width)))
    size = [max(MULTIPLE, round(side * scale / MULTIPLE) * MULTIPLE) for side in (width, height)]
    return np.asarray(cv2.resize(pixels, size), np.uint8)


def _corners(quad: Quad) -> tuple[Point, Point, Point, Point]:
    first, second, third, fourth = (
        (round(float(x), 2), round(float(y), 2)) for x, y in quad.tolist()
    )
    return first, second, third, fourth
