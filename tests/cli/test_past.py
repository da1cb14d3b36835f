"""The command line brings sources in, says what that changes, and takes them out again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from modelgraph.cli.app import app
from modelgraph.store import OxigraphStore

CLAIMS = """\
model,level,subject,parent,property,qualifier,value
Foo Net,model,Foo Net,,organization,architecture-author,Acme
Florense-2,model,Florense-2,,license,weights,MIT
Florence-2,model,Florence-2,,task,claimed,Objct Detection
Florence-2,variant,Florence-2-base,Florence-2,parameters,counted,931000000
"""


@pytest.fixture
def store(own_world: OxigraphStore, tmp_path: Path) -> Path:
    """The small world in a folder, as a store that a server made."""
    own_world.engine.dump(str(tmp_path / "world.nq"))
    made = OxigraphStore(tmp_path / "store")
    made.load(tmp_path / "world.nq")
    del made
    return tmp_path / "store"


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


def bring(store: Path, *more: str) -> Result:
    file = store.parent / "claims.csv"
    file.write_text(CLAIMS)
    return ask(
        "import", "claims", str(file), "--source-name", "My Lab", "--kind", "measured",
        "--license", "CC0-1.0", "--store", str(store), *more,
    )  # fmt: skip


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
