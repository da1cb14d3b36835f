"""Tasks: claimed, runnable, verified; shared by several models; why one can't run here."""

from __future__ import annotations

import pytest
from catalog_world import OCR, RUN, TESSERACT, iri, node, support

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Obstacle, Scope
from modelgraph.errors import NotFoundError, RefusedError
from modelgraph.store import IRI, Quad, WritableStore
from modelgraph.vocabulary.terms import FAIR4ML, MG


def slugs(catalog: Catalog, *names: str, **how: object) -> list[str]:
    return [each.task.slug for each in catalog.shared_tasks(*names, **how)]  # type: ignore[arg-type]


def test_a_shared_task_says_for_each_model_why_it_can_not_run(catalog: Catalog) -> None:
    (shared,) = catalog.shared_tasks("florence-2", "yolov9")

    assert shared.task.slug == "object-detection"
    assert shared.scope is Scope.CLAIMED
    assert [each.citations[0].source.slug for each in shared.support] == [
        "vendor-3bb973b",
        "paper",
    ]
    assert [(each.model, each.obstacle) for each in shared.not_runnable] == [
        ("microsoft/florence-2", Obstacle.NO_WEIGHTS),
        ("wongkinyiu/yolov9", Obstacle.NO_ADAPTER),
    ]
    assert shared.not_runnable[1].explanation == "No adapter loads YOLOv9."
    assert slugs(catalog, "florence-2", "yolov9", scope=Scope.RUNNABLE) == []


def test_a_task_that_all_can_run_is_shared_runnable(catalog: Catalog) -> None:
    (shared,) = catalog.shared_tasks("pp-ocrv4", "tesseract", scope=Scope.RUNNABLE)

    assert (shared.task.slug, shared.scope) == ("ocr", Scope.RUNNABLE)
    assert shared.not_runnable == ()
    assert shared.support[0].variants == ("paddlepaddle/pp-ocrv4-mobile",)
    assert slugs(catalog, "pp-ocrv4", "tesseract", scope=Scope.VERIFIED) == []


def test_a_verified_task_points_at_its_run(catalog: Catalog) -> None:
    (shared,) = catalog.shared_tasks("pp-ocrv4", scope=Scope.VERIFIED)

    assert shared.scope is Scope.VERIFIED
    assert shared.support[0].scopes == (Scope.CLAIMED, Scope.RUNNABLE, Scope.VERIFIED)
    assert shared.support[0].runs == (RUN,)


def test_a_run_is_seen_as_soon_as_it_is_written(own_small: WritableStore) -> None:
    store = own_small
    catalog = Catalog(store)
    before = slugs(catalog, "pp-ocrv4", "tesseract", scope=Scope.VERIFIED)

    store.replace({}, add=list(support(TESSERACT, str(iri("task:ocr")), MG.verified)))

    assert before == []
    assert slugs(catalog, "pp-ocrv4", "tesseract", scope=Scope.VERIFIED) == ["ocr"]


def test_weights_that_are_gone_are_verified_and_not_runnable(own_small: WritableStore) -> None:
    store = own_small
    place = node(OCR, "support/ocr")
    variant = iri("variant:paddlepaddle/pp-ocrv4-mobile")
    gone = [Quad(each, MG.state, MG.runnable) for each in (place, node(variant, "support/ocr"))]
    store.replace({}, remove=gone)

    (shared,) = Catalog(store).shared_tasks("pp-ocrv4")

    assert shared.scope is Scope.VERIFIED
    assert [each.obstacle for each in shared.not_runnable] == [Obstacle.NO_WEIGHTS]


def test_all_models_of_any_number_must_do_it(catalog: Catalog) -> None:
    assert slugs(catalog, "florence-2", "pp-ocrv4", "tesseract") == ["ocr"]
    assert slugs(catalog, "florence-2", "pp-ocrv4", "yolov9") == []
    assert slugs(catalog, "yolov9") == ["object-detection"]
    with pytest.raises(RefusedError):
        catalog.shared_tasks()


