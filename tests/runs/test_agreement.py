"""How far runs agree: each kind of answer by its own measure, against a reference if there is."""

from __future__ import annotations

import math
import random
from contextlib import suppress
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco

from modelgraph.runs.agreement import Verdict, compare_runs
from modelgraph.runs.agreement.labels import same
from modelgraph.runs.agreement.masks import decode, from_mask, from_polygon, iou
from modelgraph.runs.job import Run, RunState
from modelgraph.runs.prediction import (
    Box,
    Depth,
    Detection,
    Keypoint,
    Label,
    Mask,
    Polygon,
    Prediction,
    TextRegion,
    Vector,
)

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def run(name: str, prediction: Prediction | None, weights: str | None = None) -> Run:
    return Run(
        id=name, job="j", model="m", variant="v", task="t", image="i", state=RunState.SUCCEEDED,
        created=DAY, adapter="a", weights_sha256=weights or name, prediction=prediction,
    )  # fmt: skip


def answer(width: int = 100, height: int = 100, **found: object) -> Prediction:
    return Prediction("t", width, height, **found)  # type: ignore[arg-type]


def box(left: float, label: str | None = "cat", score: float | None = 0.9) -> Detection:
    return Detection(Box(left, 0, left + 10, 10), label, score)


def measures(*predictions: Prediction, weights: str | None = None) -> dict[str, float]:
    runs = [run(f"r{n}", each, weights) for n, each in enumerate(predictions, start=1)]
    return {each.name: each.value for each in compare_runs("i", runs).measures}


def verdicts(*predictions: Prediction) -> list[Verdict]:
    runs = [run(f"r{n}", each) for n, each in enumerate(predictions, start=1)]
    return [each.verdict for each in compare_runs("i", runs).findings]


def test_boxes_are_matched_one_to_one_by_overlap() -> None:
    one = answer(detections=(box(0), box(50)))
    other = answer(detections=(box(1), box(2), box(90)))

    found = compare_runs("i", [run("r1", one), run("r2", other)])

    assert [each.verdict for each in found.findings] == [
        Verdict.ALL, Verdict.ONE, Verdict.ONE, Verdict.ONE
    ]  # fmt: skip
    assert [(each.run, each.index) for each in found.findings[0].members] == [("r1", 0), ("r2", 0)]
    values = {each.name: each.value for each in found.measures}
    assert values["iou"] == pytest.approx(9 / 11)
    assert values["matched"] == pytest.approx(2 / 5)


def test_the_same_place_with_another_label_is_a_disagreement_on_the_label() -> None:
    assert verdicts(answer(detections=(box(0, "cat"),)), answer(detections=(box(0, "dog"),))) == [
        Verdict.LABEL
    ]


def test_the_same_label_is_matched_before_the_better_overlap() -> None:
    person, horse = box(0, "person"), box(1, "horse")

    found = verdicts(
        answer(detections=(person, horse)),
        answer(detections=(box(1, "person"), box(0, "horse"))),
    )

    assert found == [Verdict.ALL, Verdict.ALL]


def test_three_runs_tell_all_some_and_one_apart() -> None:
    found = verdicts(
        answer(detections=(box(0), box(30))),
        answer(detections=(box(0), box(30), box(60))),
        answer(detections=(box(0),)),
    )

    assert found == [Verdict.ALL, Verdict.SOME, Verdict.ONE]


def test_finding_nothing_where_another_finds_something_matches_nothing() -> None:
    assert measures(answer(detections=(box(0),)), answer()) == {"iou": 0.0, "matched": 0.0}


def test_a_box_without_label_contradicts_none() -> None:
    assert verdicts(answer(detections=(box(0, None),)), answer(detections=(box(0),))) == [
        Verdict.ALL
    ]


@settings(deadline=None)
@given(st.permutations([0, 1, 2]), st.randoms(use_true_random=False))
def test_the_order_of_the_runs_does_not_matter(order: list[int], chance: random.Random) -> None:
    answers = [
        answer(detections=tuple(box(chance.randint(0, 90)) for _ in range(4))) for _ in range(3)
    ]
    runs = [run(f"r{n}", each) for n, each in enumerate(answers)]

    straight = compare_runs("i", runs)
    turned = compare_runs("i", [runs[n] for n in order])

    def sizes(found: object) -> list[int]:
        return sorted(len(each.members) for each in found.findings)  # type: ignore[attr-defined]

    assert sizes(straight) == sizes(turned)


@pytest.mark.parametrize(
    ("first", "second", "sets", "expected"),
    [
        ("tv", "tvmonitor", ("coco-90", "coco-80"), True),
        ("motorbike", "motorcycle", (None, "coco-90"), True),
        ("Potted_plant", "potted plant", (None, None), True),
        ("tabby, tabby cat", "cat", ("imagenet-1k", "coco-80"), True),
        ("Egyptian cat", "tabby, tabby cat", ("imagenet-1k", "imagenet-1k"), False),
        ("espresso", "cup", ("imagenet-1k", "coco-80"), False),
        ("cat", "dog", ("coco-80", "coco-80"), False),
    ],
)
def test_labels_are_compared_across_label_sets(
    first: str, second: str, sets: tuple[str | None, str | None], expected: bool
) -> None:
    assert same(first, second, sets) is expected


def test_classes_agree_by_the_first_the_shared_and_their_order() -> None:
    one = answer(labels=tuple(Label(name, 0.9 - n / 10) for n, name in enumerate("abcde")))
    other = answer(labels=tuple(Label(name, 0.9 - n / 10) for n, name in enumerate("bacxy")))

    found = measures(one, other)

    assert found["top-1"] == 0.0
    assert found["top-5-overlap"] == pytest.approx(0.6)
    assert found["rank-correlation"] == pytest.approx(1 / 3)
    assert verdicts(one, other).count(Verdict.ALL) == 3


