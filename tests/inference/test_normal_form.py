"""Arrays become labels, boxes, masks and vectors without changing what they say."""

from __future__ import annotations

import numpy as np
import pytest
from pycocotools import mask as coco

from modelgraph_inference import normal_form


def test_labels_are_the_most_probable_classes_best_first() -> None:
    labels = normal_form.top_labels(np.log([0.1, 0.6, 0.3]), ["a", "b", "c"], 2)

    assert [(label.name, label.score, label.identifier) for label in labels] == [
        ("b", 0.6, 1),
        ("c", 0.3, 2),
    ]


# pycocotools 2.0.11 decodes into an array class of its own that NumPy 2 warns about.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_mask_comes_back_from_its_run_lengths() -> None:
    area = np.zeros((7, 11), bool)
    area[2:5, 3:9] = True

    mask = normal_form.mask(area, "cat", 0.5)

    runs = {"size": [mask.height, mask.width], "counts": mask.counts.encode()}
    assert (coco.decode(runs) == area).all()
    assert mask.area == 18


@pytest.mark.parametrize(
    ("edges", "inside"),
    [
        ((-5, -5, 20, 10), (0, 0, 20, 10)),
        ((10, 10, 500, 500), (10, 10, 100, 50)),
    ],
)
def test_a_box_is_cut_at_the_border(edges: tuple[float, ...], inside: tuple[float, ...]) -> None:
    box = normal_form.clipped_box(edges, 100, 50)

    assert box is not None
    assert (box.left, box.top, box.right, box.bottom) == inside


@pytest.mark.parametrize(
    "edges", [(120, 0, 130, 9), (5, 5, 5, 9), (9, 0, 3, 9), (0, 0, float("nan"), 9)]
)
def test_a_box_with_nothing_inside_is_none(edges: tuple[float, ...]) -> None:
    assert normal_form.clipped_box(edges, 100, 50) is None


def test_of_boxes_that_overlap_the_best_stays() -> None:
    boxes = np.asarray([[0, 0, 10, 10], [1, 1, 11, 11], [20, 20, 30, 30]], float)

    assert normal_form.suppressed(boxes, np.asarray([0.5, 0.9, 0.7]), 0.5) == [1, 2]


def test_a_vector_carries_its_norm() -> None:
    vector = normal_form.vector(np.asarray([[3.0, 4.0]]))

    assert (vector.values, vector.dimension, vector.norm) == ((3.0, 4.0), 2, 5.0)
