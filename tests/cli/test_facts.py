"""What the command line says of the shipped catalog is what the catalog says."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.filters import Filter
from modelgraph.cli.app import app

Ask = Callable[..., Result]


@pytest.fixture
def ask(shipped_at_hand: None, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command in the home of all tests, 100 columns wide."""
    monkeypatch.setenv("COLUMNS", "100")
    return run


def run(*command: str, code: int = 0) -> Result:
    answer = CliRunner().invoke(app, list(command))
    assert answer.exit_code == code, answer.output
    return answer


@pytest.fixture
def catalog(shipped_catalog: Catalog) -> Catalog:
    return shipped_catalog


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_comparison_shows_each_value_with_its_source(ask: Ask) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(ask("compare", "florence-2", "sam-clip", "--format", "csv").stdout)
        )
    )
    held = {
        (row["property"], row["model"], row["value"]): row["source"]
        for row in rows
        if row["holds"] == "yes"
    }

    for key in (
        ("parameters", "microsoft/florence-2", "0.23 B"),
        ("parameters", "microsoft/florence-2", "0.77 B"),
        ("preprint", "microsoft/florence-2", "2023-11-10"),
        ("weights", "microsoft/florence-2", "2024-06-16"),
    ):
        assert [s for (prop, model, value), s in held.items() if (model, value) == key[1:]], key
    assert all(row["source"] and row["reason"] for row in rows)


def test_outranked_values_follow_with_the_reason(ask: Ask) -> None:
    text = one_line(ask("compare", "florence-2", "sam-clip", "--only", "size").stdout)

    assert "× 230M [playground.roboflow.com] outranked: " in text


def test_openness_is_explained_by_the_part_that_decided(ask: Ask) -> None:
    text = one_line(ask("show", "depth-anything-v2").stdout)

    assert "Openness: open" in text
    assert "Because an address of weights of Small, Base, Large is stated." in text


def test_weights_that_none_published_are_told_although_shown_as_open(ask: Ask) -> None:
    text = one_line(ask("show", "sam-clip").stdout)

    assert "Weights none published" in text
    assert "Category ≠ closed" in text
    assert "× open [playground.roboflow.com] outranked: no weights are published" in text


def test_a_comparison_says_why_nothing_can_be_run(ask: Ask) -> None:
    text = ask("compare", "florence-2", "sam-clip", "--only", "tasks").stdout

    assert "Nothing can be run side by side here:" in text
    assert "They share no task." in text
    assert "none are published" in text


def test_the_json_of_a_comparison_is_that_of_the_catalog(ask: Ask, catalog: Catalog) -> None:
    data = json.loads(ask("compare", "florence-2", "sam-clip", "--format", "json").stdout)
    expected = catalog.compare("florence-2", "sam-clip")

    assert data["id"] == expected.id
    assert [model["name"] for model in data["models"]] == ["Florence-2", "SAM-CLIP"]
    shown = [[cell["display"] for cell in row["cells"]] for row in data["rows"]]
    assert shown == [[cell.display for cell in row.cells] for row in expected.rows]


def test_only_differences_leaves_out_what_is_equal(ask: Ask) -> None:
    full = json.loads(ask("compare", "sam", "sam-2", "--format", "json").stdout)["rows"]
    some = ask("compare", "sam", "sam-2", "--differences", "--format", "json")

    kept = json.loads(some.stdout)["rows"]

    assert [row["property"] for row in kept] == [r["property"] for r in full if r["differs"]]


def test_sources_adds_the_words_of_each_source(ask: Ask) -> None:
    without = ask("compare", "florence-2", "sam-clip").stdout
    full = ask("compare", "florence-2", "sam-clip", "--sources").stdout

    assert "What the sources say" not in without
    assert "Base model (0.23B parameters)" in one_line(full)


