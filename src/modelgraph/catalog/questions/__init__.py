"""Questions that a catalog of models must answer, asked in four ways that give one answer.

A question is two files: ``NN-slug.rq``, of which the first line says it in plain words and the
comments below it ask it on the command line (``$``) and in Python (``>>>``), and
``NN-slug.graphql``. A document with ``$after`` is asked again until it has no next page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SIGNS = ("# $ ", "# >>> ", "# ... ")


@dataclass(frozen=True, slots=True)
class Question:
    """``python`` is an expression over ``catalog`` with the rows of the answer."""

    number: int
    name: str
    text: str
    command: str
    python: str
    graphql: str
    sparql: str


@cache
def all_questions() -> tuple[Question, ...]:
    """Return the questions, the simplest first."""
    return tuple(_read(path) for path in sorted(Path(__file__).parent.glob("*.rq")))


def _read(path: Path) -> Question:
    number, _, name = path.stem.partition("-")
    lines = path.read_text(encoding="utf-8").splitlines()
    document = path.with_suffix(".graphql").read_text(encoding="utf-8")
    return Question(
        int(number),
        name,
        lines[0].removeprefix("# "),
        "".join(_said(lines, _SIGNS[:1])),
        "\n".join(_said(lines, _SIGNS[1:])),
        document.partition("\n")[2],
        "\n".join(line for line in lines if not line.startswith(_SIGNS)) + "\n",
    )


def _said(lines: list[str], signs: tuple[str, ...]) -> list[str]:
    return [line.partition(" ")[2].partition(" ")[2] for line in lines if line.startswith(signs)]
