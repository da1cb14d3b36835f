"""Tesseract, asked as a program: an image goes in, a table of words comes out.

The trained data lies in the checkpoint's folder, so its hash is checked like that of any weights.
Each call has a time limit; the program is killed when it passes.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import ClassVar

import cv2

from modelgraph.errors import DeadlineError, InvalidWeightsError, UnavailableError
from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction, TextRegion
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.options import number, whole

PROGRAM = "tesseract"
DEADLINE_SECONDS = 120
_LIST_SECONDS = 20
_LANGUAGE = re.compile(r"[a-z]{3}(_[a-z]+)?")


class Tesseract:
    """The adapter of the program; ``ocr`` and ``ocr-with-regions`` are answered alike."""

    libraries: ClassVar[tuple[str, ...]] = ("opencv-python-headless",)

    def __init__(self) -> None:
        self.device = "cpu"
        self.dtype = "float32"
        self._command: list[str] = []

    def load(self, checkpoint: Checkpoint, device: str) -> None:
        """Find the program and the trained data; the program computes on the CPU only."""
        if device != "cpu":
            raise UnavailableError("Tesseract runs on the device cpu only.")
        language = str(checkpoint.settings["language"])
        if not _LANGUAGE.fullmatch(language):
            raise InvalidWeightsError(f"{language!r} is not a language of Tesseract.")
        self._command = [
            program(),
            "stdin",
            "stdout",
            "--tessdata-dir",
            str(checkpoint.folder),
            "-l",
            language,
            "--oem",
            "1",
            "-c",
            "tessedit_create_tsv=1",
            "-c",
            "tessedit_create_txt=0",
        ]

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the lines of the image and their text line by line.

        Options: ``threshold`` (0), the least mean confidence of a line's words; ``layout`` (3), the
        program's page segmentation mode, 3 to 13.
        """
        least = number(question.options, "threshold", 0.0, 0, 1)
        layout = whole(question.options, "layout", 3, 3, 13)
        with clock("pre"):
            data = _portable(question)
        with clock("forward"):
            table = _run([*self._command, "--psm", str(layout)], data)
        with clock("post"):
            regions = tuple(region for region in lines(table) if (region.score or 0) >= least)
            return question.answer(
                regions=regions,
                text="\n".join(region.text for region in regions),
            )


def program() -> str:
    """Return the path of the program.

    Raises:
        UnavailableError: it is not installed.
    """
    found = shutil.which(PROGRAM)
    if found is None:
        raise UnavailableError(
            "The program tesseract is not installed.",
            hint="apt-get install tesseract-ocr, or brew install tesseract",
        )
    return found


def trained_data(language: str) -> bytes:
    """Return the trained data that the installed program has for a language.

    Raises:
        UnavailableError: the program or the language is not installed.
    """
    listing = subprocess.run(  # noqa: S603 - a fixed program with fixed arguments
        [program(), "--list-langs"],
        capture_output=True,
        timeout=_LIST_SECONDS,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    text = (listing.stdout + listing.stderr).decode("utf-8", errors="replace")
    place = re.search(r'"([^"]+)"', text)
    path = Path(place.group(1) if place else "/nowhere") / f"{language}.traineddata"
    if not path.is_file():
        raise UnavailableError(
            f"Tesseract has no trained data for {language}.",
            hint=f"apt-get install tesseract-ocr-{language}",
        )
    return path.read_bytes()


def lines(table: str) -> Iterator[TextRegion]:
    """Yield the lines of a table of words (TSV, one row a word), with the mean confidence."""
    rows = csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = (row for row in rows if row["level"] == "5" and (row["text"] or "").strip())
    for _place, group in groupby(words, key=_place_of):
        yield _region(list(group))


def _place_of(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in ("page_num", "block_num", "par_num", "line_num"))


def _region(words: list[dict[str, str]]) -> TextRegion:
    left, top = _least(words, "left"), _least(words, "top")
    right = max(float(word["left"]) + float(word["width"]) for word in words)
    bottom = max(float(word["top"]) + float(word["height"]) for word in words)
    confidence = sum(float(word["conf"]) for word in words) / len(words) / 100
    return TextRegion(
        " ".join(word["text"].strip() for word in words),
        ((left, top), (right, top), (right, bottom), (left, bottom)),
        round(min(max(confidence, 0.0), 1.0), 6),
    )


def _least(words: Iterable[Mapping[str, str]], name: str) -> float:
    return min(float(word[name]) for word in words)


def _portable(question: Question) -> bytes:
    """Return the image as PPM: raw pixels, nothing to compress and to take apart again."""
    bgr = cv2.cvtColor(question.picture.pixels, cv2.COLOR_RGB2BGR)
    _done, encoded = cv2.imencode(".ppm", bgr)
    return bytes(encoded)


def _run(command: list[str], data: bytes) -> str:
    """Return what the program prints; one thread, since workers share the machine.

    Raises:
        DeadlineError: it took too long and was killed.
        UnavailableError: it failed.
    """
    try:
        done = subprocess.run(  # noqa: S603 - arguments are checked numbers and our own paths
            command,
            input=data,
            capture_output=True,
            timeout=DEADLINE_SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise DeadlineError(
            "Tesseract took too long on this image.", limit_seconds=DEADLINE_SECONDS
        ) from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", errors="replace").strip()[-300:]
        raise UnavailableError(f"Tesseract failed: {reason}")
    return done.stdout.decode("utf-8", errors="replace")
