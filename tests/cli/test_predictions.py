"""A prediction is shown in a few lines, and nothing is made up where a model gave nothing."""

from __future__ import annotations

import pytest

from modelgraph.cli.output import words
from modelgraph.cli.predictions import answer_cell
from modelgraph.cli.run import read_image, read_options
from modelgraph.errors import NotFoundError, RefusedError
from modelgraph.runs.prediction import Box, Detection, Label, Mask, Prediction, Vector


def test_a_missing_score_is_a_dash_and_never_one() -> None:
    prediction = Prediction("image-classification", 10, 10, labels=(Label("cat"), Label("dog", 1)))

    assert words(answer_cell(prediction)) == "– cat; 1.00 dog"


def test_no_text_and_no_question_for_text_are_different() -> None:
    asked = Prediction("ocr", 10, 10, text="")
    not_asked = Prediction("object-detection", 10, 10)

    assert words(answer_cell(asked)) == "(no text)"
    assert words(answer_cell(not_asked)) == "nothing found"


def test_more_boxes_than_fit_are_counted() -> None:
    boxes = tuple(Detection(Box(i, 0, i + 1, 1), "face", 0.5) for i in range(9))

    text = words(answer_cell(Prediction("face-detection", 10, 10, detections=boxes)))

    assert text.count("face at") == 5
    assert text.endswith("… 4 more boxes")


def test_a_mask_is_a_share_of_the_image() -> None:
    mask = Mask(10, 20, "", "person", None, area=50)

    text = words(answer_cell(Prediction("person-segmentation", 20, 10, masks=(mask,))))

    assert text == "– person: 25.0% of the image"


def test_a_vector_is_told_by_its_length() -> None:
    vector = Vector((3.0, 4.0), 2, 5.0)

    text = words(answer_cell(Prediction("image-embedding", 10, 10, vector=vector)))

    assert text == "2 numbers, norm 5"


def test_hostile_text_in_an_image_stays_text() -> None:
    prediction = Prediction("ocr", 10, 10, text="\x1b[2Jpwned\n[red]x")

    assert words(answer_cell(prediction)) == "[2Jpwned; [red]x"


def test_an_option_is_json_where_it_can_be() -> None:
    assert read_options(['labels=["a"]', "threshold=0.5", "x=a b"]) == {
        "labels": ["a"],
        "threshold": 0.5,
        "x": "a b",
    }


@pytest.mark.parametrize("wrong", ["threshold", "=0.5", ""])
def test_an_option_without_key_or_value_is_refused(wrong: str) -> None:
    with pytest.raises(RefusedError, match="KEY=VALUE"):
        read_options([wrong])


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFoundError, match=r"nowhere\.png"):
        read_image("nowhere.png", lambda *_: None)


def test_an_unknown_sample_names_those_that_are() -> None:
    with pytest.raises(NotFoundError) as failure:
        read_image("sample:mona-lisa", lambda *_: None)

    assert "chelsea" in failure.value.near
