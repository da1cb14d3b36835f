"""The parts of OCR, each by itself: boxes out of a map, lines cut out, letters out of columns."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from modelgraph_inference.onnx_file import text_lines
from modelgraph_inference.onnx_file.text_boxes import clockwise, text_boxes


def heat(*cores: tuple[int, int, int, int], level: float = 0.9) -> np.ndarray:
    """Return a map of 100 × 200 with these cores (left, top, right, bottom)."""
    values = np.zeros((100, 200), np.float32)
    for left, top, right, bottom in cores:
        values[top:bottom, left:right] = level
    return values


def test_a_core_grows_back_to_its_line_and_scales_to_the_image() -> None:
    (box,) = text_boxes(heat((20, 40, 120, 48)), 400, 200, 0.5)

    left, top = box.quad.min(axis=0)
    right, bottom = box.quad.max(axis=0)
    assert 20 <= left < 40
    assert 60 <= top < 80
    assert 240 < right <= 260
    assert 96 < bottom <= 116
    assert box.score == pytest.approx(0.9, abs=0.15)


def test_lines_come_in_reading_order() -> None:
    cores = ((110, 62, 190, 70), (10, 20, 90, 28), (10, 60, 90, 68), (110, 18, 190, 26))

    boxes = text_boxes(heat(*cores), 200, 100, 0.5)

    rows = [round(float(box.quad[:, 1].mean()) / 40) for box in boxes]
    assert rows == [1, 1, 2, 2]
    lefts = [box.quad[0, 0] for box in boxes]
    assert lefts[0] < lefts[1]
    assert lefts[2] < lefts[3]


@pytest.mark.parametrize(
    "values",
    [heat(), heat((20, 40, 22, 42)), heat((20, 40, 120, 48), level=0.4)],
    ids=["nothing", "a speck", "not sure enough"],
)
def test_what_is_no_line_gives_no_box(values: np.ndarray) -> None:
    assert text_boxes(values, 200, 100, 0.5) == []


def test_corners_go_clockwise_from_the_top_left() -> None:
    corners = np.asarray([[10, 10], [0, 0], [10, 0], [0, 10]], np.float32)

    assert clockwise(corners).tolist() == [[0, 0], [10, 0], [10, 10], [0, 10]]


def test_a_slanted_line_is_cut_out_upright() -> None:
    page = np.zeros((200, 200, 3), np.uint8)
    quad = np.asarray([[40, 60], [140, 100], [132, 120], [32, 80]], np.float32)
    cv2.fillPoly(page, [quad.astype(np.int32)], (255, 255, 255))

    line = text_lines.cut(page, quad)

    assert line.shape[1] > 4 * line.shape[0]
    assert line.mean() > 200


def test_a_line_that_stands_is_laid_flat() -> None:
    quad = np.asarray([[10, 10], [30, 10], [30, 110], [10, 110]], np.float32)

    assert text_lines.cut(np.zeros((200, 200, 3), np.uint8), quad).shape[:2] == (20, 100)


def test_letters_that_repeat_in_neighbouring_columns_are_one_letter() -> None:
    columns = np.zeros((7, 4), np.float32)
    for column, letter in enumerate([0, 1, 1, 0, 1, 2, 3]):
        columns[column, letter] = 0.8

    text, score = text_lines.decoded(columns, ["", "l", "o", " "])

    assert text == "llo "
    assert score == pytest.approx(0.8)


def test_columns_of_blanks_are_no_text() -> None:
    columns = np.zeros((5, 3), np.float32)
    columns[:, 0] = 1

    assert text_lines.decoded(columns, ["", "a", "b"]) == ("", 0.0)


def test_every_line_is_read_once_beside_lines_of_its_shape() -> None:
    lines = [np.zeros((10, width, 3), np.uint8) for width in (90, 10, 50, 200, 30, 70, 20, 60)]

    batches = list(text_lines.batches(lines))

    assert sorted(at for batch in batches for at in batch) == list(range(8))
    assert [lines[at].shape[1] for at in batches[0]] == [10, 20, 30, 50, 60, 70]
