"""``modelgraph export`` writes the catalog whole."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelgraph.cli.app import app
from modelgraph.importers import curated, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.store import OxigraphStore


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "store"
    rows = b"model,property,value,source_kind,source\nFoo,backbone,ViT,vendor,lab\n"
    made = OxigraphStore(folder)
    pipeline.run(made, curated.table("x.csv", rows, shipped(), collection="x", license="CC0-1.0"))
    return folder


def test_a_file_is_what_comes_to_standard_output(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.nq"

    told = CliRunner().invoke(app, ["export", str(file), "--store", str(store)])
    piped = CliRunner().invoke(app, ["export", "--store", str(store)])

    assert told.exit_code == piped.exit_code == 0, told.output + piped.output
    assert piped.stdout_bytes == file.read_bytes()
    assert sha256(file.read_bytes()).hexdigest() in "".join(told.stderr.split())


@pytest.mark.parametrize(
    ("name", "begin"), [("x.trig", b"@prefix"), ("x.csv", b"source,"), ("x.jsonld", b"{")]
)
def test_the_form_is_that_of_the_ending(
    store: Path, tmp_path: Path, name: str, begin: bytes
) -> None:
    answer = CliRunner().invoke(app, ["export", str(tmp_path / name), "--store", str(store)])

    assert answer.exit_code == 0, answer.output
    assert (tmp_path / name).read_bytes().startswith(begin)


def test_an_unknown_form_is_wrong_use(store: Path) -> None:
    answer = CliRunner().invoke(app, ["export", "x.xml", "--store", str(store)])

    assert answer.exit_code == 2
    assert "nq, trig, jsonld, csv" in answer.output


@pytest.mark.parametrize("profile", ["fair4ml", "mldcat-ap"])
def test_the_terms_of_a_profile_come_as_a_file_or_to_standard_output(
    store: Path, tmp_path: Path, profile: str
) -> None:
    file = tmp_path / "x.nq"
    command = ["export", "--profile", profile, "--store", str(store)]

    told = CliRunner().invoke(app, [*command, str(file)])
    piped = CliRunner().invoke(app, command)

    assert told.exit_code == piped.exit_code == 0, told.output + piped.output
    assert piped.stdout_bytes == file.read_bytes() != b""


def test_a_report_says_what_entries_lack(store: Path) -> None:
    command = ["export", "--profile", "mldcat-ap", "--report", "--store", str(store)]

    told = CliRunner().invoke(app, command)
    data = json.loads(CliRunner().invoke(app, [*command, "--format", "json"]).stdout)

    assert "MLDCAT-AP 3.1.0: 0 of 1 entries would be valid" in told.output
    assert data["counts"] == {"entries": 1, "valid": 0}
    assert data["entries"][0]["missing"] == ["created", "has file", "trained on", "version"]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["--profile", "dublin"], "fair4ml, mldcat-ap"),
        (["--report"], "--profile"),
        (["x.csv", "--profile", "fair4ml"], "nq, trig, jsonld"),
    ],
)
def test_what_a_profile_has_not_is_wrong_use(store: Path, command: list[str], says: str) -> None:
    answer = CliRunner().invoke(app, ["export", *command, "--store", str(store)])

    assert answer.exit_code == 2
    assert says in answer.output
