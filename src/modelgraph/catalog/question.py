"""The queries of the catalog, by name; ``modelgraph.store.question`` says how they are filled."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from modelgraph.store.question import Questions

_QUESTIONS: Final = Questions(Path(__file__).with_name("queries"))

query = _QUESTIONS.query
names = _QUESTIONS.names
