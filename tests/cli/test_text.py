"""Text from outside can't command a terminal, a table or a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelgraph.cli.output import Answer, Form, Sheet, Span, print_sheet, show, to_csv
from modelgraph.cli.text import clean, markdown, shorten, spreadsheet

HOSTILE = "\x1b]0;owned\x07\x9b31mred\u202eevil [bold red]SAM[/] | <b>"


@given(st.text())
def test_cleaned_text_holds_no_control_character(text: str) -> None:
    safe = clean(text)

    assert all(letter.isprintable() or not letter.isascii() for letter in safe)
    assert not set(safe) & {chr(code) for code in (*range(32), *range(127, 160), 0x202E, 0x2066)}


@pytest.mark.parametrize("form", [None, *(form for form in Form if form is not Form.TTL)])
def test_no_form_of_an_answer_lets_a_control_character_through(
    form: Form | None, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = Sheet(
        (HOSTILE,), [(HOSTILE,), ((Span(HOSTILE, "bold"),),), HOSTILE], HOSTILE, (HOSTILE,)
    )

    show(Answer((sheet,), {"name": HOSTILE}), form)

    printed = capsys.readouterr().out
    assert "SAM" in printed
    assert not set(printed) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_markup_of_rich_is_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    print_sheet(Sheet(("name",), [("[bold red]SAM[/]",)]), ruled=False)

    assert "[bold red]SAM[/]" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "=\x1b1"])
def test_a_formula_is_written_as_text(text: str) -> None:
    assert spreadsheet(text).startswith("'")


@pytest.mark.parametrize("text", ["-1.5", "+3", "SAM-CLIP", "1,284.50"])
def test_numbers_and_names_are_written_as_they_are(text: str) -> None:
    assert spreadsheet(text) == text


def test_csv_can_be_read_back() -> None:
    sheet = Sheet(("a", "b"), [('say "x"', "1,2"), "a heading", ("x\ny", "é")])

    rows = list(csv.reader(io.StringIO(to_csv(sheet))))

    assert rows == [["a", "b"], ['say "x"', "1,2"], ["x; y", "é"]]


def test_json_keeps_every_character_of_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    show(Answer((), {"name": HOSTILE}), Form.JSON)

    assert json.loads(capsys.readouterr().out) == {"name": HOSTILE}


def test_a_bar_does_not_break_a_markdown_table() -> None:
    assert markdown("a|b") == r"a\|b"


def test_shortened_text_keeps_to_its_length() -> None:
    assert shorten("x" * 50, 10) == "x" * 9 + "…"


def test_rows_stay_on_one_line_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    print_sheet(Sheet(("name", "text"), [("a", "word " * 100)]), ruled=False)

    assert len(capsys.readouterr().out.splitlines()) == 2
