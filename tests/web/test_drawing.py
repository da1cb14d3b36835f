"""Predictions as shapes: masks to outlines, boxes with captions, depth as an image."""

from __future__ import annotations

import random
import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as coco

from modelgraph.errors import InvalidDataError
from modelgraph.runs.prediction import (
    Box,
    Depth,
    Detection,
    Keypoint,
    Mask,
    Polygon,
    Prediction,
    TextRegion,
)
from modelgraph.web.depth import png
from modelgraph.web.masks import counts, outline
from modelgraph.web.overlay import SHAPES, colours, overlay


def encode(pixels: np.ndarray) -> Mask:
    counted = coco.encode(np.asfortranarray(pixels.astype(np.uint8)))["counts"].decode()
    return Mask(pixels.shape[0], pixels.shape[1], counted)


def filled(path: str, height: int, width: int) -> np.ndarray:
    """Fill an outline by the even-odd rule."""
    pixels = np.zeros((height, width), dtype=int)
    for loop in filter(None, path.split("z")):
        start = re.match(r"M(\d+) (\d+)", loop)
        assert start
        x, y = int(start[1]), int(start[2])
        walls = []
        for direction, text in re.findall(r"([hv])(-?\d+)", loop):
            if direction == "v":
                walls.append((x, y, y + int(text)))
                y += int(text)
            else:
                x += int(text)
        walls.append((x, y, int(start[2])))
        for at, begin, end in walls:
            low, high = sorted((begin, end))
            pixels[low:high, at:] ^= 1
    return pixels


def test_an_outline_encloses_exactly_the_pixels_of_the_mask() -> None:
    chance = np.random.default_rng(4)
    for _ in range(150):
        height, width = chance.integers(1, 40, 2)
        pixels = (chance.random((height, width)) < chance.random()).astype(int)

        mask = encode(pixels)

        assert sum(counts(mask.counts)) == height * width
        assert (filled(outline(mask), height, width) == pixels).all()


def test_a_large_mask_is_drawn_coarsely_but_in_place() -> None:
    rows, columns = np.mgrid[:1080, :1920]
    pixels = ((rows - 500) ** 2 + (columns - 900) ** 2 < 400**2).astype(int)

    path = outline(encode(pixels))
    drawn = filled(path, 1080, 1920)

    assert len(path) < 4000
    assert (drawn & pixels).sum() / (drawn | pixels).sum() > 0.97


def test_a_damaged_mask_is_refused_and_never_loops() -> None:
    chance = random.Random(7)
    for _ in range(500):
        text = "".join(chr(chance.randrange(32, 127)) for _ in range(chance.randrange(60)))
        try:
            outline(Mask(20, 20, text))
        except ValueError:
            continue


@pytest.mark.parametrize("text", ["~~~", "oooooooooooo", "P" * 3 + "\u2713"])
def test_counts_that_no_encoder_writes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="mask"):
        list(counts(text))


def test_a_label_has_one_colour_in_all_runs() -> None:
    box = Box(1, 1, 2, 2)
    first = Prediction("t", 9, 9, detections=(Detection(box, "cat"), Detection(box, "dog")))
    second = Prediction("t", 9, 9, detections=(Detection(box, "dog"),))

    of = colours([first, second])
    drawn = [overlay(each, of) for each in (first, second)]

    assert drawn[0]
    assert drawn[1]
    assert drawn[0].shapes[1].colour == drawn[1].shapes[0].colour != drawn[0].shapes[0].colour


def test_captions_stay_inside_the_image_and_give_no_score_that_is_not_there() -> None:
    prediction = Prediction(
        "t", 380, 200,
        detections=(
            Detection(Box(370, 0, 379, 20), "at the edge", 0.5),
            Detection(Box(5, 50, 60, 90), "somewhere", None),
        ),
    )  # fmt: skip

    drawn = overlay(prediction, {})

    assert drawn
    assert [each.text for each in drawn.captions] == ["at the edge 50 %", "somewhere"]
    assert all(each.left >= 0 and each.left + each.width <= 380 for each in drawn.captions)
    assert all(each.top >= 0 for each in drawn.captions)


def test_everything_with_a_place_is_drawn() -> None:
    square = ((1.0, 1.0), (5.0, 1.0), (5.0, 5.0), (1.0, 5.0))
    prediction = Prediction(
        "t", 10, 10,
        detections=(Detection(Box(1, 1, 2, 2)),),
        regions=(TextRegion("a", square), TextRegion("no place")),
        masks=(encode(np.eye(10)), Mask(3, 3, "~~")),
        polygons=(Polygon((square,), "x"),),
        keypoints=(Keypoint("nose", (3.0, 4.0)),),
    )  # fmt: skip

    drawn = overlay(prediction, {"x": 2})

    assert drawn
    assert [shape.kind for shape in drawn.shapes] == ["area", "area", "box", "quad", "point"]


def test_what_has_no_place_is_not_drawn() -> None:
    assert overlay(Prediction("t", 10, 10, text="words"), {}) is None


def test_too_many_shapes_are_counted_and_left_out() -> None:
    many = tuple(Detection(Box(n, 1, n + 1, 2), "x") for n in range(SHAPES + 30))

    drawn = overlay(Prediction("t", 900, 10, detections=many), {})

    assert drawn
    assert (len(drawn.shapes), drawn.left_out) == (SHAPES, 30)


@pytest.mark.parametrize(("larger", "near"), [("farther", 0), ("nearer", 2)])
def test_near_is_light_in_a_depth_map(larger: str, near: int) -> None:
    depth = Depth(2, 3, (1, 2, 3, 1, 2, float("nan")), "m", larger)

    with Image.open(BytesIO(png(depth))) as image:
        row = [image.getpixel((x, 0)) for x in range(3)]

    assert image.size == (3, 2)
    assert row[near] == 255
    assert row[1] in {127, 128}


def test_a_large_depth_map_is_thinned_out() -> None:
    with Image.open(BytesIO(png(Depth(900, 1300, (0.5,) * 1_170_000, "relative")))) as image:
        assert image.size == (434, 300)


def test_a_depth_map_that_is_cut_off_is_refused() -> None:
    with pytest.raises(InvalidDataError):
        png(Depth(2, 2, (1.0,), "m"))
