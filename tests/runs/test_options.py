"""Prompts and options from outside: known, in range, and the same for every model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from modelgraph.errors import RefusedError
from modelgraph.runs.job import StoredImage
from modelgraph.runs.options import (
    OPTIONS,
    check_options,
    check_prompt,
    check_region,
    of_task,
)

TASKS = (
    "image-classification", "zero-shot-image-classification", "object-detection", "ocr",
    "mask-generation", "region-captioning", "detailed-image-captioning",
)  # fmt: skip


@pytest.mark.parametrize(
    ("task", "given", "read"),
    [
        ("object-detection", {"threshold": 1}, {"threshold": 1.0}),
        ("image-classification", {"top_k": 5.0}, {"top_k": 5}),
        ("object-detection", {"threshold": None}, {}),
        (
            "zero-shot-image-classification",
            {"labels": [" cat ", "dog", "cat"]},
            {"labels": ["cat", "dog"]},
        ),
        ("promptable-segmentation", {"region": [0, 1, 2, 3]}, {"region": [0.0, 1.0, 2.0, 3.0]}),
    ],
)
def test_options_are_read_into_one_form(
    task: str, given: dict[str, object], read: dict[str, object]
) -> None:
    assert check_options(task, given) == read


@pytest.mark.parametrize(
    ("task", "name", "value"),
    [
        ("object-detection", "threshold", -0.1),
        ("object-detection", "threshold", 1.1),
        ("object-detection", "threshold", float("nan")),
        ("object-detection", "threshold", True),
        ("object-detection", "threshold", "0.5"),
        ("image-classification", "top_k", 0),
        ("image-classification", "top_k", 2.5),
        ("zero-shot-image-classification", "labels", []),
        ("zero-shot-image-classification", "labels", ["x"] * 201),
        ("zero-shot-image-classification", "labels", ["x" * 201]),
        ("zero-shot-image-classification", "labels", [" "]),
        ("zero-shot-image-classification", "labels", "cat"),
        ("zero-shot-image-classification", "labels", [1]),
        ("detailed-image-captioning", "detail", "most"),
        ("promptable-segmentation", "region", [0, 0, 0, 9]),
        ("promptable-segmentation", "region", [0, 0, 9]),
        ("promptable-segmentation", "region", [0, 0, 9, float("inf")]),
        ("image-embedding", "threshold", 0.5),
        ("object-detection", "no_such_option", 1),
    ],
)
def test_what_is_unknown_or_out_of_range_is_refused_by_name(
    task: str, name: str, value: object
) -> None:
    with pytest.raises(RefusedError) as refused:
        check_options(task, {name: value})

    assert refused.value.details["option"] == name


def test_a_task_that_needs_a_prompt_is_refused_without_one() -> None:
    for prompt in (None, "", "  \n"):
        with pytest.raises(RefusedError, match="needs a prompt"):
            check_prompt("phrase-grounding", prompt, needed=True, options={})


def test_labels_may_stand_for_the_prompt() -> None:
    assert check_prompt("phrase-grounding", None, needed=True, options={"labels": ["cat"]}) is None


@pytest.mark.parametrize("prompt", ["x" * 2001, "a\x00b", "a\x1b[31m"])
def test_a_prompt_that_is_too_long_or_no_text_is_refused(prompt: str) -> None:
    with pytest.raises(RefusedError):
        check_prompt("phrase-grounding", prompt, needed=True, options={})


def test_every_option_says_what_it_is_and_what_may_be_given() -> None:
    assert all(option.description and option.wanted for option in OPTIONS.values())
    assert [option.name for option in of_task("object-detection")] == [
        "threshold", "max_tokens", "beams"
    ]  # fmt: skip


def test_a_region_beyond_the_image_is_refused_with_the_size_of_the_image() -> None:
    image = StoredImage("a" * 64, "a" * 64, 80, 60, 100, "image/png")
    check_region({"region": [0.0, 0.0, 80.0, 60.0]}, [image])

    with pytest.raises(RefusedError) as refused:
        check_region({"region": [0.0, 0.0, 81.0, 60.0]}, [image])

    assert refused.value.details["limit"] == [80, 60]


def test_every_option_that_an_adapter_reads_can_be_given() -> None:
    folder = Path(__file__).parents[2] / "inference" / "modelgraph_inference"
    reading = re.compile(r"(?:number|whole|texts|choice)\(\s*question\.options,\s*\"(\w+)\"")

    read = {name for path in folder.rglob("*.py") for name in reading.findall(path.read_text())}

    assert len(read) > 5
    assert read <= {option.name for task in TASKS for option in of_task(task)}
