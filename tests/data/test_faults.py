"""The page of known faults says what is so in the shipped data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.importers import findings
from modelgraph.validation import rules
from modelgraph.vocabulary.prefixes import BASE

PAGE = Path(__file__).parents[2] / "docs/reference/faults.md"
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if re.match(r"\| (\d+|–) \|", line)
]


def named(kind: str) -> Iterator[tuple[str, str]]:
    """Yield what the rows name: a rule or property, and the thing that it is about."""
    for *_, dealt in ROWS:
        yield from re.findall(rf"{kind} `([\w-]+)`: `([\w./-]+)`", dealt)


def test_every_fault_of_the_first_survey_has_a_row() -> None:
    numbers = [int(row[0]) for row in ROWS if row[0].isdecimal()]

    assert numbers == list(range(1, 19))


def test_every_row_names_a_rule_or_a_conflict_or_says_why_none_can_tell() -> None:
    silent = [row for row in ROWS if not re.search(r"(rule|conflict) `|no rule\b.*: ", row[-1])]

    assert silent == []


def test_every_rule_that_is_named_exists() -> None:
    known = {rule.id for rule in rules()}

    assert {rule for rule, _ in named("rule")} <= known


@pytest.mark.slow
def test_every_conflict_that_is_named_is_there(shipped_catalog: Catalog) -> None:
    shown = {(each.cell.of.key, each.model.id) for each in shipped_catalog.conflicts()}

    assert set(named("conflict")) - shown == set()


@pytest.mark.slow
def test_every_rule_that_is_named_finds_what_it_is_named_for(shipped_catalog: Catalog) -> None:
    found = {
        (each.rule, about.removeprefix(BASE).partition("/")[2])
        for each in findings.check(shipped_catalog.store)
        for about in (*each.abouts, each.focus)
    }

    assert set(named("rule")) - found == set()


@pytest.mark.slow
def test_the_shipped_data_violate_no_rule(shipped_catalog: Catalog) -> None:
    found = findings.check(shipped_catalog.store)

    assert [each for each in found if each.severity == "violation"] == []
