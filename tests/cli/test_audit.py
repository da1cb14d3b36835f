"""``check data``, ``conflicts`` and ``coverage`` tell what the catalog knows of itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from modelgraph.catalog.catalog import Catalog
from modelgraph.cli.app import app
from modelgraph.store import OxigraphStore


@pytest.fixture
def folder(world_folder: Path) -> Path:
    return world_folder


def run(folder: Path, *words: str) -> Result:
    wide = {"COLUMNS": "240"}  # so that no sentence is broken over the lines of a table
    return CliRunner().invoke(app, [*words, "--store", str(folder)], env=wide)


def test_check_data_lists_what_is_odd_and_who_says_so(folder: Path) -> None:
    answer = run(folder, "check", "data", "--rule", "one-size-for-several")

    assert answer.exit_code == 0
    assert "One size, 230000000, is stated" in " ".join(answer.stdout.split())
    assert "playground.roboflow.com" in answer.stdout
    assert "0 violations" in answer.stdout


def test_check_data_fails_where_a_rule_is_violated(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "broken.trig"
    file.write_text(
        "<https://w3id.org/modelgraph/source/x> {"
        " <https://w3id.org/modelgraph/model/a/b>"
        " <https://w3id.org/modelgraph/ontology#category> 'semi-open' }"
    )
    store = OxigraphStore(tmp_path / "store")
    store.load(file)
    del store

    answer = run(tmp_path / "store", "check", "data")

    assert answer.exit_code == 1
    assert "category-is-known (violation)" in answer.stdout


def test_check_data_names_near_rules(folder: Path) -> None:
    answer = run(folder, "check", "data", "--rule", "licence-misspelt")

    assert answer.exit_code == 1
    assert "license-misspelt" in answer.stderr


def test_conflicts_in_json_are_those_of_the_catalog(folder: Path) -> None:
    answer = run(folder, "conflicts", "--format", "json")

    found = {(each["model"]["id"], each["cell"]["of"]["key"]) for each in json.loads(answer.stdout)}
    known = Catalog.open(folder).conflicts()
    assert found == {(each.model.id, each.cell.of.key) for each in known}


def test_conflicts_can_be_narrowed_to_a_property(folder: Path) -> None:
    answer = run(folder, "conflicts", "--property", "license", "--format", "json")

    assert {each["cell"]["of"]["key"] for each in json.loads(answer.stdout)} == {"license"}


@pytest.mark.parametrize("asked", [("conflicts", "--property", "colour"), ("coverage", "colour")])
def test_an_unknown_property_is_refused_with_those_that_are_known(
    folder: Path, asked: tuple[str, ...]
) -> None:
    answer = run(folder, *asked)

    assert answer.exit_code != 0
    assert "'colour'" in answer.stderr
    assert "license" in answer.stderr


def test_counts_of_conflicts_stand_in_three_tables(folder: Path) -> None:
    answer = run(folder, "conflicts", "--counts")

    assert [line for line in answer.stdout.splitlines() if line.startswith("By ")] == [
        "By property",
        "By two sources",
        "By model",
    ]


def test_coverage_counts_the_four_ways(folder: Path) -> None:
    answer = run(folder, "coverage", "--format", "csv")

    head, *rows = answer.stdout.splitlines()
    assert head == "Property,Stated,Unknown,Not disclosed,Not applicable,Not checked"
    models = len(Catalog.open(folder).models())
    assert {sum(map(int, row.split(",")[1:])) for row in rows} == {models}


def test_coverage_of_a_property_lists_the_models_without_it(folder: Path) -> None:
    answer = run(folder, "coverage", "parameters", "--limit", "0")

    assert "openai/gpt-5" in answer.stdout
    assert "not disclosed" in answer.stdout


@pytest.mark.parametrize("option", ["--one-aggregator", "--agreement"])
def test_what_rests_on_one_source_and_what_is_disputed_is_told(folder: Path, option: str) -> None:
    answer = run(folder, "coverage", option)

    assert answer.exit_code == 0
    assert len(answer.stdout.splitlines()) > 3
