"""Every task of transformers models, on tiny checkpoints of real classes, in the normal form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tiny_models
from later import later

from modelgraph.errors import InvalidWeightsError, RefusedError
from modelgraph.runs.prediction import Prediction
from modelgraph_inference.adapter import Adapter, Question, Stopwatch
from modelgraph_inference.images import Picture

pipeline = later("modelgraph_inference.hf.pipeline")

QUICK = ("vit", "clip", "siglip", "detr", "owlvit", "segformer", "mask2former", "depth_anything")
OPTIONS: dict[str, dict[str, Any]] = {
    "object-detection": {"threshold": 0.0},
    "open-vocabulary-object-detection": {"threshold": 0.0, "labels": ["cat", "dog"]},
    "zero-shot-image-classification": {"labels": ["cat", "dog", "a cup"]},
    "instance-segmentation": {"threshold": 0.0},
    "panoptic-segmentation": {"threshold": 0.0},
    "mask-generation": {"threshold": 0.0, "stability": 0.0, "points": 3},
}


@pytest.fixture(scope="session")
def adapters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Adapter]:
    return {}


@pytest.fixture
def adapter(
    request: pytest.FixtureRequest,
    adapters: dict[str, Adapter],
    tmp_path_factory: pytest.TempPathFactory,
) -> Adapter:
    family: str = request.param
    if family not in adapters:
        make, tasks = tiny_models.MAKERS[family]
        folder = make(tmp_path_factory.mktemp(family))
        adapters[family] = pipeline.HfPipeline()
        adapters[family].load(tiny_models.checkpoint(folder, tasks), "cpu")
    return adapters[family]


def ask(adapter: Adapter, picture: Picture, task: str, **options: Any) -> Prediction:
    question = Question(task, picture, options=options or OPTIONS.get(task, {}))
    return adapter.predict(question, Stopwatch())


PAIRS = [
    pytest.param(
        family, task, marks=() if family in QUICK else pytest.mark.slow, id=f"{family}-{task}"
    )
    for family, (_, tasks) in tiny_models.MAKERS.items()
    for task in tasks
]


@pytest.mark.parametrize(("adapter", "task"), PAIRS, indirect=["adapter"])
def test_every_family_answers_in_the_normal_form(
    adapter: Adapter, task: str, picture: Picture
) -> None:
    clock = Stopwatch()

    prediction = adapter.predict(Question(task, picture, options=OPTIONS.get(task, {})), clock)

    assert (prediction.task, prediction.width, prediction.height) == (task, 160, 120)
    assert Prediction.from_json(prediction.to_json()) == prediction
    assert clock.forward > 0
    assert clock.pre > 0
    check = {
        "image-classification": check_labels,
        "zero-shot-image-classification": check_labels,
        "image-embedding": check_vector,
        "object-detection": check_boxes,
        "open-vocabulary-object-detection": check_boxes,
        "depth-estimation": check_depth,
    }.get(task, check_masks)
    check(prediction)


def check_labels(prediction: Prediction) -> None:
    scores = [label.score for label in prediction.labels]
    assert len(scores) >= 3
    assert all(score is not None and 0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, key=lambda score: -(score or 0))


def check_vector(prediction: Prediction) -> None:
    assert prediction.vector is not None
    assert len(prediction.vector.values) == prediction.vector.dimension >= 16
    assert prediction.vector.norm >= 0


def check_boxes(prediction: Prediction) -> None:
    for found in prediction.detections:
        assert 0 <= found.box.left < found.box.right <= prediction.width
        assert 0 <= found.box.top < found.box.bottom <= prediction.height


def check_masks(prediction: Prediction) -> None:
    for mask in prediction.masks:
        assert (mask.width, mask.height) == (prediction.width, prediction.height)
        assert mask.area is not None
        assert 0 < mask.area <= prediction.width * prediction.height


def check_depth(prediction: Prediction) -> None:
    depth = prediction.depth
    assert depth is not None
    assert len(depth.values) == depth.width * depth.height
    assert max(depth.width, depth.height) <= 384


@pytest.mark.parametrize("adapter", ["segformer"], indirect=True)
def test_semantic_masks_cover_the_image_once_and_have_no_score(
    adapter: Adapter, picture: Picture
) -> None:
    masks = ask(adapter, picture, "semantic-segmentation").masks

    assert sum(mask.area or 0 for mask in masks) == 160 * 120
    assert {mask.score for mask in masks} == {None}


@pytest.mark.parametrize("adapter", ["mask2former"], indirect=True)
def test_instances_have_scores(adapter: Adapter, picture: Picture) -> None:
    masks = ask(adapter, picture, "instance-segmentation").masks

    assert masks
    assert all(mask.score is not None for mask in masks)


@pytest.mark.parametrize("adapter", ["vit"], indirect=True)
def test_as_many_labels_as_asked_for(adapter: Adapter, picture: Picture) -> None:
    labels = ask(adapter, picture, "image-classification", top_k=2).labels

    assert len(labels) == 2
    assert {label.name for label in labels} <= {"cat", "dog", "cup", "tree"}


@pytest.mark.parametrize("adapter", ["clip"], indirect=True)
def test_zero_shot_scores_are_shared_between_the_labels(adapter: Adapter, picture: Picture) -> None:
    prediction = ask(adapter, picture, "zero-shot-image-classification")

    assert sum(label.score or 0 for label in prediction.labels) == pytest.approx(1, abs=1e-4)
    assert prediction.label_set == "open"


@pytest.mark.parametrize("adapter", ["detr"], indirect=True)
def test_every_query_of_a_detector_is_a_box_when_nothing_is_too_unsure(
    adapter: Adapter, picture: Picture
) -> None:
    found = ask(adapter, picture, "object-detection").detections

    assert len(found) == 5
    assert [each.score for each in found] == sorted(each.score or 0 for each in found)[::-1]
    assert ask(adapter, picture, "object-detection", threshold=1.0).detections == ()


@pytest.mark.parametrize("adapter", ["owlvit"], indirect=True)
def test_open_vocabulary_boxes_are_named_by_what_was_asked(
    adapter: Adapter, picture: Picture
) -> None:
    found = ask(adapter, picture, "open-vocabulary-object-detection").detections

    assert found
    assert {each.label for each in found} <= {"cat", "dog"}


@pytest.mark.parametrize(
    ("words", "label"),
    [("cat", "Cat"), ("a red cup . [SEP]", "red cup"), ("tree", "tree"), ("[SEP]", None)],
)
def test_the_words_of_grounding_dino_become_the_label_that_was_asked_for(
    words: str, label: str | None
) -> None:
    from modelgraph_inference.hf.detect import _asked_for

    assert _asked_for(words, ["Cat", "cup", "red cup"]) == label


@pytest.mark.parametrize(
    ("adapter", "task"),
    [("clip", "zero-shot-image-classification"), ("owlvit", "open-vocabulary-object-detection")],
    indirect=["adapter"],
)
def test_a_task_with_words_is_refused_without_any(
    adapter: Adapter, task: str, picture: Picture
) -> None:
    with pytest.raises(RefusedError):
        adapter.predict(Question(task, picture), Stopwatch())


@pytest.mark.parametrize("adapter", ["vit"], indirect=True)
def test_a_task_the_checkpoint_does_not_do_is_refused(adapter: Adapter, picture: Picture) -> None:
    with pytest.raises(RefusedError):
        ask(adapter, picture, "object-detection")


def test_the_same_question_gets_the_same_answer(tmp_path: Path, picture: Picture) -> None:
    checkpoint = tiny_models.checkpoint(tiny_models.vit(tmp_path), ("image-embedding",))
    answers = []
    for _ in range(2):
        adapter = pipeline.HfPipeline()
        adapter.load(checkpoint, "cpu")
        answers.append(ask(adapter, picture, "image-embedding"))

    assert answers[0] == answers[1]


def test_several_labels_may_hold_where_the_config_says_so(tmp_path: Path, picture: Picture) -> None:
    folder = tiny_models.vit(tmp_path, problem_type="multi_label_classification")
    adapter = pipeline.HfPipeline()
    adapter.load(tiny_models.checkpoint(folder, ("image-classification",)), "cpu")

    labels = ask(adapter, picture, "image-classification").labels

    assert sum(label.score or 0 for label in labels) > 1.2


@pytest.mark.parametrize(
    ("stated", "unit", "larger"), [("relative", "relative", "nearer"), ("metric", "m", "farther")]
)
def test_depth_says_its_unit_and_its_direction(
    stated: str, unit: str, larger: str, tmp_path: Path, picture: Picture
) -> None:
    folder = tiny_models.depth_anything(tmp_path, depth_estimation_type=stated)
    adapter = pipeline.HfPipeline()
    adapter.load(tiny_models.checkpoint(folder, ("depth-estimation",)), "cpu")

    depth = ask(adapter, picture, "depth-estimation").depth

    assert depth is not None
    assert (depth.unit, depth.larger_is) == (unit, larger)


def test_a_checkpoint_with_a_task_of_another_adapter_is_refused(tmp_path: Path) -> None:
    checkpoint = tiny_models.checkpoint(tiny_models.vit(tmp_path), ("ocr",))

    with pytest.raises(InvalidWeightsError):
        pipeline.HfPipeline().load(checkpoint, "cpu")
