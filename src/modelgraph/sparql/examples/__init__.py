"""Example queries, one file each: the first comment line asks the question in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from modelgraph.sparql.guard import examine
from modelgraph.sparql.limits import Limits


@dataclass(frozen=True, slots=True)
class Example:
    """A query worth showing."""

    name: str
    question: str
    text: str
    form: str
    """SELECT, ASK, CONSTRUCT or DESCRIBE."""


@cache
def all_examples() -> tuple[Example, ...]:
    """Return the examples, the simplest first."""
    return tuple(_read(path) for path in sorted(Path(__file__).parent.glob("*.rq")))


def _read(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    question = text.partition("\n")[0].removeprefix("# ")
    name = path.stem.partition("-")[2]
    return Example(name, question, text, examine(text, Limits()).form)