def test_texts_agree_by_edit_distance_with_and_without_spaces() -> None:
    found = measures(answer(text="Invoice 2026-0417"), answer(text="Invoice2026-0417"))

    assert found["text-similarity"] == pytest.approx(1 - 1 / 17)
    assert found["text-similarity-without-spaces"] == 1.0


def test_lines_that_both_read_are_found_by_all() -> None:
    one = answer(
        text="Invoice 1\nTotal 5", regions=(TextRegion("Invoice 1"), TextRegion("Total 5"))
    )
    other = answer(text="lnvoice1", regions=(TextRegion("lnvoice1"),))

    assert verdicts(one, other) == [Verdict.ALL, Verdict.ONE]


def test_nothing_read_is_unlike_something_read() -> None:
    assert measures(answer(text=""), answer(text="word"))["text-similarity"] == 0.0


def random_mask(seed: int, height: int = 37, width: int = 23) -> np.ndarray:
    chance = np.random.default_rng(seed)
    laid_out = np.zeros((height, width), np.uint8)
    for _ in range(3):
        top, left = chance.integers(0, height - 5), chance.integers(0, width - 5)
        laid_out[top : top + chance.integers(1, 20), left : left + chance.integers(1, 15)] = 1
    return laid_out


def as_mask(laid_out: np.ndarray, label: str = "x") -> Mask:
    packed = coco.encode(np.asfortranarray(laid_out))
    return Mask(*laid_out.shape, packed["counts"].decode(), label)


@pytest.mark.parametrize("seed", range(20))
def test_overlap_on_run_lengths_is_that_on_pixels(seed: int) -> None:
    one, other = random_mask(seed), random_mask(seed + 1000)
    both, either = (one & other).sum(), (one | other).sum()

    areas = [from_mask(as_mask(each)) for each in (one, other)]

    assert [area.size for area in areas] == [one.sum(), other.sum()]
    assert iou(*areas) == pytest.approx(both / either)
    assert measures(answer(masks=(as_mask(one),)), answer(masks=(as_mask(one),)))[
        "mask-iou"
    ] == pytest.approx(1.0)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_counts_that_are_none_are_refused_or_read(counts: str) -> None:
    with suppress(ValueError):
        assert all(count >= 0 for count in decode(counts))


def test_a_damaged_mask_is_compared_with_nothing() -> None:
    good = as_mask(random_mask(1))

    found = measures(answer(masks=(good,)), answer(masks=(Mask(37, 23, "\x00~"),)))

    assert found == {"mask-iou": 0.0, "matched": 0.0}


def test_outlines_are_filled_where_the_centre_of_a_pixel_is_inside() -> None:
    square = Polygon((((2, 3), (8, 3), (8, 9), (2, 9)),))
    with_hole = Polygon((square.rings[0], ((4, 5), (6, 5), (6, 7), (4, 7))))

    assert from_polygon(square, 20, 20).size == 36
    assert from_polygon(with_hole, 20, 20).size == 32
    assert from_polygon(Polygon((((-5, -5), (50, -5), (50, 50), (-5, 50)),)), 20, 10).size == 200


def test_metric_depth_is_compared_free_of_scale() -> None:
    values = tuple(1 + n / 10 for n in range(64))
    one = answer(depth=Depth(8, 8, values, "m"))
    scaled = answer(depth=Depth(8, 8, tuple(3 * value for value in values), "m"))
    other = answer(depth=Depth(8, 8, tuple(reversed(values)), "m"))

    assert measures(one, scaled)["scale-invariant-error"] == pytest.approx(0.0, abs=1e-6)
    logs = [math.log(a / b) for a, b in zip(values, reversed(values), strict=True)]
    expected = math.sqrt(sum(each**2 for each in logs) / 64)
    assert measures(one, other)["scale-invariant-error"] == pytest.approx(expected)


def test_relative_depth_is_compared_free_of_shift_scale_and_direction() -> None:
    values = tuple(float(n) for n in range(64))
    one = answer(depth=Depth(8, 8, values, "relative"))
    turned = answer(
        depth=Depth(8, 8, tuple(7 - 2 * value for value in values), "relative", "nearer")
    )
    flat = answer(depth=Depth(8, 8, tuple(reversed(values)), "relative"))

    assert measures(one, turned)["depth-error"] == pytest.approx(0.0, abs=1e-9)
    assert measures(one, flat)["depth-error"] > 1


def test_vectors_of_different_checkpoints_are_not_compared_and_it_is_said() -> None:
    vector = Vector((1.0, 0.0), 2, 1.0)
    runs = [run(name, answer(vector=vector)) for name in ("r1", "r2")]

    found = compare_runs("i", runs)

    assert found.measures == ()
    assert "can't be compared" in found.notes[0]


def test_vectors_of_one_checkpoint_are_compared_by_their_angle() -> None:
    one, other = Vector((1.0, 0.0), 2, 1.0), Vector((1.0, 1.0), 2, math.sqrt(2))

    found = measures(answer(vector=one), answer(vector=other), weights="w")

    assert found == {"cosine": pytest.approx(math.sqrt(0.5))}


def test_points_of_one_name_are_compared_by_their_distance() -> None:
    one = answer(30, 40, keypoints=(Keypoint("nose", (0, 0)), Keypoint("ear", (9, 9))))
    other = answer(30, 40, keypoints=(Keypoint("nose", (3, 4)),))

    assert measures(one, other) == {"keypoint-error": pytest.approx(0.1)}


def test_a_run_without_answer_is_left_out() -> None:
    found = compare_runs("i", [run("r1", answer(text="a")), run("r2", None)])

    assert found.runs == ("r1",)
    assert found.measures == ()
