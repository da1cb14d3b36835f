"""Example queries: the catalog's questions, and files of this folder for what only SPARQL shows.

The first comment line of a file asks the question in plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from modelgraph.catalog.questions import all_questions
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
    """Return the questions, then the examples of SPARQL alone, the simplest first."""
    return (*(_example(each.name, each.sparql) for each in all_questions()), *own_examples())


@cache
def own_examples() -> tuple[Example, ...]:
    """Return the examples of SPARQL alone."""
    paths = sorted(Path(__file__).parent.glob("*.rq"))
    return tuple(
        _example(path.stem.partition("-")[2], path.read_text(encoding="utf-8")) for path in paths
    )


def _example(name: str, text: str) -> Example:
    question = text.partition("\n")[0].removeprefix("# ")
    return Example(name, question, text, examine(text, Limits()).form)
