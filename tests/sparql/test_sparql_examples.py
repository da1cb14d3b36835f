"""The examples are true of the world: each runs, and finds what its question asks for."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from modelgraph.sparql import Example, all_examples, run_query
from modelgraph.sparql.examples import own_examples
from modelgraph.store import OxigraphStore

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "sparql.md"
NEEDS_RUNS = ("runs-and-agreement", "what-can-run-here")


def table(store: OxigraphStore, name: str) -> list[dict[str, str]]:
    example = next(one for one in all_examples() if one.name == name)
    answer = run_query(store, example.text, form="csv")
    return list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))


@pytest.mark.parametrize(
    "example", own_examples(), ids=[example.name for example in own_examples()]
)
def test_each_example_asks_a_question_and_is_answered(
    memory_world: OxigraphStore, example: Example
) -> None:
    answer = run_query(memory_world, example.text)

    assert example.question[0].isupper()
    assert example.text.startswith(f"# {example.question}\n")
    if example.name not in NEEDS_RUNS:
        assert answer.body.count(b"\n") > 1 or b"value" in answer.body


def test_each_example_declares_its_prefixes_so_that_it_runs_anywhere(
    memory_world: OxigraphStore,
) -> None:
    for example in all_examples():
        memory_world.engine.query(example.text)


def test_no_two_examples_have_one_name() -> None:
    names = [example.name for example in all_examples()]

    assert sorted(set(names)) == sorted(names)


def test_a_comparison_has_both_columns(memory_world: OxigraphStore) -> None:
    found = {row["property"]: row for row in table(memory_world, "compare-two-models")}
    names = found["https://schema.org/name"]

    assert (names["florence"], names["samClip"]) == ("Florence-2", "SAM-CLIP")


def test_a_number_is_claimed_by_several_sources(memory_world: OxigraphStore) -> None:
    found = table(memory_world, "who-says-so")

    assert {"0.23B", "230M"} <= {row["statedAs"] for row in found}
    assert len({row["source"] for row in found}) > 1


def test_a_shared_task_is_claimed_by_both(memory_world: OxigraphStore) -> None:
    assert {"Object detection"} == {
        row["label"] for row in table(memory_world, "shared-tasks") if "claimed" in row["yolo"]
    }


def test_sources_disagree_about_the_size_of_florence(memory_world: OxigraphStore) -> None:
    found = table(memory_world, "where-sources-disagree")

    assert any("florence-2-base" in row["subject"] for row in found)


def test_gpt_5_does_not_disclose_its_size(memory_world: OxigraphStore) -> None:
    assert {row["name"] for row in table(memory_world, "not-disclosed")} == {"GPT-5"}


def test_the_reference_lists_each_example_with_its_text() -> None:
    page = REFERENCE.read_text(encoding="utf-8")

    for example in own_examples():
        assert f"### {example.question}\n\n```sparql\n" in page
        assert example.text.partition("\n")[2].strip() in page
