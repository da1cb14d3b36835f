"""How far a long step has come, on standard error: a bar in a terminal, a line a step elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from modelgraph.cli.output import console, say
from modelgraph.cli.text import clean

Report: TypeAlias = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is (0: not known)."""


@contextmanager
def progress() -> Iterator[Report]:
    """Show steps while the block runs; each new text is a new step."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=28),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        console=console(sys.stderr),
        transient=True,
    )
    steps: dict[str, int] = {}

    def report(text: str, done: int, total: int) -> None:
        known = total if total > 0 else None
        if text not in steps:
            for step in steps.values():
                bar.remove_task(step)  # type: ignore[arg-type]
            steps.clear()
            steps[text] = bar.add_task(clean(text), total=known)
        bar.update(steps[text], completed=done, total=known)  # type: ignore[arg-type]

    with bar:
        yield report


def _lines() -> Report:
    told = ""

    def report(text: str, done: int, total: int) -> None:
        nonlocal told
        if text != told:
            told = text
            say(f"{text} …")

    return report
