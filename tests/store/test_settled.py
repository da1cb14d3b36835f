"""A settled store answers the same, whether an answer is kept or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelgraph.store import IRI, OxigraphStore, Quad, SettledStore, integer

EVERYTHING = "SELECT ?s ?p ?o ?none WHERE { ?s ?p ?o OPTIONAL { ?o ?p ?none } } ORDER BY ?s ?p ?o"
TERMS = """
INSERT DATA {
  <urn:a> <urn:p> <urn:b>, "text", "Stück"@de, 7, 1.5, true, "2024-06"^^<urn:month>, "a\\n\\"b\\"" .
  _:one <urn:p> _:two
}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = OxigraphStore(tmp_path / "store")
    made.engine.update(TERMS)
    made.engine.flush()
    del made
    return tmp_path / "store"


def _kept(folder: Path) -> Iterator[Path]:
    return folder.glob("answers/*")


def test_a_kept_answer_is_the_same_in_each_kind_of_term(folder: Path) -> None:
    asked = OxigraphStore(folder, read_only=True).select(EVERYTHING)
    SettledStore(folder, keep=True).select(EVERYTHING)
    answered = SettledStore(folder).select(EVERYTHING)
    assert len(list(_kept(folder))) == 1
    assert answered == asked
    assert [type(term) for row in answered[1] for term in row] == [
        type(term) for row in asked[1] for term in row
    ]


def test_a_kept_answer_is_not_asked_again(folder: Path) -> None:
    SettledStore(folder, keep=True).select(EVERYTHING)
    writer = OxigraphStore(folder)
    writer.replace({}, add=[Quad(IRI("urn:c"), IRI("urn:p"), integer(1))])
    del writer
    assert len(SettledStore(folder).select(EVERYTHING)[1]) == 9
    assert len(SettledStore(folder).select(f"{EVERYTHING} ")[1]) == 10


def test_without_being_told_to_nothing_is_kept(folder: Path) -> None:
    SettledStore(folder).select(EVERYTHING)
    assert not list(_kept(folder))


@pytest.mark.parametrize(
    "content", ["", "{}", '{"variables": ["s"], "terms": [], "columns": [[0]]}']
)
def test_what_is_damaged_is_asked_anew(folder: Path, content: str) -> None:
    SettledStore(folder, keep=True).select(EVERYTHING)
    for path in _kept(folder):
        path.write_text(content)
    assert len(SettledStore(folder).select(EVERYTHING)[1]) == 9


def test_an_answer_without_rows_is_kept_with_its_variables(folder: Path) -> None:
    nothing = "SELECT ?s ?o WHERE { ?s <urn:none> ?o }"
    asked = SettledStore(folder, keep=True).select(nothing)
    assert SettledStore(folder).select(nothing) == asked == (("s", "o"), [])
