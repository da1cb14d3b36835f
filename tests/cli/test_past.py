"""The command line brings sources in, says what that changes, and takes them out again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from modelgraph.cli.app import app

CLAIMS = """\
model,level,subject,parent,property,qualifier,value
Foo Net,model,Foo Net,,organization,architecture-author,Acme
Florense-2,model,Florense-2,,license,weights,MIT
Florence-2,model,Florence-2,,task,claimed,Objct Detection
Florence-2,variant,Florence-2-base,Florence-2,parameters,counted,931000000
"""


@pytest.fixture
def store(world_folder: Path, tmp_path: Path) -> Path:
    """The small world in a folder, as a store that a server made."""
    return Path(shutil.copytree(world_folder, tmp_path / "store"))


@pytest.fixture(autouse=True)
def _quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELGRAPH_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")
    # What the store holds is the world alone: nothing is shipped into it.
    monkeypatch.setenv("MODELGRAPH_EMPTY", "true")


def ask(*command: str, code: int = 0) -> Result:
    answer = CliRunner().invoke(app, list(command))
    assert answer.exit_code == code, answer.output
    return answer


def bring(store: Path, *more: str, claims: str = CLAIMS) -> Result:
    file = store.parent / "claims.csv"
    file.write_text(claims)
    return ask(
        "import", "claims", str(file), "--source-name", "My Lab", "--kind", "measured",
        "--license", "CC0-1.0", "--store", str(store), *more,
    )  # fmt: skip


@pytest.mark.slow
def test_a_dry_run_tells_changes_conflicts_and_near_names(store: Path) -> None:
    told = json.loads(bring(store, "--dry-run", "--format", "json").stdout)

    new = {each["identifier"]: each["near"] for each in told["new_names"]}
    assert (told["added"], told["dry_run"], told["activity"]) == (4, True, "")
    assert [each["added"] for each in told["changes"]] == [True] * 4
    assert new == {"acme/foo-net": [], "unattributed/florense-2": ["microsoft/florence-2"]}
    assert [each["subject"].rpartition("/")[2] for each in told["new_conflicts"]] == [
        "florence-2-base"
    ]
    assert "Object detection" in bring(store, "--dry-run").stdout
    assert ask("changes", "--store", str(store), "--format", "json").stdout.strip() == "[]"


ODD = """\
model,level,subject,parent,property,qualifier,value
Foo Net,model,Foo Net,,organization,architecture-author,Acme
Foo Net,model,Foo Net,,release,weights,1985-01-01
Foo Net,model,Foo Net,,backbone,,ViT
"""
MORE = "Foo Net,model,Foo Net,,task,claimed,OCR\n"
BETTER = ODD.replace("1985-01-01", "2024-01-01").replace("backbone,,ViT", "parameters,,9M")


def test_new_warnings_are_told_by_rule_and_only_once(store: Path) -> None:
    told = json.loads(bring(store, "--format", "json", claims=ODD).stdout)["new_warnings"]
    again = json.loads(bring(store, "--format", "json", claims=ODD + MORE).stdout)
    mended = json.loads(bring(store, "--dry-run", "--format", "json", claims=BETTER).stdout)

    of_the_date = [each for each in told if each["subject"].endswith("/release/weights")]
    assert [(each["rule"], each["message"]) for each in of_the_date] == [
        ("date-is-plausible", "1985-01-01 is before any such model.")
    ]
    assert of_the_date[0]["claims"]
    assert again["new_warnings"] == mended["new_warnings"] == []


def test_the_report_tells_the_same_as_table_and_as_rows(store: Path) -> None:
    first = bring(store, claims=ODD).stdout
    table = bring(store, "--dry-run", claims=BETTER).stdout
    rows = bring(store, "--dry-run", "--format", "csv", claims=BETTER).stdout.splitlines()

    assert "date-is-plausible (" in first
    assert [line[:1] for line in table.splitlines() if "/foo-net" in line] == ["+", "−", "~"]
    assert "1985-01-01 → 2024-01-01" in table
    assert [row.partition(",")[0] for row in rows[1:4]] == ["added", "removed", "changed"]


def test_what_came_is_listed_and_goes_with_its_source(store: Path) -> None:
    bring(store)
    came = ask("changes", "florence-2", "--store", str(store), "--format", "csv").stdout
    now = ask("show", "florence-2", "--as-of", "2099", "--store", str(store)).stdout

    ask("import", "--remove", "my lab", "--store", str(store))
    went = ask("changes", "--store", str(store)).stdout
    back = ask("show", "florence-2", "--as-of", "2099", "--store", str(store)).stdout

    assert came.count("added,microsoft/florence-2") == 2
    assert "931" in now
    assert went.count("removed") == went.count("added") == 4
    assert "931" not in back


def test_importing_the_same_again_changes_nothing(store: Path) -> None:
    bring(store)
    before = ask("changes", "--store", str(store)).stdout

    again = bring(store).stdout

    assert "Nothing has changed." in again
    assert ask("changes", "--store", str(store)).stdout == before


def test_import_wants_a_file_or_a_source(store: Path) -> None:
    assert "--remove SOURCE" in ask("import", "--store", str(store), code=2).output
