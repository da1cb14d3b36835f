"""Options come from outside: what is of the wrong kind or out of range is named and refused."""

from __future__ import annotations

from typing import Any

import pytest

from modelgraph.errors import RefusedError
from modelgraph_inference import options


@pytest.mark.parametrize("value", [-0.1, 1.1, "0.5", None, True, float("nan"), [0.5]])
def test_a_number_must_be_one_and_in_range(value: Any) -> None:
    with pytest.raises(RefusedError) as refused:
        options.number({"threshold": value}, "threshold", 0.5, 0, 1)

    assert refused.value.details["option"] == "threshold"


@pytest.mark.parametrize("value", [0, 11, 2.0, "3", True])
def test_a_whole_number_must_be_one_and_in_range(value: Any) -> None:
    with pytest.raises(RefusedError):
        options.whole({"top_k": value}, "top_k", 5, 1, 10)


def test_labels_come_from_the_option_or_from_the_parts_of_the_prompt() -> None:
    assert options.texts({"labels": ["a cat ", "dog"]}, "labels", "ignored") == ["a cat", "dog"]
    assert options.texts({}, "labels", "cat, dog; red cup") == ["cat", "dog", "red cup"]


@pytest.mark.parametrize("value", [[], ["a"] * 201, [""], ["x" * 201], [1], "cat", {}])
def test_labels_are_a_list_of_texts_within_limits(value: Any) -> None:
    with pytest.raises(RefusedError):
        options.texts({"labels": value}, "labels", None)


@pytest.mark.parametrize("value", [None, "", "   ", "x" * 2001])
def test_a_prompt_that_is_needed_may_be_neither_missing_nor_endless(value: str | None) -> None:
    with pytest.raises(RefusedError):
        options.required_prompt(value, "a phrase")


@pytest.mark.parametrize(
    "value",
    [None, [1, 2, 3], [0, 0, 0, 5], [5, 5, 2, 9], [-1, 0, 5, 5], [0, 0, 101, 5], ["0", 0, 5, 5]],
)
def test_a_region_is_a_rectangle_inside_the_image(value: Any) -> None:
    with pytest.raises(RefusedError):
        options.box({"region": value}, 100, 50)


def test_a_region_is_given_in_pixels() -> None:
    assert options.box({"region": [0, 1, 100, 50]}, 100, 50) == (0.0, 1.0, 100.0, 50.0)
