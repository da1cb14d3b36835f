"""Florence-2's fifteen prompts: what each takes, and what its answers become."""

from __future__ import annotations

from typing import Any

import pytest
import tiny_models
from later import later
from tiny_florence2 import florence2

from modelgraph.errors import InvalidWeightsError, RefusedError
from modelgraph.runs.prediction import Box, Detection, Polygon, Prediction, TextRegion
from modelgraph_inference.adapter import Adapter, Question, Stopwatch
from modelgraph_inference.florence2.prompts import PROMPTS, askings
from modelgraph_inference.florence2.reading import prediction
from modelgraph_inference.images import Picture

adapter_module = later("modelgraph_inference.florence2.adapter")

EXTRAS: dict[str, dict[str, Any]] = {
    "phrase-grounding": {"prompt": "a cat on a cup"},
    "referring-segmentation": {"prompt": "the cat"},
    "open-vocabulary-object-detection": {"options": {"labels": ["cat", "dog"]}},
    **{
        task: {"options": {"region": [16, 12, 80, 60]}}
        for task in (
            "region-segmentation",
            "region-classification",
            "region-captioning",
            "region-ocr",
        )
    },
}
MORE: dict[str, dict[str, Any]] = {"detailed-image-captioning": {"options": {"detail": "more"}}}
FIFTEEN = [(task, EXTRAS.get(task, {})) for task in PROMPTS] + list(MORE.items())


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> Adapter:
    folder = florence2(tmp_path_factory.mktemp("florence2"))
    made = adapter_module.Florence2()
    made.load(tiny_models.checkpoint(folder, tuple(PROMPTS), "florence2"), "cpu")
    return made


@pytest.fixture(scope="module")
def processor(adapter: Any) -> Any:
    assert adapter._asked is not None
    return adapter._asked.processor


def question(task: str, picture: Picture, **more: Any) -> Question:
    return Question(task, picture, **more)


@pytest.mark.parametrize(("task", "extra"), FIFTEEN)
def test_each_prompt_is_answered_by_the_model(
    task: str, extra: dict[str, Any], adapter: Adapter, picture: Picture
) -> None:
    options = {"max_tokens": 8, "beams": 1, **extra.get("options", {})}
    asked = Question(task, picture, extra.get("prompt"), options)
    clock = Stopwatch()

    answer = adapter.predict(asked, clock)

    assert answer.task == task
    assert clock.forward > 0
    assert Prediction.from_json(answer.to_json()) == answer


def test_the_fifteen_prompts_are_fifteen(picture: Picture) -> None:
    tokens = {
        askings(Question(task, picture, extra.get("prompt"), extra.get("options", {})))[0].token
        for task, extra in FIFTEEN
    }

    assert len(tokens) == 15


def read(processor: Any, picture: Picture, task: str, text: str, **more: Any) -> Prediction:
    """Return the prediction for a text that a model wrote."""
    asked = question(task, picture, **more)
    (asking,) = askings(asked)
    answer = processor.post_process_generation(
        text=text, task=asking.token, image_size=(picture.width, picture.height)
    )[asking.token]
    return prediction(asked, [(asking, answer)])


def test_captions_are_text_without_markup(processor: Any, picture: Picture) -> None:
    answer = read(processor, picture, "image-captioning", "</s><s>A cat  on a cup.</s><pad>")

    assert answer == Prediction("image-captioning", 160, 120, text="A cat on a cup.")


def test_detected_objects_have_pixels_and_no_score(processor: Any, picture: Picture) -> None:
    text = "</s><s>cat<loc_100><loc_200><loc_500><loc_600><loc_0><loc_0><loc_99><loc_99></s>"

    answer = read(processor, picture, "object-detection", text)

    assert answer.detections == (
        Detection(Box(16, 24, 80, 72), "cat", None),
        Detection(Box(0, 0, 15, 11), "cat", None),
    )


def test_dense_captions_are_boxes_with_sentences(processor: Any, picture: Picture) -> None:
    text = "<s>cat on a red cup<loc_100><loc_200><loc_500><loc_600></s>"

    (found,) = read(processor, picture, "dense-region-captioning", text).detections

    assert (found.label, found.score) == ("cat on a red cup", None)


def test_proposals_are_boxes_without_label(processor: Any, picture: Picture) -> None:
    text = "<s><loc_100><loc_200><loc_500><loc_600></s>"

    answer = read(processor, picture, "region-proposal", text)

    assert answer.detections == (Detection(Box(16, 24, 80, 72), None, None),)


def test_a_box_without_extent_is_left_out(processor: Any, picture: Picture) -> None:
    text = "<s>cat<loc_100><loc_200><loc_100><loc_200></s>"

    assert read(processor, picture, "object-detection", text).detections == ()


def test_grounded_phrases_keep_their_words(processor: Any, picture: Picture) -> None:
    text = "<s>a cat<loc_100><loc_200><loc_500><loc_600>it<loc_1><loc_1><loc_9><loc_9></s>"

    answer = read(processor, picture, "phrase-grounding", text, prompt="a cat, it sleeps")

    assert [found.label for found in answer.detections] == ["a cat"]


