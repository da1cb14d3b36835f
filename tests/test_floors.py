"""The floors of the house: who may import whom, as written in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]
HEAVY = ("torch", "transformers", "PIL", "onnxruntime", "cv2", "modelgraph_inference")


def test_every_contract_of_the_floors_holds(capsys) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert status == 0, capsys.readouterr().out


def test_the_catalog_starts_without_any_library_that_runs_models() -> None:
    question = f"import sys, modelgraph.catalog; print(sorted(set({HEAVY}) & set(sys.modules)))"

    answer = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"


def test_no_module_that_people_write_is_longer_than_600_lines() -> None:
    modules = {
        path: path.read_text(encoding="utf-8").splitlines()
        for folder in ("src", "inference")
        for path in (ROOT / folder).rglob("*.py")
    }
    long = {
        str(path.relative_to(ROOT)): len(lines)
        for path, lines in modules.items()
        if len(lines) > 600 and "written by modelgraph." not in lines[0]
    }

    assert long == {}
