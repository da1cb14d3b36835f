"""Tesseract's table of words becomes lines; the program is asked with a time limit."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from modelgraph.errors import DeadlineError, UnavailableError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import TextRegion
from modelgraph_inference import files, images, tesseract
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.weights import samples

HEADER = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)
TABLE = "\n".join(
    [
        HEADER,
        "1\t1\t0\t0\t0\t0\t0\t0\t900\t560\t-1\t",
        "4\t1\t1\t1\t1\t0\t64\t50\t300\t34\t-1\t",
        "5\t1\t1\t1\t1\t1\t64\t52\t100\t32\t96.0\tTotal:",
        '5\t1\t1\t1\t1\t2\t180\t50\t120\t30\t90.0\t"12',
        "5\t1\t1\t1\t2\t1\t64\t90\t40\t20\t50.0\tEUR",
        "5\t1\t1\t1\t3\t1\t64\t90\t40\t20\t95.0\t ",
        "",
    ]
)

needs_program = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="the program tesseract is not installed"
)


def test_words_become_lines_with_their_mean_confidence() -> None:
    first, second = tesseract.lines(TABLE)

    corners = ((64.0, 50.0), (300.0, 50.0), (300.0, 84.0), (64.0, 84.0))
    assert first == TextRegion('Total: "12', corners, 0.93)
    assert (second.text, second.score) == ("EUR", 0.5)


def test_a_page_without_words_has_no_lines() -> None:
    assert list(tesseract.lines(HEADER + "\n")) == []


@pytest.fixture
def checkpoint(tmp_path: Path) -> Checkpoint:
    folder = tmp_path / "tesseract"
    folder.mkdir()
    path = folder / "eng.traineddata"
    path.write_bytes(tesseract.trained_data("eng") if shutil.which("tesseract") else b"")
    return Checkpoint(
        variant="https://w3id.org/modelgraph/variant/google/tesseract-5-eng",
        adapter="tesseract",
        folder=folder,
        tasks=("ocr",),
        files=(files.describe(path),),
        program="tesseract",
        settings={"language": "eng"},
    )


@needs_program
def test_it_reads_the_page(checkpoint: Checkpoint) -> None:
    adapter = tesseract.Tesseract()
    adapter.load(checkpoint, "cpu")

    prediction = adapter.predict(Question("ocr", images.decode(samples.page())), Stopwatch())

    assert prediction.text is not None
    assert prediction.text.splitlines()[-1] == "Payable within 30 days"
    assert len(prediction.regions) == len(samples.PAGE_LINES)


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program called tesseract first on the path."""
    programs = folder / "programs"
    programs.mkdir()
    path = programs / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(programs), prepend=":")


def test_a_program_that_hangs_is_killed(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, "exec sleep 60", monkeypatch)
    monkeypatch.setattr(tesseract, "DEADLINE_SECONDS", 0.2)
    adapter = tesseract.Tesseract()
    adapter.load(checkpoint, "cpu")

    with pytest.raises(DeadlineError):
        adapter.predict(Question("ocr", images.decode(samples.page())), Stopwatch())


def test_a_program_that_fails_says_why(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, "echo no such language >&2; exit 1", monkeypatch)
    adapter = tesseract.Tesseract()
    adapter.load(checkpoint, "cpu")

    with pytest.raises(UnavailableError, match="no such language"):
        adapter.predict(Question("ocr", images.decode(samples.page())), Stopwatch())


def test_without_the_program_it_says_what_to_install(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UnavailableError) as refused:
        tesseract.Tesseract().load(checkpoint, "cpu")

    assert "tesseract-ocr" in refused.value.hint
