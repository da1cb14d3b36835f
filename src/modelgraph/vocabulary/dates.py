"""Stated dates as spans of days: a year, a month or a day, and what surely lies between two."""

from __future__ import annotations

from calendar import monthrange
from functools import lru_cache


@lru_cache(maxsize=65_536)
def first_day(date: str) -> str:
    """Return the first day that a date may mean; what is no date comes back as it is.

    >>> first_day("2024"), first_day("2024-06"), first_day("2024-06-09")
    ('2024-01-01', '2024-06-01', '2024-06-09')
    """
    return date + {4: "-01-01", 7: "-01"}.get(len(date), "")


@lru_cache(maxsize=65_536)
def last_day(date: str) -> str:
    """Return the last day that a date may mean; what is no date comes back as it is.

    >>> last_day("2024"), last_day("2024-02"), last_day("2024-06-09")
    ('2024-12-31', '2024-02-29', '2024-06-09')
    """
    if len(date) == len("2024"):
        return f"{date}-12-31"
    if len(date) != len("2024-06"):
        return date
    try:
        return f"{date}-{monthrange(int(date[:4]), int(date[5:]))[1]}"
    except ValueError:
        return date


def surely_between(date: str, after: str, before: str) -> bool:
    """Say whether every day that a date may mean lies between two dates, both included.

    A date that is less precise than what is asked for may lie before or behind, and doesn't count:
    2024 is surely neither until 2024-06 nor from 2024-06 on. An empty bound is none.

    >>> surely_between("2024-05", "2024", "2024-06"), surely_between("2024", "", "2024-06")
    (True, False)
    """
    return (
        bool(date)
        and first_day(date) >= first_day(after)
        and (not before or last_day(date) <= last_day(before))
    )
