"""``check names`` tells which names of the shipped sources were joined, and which were not."""

from __future__ import annotations

import csv
import io
import json

import pytest
from typer.testing import CliRunner, Result

from modelgraph.cli.app import app
from modelgraph.importers.joins import shipped_names, shipped_unmatched


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["check", "names", *words], env={"COLUMNS": "240"})


def test_what_was_not_joined_is_listed_whole_with_place_and_reason() -> None:
    answer = run("--format", "json")

    left = json.loads(answer.stdout)

    assert answer.exit_code == 0
    assert len(left) == len(shipped_unmatched())
    assert all(each["place"] and each["reason"] for each in left)


def test_a_name_that_is_not_known_has_near_ones_beside_it() -> None:
    (left,) = json.loads(run("GPT-4", "--source", "model-openness-tool", "--format", "json").stdout)

    assert "openai/gpt-4o" in left["near"]


def test_for_people_the_reasons_are_counted_and_the_rest_is_told() -> None:
    answer = run("--limit", "2")

    assert "Not joined, by reason" in answer.stdout
    assert f"… {len(shipped_unmatched()) - 2:,} more" in answer.stdout


def test_joined_names_of_one_id_stand_together() -> None:
    answer = run("rf-detr-large", "--joined", "--format", "csv", "--limit", "0")

    rows = list(csv.DictReader(io.StringIO(answer.stdout)))
    ids = [row["Id"] for row in rows]

    assert ids == sorted(ids)
    assert {row["Source"] for row in rows if row["Id"].endswith("-2025")} == {
        "roboflow/inference",
        "roboflow/model-leaderboard",
    }


@pytest.mark.parametrize("source", ["timm", "huggingface/pytorch-image-models"])
def test_a_source_is_named_by_itself_or_by_its_collection(source: str) -> None:
    answer = run("--joined", "--source", source, "--format", "json")

    wanted = [each for each in shipped_names() if source in {each.source, each.collection}]

    assert len(json.loads(answer.stdout)) == len(wanted) > 0