def test_shared_tasks_tell_how_far_and_why_not_here(ask: Ask) -> None:
    (shared,) = json.loads(ask("tasks", "florence-2", "yolov9", "--format", "json").stdout)

    assert shared["task"]["slug"] == "object-detection"
    assert shared["scope"] == "claimed"
    assert {why["model"] for why in shared["not_runnable"]} == {
        "microsoft/florence-2",
        "wongkinyiu/yolov9",
    }
    assert ask("tasks", "florence-2", "yolov9", "--runnable").stdout.strip() == (
        "They share no such task."
    )


def test_a_near_name_is_offered(ask: Ask) -> None:
    answer = ask("show", "florence-3", code=1)

    assert answer.stderr.startswith("error NOT_FOUND: ")
    assert "florence-2" in answer.stderr


def test_search_finds_near_spellings_and_narrows(ask: Ask) -> None:
    assert "depth-anything/depth-anything-v2" in ask("search", "depth anythng").stdout
    found = json.loads(ask("search", "--task", "ocr", "--format", "json").stdout)
    assert found["items"]
    assert all(model["id"] for model in found["items"])


def test_a_model_has_a_turtle_form_and_a_list_has_none(ask: Ask) -> None:
    assert "model:microsoft\\/florence-2" in ask("show", "florence-2", "--format", "ttl").stdout
    assert ask("search", "sam", "--format", "ttl", code=1).stderr.startswith("error REFUSED: ")


def test_sparql_knows_our_prefixes_and_answers_in_standard_json(ask: Ask) -> None:
    query = "SELECT ?n { model:microsoft\\/florence-2 schema:name ?n }"

    answer = json.loads(ask("sparql", query, "--format", "json").stdout)

    assert answer["head"]["vars"] == ["n"]
    assert answer["results"]["bindings"][0]["n"]["value"] == "Florence-2"
    assert "Florence-2" in ask("sparql", query).stdout
    assert ask("sparql", "ASK { ?m a mg:Model }").stdout.strip() == "yes"


def test_sparql_never_writes_and_calls_nobody(ask: Ask) -> None:
    for query in ("DELETE WHERE { ?s ?p ?o }", "SELECT * { SERVICE <http://localhost/> {} }"):
        assert ask("sparql", query, code=1).stderr.startswith("error REFUSED: ")


def test_graphql_answers_and_its_errors_end_with_1(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "names.graphql"
    file.write_text("query Names($m: [String!]!) { compare(models: $m) { models { name } } }")

    found = ask("query", '{ compare(models: ["florence-2", "sam"]) { models { name } } }')
    wrong = ask("query", "{ nothing }", code=1)

    assert [m["name"] for m in json.loads(found.stdout)["data"]["compare"]["models"]] == [
        "Florence-2",
        "SAM",
    ]
    assert "error GRAPHQL_VALIDATION_FAILED: " in wrong.stderr
    assert json.loads(wrong.stdout)["errors"]


@pytest.mark.slow
def test_the_cache_gives_what_the_files_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELGRAPH_HOME", str(tmp_path))
    command = ("compare", "florence-2", "sam-clip")
    first = run(*command).stdout

    assert list((tmp_path / "cache").glob("shipped-*"))
    assert run(*command).stdout == first
    assert run(*command, "--store", "memory").stdout == first


@pytest.mark.slow
def test_a_cache_that_cannot_be_written_is_no_failure(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MODELGRAPH_HOME", str(tmp_path / "file"))

    assert "Florence-2" in ask("show", "florence-2").stdout


@pytest.mark.parametrize(
    ("option", "field"),
    [
        ("--commercial", "commercial_use"),
        ("--redistribution", "redistribution"),
        ("--changes", "changes"),
    ],
)
def test_what_licences_permit_is_asked_as_in_python(
    ask: Ask, catalog: Catalog, option: str, field: str
) -> None:
    found = ask("search", option, "no", option, "conditional", "--all", "--format", "json")

    models = catalog.models(Filter(**{field: ("no", "conditional")}))  # type: ignore[arg-type]
    assert models
    assert [each["id"] for each in json.loads(found.stdout)["items"]] == [m.id for m in models]


def test_an_answer_that_no_licence_gives_is_wrong_use(ask: Ask) -> None:
    assert "yes|no|conditional" in ask("search", "--changes", "perhaps", code=2).output
