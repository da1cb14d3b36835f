"""A comparison as a table in Markdown, HTML, pandas and polars."""

from __future__ import annotations

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Comparison
from modelgraph.catalog.tables import Line, Table
from modelgraph.errors import UnavailableError


@pytest.fixture(scope="module")
def pair(catalog: Catalog) -> Comparison:
    return catalog.compare("florence-2", "sam-clip")


def test_markdown_has_a_line_for_each_row(pair: Comparison) -> None:
    text = pair.to_markdown()

    assert "| Organization | Microsoft | Apple |" in text
    assert "| OCR | claimed | – |" in text
    assert all(line.count("|") == 4 for line in text.splitlines())


def test_frames_have_the_ids_as_columns(pair: Comparison) -> None:
    frame, other = pair.to_pandas(), pair.to_polars()

    assert list(frame.columns) == ["microsoft/florence-2", "apple/sam-clip"]
    assert frame.loc[("Identity", "Organization"), "apple/sam-clip"] == "Apple"
    assert other.columns == ["group", "property", "microsoft/florence-2", "apple/sam-clip"]
    assert len(other) == len(frame) == len(pair.table.lines)


def test_hostile_names_stay_in_their_cell() -> None:
    table = Table(("a|b",), ("x",), (Line("G", "<script>", ("[x](javascript:1)\n# y",)),))

    assert "<script>" not in table.to_html()
    text = table.to_markdown()
    assert len(text.splitlines()) == 4
    assert "\\[x](javascript:1) # y" in text
    assert "a\\|b" in text


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)

    with pytest.raises(UnavailableError, match="pandas is not installed"):
        Table((), (), ()).to_pandas()


def test_a_notebook_shows_a_table(pair: Comparison) -> None:
    assert pair._repr_html_().startswith("<table>")
