"""What is built holds everything, and works away from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = (
    ".py", ".rq", ".html", ".css", ".js", ".svg", ".json", ".txt", ".csv", ".graphql", ".typed",
)  # fmt: skip
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command in an environment without anything of ours, and return its output."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MODELGRAPH")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**clean, "HOME": str(cwd), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a source archive, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def environment(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and what it needs, no extra."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / "bin/python"
    constraints = ROOT / "constraints.txt"
    run(python, "-m", "pip", "install", "-q", "-c", constraints, wheel(built), cwd=folder)
    return folder


def wheel(folder: Path) -> Path:
    (found,) = folder.glob("*.whl")
    return found


def names_in(folder: Path, package: str, *suffixes: str) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in (folder / package).rglob("*")
        if path.suffix in suffixes and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_file_of_both_packages(built: Path) -> None:
    wanted = names_in(ROOT / "src", "modelgraph", *SHIPPED) | names_in(
        ROOT / "inference", "modelgraph_inference", *SHIPPED
    )

    present = set(zipfile.ZipFile(wheel(built)).namelist())

    assert {"modelgraph/py.typed", "modelgraph_inference/py.typed"} <= present
    assert wanted - present == set()
    assert any(name.endswith(".rq") for name in present)


@pytest.mark.parametrize("folder", ["ontology", "data"])
def test_the_wheel_holds_the_vocabulary_and_the_data(built: Path, folder: str) -> None:
    tracked = run("git", "ls-files", folder, cwd=ROOT).split()

    present = set(zipfile.ZipFile(wheel(built)).namelist())

    assert tracked
    assert {f"modelgraph/shipped/{name}" for name in tracked} - present == set()


def test_no_weights_and_no_photograph_are_shipped(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = [*zipfile.ZipFile(wheel(built)).namelist(), *archive.getnames()]

    assert [name for name in names if Path(name).suffix in {".onnx", ".pth", ".jpg", ".png"}] == []


def test_an_installed_wheel_compares_models(environment: Path, tmp_path: Path) -> None:
    answer = run(environment / "bin/modelgraph", "compare", "florence-2", "sam-clip", cwd=tmp_path)

    assert "Florence-2" in answer
    assert "Microsoft" in answer
    assert "Nothing can be run side by side here" in answer


def test_an_installed_core_says_which_extra_runs_models(environment: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [environment / "bin/modelgraph", "weights", "fetch", "efficientnet-lite0"],
        cwd=tmp_path,
        env={**os.environ, "MODELGRAPH_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "modelgraph[onnx]" in done.stderr


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a clone needs the repository")
def test_a_clone_can_be_installed(environment: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    run("git", "clone", "-q", ROOT, clone, cwd=tmp_path)
    python = environment / "bin/python"

    run(python, "-m", "pip", "install", "-q", "--no-deps", "--force-reinstall", clone, cwd=tmp_path)
    shutil.rmtree(clone)

    question = "import modelgraph; print(modelgraph.Catalog.open().model('florence-2').name)"
    assert run(python, "-c", question, cwd=tmp_path).strip() == "Florence-2"
