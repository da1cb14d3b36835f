"""``modelgraph check index`` finds where the index and the graph differ."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from modelgraph.cli.app import app
from modelgraph.index.build import build
from modelgraph.index.saved import save
from modelgraph.store import IRI, Literal, OxigraphStore, Quad
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import SCHEMA


@pytest.fixture
def folder(world_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(world_folder, tmp_path / "world"))


def check(folder: Path, *words: str) -> Result:
    few = ("check", "index", "--questions", "5", "--store", str(folder))
    return CliRunner().invoke(app, [*few, *words], env={"COLUMNS": "200"})


@pytest.mark.slow
def test_index_and_graph_agree(folder: Path) -> None:
    answer = check(folder, "--format", "json")

    assert answer.exit_code == 0
    found = {each["kind"]: each for each in json.loads(answer.stdout)}
    assert {"models", "lists", "pages", "counts", "search"} <= found.keys()
    assert all(each["asked"] and not each["different"] for each in found.values())


@pytest.mark.slow
def test_an_index_of_other_triples_is_found_out(folder: Path) -> None:
    other = OxigraphStore()
    other.replace({}, add=[Quad(IRI(expand("model:a/b")), SCHEMA.name, Literal("B"))])
    kept = folder / "derived/index"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(save(build(other)))

    answer = check(folder)

    assert answer.exit_code == 1
    assert "Differs: lists: everything" in answer.stdout
    assert "derived" in answer.stdout