def test_open_vocabulary_answers_are_boxes_or_polygons(processor: Any, picture: Picture) -> None:
    task, more = "open-vocabulary-object-detection", {"prompt": "cat"}
    boxes = read(processor, picture, task, "<s>cat<loc_100><loc_200><loc_500><loc_600></s>", **more)
    outline = "<s>cat<poly><loc_0><loc_0><loc_500><loc_0><loc_500><loc_500></poly></s>"
    polygons = read(processor, picture, task, outline, **more)

    assert boxes.detections == (Detection(Box(16, 24, 80, 72), "cat", None),)
    assert polygons.polygons == (Polygon((((0, 0), (80, 0), (80, 60)),), "cat", None),)


@pytest.mark.parametrize(
    ("task", "more", "label"),
    [
        ("referring-segmentation", {"prompt": "the cat"}, "the cat"),
        ("region-segmentation", {"options": {"region": [0, 0, 9, 9]}}, None),
    ],
)
def test_masks_are_outlines_of_one_or_more_rings(
    task: str, more: dict[str, Any], label: str | None, processor: Any, picture: Picture
) -> None:
    ring = "<loc_0><loc_0><loc_500><loc_0><loc_500><loc_500>"

    answer = read(processor, picture, task, f"<s>{ring}<sep>{ring}<sep><loc_1><loc_1></s>", **more)

    points = ((0.0, 0.0), (80.0, 0.0), (80.0, 60.0))
    assert answer.polygons == (Polygon((points, points), label, None),)


@pytest.mark.parametrize("task", ["region-classification", "region-captioning"])
def test_a_text_about_a_region_comes_with_the_region(
    task: str, processor: Any, picture: Picture
) -> None:
    options = {"region": [16, 12, 80, 60]}

    answer = read(processor, picture, task, "<s>cat<loc_1><loc_2></s>", options=options)

    assert answer.text == "cat"
    assert answer.detections == (Detection(Box(16, 12, 80, 60), "cat", None),)


def test_text_in_a_region_comes_with_the_region(processor: Any, picture: Picture) -> None:
    options = {"region": [16, 12, 80, 60]}

    answer = read(processor, picture, "region-ocr", "<s>Total 12</s>", options=options)

    quad = ((16.0, 12.0), (80.0, 12.0), (80.0, 60.0), (16.0, 60.0))
    assert answer.regions == (TextRegion("Total 12", quad, None),)


def test_text_with_regions_is_read_line_by_line(processor: Any, picture: Picture) -> None:
    quad = "<loc_0><loc_0><loc_500><loc_0><loc_500><loc_100><loc_0><loc_100>"

    answer = read(processor, picture, "ocr-with-regions", f"<s>Total{quad}12 EUR{quad}</s>")

    corners = ((0.0, 0.0), (80.0, 0.0), (80.0, 12.0), (0.0, 12.0))
    assert answer.text == "Total\n12 EUR"
    assert answer.regions[0] == TextRegion("Total", corners, None)


@pytest.mark.parametrize(
    "task",
    ["phrase-grounding", "referring-segmentation", "open-vocabulary-object-detection"],
)
@pytest.mark.parametrize("prompt", [None, "", "  "])
def test_a_missing_phrase_is_refused_before_the_model_runs(
    task: str, prompt: str | None, picture: Picture
) -> None:
    with pytest.raises(RefusedError):
        askings(Question(task, picture, prompt))


@pytest.mark.parametrize("prompt", ["<OCR>", "cat <loc_1>", "a > b"])
def test_markup_in_a_phrase_is_refused(prompt: str, picture: Picture) -> None:
    with pytest.raises(RefusedError):
        askings(Question("referring-segmentation", picture, prompt))


@pytest.mark.parametrize("region", [None, [0, 0, 0, 0], [0, 0, 161, 10], "0,0,9,9"])
def test_a_missing_or_impossible_region_is_refused(region: Any, picture: Picture) -> None:
    with pytest.raises(RefusedError):
        askings(Question("region-captioning", picture, options={"region": region}))


def test_a_region_is_told_in_thousandths_of_the_image(picture: Picture) -> None:
    asked = Question("region-ocr", picture, options={"region": [16, 12, 160, 120]})

    assert askings(asked)[0].text == "<REGION_TO_OCR><loc_100><loc_100><loc_999><loc_999>"


def test_each_label_is_asked_for_by_itself(picture: Picture) -> None:
    asked = Question("open-vocabulary-object-detection", picture, "cat, dog")

    assert [asking.text for asking in askings(asked)] == [
        "<OPEN_VOCABULARY_DETECTION>cat",
        "<OPEN_VOCABULARY_DETECTION>dog",
    ]


def test_a_task_of_another_model_is_refused(picture: Picture) -> None:
    with pytest.raises(RefusedError):
        askings(Question("depth-estimation", picture))


def test_the_original_repository_is_refused_with_a_reason(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = florence2(tmp_path_factory.mktemp("original"))
    config = folder / "config.json"
    config.write_text(config.read_text().replace('"model_type": "bart"', '"model_type": "legacy"'))
    checkpoint = tiny_models.checkpoint(folder, tuple(PROMPTS), "florence2")

    with pytest.raises(InvalidWeightsError, match="is not one of transformers"):
        adapter_module.Florence2().load(checkpoint, "cpu")