def test_who_does_the_narrower_task_does_the_broader_when_asked(catalog: Catalog) -> None:
    wide = catalog.shared_tasks("florence-2", "sam-clip", include_narrower=True)
    grounding = {each.task.slug: each for each in
                 catalog.shared_tasks("florence-2", include_narrower=True)}  # fmt: skip

    assert wide == ()
    assert grounding["open-vocabulary-object-detection"].support[0].inherited
    assert not grounding["object-detection"].support[0].inherited
    assert "image-to-text" in slugs(catalog, "florence-2", "tesseract", include_narrower=True)


def test_the_closure_is_that_of_the_scheme(catalog: Catalog) -> None:
    rows = catalog.sparql(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
        f"SELECT DISTINCT ?broad WHERE {{ <{iri('model:microsoft/florence-2')}>"
        f" <{FAIR4ML.mlTask}>/skos:broader* ?broad }}"
    ).rows

    shared = catalog.shared_tasks("florence-2", include_narrower=True)

    assert {each.task.iri for each in shared} == {row[0] for row in rows}


def test_why_not_names_only_who_can_not(catalog: Catalog) -> None:
    found = catalog.why_not("pp-ocrv4", "sam-clip", "florence-2", task="OCR")

    assert [(each.model, each.obstacle) for each in found] == [
        ("apple/sam-clip", Obstacle.NOT_CLAIMED),
        ("microsoft/florence-2", Obstacle.NO_WEIGHTS),
    ]
    (weights,) = catalog.why_not("sam-clip", task="zero-shot segmentation")
    assert "none are published" in weights.explanation
    with pytest.raises(NotFoundError):
        catalog.why_not("sam-clip", task="no such task")


def test_what_runs_another_task_has_no_adapter_for_this_one(own_small: WritableStore) -> None:
    store = own_small
    detection = str(iri("task:object-detection"))
    store.replace({}, add=list(support(OCR, detection, MG.claimed)))

    (found,) = Catalog(store).why_not("pp-ocrv4", task="object-detection")

    assert found.obstacle is Obstacle.NO_ADAPTER
    assert "it runs ocr" in found.explanation


def test_what_one_does_and_the_other_does_not(catalog: Catalog) -> None:
    found = catalog.task_difference("florence-2", "yolov9")

    assert [task.slug for task in found] == ["image-captioning", "ocr", "phrase-grounding"]
    assert catalog.task_difference("yolov9", "florence-2") == ()


def test_a_comparison_puts_shared_tasks_and_obstacles_first(catalog: Catalog) -> None:
    comparison = catalog.compare("florence-2", "yolov9")

    assert comparison.tasks[0].task.slug == "object-detection"
    assert all(comparison.tasks[0].support)
    assert [each.model for each in comparison.obstacles] == [
        "microsoft/florence-2",
        "wongkinyiu/yolov9",
    ]
    assert catalog.compare("pp-ocrv4", "tesseract").obstacles == ()


def test_tasks_are_a_tree_with_counts(catalog: Catalog) -> None:
    tasks = {task.slug: task for task in catalog.tasks()}

    assert "open-vocabulary-object-detection" in tasks["object-detection"].narrower
    assert tasks["phrase-grounding"].broader == ("open-vocabulary-object-detection",)
    assert tasks["ocr"].model_count == 3
    assert tasks["open-vocabulary-object-detection"].model_count == 1  # by phrase grounding
    places = [task.slug for task in catalog.tasks()]
    assert places.index("object-detection") < places.index("phrase-grounding")


def test_a_task_outside_the_scheme_is_shown_by_its_address(own_small: WritableStore) -> None:
    store = own_small
    foreign = IRI("https://example.org/tasks/gaze")
    store.replace({}, add=[Quad(TESSERACT, FAIR4ML.mlTask, foreign)])

    found = {each.task.iri: each.task.name for each in Catalog(store).support("tesseract")}

    assert found[foreign]
