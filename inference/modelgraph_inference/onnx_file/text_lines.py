"""Text lines cut out of an image, turned upright, and read: CTC over columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from modelgraph_inference.images import Pixels
from modelgraph_inference.onnx_file.text_boxes import Quad

Array = NDArray[Any]
Floats = NDArray[np.float32]

LINE_HEIGHT = 48
BATCH = 6
NARROWEST = 320
WIDEST = 48 * 100
"""A line of this ratio has some two hundred letters; what is longer is squeezed."""
UPRIGHT_RATIO = 1.5


def cut(pixels: Pixels, quad: Quad) -> Pixels:
    """Return the quadrilateral as an upright rectangle; a tall one is turned to lie flat."""
    width = int(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[2] - quad[3])))
    height = int(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2])))
    width, height = max(width, 1), max(height, 1)
    target = np.asarray([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    flat = cv2.warpPerspective(
        pixels,
        cv2.getPerspectiveTransform(quad, target),
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
        flags=cv2.INTER_CUBIC,
    )
    line = np.asarray(flat, np.uint8)
    return np.ascontiguousarray(np.rot90(line)) if height >= UPRIGHT_RATIO * width else line


def batches(lines: Sequence[Pixels]) -> Iterator[list[int]]:
    """Yield the numbers of lines that are read together: those of similar shape."""
    order = sorted(range(len(lines)), key=lambda at: lines[at].shape[1] / lines[at].shape[0])
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def widest(lines: Sequence[Pixels]) -> int:
    """Return the width that holds every line at the height of a line."""
    ratio = max(line.shape[1] / line.shape[0] for line in lines)
    return min(max(NARROWEST, int(LINE_HEIGHT * ratio)), WIDEST)


def stacked(lines: Sequence[Pixels], width: int) -> Floats:
    """Return lines as one batch, −1 … 1, each as high as a line, padded with 0 on the right."""
    planes = np.zeros((len(lines), 3, LINE_HEIGHT, width), np.float32)
    for number, line in enumerate(lines):
        needed = int(np.ceil(LINE_HEIGHT * line.shape[1] / line.shape[0]))
        small = cv2.resize(line, (min(max(needed, 1), width), LINE_HEIGHT))
        planes[number, :, :, : small.shape[1]] = small.transpose(2, 0, 1) / np.float32(127.5) - 1
    return planes


def decoded(probabilities: Array, letters: Sequence[str]) -> tuple[str, float]:
    """Return the text of one line and the mean probability of its letters.

    ``probabilities`` are columns × classes; class 0 is the blank, and a letter that stands in
    neighbouring columns is one letter (connectionist temporal classification).
    """
    best = probabilities.argmax(axis=1)
    starts = np.concatenate([[True], [a != b for a, b in pairwise(best.tolist())]])
    kept = np.flatnonzero(starts & (best != 0))
    if not kept.size:
        return "", 0.0
    text = "".join(letters[at] for at in best[kept])
    return text, float(probabilities[kept, best[kept]].mean())
