"""What a stated date surely lies between, whatever it leaves open."""

from __future__ import annotations

import pytest

from modelgraph.vocabulary.dates import surely_between


@pytest.mark.parametrize(
    ("date", "after", "before"),
    [
        ("2024-06-30", "", "2024-06"),
        ("2024-06", "", "2024-06-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024", "2024"),
        ("2023", "", "2024-06"),
        ("2025", "2024-06", ""),
        ("2024-01-01", "2024", ""),
        ("2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_date_counts_where_all_of_it_lies_between(date: str, after: str, before: str) -> None:
    assert surely_between(date, after, before)


@pytest.mark.parametrize(
    ("date", "after", "before"),
    [
        ("2024", "", "2024-06"),
        ("2024", "2024-06", ""),
        ("2024-06", "", "2024-06-29"),
        ("2024-06", "2024-06-02", ""),
        ("2023-12-31", "2024", ""),
        ("2025-01-01", "", "2024"),
        ("", "", ""),
        ("", "", "2024"),
    ],
)
def test_a_date_that_may_lie_outside_does_not_count(date: str, after: str, before: str) -> None:
    assert not surely_between(date, after, before)
